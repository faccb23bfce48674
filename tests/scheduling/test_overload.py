"""Overload: little is left out, the least important first, and the flow that proves it says who is short."""

from __future__ import annotations

from typing import Any

import pytest

from domain.draw.roster import Roster
from domain.registry import Absence, Registry
from scheduling.bounds.overload import Overload
from scheduling.merging.merge import merge
from scheduling.placing.capacity import Capacity
from tests.builders import (
    QUARTER,
    WORKING_DAYS,
    day,
    due,
    enterprise,
    inspector,
    matter,
    officers,
    past,
    registry,
    scene,
)
from tests.scheduling.planned import planned, visits, why
from tests.tight_weeks import tight_week

WEEK = "01-04", "01-08"
GAS = frozenset({"gas"})


def bound(of: Registry, days: Any = WORKING_DAYS) -> int:
    """The checks that every plan of the due ones leaves out for want of officers."""
    made = merge(of, QUARTER, days, []).visits
    return Overload(of, Capacity(of, Roster(of, days)), made).least_left_out(of.departments)


def week(count: int, *matters: str, staff: int = 2, **fields: Any) -> Registry:
    """So many enterprises with complaints in one week, and officers who make at most three visits in it."""
    given: dict[str, Any] = {"matters": [matter("M", "health")], **fields}
    places = given.pop("enterprises", [enterprise(f"E{n}") for n in range(count)])
    rows = [due(name, *WEEK, enterprise=place.id) for place in places for name in matters or "M"]
    people = given.pop("inspectors", officers(["health"], staff, max_visits_per_week=3))
    return registry(places, given.pop("matters"), inspectors=people, due=rows, **given)


# -- the bound ---------------------------------------------------------------------------------------------------


def test_what_a_week_has_no_officers_for_is_the_bound() -> None:
    assert bound(week(5)) == 2


def test_nothing_is_surely_left_out_while_officers_suffice() -> None:
    assert bound(week(3)) == 0


def test_an_enterprise_without_a_team_loses_all_its_checks() -> None:
    assert bound(week(5, "M", "N", matters=[matter("M", "health"), matter("N", "health")])) == 4


def test_one_officer_cannot_sit_twice_in_a_team() -> None:
    staff = [inspector("a", "health", max_visits_per_week=8), inspector("b", "health", max_visits_per_week=1)]
    assert bound(week(5, inspectors=staff)) == 4


def test_officers_of_other_areas_do_not_count_where_they_may_not_go() -> None:
    here = officers(["health"], 2, max_visits_per_week=3)
    staff = [*here, inspector("far", "health", areas=frozenset({"A2"}))]
    places = [enterprise(f"E{n}") for n in range(5)] + [enterprise("E9", area="A2")]
    assert bound(week(5, enterprises=places, inspectors=staff)) == 2


def test_a_scarce_skill_bounds_the_checks_that_need_it() -> None:
    staff = [*officers(["health"], 3), inspector("gas", "health", skills=GAS, max_visits_per_week=2)]
    assert bound(week(5, inspectors=staff, matters=[matter("M", "health", skill="gas")])) == 3


def test_a_department_that_alone_can_lead_is_bounded_by_its_leads() -> None:
    staff = [*officers(["health"], 3, can_lead=False), inspector("boss", "health", max_visits_per_week=2)]
    assert bound(week(5, inspectors=staff)) == 3


def test_no_lead_is_counted_where_another_department_may_lead() -> None:
    staff = [*officers(["health"], 3, can_lead=False), inspector("boss", "health", max_visits_per_week=2)]
    fields: dict[str, Any] = {
        "matters": [matter("F", "fire"), matter("M", "health")],
        "departments": ["fire", "health"],
    }
    assert bound(week(5, "M", "F", inspectors=[*staff, *officers(["fire"], 8)], **fields)) == 0


@pytest.mark.parametrize("number", range(40))
def test_no_plan_leaves_out_less_than_the_bound(number: int) -> None:
    tight = tight_week(number, enterprises=(8, 20), teams=(1, 3))
    of, made = tight.registry.sorted_by_key(), tight.working_days
    lost = _planned_in(of, made)
    assert bound(of, made) <= lost


