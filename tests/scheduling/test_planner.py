"""From samples to visits on days: what holds for any round, and what decides nothing."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from itertools import combinations
from random import Random
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.planning import plan_round
from domain.calendar import WEEKDAYS
from domain.checker import check
from domain.plan import Plan
from domain.registry import Enterprise, Inspector, Registry
from tests.builders import (
    QUARTER,
    WORKING_DAYS,
    cap,
    due,
    enterprise,
    officers,
    registry,
    sampling,
)
from tests.scheduling.merged import MATTERS
from tests.scheduling.planned import planned
from tests.strategies import World, worlds

MONDAY = "01-04"
TWO = [enterprise("E0"), enterprise("E1")]
NAMES = "abcdef"


def lists(**tables: Any) -> Registry:
    """E0 and E1; departments a to f with a matter each, A to F, and four officers each."""
    return registry(**{"enterprises": TWO, "matters": MATTERS, **tables})


def on_monday(*pairs: str, counts: bool = False) -> list[Any]:
    """Due checks written `E1 A` whose window is Monday alone."""
    return [due(row.split()[1], MONDAY, MONDAY, enterprise=row.split()[0], counts=counts) for row in pairs]


CROWD = [enterprise(f"E{n:02}", area=f"A{n % 4}", credit_class="ABCD"[n % 4]) for n in range(40)]


def crowded() -> Registry:
    """Forty enterprises that all three departments draw or must visit, and hardly enough officers."""
    rules = [row for name in "ABC" for row in sampling(name, "0.8")]
    rows = [due("A", f"01-{4 + n % 9:02}", f"01-{8 + n % 9:02}", enterprise=f"E{n:02}") for n in range(0, 40, 2)]
    staff = officers("abc", 3, max_visits_per_week=3)
    return registry(CROWD, MATTERS[:3], inspectors=staff, sampling=rules, due=rows, caps=[cap(2)])


def plan_of(of: Registry) -> Plan:
    return plan_round(of, QUARTER, WORKING_DAYS, seed="dice", officer_seed="ecid", calendar=WEEKDAYS)


# -- what always holds -------------------------------------------------------------------------------------------


def test_a_crowded_round_keeps_every_hard_rule() -> None:
    assert check(crowded(), plan_of(crowded()), WORKING_DAYS) == []


def test_a_crowded_round_makes_or_explains_every_check() -> None:
    plan = plan_of(crowded())
    visited = Counter((visit.enterprise, matter) for visit in plan.visits for matter in visit.matters)
    explained = Counter((row.enterprise, row.matter) for row in plan.unplanned)
    asked = {(row.enterprise, row.matter) for row in plan.drawn} | {row[:2] for row in crowded().due}
    assert explained and asked == visited.keys() | explained.keys()


def test_visits_to_one_enterprise_keep_their_distance() -> None:
    rows = [due("A", f"01-{first}", f"01-{last}") for first, last in [("04", "08"), ("11", "13"), ("14", "22")]]
    on = sorted(visit.date for visit in planned(lists(due=rows)).visits)
    assert len(on) == 3 and all((later - earlier).days >= 5 for earlier, later in combinations(on, 2))


def test_visits_are_numbered_by_date_slot_area_and_enterprise() -> None:
    places = [enterprise(f"E{n}", area=f"A{n % 2}") for n in range(8)]
    found = planned(lists(enterprises=places, due=on_monday(*(f"E{n} A" for n in range(4)))), ["E5 B", "E6 B", "E7 B"])
    keys = [(v.date, ("AM", "PM").index(v.slot), f"A{int(v.enterprise[1]) % 2}", v.enterprise) for v in found.visits]
    assert keys == sorted(keys)
    assert [v.visit for v in found.visits] == [f"V{n:05}" for n in range(1, len(keys) + 1)]


def test_outings_are_numbered_by_their_first_visit() -> None:
    found = planned(lists(enterprises=[enterprise(f"E{n}") for n in range(9)]), [f"E{n} A" for n in range(9)])
    assert list(dict.fromkeys(v.outing for v in found.visits)) == [f"O{n:05}" for n in range(1, 6)]


def test_the_stages_are_told_in_turn() -> None:
    heard: list[str] = []
    planned(lists(), ["E1 A"], progress=lambda stage, done, total: heard.append(stage))
    assert list(dict.fromkeys(heard)) == ["merge", "outings", "days", "spread"]


# -- bounds ------------------------------------------------------------------------------------------------------


def test_a_round_without_losses_meets_its_bounds() -> None:
    bounds = planned(lists(), ["E0 A", "E1 A", "E1 B"]).bounds
    assert (bounds.visits, bounds.trips, bounds.grouping_proven) == (2, 4, True)


def test_a_round_that_is_even_has_no_excess() -> None:
    places = [enterprise(f"E{n}", area=f"A{n}") for n in range(10)]
    assert planned(lists(enterprises=places), [f"E{n} A" for n in range(10)]).bounds.excess == (0, 0)


def test_the_trips_are_at_least_their_bound() -> None:
    found = planned(lists(enterprises=CROWD), [f"E{n:02} {m}" for n in range(30) for m in "ABC"[: n % 3 + 1]])
    outings = {(visit.outing, department) for visit in found.visits for department in visit.departments}
    assert 2 * len(outings) >= found.bounds.trips


def test_a_round_with_losses_is_not_said_to_be_proven() -> None:
    of = lists(due=on_monday("E0 A", "E1 A"), inspectors=officers("abcdef", 2, max_visits_per_day=1))
    assert not planned(of).bounds.grouping_proven


# -- the same ----------------------------------------------------------------------------------------------------


def bound(district: str) -> tuple[list[Enterprise], list[Inspector]]:
    """Twenty enterprises of a district and officers who work nowhere else."""
    places = [enterprise(f"{district}-{n:02}", area=f"{district}{n % 3}", district=district) for n in range(20)]
    staff = [i._replace(id=f"{district}-{i.id}", district=district) for i in officers("ab", 3)]
    return places, staff


def test_districts_planned_one_by_one_give_what_they_give_alone() -> None:
    def schedule(*districts: str) -> list[tuple[str, date, str, str]]:
        halves = [bound(district) for district in districts]
        places, staff = ([row for half in halves for row in half[n]] for n in range(2))
        of = registry(places, MATTERS[:2], inspectors=staff)  # type: ignore[arg-type]
        found = planned(of, [f"{place.id} {name}" for place in places for name in "AB"])
        return sorted((v.enterprise, v.date, v.slot, v.lead_department) for v in found.visits)

    assert schedule("D1", "D2") == sorted(schedule("D1") + schedule("D2"))


def test_the_same_round_twice_is_the_same() -> None:
    assert plan_of(crowded()) == plan_of(crowded())


@settings(max_examples=25, deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow])
@given(worlds(), st.integers())
def test_the_order_of_rows_changes_nothing(world: World, shuffle: int) -> None:
    def mixed(rows: Any) -> Any:
        rows = list(rows.items() if isinstance(rows, dict) else rows)
        Random(shuffle).shuffle(rows)
        return rows

    def plan(of: Registry) -> Plan:
        return plan_round(of, world.quarter, world.working_days, seed="a", officer_seed="b", calendar=world.calendar)

    of = world.registry
    tables = ("sampling", "caps", "due", "absences", "recusals", "blackouts", "history", "calendar")
    keyed: dict[str, Any] = {name: dict(mixed(getattr(of, name))) for name in ("enterprises", "inspectors", "matters")}
    rows: dict[str, Any] = {name: tuple(mixed(getattr(of, name))) for name in tables}
    scenes = of.scenes and dict(mixed(of.scenes))
    first, again = plan(of), plan(replace(of, scenes=scenes, **keyed, **rows))
    assert replace(again, drawn=(), frames=()) == replace(first, drawn=(), frames=())
