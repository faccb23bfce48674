"""What is given up when somebody is short: as little as possible, for the reason that is true."""

from __future__ import annotations

from typing import Any

from domain.registry import Absence, DueCheck, Inspector, Policy, Registry
from scheduling.planner import Schedule
from tests.builders import cap, day, due, enterprise, inspector, matter, officers, registry, scene
from tests.scheduling.merged import MATTERS
from tests.scheduling.planned import planned, the, visits, why

MONDAY, NAMES = "01-04", "abcdef"
TWO = [enterprise("E0"), enterprise("E1")]
ONE_A_DAY = {"max_visits_per_day": 1}


def lists(**tables: Any) -> Registry:
    """E0 and E1; departments a to f with a matter each, A to F, and four officers each."""
    return registry(**{"enterprises": TWO, "matters": MATTERS, **tables})


def short_of(department: str, **fields: Any) -> list[Inspector]:
    """Two officers of one department with the limits given, four of each other one."""
    return [*officers([n for n in NAMES if n != department]), *officers([department], 2, **fields)]


def on_monday(*pairs: str, counts: bool = False) -> list[DueCheck]:
    """Due checks written `E1 A` whose window is Monday alone."""
    return [due(row.split()[1], MONDAY, MONDAY, enterprise=row.split()[0], counts=counts) for row in pairs]


def away(department: str, first: str, last: str) -> list[Absence]:
    """Absences of the officers 1 to 4."""
    return [Absence(f"{department}-{n}", day(first), day(last)) for n in range(1, 5)]


def test_a_department_that_is_short_is_dropped_and_not_the_visit() -> None:
    rows = on_monday("E0 A", "E0 B", "E1 A", "E1 B")
    assert visits(planned(lists(due=rows, inspectors=short_of("b", **ONE_A_DAY)))) == ["E0 AB", "E1 A"]


def test_a_check_dropped_from_a_visit_is_explained_by_what_its_department_is_short_of() -> None:
    rows = on_monday("E0 A", "E0 B", "E1 A", "E1 B")
    assert why(planned(lists(due=rows, inspectors=short_of("b", **ONE_A_DAY)))) == ["E1 B officers"]


def test_the_lead_that_is_dropped_hands_the_lead_on() -> None:
    rows = on_monday("E0 A", "E0 B", "E1 A", "E1 B")
    found = planned(lists(due=rows, inspectors=short_of("a", **ONE_A_DAY)))
    assert [(v.enterprise, v.lead_department) for v in found.visits] == [("E0", "a"), ("E1", "b")]


def test_one_matter_is_dropped_where_that_is_enough_for_its_department() -> None:
    assert visits(planned(one_with_gas())) == ["E0 GH", "E1 H"]


def test_a_matter_dropped_from_a_visit_is_explained_by_the_skill_that_is_short() -> None:
    assert why(planned(one_with_gas())) == ["E1 G skill"]


def one_with_gas() -> Registry:
    """The only officer with the skill that G needs makes one visit a day."""
    checked = [matter("G", "a", skill="gas"), matter("H", "a")]
    staff = [*officers("a", 3), inspector("a-9", "a", skills=frozenset({"gas"}), max_visits_per_day=1)]
    return registry(TWO, checked, inspectors=staff, due=on_monday("E0 G", "E0 H", "E1 G", "E1 H"))


def test_a_drawn_check_that_rode_with_a_due_one_is_visited_later_when_lost() -> None:
    found = planned(lists(due=on_monday("E1 A"), absences=away("b", MONDAY, MONDAY)), ["E1 B"])
    assert (visits(found), why(found)) == (["E1 A", "E1 B"], [])
    assert the(found, "B").date >= day("01-09")


def test_a_due_check_lost_on_one_day_is_visited_on_another_of_its_window() -> None:
    rows = [*on_monday("E1 A"), due("B", MONDAY, "01-29")]
    found = planned(lists(due=rows, absences=away("b", MONDAY, MONDAY)))
    assert (visits(found), why(found)) == (["E1 A", "E1 B"], [])


def test_a_cap_is_not_wasted_on_a_check_that_nobody_can_make() -> None:
    scenes = [scene("S1", "a", "A"), scene("S2", "b", "B")]
    of = lists(scenes=scenes, caps=[cap(1)], absences=away("a", "01-01", "03-31"))
    found = planned(of, ["E1 A", "E1 B"])
    assert (visits(found), why(found)) == (["E1 B"], ["E1 A officers"])


def test_two_matters_of_a_department_whose_officers_never_meet_are_both_planned() -> None:
    fields: dict[str, Any] = {"certificate_valid_until": day("01-31"), "skills": frozenset({"oil"})}
    staff = [*officers("a", 2), inspector("gas", "a", skills=frozenset({"gas"})), inspector("oil", "a", **fields)]
    of = registry(
        [enterprise()],
        [matter("G", "a", skill="gas"), matter("O", "a", skill="oil")],
        inspectors=staff,
        absences=[Absence("gas", day("01-01"), day("01-31"))],
    )
    found = planned(of, ["E1 G", "E1 O"])
    assert (visits(found), why(found)) == (["E1 G", "E1 O"], [])


def test_a_check_left_out_takes_the_room_of_a_lost_visit() -> None:
    scenes = [scene("S1", "a", "A"), scene("S2", "b", "B")]
    rows = on_monday("E0 A", "E1 A", counts=True)
    of = lists(scenes=scenes, caps=[cap(1)], due=rows, inspectors=short_of("a", **ONE_A_DAY))
    found = planned(of, ["E1 B"])
    assert (visits(found), why(found)) == (["E0 A", "E1 B"], ["E1 A officers"])


def beyond_the_limit(**tables: Any) -> Schedule:
    """Two visits are left under the cap: one of three departments, and D on Monday."""
    scenes = [scene("S1", "a", "A", "B", "C"), scene("S2", "d", "D")]
    policy = Policy(max_departments_per_visit=2)
    given: dict[str, Any] = {"due": on_monday("E0 D", "E1 D", counts=True), **tables}
    return planned(lists(scenes=scenes, caps=[cap(2)], policy=policy, **given), ["E1 A", "E1 B", "E1 C"])


def test_a_visit_goes_beyond_the_limit_where_the_cap_leaves_no_other_way() -> None:
    found = beyond_the_limit()
    assert (visits(found), found.beyond_limit) == (["E0 D", "E1 ABC", "E1 D"], (the(found, "A").visit,))


def test_a_visit_beyond_the_limit_is_split_when_a_loss_makes_room() -> None:
    found = beyond_the_limit(inspectors=short_of("d", **ONE_A_DAY))
    assert (visits(found), found.beyond_limit) == (["E0 D", "E1 AB", "E1 C"], ())
