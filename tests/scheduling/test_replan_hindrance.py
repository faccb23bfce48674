"""A check that finds no day says which rule shut it out, with figures."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from domain.draw.changes import Change
from domain.draw.current import CurrentPlan
from domain.plan import Unplanned
from domain.registry import Absence, Inspector
from tests.builders import blackout, day, inspector
from tests.scheduling.hand_replanned import I1, I2, I3, lists, replanned, sealed, visit


def left_out(
    who: Iterable[Inspector] = (I1,),
    first: str = "01-06",
    last: str = "01-07",
    matter: str = "M",
    now: Any = (),
    **of: Any,
) -> Unplanned:
    """What becomes of a complaint about E1 on 4 January."""
    complaint = Change("complaint", "E1", day(first), day(last), "smoke", matter)
    plan = CurrentPlan(tuple(now), (), (), confirmed=tuple(it.visit for it in now))
    (row,) = replanned(sealed(lists(who, **of)), plan, [complaint], day("01-04")).now.unplanned
    return row


def away(*officers: str) -> list[Absence]:
    return [Absence(who, day("01-01"), day("01-31"), "ill") for who in officers]


def test_a_window_without_a_working_day_is_named() -> None:
    row = left_out(first="01-09", last="01-10")
    assert row.reason == "window" and "2027-01-09 至 2027-01-10" in row.detail


def test_days_that_are_past_are_no_days_of_the_window() -> None:
    assert left_out(first="01-01", last="01-04").reason == "window"


def test_a_window_that_is_blacked_out_is_named() -> None:
    row = left_out(blackouts=[blackout("01-06", "01-07", enterprise="E1")])
    assert row.reason == "blackout" and "from 2027-01-06 to 2027-01-07" in row.detail


def test_too_few_officers_are_told_by_department_with_how_many_there_are() -> None:
    row = left_out([I1, I2, I3], size=2, absences=away("i2", "i3"))
    assert row.reason == "officers" and "health sends 2" in row.detail and "at most 1 are there" in row.detail


def test_officers_without_anybody_who_can_lead_say_so() -> None:
    assert left_out([officer_who_follows("i1")]).reason == "lead"


def officer_who_follows(name: str) -> Inspector:
    return inspector(name, "health", can_lead=False)


def test_officers_without_the_skill_say_so() -> None:
    row = left_out(matter="GAS")
    assert row.reason == "skill" and "with the skill gas" in row.detail


def test_promised_visits_that_lie_too_near_are_named() -> None:
    near = [visit("O1", "01-06"), visit("O2", "01-07")]
    row = left_out(matter="GAS", now=near)
    assert row.reason == "min_days" and "O1AM, O2AM" in row.detail


def test_a_sentence_does_not_repeat_whom_it_is_about() -> None:
    assert "E1" not in left_out(absences=away("i1")).detail
