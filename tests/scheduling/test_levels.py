"""The six levels of a plan: value, bound, gap, and whether the value is proven."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.planning import plan_round
from domain.plan import Plan, Unplanned, Visit
from domain.registry import DueCheck, Inspector
from scheduling.bounds.levels import LEVELS, Level, levels, waiting
from scheduling.bounds.load import Load
from tests.builders import WORKING_DAYS, day, due, registry
from tests.strategies import World, worlds

some_worlds = settings(
    max_examples=15, deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow]
)
COUNTS = {"visits": 5, "trips": 12, "excess_by_day": 2, "excess_by_week": 1}
BOUNDS = {"visits": 5, "trips": 10}


def planned(world: World) -> Plan:
    days = world.working_days
    return plan_round(
        world.registry, world.quarter, days, seed="dice 4", officer_seed="dice 3", calendar=world.calendar
    )


def told(plan: Plan) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = plan.facts["bounds"]["levels"]
    return found


def of_counts(unplanned: list[Unplanned] | None = None, loads: list[Load] | None = None, **bounds: int) -> list[Level]:
    """The levels for COUNTS and BOUNDS, without visits."""
    return list(
        levels(registry(), WORKING_DAYS, [], unplanned or [], loads, counts=COUNTS, bounds={**BOUNDS, **bounds})
    )


def visited(*days: str) -> list[Visit]:
    made = Visit("V1", "E1", day("01-01"), "AM", "O1", "", "health", ("health",), ("M1",))
    return [made._replace(date=day(each)) for each in days]


# -- any plan ----------------------------------------------------------------------------------------------------


@some_worlds
@given(worlds())
def test_no_level_of_any_plan_is_below_its_bound(world: World) -> None:
    assert [row["level"] for row in told(planned(world)) if row["value"] < row["bound"]] == []


@some_worlds
@given(worlds())
def test_gap_and_proven_of_any_plan_follow_from_value_and_bound(world: World) -> None:
    for row in told(planned(world)):
        value, bound = row["value"], row["bound"]
        assert row["proven"] == (value == bound)
        assert row["gap"] == (0 if value == bound else round(100 * (value - bound) / bound, 4) if bound else None)


@some_worlds
@given(worlds())
def test_every_plan_tells_the_six_levels_in_order(world: World) -> None:
    assert tuple(row["level"] for row in told(planned(world))) == LEVELS


@some_worlds
@given(worlds(), st.data())
def test_more_officers_never_raise_the_bound_on_checks_left_out(world: World, data: st.DataObject) -> None:
    lists = world.registry
    department, many = data.draw(st.sampled_from([*lists.departments])), data.draw(st.integers(1, 3))
    new = [Inspector(f"new{n}", "", department, "", date.max) for n in range(many)]
    richer = replace(lists, inspectors={**lists.inspectors, **{each.id: each for each in new}})
    assert told(planned(world._replace(registry=richer)))[0]["bound"] <= told(planned(world))[0]["bound"]


@some_worlds
@given(worlds())
def test_no_plan_has_fewer_seats_than_its_bound_or_more_trips_than_seats(world: World) -> None:
    plan = planned(world)
    counts, bounds = plan.facts["counts"], plan.facts["bounds"]
    assert bounds["trips"] <= counts["trips"] <= counts["team_trips"] == len(plan.teams) >= bounds["team_trips"]


# -- one by one --------------------------------------------------------------------------------------------------


def test_checks_that_no_day_is_open_to_are_left_out_by_every_plan() -> None:
    rows = [Unplanned("E1", "M1", None, reason, "") for reason in ("closed", "window", "blackout", "officers", "cap")]
    assert of_counts(rows)[0] == ("left_out", 5, 3)


def test_what_a_flow_proves_of_want_of_officers_is_added() -> None:
    rows = [Unplanned("E1", "M1", None, reason, "") for reason in ("closed", "officers", "officers")]
    assert of_counts(rows, left_out=1)[0] == ("left_out", 3, 2)


def test_the_gap_is_in_percent_of_the_bound() -> None:
    (trips,) = [level for level in of_counts(loads=[]) if level.level == "trips"]
    assert (trips.gap, trips.proven) == (20.0, False)


def test_there_is_no_percentage_of_a_bound_of_zero() -> None:
    (spread,) = [level for level in of_counts() if level.level == "spread"]
    assert (spread, spread.gap, spread.proven) == (("spread", 3, 0), None, False)


def test_before_the_officers_are_drawn_nobody_can_say_trips_and_load() -> None:
    assert [level.level for level in of_counts()] == ["left_out", "visits", "spread", "waiting"]


def test_loads_of_all_pools_are_added_up() -> None:
    rows = [Load("a", "", 2_500_000, 2_000_000), Load("b", "", 1_000_000, 1_000_000)]
    assert Level("load", 3.5, 3.0) in of_counts(loads=rows)


@pytest.mark.parametrize(
    ("check", "visits", "days"),
    [
        (due("M1", "01-04", "01-29"), ["01-14"], 10),
        (due("M1", "01-02", "01-29"), ["01-04"], 0),
        (due("M1", "01-04", "01-29"), ["01-20", "01-08"], 4),
        (due("M1", "01-04", "01-29"), ["02-10"], 0),
        (due("M1", "2026-11-02", "01-29"), ["01-05"], 4),
    ],
    ids=["from the window's first day", "weekends aside", "to the first visit", "not made", "from the round's first"],
)
def test_a_due_check_waits_from_its_first_working_day(check: DueCheck, visits: list[str], days: int) -> None:
    assert waiting(registry(due=[check]), WORKING_DAYS, visited(*visits)) == days


def test_waits_are_added_up() -> None:
    rows = [due("M1", first, last) for first, last in pairwise(["01-04", "01-11", "01-18"])]
    assert waiting(registry(due=rows), WORKING_DAYS, visited("01-06", "01-12")) == 2 + 1
