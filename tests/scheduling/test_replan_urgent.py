"""A check that cannot wait gets the first slot of its window; a part that a department declines is made elsewhere."""

from __future__ import annotations

from fractions import Fraction

from domain.draw.changes import DECLINED, REFUSES, Change
from domain.draw.current import Added, CurrentPlan, Moved, Withdrawn
from domain.plan import Drawn, TeamMember, Visit
from domain.registry import Absence, Inspector, Policy, Registry
from scheduling.replanning.after import violations
from tests.builders import cap, day, enterprise, matter, registry, sampling
from tests.scheduling.hand_replanned import (
    I1,
    I2,
    Answer,
    absent,
    digits,
    lists,
    officer,
    replanned,
    sealed,
    seats,
    visit,
)

JAN_1 = day("01-01")
SMOKE = Change("complaint", "E1", day("01-04"), day("01-05"), "smoke", "M")
FULL = (visit("O1", "01-04", at="E2"), visit("O2", "01-04", "PM", at="E3"), visit("O3", "01-05", at="E4"))
TAKEN = seats("O1 i1 leads", "O2 i1 leads", "O3 i1 leads")


def four(who: Inspector = I1) -> Registry:
    """Four enterprises, one officer who makes two visits a day."""
    places = [enterprise(f"E{n}") for n in range(1, 5)]
    return registry(places, [matter("M", "health")], inspectors=[who], policy=lists([I1]).policy)


def added(answer: Answer) -> list[Visit]:
    return [fact.visit for _, fact in answer.replanned.answers if isinstance(fact, Added)]


def moved(answer: Answer) -> list[Visit]:
    return [fact.visit for _, fact in answer.replanned.answers if isinstance(fact, Moved)]


def test_a_free_slot_of_the_first_day_is_taken() -> None:
    answer = replanned(sealed(four()), CurrentPlan(FULL[:1], TAKEN[:1], ()), [SMOKE], JAN_1)
    assert [(it.date, it.slot) for it in added(answer)] == [(day("01-04"), "PM")]


def test_a_routine_visit_makes_room_where_the_first_day_is_full() -> None:
    answer = replanned(sealed(four()), CurrentPlan(FULL, TAKEN, ()), [SMOKE], JAN_1)
    assert [it.date for it in added(answer)] == [day("01-04")] and [it.visit for it in moved(answer)] == ["O1AM"]
    assert violations(sealed(four()), answer.now) == []


def test_a_visit_that_moves_for_another_says_for_which() -> None:
    answer = replanned(sealed(four()), CurrentPlan(FULL, TAKEN, ()), [SMOKE], JAN_1)
    (why,) = (fact.why for _, fact in answer.replanned.answers if isinstance(fact, Moved))
    assert f"makes room for {added(answer)[0].visit}" in why


def test_promised_visits_make_no_room() -> None:
    now = CurrentPlan(FULL, TAKEN, (), confirmed=tuple(it.visit for it in FULL))
    answer = replanned(sealed(four()), now, [SMOKE], JAN_1)
    assert ([it.date for it in added(answer)], moved(answer)) == ([day("01-05")], [])


def test_a_visit_of_the_first_day_that_checks_the_matter_anyway_makes_it() -> None:
    there = CurrentPlan((visit("O1", "01-04"),), seats("O1 i1 leads"), (Drawn("M", "A", "E1", "t"),))
    answer = replanned(sealed(four()), there, [SMOKE], JAN_1)
    assert answer.now.visits == there.visits


def test_a_check_for_which_no_slot_is_left_is_left_out_and_says_until_when() -> None:
    now = CurrentPlan((), (), ())
    answer = replanned(sealed(four(officer("i1", can_lead=False))), now, [SMOKE], JAN_1)
    (row,) = answer.now.unplanned
    assert row[:4] == ("E1", "M", day("01-04"), "lead") and "from 2027-01-04 to 2027-01-05" in row.detail


