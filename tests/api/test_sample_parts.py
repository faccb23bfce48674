"""The parts of the sample that can be wrong by themselves: shares, calendars, weekly limits, a city's names."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.sample.catalogue import rows, size_called
from api.sample.chance import chance, shares
from api.sample.codes import bodies
from api.sample.holidays import calendar
from api.sample.lists import departments
from api.sample.places import areas
from api.sample.presence import capacity, days_per_week, weekly_limits
from domain.registry import Absence

YEARS = [int(row["year"]) for row in rows("lunar")]
OFF_AND_WORKED = {year: calendar(year) for year in YEARS}


@given(st.lists(st.floats(0.1, 100), min_size=1, max_size=8), st.integers(0, 10_000))
def test_shares_add_up_and_none_is_a_whole_one_off(weights: list[float], total: int) -> None:
    found = shares(weights, total)
    assert sum(found) == total
    assert all(abs(n - weight * total / sum(weights)) < 1 + 1e-6 for n, weight in zip(found, weights, strict=True))


def test_no_organisation_gets_the_code_of_another() -> None:
    body = bodies(chance("small", 1, 2027)("codes"))
    assert len({body(number, old) for number, old in product(range(50_000), (True, False))}) == 100_000


@pytest.mark.parametrize("year", YEARS)
def test_every_day_off_and_every_day_worked_is_marked_as_made_up(year: int) -> None:
    assert all("虚构" in row.note for row in OFF_AND_WORKED[year])


@pytest.mark.parametrize("year", YEARS)
def test_only_weekend_days_are_worked_in_exchange(year: int) -> None:
    assert all(row.date.weekday() >= 5 for row in OFF_AND_WORKED[year] if row.working)


@pytest.mark.parametrize("year", YEARS)
def test_a_year_has_as_many_days_worked_as_its_weekdays_less_the_thirteen_statutory_days(year: int) -> None:
    said = {row.date: row.working for row in OFF_AND_WORKED[year]}
    first, count = date(year, 1, 1), (date(year + 1, 1, 1) - date(year, 1, 1)).days
    days = [first + timedelta(days=n) for n in range(count)]
    worked = sum(said.get(day, day.weekday() < 5) for day in days)
    weekdays = sum(day.weekday() < 5 for day in days)
    assert 0 <= worked - (weekdays - 13) <= 2  # a New Year at a weekend reaches into the year before


@pytest.mark.parametrize("year", YEARS)
def test_every_day_of_the_calendar_lies_in_its_year(year: int) -> None:
    assert {row.date.year for row in OFF_AND_WORKED[year]} == {year}


def test_a_city_has_fifteen_districts_whose_areas_have_names_of_their_own() -> None:
    found = areas(size_called("city"), chance("city", 1, 2027)("places"))
    assert len({area.district for area in found}) == 15
    assert set(Counter(area.name for area in found).values()) == {1}


def test_departments_are_named_after_the_district_or_the_city() -> None:
    assert departments(size_called("small"))["police"].name == "云川市公安局青岚分局"
    assert departments(size_called("city"))["police"].name == "云川市公安局"


def test_a_week_of_leave_takes_its_days_from_the_officer() -> None:
    days = [date(2027, 3, 1) + timedelta(days=n) for n in (0, 1, 2, 3, 4, 7, 8)]
    leave = [Absence("i", date(2027, 3, 3), date(2027, 3, 7))]
    assert days_per_week(days, leave, date(2030, 1, 1)) == [2, 2]


def test_nobody_makes_more_than_two_visits_a_day() -> None:
    assert capacity([1, 5], 8) == 2 + 8


@given(st.integers(4, 30), st.floats(0, 1))
def test_weekly_limits_give_about_the_visits_that_are_wanted(people: int, part: float) -> None:
    quarter = [[5] * 12] * people
    least, most = people * 24, people * 120
    wanted = least + part * (most - least)
    made = sum(capacity(weeks, limit) for weeks, limit in zip(quarter, weekly_limits(quarter, wanted), strict=True))
    assert abs(made - wanted) <= 24