def _planned_in(of: Registry, days: Any) -> int:
    from scheduling.planner import solve

    return len(solve(of, QUARTER, days, []).unplanned)


# -- the plan ----------------------------------------------------------------------------------------------------


def test_the_plan_leaves_out_no_more_than_the_bound() -> None:
    of = week(20, staff=4)
    assert len(planned(of).unplanned) == bound(of) == 14


def test_the_least_important_class_is_left_out_first() -> None:
    places = [enterprise(f"E{n}", grade) for n, grade in enumerate("DABCA")]
    assert why(planned(week(5, enterprises=places))) == ["E1 M officers", "E4 M officers"]


def test_whoever_was_visited_last_is_left_out_first() -> None:
    of = week(
        4, history=[past("health", f"2026-0{month}-01", enterprise=f"E{n}") for n, month in enumerate((3, 9, 5, 1))]
    )
    assert why(planned(of)) == ["E1 M officers"]


def test_one_check_of_an_important_enterprise_is_left_out_rather_than_two_of_another() -> None:
    places = [enterprise(f"E{n}", "D" if n == 1 else "A") for n in range(4)]
    rows = [due(name, *WEEK, enterprise=place.id) for place in places for name in ("M" if place.id == "E1" else "MN")]
    checked = [matter("M", "health"), matter("N", "health")]
    found = planned(registry(places, checked, inspectors=officers(["health"], 2, max_visits_per_week=3), due=rows))
    assert why(found) == ["E1 M officers"]


def test_visits_are_made_apart_where_only_one_needs_the_scarce_skill() -> None:
    staff = [*officers(["health"], 6), inspector("gas", "health", skills=GAS, max_visits_per_week=3)]
    checked = [matter("G", "health", skill="gas"), matter("M", "health")]
    rows = [due("GM"[n % 2], *WEEK, enterprise=f"E{n}") for n in range(6)]
    of = registry([enterprise(f"E{n}") for n in range(6)], checked, inspectors=staff, due=rows)
    assert why(planned(of)) == []


def test_a_visit_becomes_two_where_its_department_has_no_lead_left() -> None:
    scenes = [scene("S1", "b", "A", "B", "C"), scene("S2", "a", "A", "C")]
    staff = [
        *officers(["a", "c"], 4),
        *officers(["b"], 4, can_lead=False),
        inspector("boss", "b", max_visits_per_week=1),
    ]
    rows = [due(name, "01-04", "02-26", enterprise=f"E{n}") for n in range(12) for name in "ABC"]
    checked = [matter(name, name.lower()) for name in "ABC"]
    of = registry([enterprise(f"E{n}") for n in range(12)], checked, inspectors=staff, scenes=scenes, due=rows)
    assert len(planned(of).unplanned) == 4


def test_the_department_is_left_out_and_the_visit_stays() -> None:
    checked = [matter("M", "health"), matter("F", "fire")]
    staff = [*officers(["health"], 2, max_visits_per_week=3), *officers(["fire"], 8)]
    assert visits(planned(week(4, "M", "F", matters=checked, inspectors=staff))) == ["E0 MF", "E1 MF", "E2 MF", "E3 F"]


# -- the sentence ------------------------------------------------------------------------------------------------


def test_the_cut_names_the_week_what_is_needed_what_is_there_and_who_is_away() -> None:
    staff = [*officers(["health"], 2, max_visits_per_week=3), inspector("x", "health", name="Wu")]
    found = planned(week(5, inspectors=staff, absences=[Absence("x", day("01-01"), day("01-31"))]))
    assert {row.detail for row in found.unplanned} == {
        "health 2027-01-04 当周：执法人员需 10 人次，至多 6 人次；缺勤：Wu / "
        "week of 2027-01-04: 10 officer-visits needed, at most 6 there; absent: Wu"
    }


def test_a_skill_that_is_short_is_named_by_the_cut() -> None:
    staff = [*officers(["health"], 3), inspector("gas", "health", skills=GAS, max_visits_per_week=2)]
    found = planned(week(5, inspectors=staff, matters=[matter("M", "health", skill="gas")]))
    assert {(row.reason, row.detail.split(" / ")[1]) for row in found.unplanned} == {
        ("skill", "week of 2027-01-04: 5 officer-visits with the skill gas needed, at most 2 there")
    }
