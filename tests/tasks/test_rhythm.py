"""The arithmetic of recurring duties, by example and by property."""

import itertools
from datetime import date

import holidays
from hypothesis import given
from hypothesis import strategies as st

from iso_app.tasks.rhythm import Rhythm, WorkingDays, occurrences

YEARS = st.integers(2000, 2100)


def test_yearly_half_yearly_quarterly_and_every_so_many_months():
    assert list(Rhythm(12, 1, 31, 2020).days_of(2026)) == [date(2026, 1, 31)]
    assert list(Rhythm(6, 6, 15, 2020).days_of(2026)) == [date(2026, 6, 15), date(2026, 12, 15)]
    assert [day.month for day in Rhythm(3, 3, 31, 2020).days_of(2026)] == [3, 6, 9, 12]
    assert [day.month for day in Rhythm(5, 1, 1, 2025).days_of(2026)] == [4, 9]
    assert list(Rhythm(24, 5, 1, 2025).days_of(2026)) == []


def test_it_begins_with_its_first_year_and_month():
    assert list(Rhythm(12, 1, 31, 2026).days_of(2025)) == []
    assert [day.month for day in Rhythm(3, 10, 1, 2026).days_of(2026)] == [10]


def test_the_last_day_of_a_short_month():
    assert [day.day for day in Rhythm(1, 1, 31, 2024).days_of(2024)][:4] == [31, 29, 31, 30]


def test_an_own_day_moves_all_occurrences_and_keeps_their_names():
    found = occurrences(Rhythm(6, 6, 15, 2020), 2026, (5, 31))
    assert found == [("2026-06", date(2026, 5, 31)), ("2026-12", date(2026, 11, 30))]


@given(st.integers(1, 60), st.integers(1, 12), st.integers(1, 31), YEARS, YEARS)
def test_days_are_of_the_year_and_so_many_months_apart(every, month, day, first, year):
    days = list(Rhythm(every, month, day, first).days_of(year))
    assert all(found.year == year for found in days)
    assert [b.month - a.month for a, b in itertools.pairwise(days)] == [every] * (len(days) - 1)


@given(st.dates(date(2000, 1, 1), date(2100, 12, 31)), st.sets(st.dates(date(2020, 1, 1), date(2030, 1, 1))))
def test_a_day_is_moved_to_the_first_that_is_worked(day, off):
    calendar = WorkingDays(frozenset(off))
    found = calendar.on_or_after(day)
    assert found >= day
    assert calendar.works(found)
    assert not any(calendar.works(date.fromordinal(n)) for n in range(day.toordinal(), found.toordinal()))


def test_tet_and_a_saturday_worked_in_exchange():
    public = holidays.country_holidays("VN", years=2026, language="vi")
    calendar = WorkingDays(frozenset(public), frozenset(public.weekend_workdays))
    assert calendar.on_or_after(date(2026, 2, 16)) == date(2026, 2, 23)
    assert calendar.on_or_after(date(2026, 8, 22)) == date(2026, 8, 22)
    assert calendar.after(date(2026, 4, 29), 1) == date(2026, 5, 4)
