import re
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iso_app.core.dates import blank_long_day, long_day, parse_day, show_day, show_moment
from iso_app.core.errors import DomainError

FIFTH = date(2021, 1, 5)


@pytest.mark.parametrize(
    "typed",
    [
        "05/01/2021",
        "5/1/2021",
        "05-01-2021",
        "5.1.2021",
        " 05/01/2021 ",
        "2021-01-05",
        "2021-1-5",
        "2021-01-05 00:00:00",
        "2021-01-05T00:00:00",
        "2021-01-05 00:00:00.000000",
        "2021-01-05 00:00",
    ],
)
def test_one_day_in_the_ways_people_and_spreadsheets_write_it(typed: str) -> None:
    assert parse_day(typed) == FIFTH


@pytest.mark.parametrize(
    ("typed", "advice"),
    [
        ("31/02/2021", "Không có ngày 31/02/2021. Tháng 02 năm 2021 có các ngày từ 01 đến 28."),
        ("30/2/2024", "Không có ngày 30/02/2024. Tháng 02 năm 2024 có các ngày từ 01 đến 29."),
        ("00/01/2021", "Không có ngày 00/01/2021. Tháng 01 năm 2021 có các ngày từ 01 đến 31."),
        ("2021-04-31", "Không có ngày 31/04/2021. Tháng 04 năm 2021 có các ngày từ 01 đến 30."),
        ("12/31/2021", "Không có tháng 31. Hãy viết ngày trước, tháng (01 đến 12) sau, ví dụ 05/01/2021."),
        ("05/00/2021", "Không có tháng 00. Hãy viết ngày trước, tháng (01 đến 12) sau, ví dụ 05/01/2021."),
        *(
            (
                f"05/01/{year}",
                f"Năm “{year}” không đúng. Hãy viết năm đủ 4 chữ số, từ 1900 đến 2100, ví dụ 05/01/2021.",
            )
            for year in ("20221", "21", "1899", "2101", "0000", "021")
        ),
        ("", "Chưa nhập ngày. Hãy viết ngày/tháng/năm, ví dụ 05/01/2021."),
    ],
)
def test_a_wrong_day_is_refused_with_what_would_be_right(typed: str, advice: str) -> None:
    with pytest.raises(DomainError) as refusal:
        parse_day(typed)
    assert refusal.value.message == advice


@pytest.mark.parametrize(
    "typed",
    [
        "hôm qua",
        "{typed}",
        "05/01-2021",
        "2021/01/05",
        "5/2021",
        "44201",
        "2021-01-05 10:30:00",
        "05/01/2021x",
        "٠٥/٠١/٢٠٢١",
    ],
)
def test_another_form_is_refused_with_an_example(typed: str) -> None:
    with pytest.raises(DomainError, match="Hãy viết ngày/tháng/năm") as refusal:
        parse_day(typed)
    assert f"“{typed}”" in refusal.value.message


def test_a_refusal_does_not_repeat_a_whole_page() -> None:
    for typed in ("x" * 5000, "05/01/" + "2" * 5000):
        with pytest.raises(DomainError) as refusal:
            parse_day(typed)
        assert len(refusal.value.message) < 160


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_what_is_shown_can_be_read_back(day: date) -> None:
    assert parse_day(show_day(day)) == parse_day(day.isoformat()) == day


@given(st.text(alphabet="0123456789/-. :T", max_size=12))
def test_typing_never_breaks_it(typed: str) -> None:
    try:
        outcome = str(parse_day(typed).year)
    except DomainError as refusal:
        outcome = refusal.message
    assert re.search("^(19|20|21)[0-9]{2}$|Hãy viết|có các ngày", outcome)


def test_no_day_is_shown_as_nothing() -> None:
    assert show_day(None) == show_moment(None) == ""
    assert show_day(FIFTH) == "05/01/2021"


def test_a_moment_is_shown_by_the_clocks_of_viet_nam() -> None:
    assert show_moment(datetime(2021, 1, 4, 17, 5, 59, tzinfo=UTC)) == "05/01/2021 00:05"


def test_a_moment_without_a_zone_is_a_mistake() -> None:
    naive = datetime.now(UTC).replace(tzinfo=None)
    with pytest.raises(ValueError, match="no time zone"):
        show_moment(naive)


@pytest.mark.parametrize(
    ("day", "written"),
    [
        (date(2021, 1, 5), "ngày 05 tháng 01 năm 2021"),
        (date(2021, 2, 10), "ngày 10 tháng 02 năm 2021"),
        (date(2021, 3, 9), "ngày 09 tháng 3 năm 2021"),
        (date(2021, 12, 31), "ngày 31 tháng 12 năm 2021"),
    ],
)
def test_the_day_of_an_official_document(day: date, written: str) -> None:
    assert long_day(day, "Sóc Trăng") == f"Sóc Trăng, {written}"
    assert long_day(day) == written


def test_room_is_left_for_the_pen() -> None:
    line = blank_long_day("Sóc Trăng")
    assert line.replace("\u00a0", " ") == "Sóc Trăng, ngày     tháng     năm 20…"
    assert "  " not in line  # ordinary spaces in a row would be drawn as one
    assert blank_long_day().startswith("…, ngày")


@given(st.datetimes(datetime(1990, 1, 1), datetime(2099, 1, 1)))  # noqa: DTZ001 the zone is put on below
def test_the_shown_hour_is_seven_ahead(moment: datetime) -> None:
    shown = show_moment(moment.replace(tzinfo=UTC))
    assert shown == (moment + timedelta(hours=7)).strftime("%d/%m/%Y %H:%M")
