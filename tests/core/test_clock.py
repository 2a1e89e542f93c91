from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from iso_app.core.clock import VIETNAM, day_of, now, today


@time_machine.travel(datetime(2021, 12, 31, 16, 59, 59, tzinfo=UTC), tick=False)
def test_the_old_year_ends_at_midnight_in_viet_nam() -> None:
    assert today() == date(2021, 12, 31)


@time_machine.travel(datetime(2021, 12, 31, 17, 0, tzinfo=UTC), tick=False)
def test_the_new_year_begins_at_midnight_in_viet_nam() -> None:
    assert today() == date(2022, 1, 1)
    assert now() == datetime(2021, 12, 31, 17, 0, tzinfo=UTC)


def test_the_small_hours_are_of_the_new_day() -> None:
    assert day_of(datetime(2026, 11, 22, 20, 43, tzinfo=UTC)) == date(2026, 11, 23)
    with pytest.raises(ValueError, match="no time zone"):
        day_of(datetime(2026, 11, 22, 20, 43))  # noqa: DTZ001


def test_now_says_its_zone() -> None:
    assert now().utcoffset() == timedelta(0)


@given(st.datetimes(datetime(1975, 6, 14), datetime(2099, 12, 31), timezones=st.just(UTC)))  # noqa: DTZ001
def test_the_fixed_offset_is_the_law_of_the_time_zone_database(moment: datetime) -> None:
    assert (
        moment.astimezone(VIETNAM).utcoffset() == moment.astimezone(ZoneInfo("Asia/Ho_Chi_Minh")).utcoffset()
    )
