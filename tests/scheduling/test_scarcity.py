"""What is scarce: the tightest week of every pool of officers and everything that a team must bring."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings

from api.planning import plan_round
from domain.plan import Unplanned, Visit
from domain.registry import Absence, Registry
from scheduling.bounds.scarcity import Scarce, scarce
from tests.builders import WORKING_DAYS, day, due, enterprise, inspector, matter, officers, registry
from tests.strategies import World, worlds

FUEL = frozenset({"fuel"})
PLACES = [enterprise("E1"), enterprise("E2", area="A2")]


def lists(**tables: Any) -> Registry:
    """Two officers of health, and what is told."""
    given = {"inspectors": officers(["health"], 2), **tables}
    return registry(PLACES, [matter("M1", "health"), matter("M2", "health", skill="fuel")], **given)


def visit(on: str, outing: str = "", *, slot: str = "AM", lead: bool = False, what: str = "M1") -> Visit:
    led_by = "health" if lead else "fire"
    return Visit(f"V{on}{slot}", "E1", day(on), slot, outing or f"O{on}", "", led_by, ("health",), (what,))


def left_out(reason: str = "officers", what: str = "M1", *, enterprise: str = "E1", first: str = "") -> Unplanned:
    return Unplanned(enterprise, what, day(first) if first else None, reason, "")


def found(of: Registry, visits: list[Visit], *unplanned: Unplanned) -> list[Scarce]:
    return scarce(of, WORKING_DAYS, visits, unplanned)


def test_the_tightest_week_is_the_one_in_which_most_is_used_up() -> None:
    (row,) = found(lists(), [visit("01-05"), visit("01-12"), visit("01-14")])
    assert row == ("health", "", "officers", "", day("01-11"), 4, 2 * 8, 0)


def test_a_week_with_officers_away_is_tighter_though_less_is_to_be_done() -> None:
    away = [Absence("health-1", day("01-04"), day("01-08")), Absence("health-2", day("01-04"), day("01-06"))]
    (row,) = found(lists(absences=away), [visit("01-07"), visit("01-12"), visit("01-14")])
    assert (row.week, row.needed, row.there) == (day("01-04"), 2, 2 * 2)


def test_what_is_there_is_held_by_slots_and_by_both_limits() -> None:
    staff = [
        inspector("health-1", "health", max_visits_per_day=9, max_visits_per_week=99),
        inspector("health-2", "health", max_visits_per_day=1),
        inspector("health-3", "health", max_visits_per_week=3),
    ]
    (row,) = found(lists(inspectors=staff), [visit("01-05")])
    assert row.there == 5 * 2 + 5 + 3


def test_a_lead_is_needed_at_every_visit_of_an_outing_that_the_department_leads() -> None:
    boss, other = officers(["health"], 2)
    of = lists(inspectors=[boss, other._replace(can_lead=False)])
    rows = found(of, [visit("01-05", "O1", lead=True), visit("01-05", "O1", slot="PM")])
    assert Scarce("health", "", "lead", "", day("01-04"), 2, 8, 0) in rows


def test_a_skill_is_counted_by_its_name() -> None:
    staff = [*officers(["health"], 2), inspector("health-9", "health", skills=FUEL)]
    rows = found(lists(inspectors=staff), [visit("01-05", what="M2")])
    assert rows[0] == Scarce("health", "", "skill", "fuel", day("01-04"), 1, 8, 0)


def test_a_check_left_out_counts_in_every_week_of_its_window() -> None:
    of = lists(due=[due("M1", "01-14", "01-20")])
    (row,) = found(of, [visit("01-05"), visit("01-07")], left_out(first="01-14"))
    assert (row.week, row.needed, row.left_out) == (day("01-11"), 0, 1)


def test_a_drawn_check_left_out_counts_in_the_tightest_week_of_all() -> None:
    (row,) = found(lists(), [visit("01-12")], left_out())
    assert (row.week, row.left_out) == (day("01-11"), 1)


def test_where_checks_are_left_out_is_told_before_where_more_is_used_up() -> None:
    rows = found(lists(), [visit("01-05"), visit("01-06", what="M1")], left_out("skill", "M2"))
    assert [(row.need, row.left_out, row.there) for row in rows] == [("skill", 1, 0), ("officers", 0, 16)]


def test_checks_left_out_for_other_reasons_are_not_for_want_of_officers() -> None:
    assert found(lists(), [], left_out("cap"), left_out("closed"), left_out("window")) == []


def test_officers_bound_to_districts_are_pools_of_their_own() -> None:
    places = [enterprise("E1"), enterprise("E2", area="A2", district="D2")]
    staff = [i._replace(id=f"{i.id}{d}", district=d) for d in ("D1", "D2") for i in officers(["health"], 2)]
    of = registry(places, [matter("M1", "health")], inspectors=staff)
    rows = found(of, [visit("01-05")], left_out(enterprise="E2"))
    assert [(row.district, row.needed, row.there, row.left_out) for row in rows] == [("D2", 0, 4, 1), ("D1", 2, 16, 0)]


@settings(max_examples=25, deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow])
@given(worlds())
def test_no_plan_needs_more_of_anything_than_there_is(world: World) -> None:
    days = world.working_days
    plan = plan_round(world.registry, world.quarter, days, seed="4", officer_seed="3", calendar=world.calendar)
    assert [row for row in scarce(world.registry, days, plan.visits, plan.unplanned) if row.needed > row.there] == []