def both() -> tuple[Registry, CurrentPlan]:
    """A visit of health and fire, each with officers."""
    of = registry(
        [enterprise("E1")],
        [matter("M", "health"), matter("F", "fire")],
        inspectors=[I1, I2, *(officer(f"i{n}")._replace(department="fire") for n in (7, 8))],
        sampling=[*sampling("M", classes=["A"]), *sampling("F", classes=["A"])],
        policy=lists([I1]).policy,
    )
    joint = visit("O1", "01-06", departments=("health", "fire"), matters=("F", "M"))
    drawn = (Drawn("M", "A", "E1", "t"), Drawn("F", "A", "E1", "t"))
    fire = seats("O1 i7")[0]._replace(department="fire")
    return of, CurrentPlan((joint,), (*seats("O1 i1 leads"), fire), drawn)


DECLINES = Change(DECLINED, "O1AM", cause="too few", department="fire")


def test_the_part_of_a_department_that_declines_is_taken_out() -> None:
    of, now = both()
    answer = replanned(sealed(of), now, [DECLINES], JAN_1)
    (left,) = (fact for _, fact in answer.replanned.answers if isinstance(fact, Withdrawn))
    assert (left.department, left.visit.departments, left.visit.matters) == ("fire", ("health",), ("M",))


def test_a_part_that_was_taken_out_is_made_alone_as_near_as_the_distance_of_visits_admits() -> None:
    of, now = both()
    (alone,) = added(replanned(sealed(of), now, [DECLINES], JAN_1))
    assert (alone.departments, alone.matters, alone.date) == (("fire",), ("F",), day("01-11"))


def test_a_part_for_which_the_caps_leave_no_visit_is_left_out() -> None:
    of, now = both()
    capped = registry(
        of.enterprises.values(), of.matters.values(), inspectors=of.inspectors.values(), policy=of.policy, caps=[cap(1)]
    )
    assert [row[:2] for row in replanned(sealed(capped), now, [DECLINES], JAN_1).now.unplanned] == [("E1", "F")]


def test_a_visit_whose_move_helps_two_departments_is_counted_once() -> None:
    """One officer is left to each of two departments; of two visits that both make at the same time one must go."""
    of = registry(
        [enterprise("E1"), enterprise("E2")],
        [matter("M", "health"), matter("F", "fire")],
        inspectors=[I1, I2, *(officer(f"i{n}")._replace(department="fire") for n in (7, 8))],
        policy=Policy(inspectors_per_department=1, max_load_lead=Fraction(9)),
    )
    alone = visit("O1"), visit("O2", at="E2")
    visits = tuple(it._replace(departments=("health", "fire"), matters=("M", "F")) for it in alone)
    fire = [TeamMember(f"O{n}", "fire", f"i{n + 6}", digits(f"i{n + 6}"), False) for n in (1, 2)]
    now = CurrentPlan(visits, (*seats("O1 i1 leads", "O2 i2 leads"), *fire), ())
    ill = [absent(who, day("01-04"), day("01-08")) for who in ("i2", "i8")]
    figures = replanned(sealed(of), now, ill, JAN_1).replanned.figures
    assert (figures.moved, figures.fewest_moved) == (1, 1)


def test_of_a_refused_visit_only_the_part_that_nobody_can_make_elsewhere_is_lost() -> None:
    of, now = both()
    away = [Absence(who, day("01-07"), day("03-31")) for who in ("i7", "i8")]
    short = registry(
        of.enterprises.values(), of.matters.values(), inspectors=of.inspectors.values(), policy=of.policy, absences=away
    )
    refusal = Change(REFUSES, "E1", day("01-01"), day("01-06"), "stocktaking")
    answer = replanned(sealed(short), now, [refusal], JAN_1)
    assert [(it.departments, it.date) for it in answer.now.visits] == [(("health",), day("01-07"))]
    assert [row[:2] for row in answer.now.unplanned] == [("E1", "F")]
