"""How many checks every plan leaves out: those that no team could make, and what the caps shut out at least."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.registry import Absence, Policy, Registry
from scheduling.bounds.left_out import least_left_out
from tests.builders import WORKING_DAYS, cap, day, due, enterprise, officers, past, registry, scene
from tests.scheduling.merged import MATTERS
from tests.scheduling.planned import planned

few = settings(max_examples=40, deadline=None, derandomize=True, database=None)


def lists(**tables: Any) -> Registry:
    """E1; departments a to f with a matter each, A to F."""
    return registry(**{"enterprises": [enterprise()], "matters": MATTERS, **tables})


def counts(of: Registry, drawn: str = "") -> tuple[int, int]:
    """Checks left out when these matters are drawn for E1, and the bound."""
    schedule = planned(of, [f"E1 {matter}" for matter in drawn])
    return len(schedule.unplanned), least_left_out(of, WORKING_DAYS, schedule.visits, schedule.unplanned)


def test_one_visit_makes_the_matters_of_one_scene() -> None:
    of = lists(caps=[cap(1)], scenes=[scene("S1", "a", "A", "B"), scene("S2", "c", "C")])
    assert counts(of, "ABC") == (1, 1)


def test_one_visit_makes_no_more_departments_than_the_head_count_admits() -> None:
    of = lists(caps=[cap(1)], policy=Policy(max_people_per_visit=8))
    assert counts(of, "ABCDEF") == (2, 2)


def test_visits_already_made_are_gone() -> None:
    of = lists(caps=[cap(2)], history=[past("b", "01-02")], scenes=[scene("S1", "a", "A"), scene("S2", "b", "B")])
    assert counts(of, "AB") == (1, 1)


def test_the_cap_of_a_department_shuts_out_its_own_checks() -> None:
    of = lists(caps=[cap(0, "a")])
    assert counts(of, "AB") == (1, 1)


def test_a_check_that_no_team_could_make_is_left_out_by_every_plan() -> None:
    assert counts(lists(inspectors=officers("a", 1)), "A") == (1, 1)


def test_a_check_that_no_team_could_make_takes_no_visit_from_the_caps() -> None:
    of = lists(caps=[cap(1)], scenes=[scene("S1", "a", "A"), scene("S2", "b", "B")], inspectors=officers("a"))
    assert counts(of, "AB") == (1, 1)


def test_a_due_check_whose_window_has_no_team_is_left_out_by_every_plan() -> None:
    away = [Absence(f"a-{n}", day("01-04"), day("01-08")) for n in (1, 2)]
    of = lists(inspectors=officers("a", 2), absences=away, due=[due("A", "01-04", "01-08"), due("A", "01-11", "01-15")])
    assert counts(of) == (1, 1)


def test_a_check_for_which_a_team_was_only_needed_elsewhere_is_left_to_the_flow() -> None:
    rows = [due("A", "01-04", "01-04", enterprise=f"E{n}") for n in range(3)]
    of = lists(enterprises=[enterprise(f"E{n}", area=f"A{n}") for n in range(3)], inspectors=officers("a", 2), due=rows)
    assert counts(of) == (1, 0)


def test_without_caps_nothing_is_shut_out() -> None:
    assert counts(lists(), "ABC") == (0, 0)


def test_a_matter_with_a_due_check_is_left_aside() -> None:
    of = lists(caps=[cap(1)], due=[due("A")], scenes=[scene("S1", "a", "A"), scene("S2", "b", "B", "C")])
    left_out, bound = counts(of, "ABC")
    assert left_out > bound == 0


@few
@given(
    st.sets(st.sampled_from("ABCDEF"), min_size=1).map(lambda drawn: "".join(sorted(drawn))),
    st.none() | st.lists(st.sets(st.sampled_from("ABCDEF"), min_size=1), max_size=3),
    st.integers(0, 3),
    st.sampled_from(["*", "*", "a", "b"]),
    st.integers(2, 10),
)
def test_the_merge_leaves_out_as_much_as_the_bound_or_more(
    drawn: str, scenes: list[set[str]] | None, left: int, department: str, people: int
) -> None:
    named = None if scenes is None else [scene(f"S{n}", "a", *sorted(of)) for n, of in enumerate(scenes)]
    of = lists(caps=[cap(left, department)], scenes=named, policy=Policy(max_people_per_visit=people))
    left_out, bound = counts(of, drawn)
    assert bound <= left_out
