"""The calendar holds the visits of the plan folder, whoever asks for them."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

import pytest

from domain.refusals import UsageRefusal
from projections.queries.calendar import CalendarEntry, CalendarFilter, calendar, grid
from projections.queries.months import month_of, week_of
from projections.queries.paging import Page, Paging
from tests.api.queries import plain
from tests.api.queries.world import World
from tests.api.walked import ROUND

ALL = Paging(limit=None)
WHEN = pytest.mark.parametrize("when", ["published", "changed", "imported"])


def asked(world: World, when: str = "changed", paging: Paging | None = None, **wanted: Any) -> Page[CalendarEntry]:
    with world.at(getattr(world, when)) as at:
        return calendar(at, CalendarFilter(**wanted), paging or ALL)


def numbers(page: Page[CalendarEntry]) -> list[str]:
    return [row.visit for row in page.rows]


@WHEN
def test_every_visit_stands_in_the_calendar_as_in_the_plan_folder(world: World, when: str) -> None:
    registry, plan = world.files(getattr(world, when))
    known = plain.by_id(registry, "enterprises")
    page = asked(world, when)
    visits = sorted(plain.table(plan, "visits"), key=lambda visit: (visit["date"], visit["slot"], visit["visit"]))
    for row, visit in zip(page.rows, visits, strict=True):
        of = known[visit["enterprise"]]
        assert (row.visit, str(row.date), row.slot, row.outing) == tuple(
            visit[name] for name in ("visit", "date", "slot", "outing")
        )
        assert (row.enterprise, row.name, row.district, row.area) == tuple(
            of[name] for name in ("id", "name", "district", "area")
        )
        assert (";".join(row.departments), ";".join(row.matters)) == (visit["departments"], visit["matters"])
        assert sorted(row.inspectors) == sorted(plain.team(plan, visit))


@pytest.mark.parametrize("department", ["health", "fire", "market"])
def test_a_department_finds_the_visits_that_it_joins(world: World, department: str) -> None:
    visits = plain.table(world.plan_now, "visits")
    joined = {visit["visit"] for visit in visits if department in visit["departments"].split(";")}
    assert set(numbers(asked(world, department=department))) == joined


def test_an_officer_finds_the_visits_that_they_make(world: World) -> None:
    visits = plain.table(world.plan_now, "visits")
    for officer in plain.by_id(world.registry, "inspectors"):
        made = {visit["visit"] for visit in visits if officer in plain.team(world.plan_now, visit)}
        assert set(numbers(asked(world, inspector=officer))) == made


@pytest.mark.parametrize(("column", "value"), [("district", "D2"), ("area", "A1"), ("enterprise", "E30")])
def test_places_and_enterprises_find_their_visits(world: World, column: str, value: str) -> None:
    known = plain.by_id(world.registry, "enterprises")
    name = "id" if column == "enterprise" else column
    mine = {v["visit"] for v in plain.table(world.plan_now, "visits") if known[v["enterprise"]][name] == value}
    assert mine
    assert set(numbers(asked(world, "changed", None, **{column: value}))) == mine


def test_days_and_rounds_bound_the_calendar(world: World) -> None:
    first, last = month_of("2027-02")
    page = asked(world, first=first, last=last, round=ROUND)
    february = [v["visit"] for v in plain.table(world.plan_now, "visits") if v["date"].startswith("2027-02")]
    assert (sorted(numbers(page)), numbers(asked(world, round="2027Q2"))) == (sorted(february), [])


def test_visits_are_confirmed_from_the_promise_on(world: World) -> None:
    assert {row.confirmed for row in asked(world, "published").rows} == {False}
    assert {
        row.confirmed for row in asked(world).rows if "health" in row.departments and row.date < date(2027, 2, 2)
    } == {True}


def test_a_page_is_a_part_of_the_calendar_and_tells_the_whole_number(world: World) -> None:
    whole = asked(world, paging=Paging(None, 0, ("-area", "name")))
    page = asked(world, paging=Paging(4, 3, ("-area", "name")))
    assert (page.rows, page.total) == (whole.rows[3:7], len(whole.rows))
    keys = [(row.area, row.name) for row in whole.rows]
    assert keys == sorted(sorted(keys, key=lambda key: key[1]), key=lambda key: key[0], reverse=True)


def test_an_empty_page_beyond_the_end_still_tells_the_whole_number(world: World) -> None:
    assert (asked(world, paging=Paging(5, 1_000)).rows, asked(world, paging=Paging(5, 1_000)).total) == (
        (),
        len(plain.table(world.plan_now, "visits")),
    )


def test_the_grid_counts_the_visits_and_outings_of_each_day(world: World) -> None:
    first, last = month_of("2027-02")
    with world.at(world.changed) as at:
        weeks = grid(at, CalendarFilter(first=first, last=last))
    february = [v for v in plain.table(world.plan_now, "visits") if v["date"].startswith("2027-02")]
    visits = Counter(visit["date"] for visit in february)
    outings = Counter(day for day, _ in {(visit["date"], visit["outing"]) for visit in february})
    days = [day for week in weeks for day in week.days]
    assert {str(day.date): (day.visits, day.outings) for day in days if day.visits} == {
        day: (visits[day], outings[day]) for day in visits
    }
    assert [day.date.month for day in days if day.within] == [2] * 28


def test_the_grid_has_whole_weeks_by_their_iso_names(world: World) -> None:
    first, last = week_of("2026-W53")
    with world.at() as at:
        (week,) = grid(at, CalendarFilter(first=first, last=last))
    assert (week.week, week.days[0].date, week.days[6].date) == ("2026-W53", date(2026, 12, 28), date(2027, 1, 3))


@pytest.mark.parametrize("text", ["2027-13", "2027-2", "Feb", "0999-01"])
def test_what_is_no_month_is_refused(text: str) -> None:
    with pytest.raises(UsageRefusal, match="2027-02"):
        month_of(text)


@pytest.mark.parametrize("text", ["2027-W53", "2027-W00", "2027W07", "9999-W52"])
def test_what_is_no_week_is_refused(text: str) -> None:
    with pytest.raises(UsageRefusal, match="2027-W07"):
        week_of(text)


@pytest.mark.parametrize(
    "days", [(None, None), (date(2027, 1, 1), date(1999, 1, 1)), (date(1900, 1, 1), date(2027, 1, 1))]
)
def test_a_grid_needs_days_that_a_person_can_look_at(world: World, days: tuple[date | None, date | None]) -> None:
    with world.at() as at, pytest.raises(UsageRefusal):
        grid(at, CalendarFilter(*days))
