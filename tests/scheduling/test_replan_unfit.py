"""A department that comes to lead, or a visit that loses what let it be on its day, by what others no longer make."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from domain.draw.changes import DECLINED, GONE, MOVED, Change
from domain.draw.current import CurrentPlan
from domain.draw.replacing import Draw
from domain.plan import Drawn, TeamMember, Visit
from domain.registry import Absence, Inspector, Policy
from scheduling.replanning.after import violations
from tests.builders import cap, day, due, inspector, sampling
from tests.scheduling.hand_replanned import Answer, digits, lists, officer, replanned, sealed, seats, visit

DECLINE = Change(DECLINED, "O1AM", cause="no time", department="fire")
FIRE_GONE = Change(GONE, "f1", cause="left")
FIRE = inspector("f1", "fire")


@pytest.fixture(autouse=True)
def in_the_order_of_names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Draw, "ticket", lambda self, duty, inspector: digits(inspector.id))
    monkeypatch.setattr(Draw, "in_order", lambda self, duty, officers: sorted((digits(i.id), i) for i in officers))


def follower(name: str, **fields: Any) -> Inspector:
    return officer(name, can_lead=False, **fields)


def both(slot: str = "AM", on: str = "01-04", **fields: Any) -> Visit:
    """A visit that `fire` leads and `health` joins."""
    given = {"lead_department": "fire", "departments": ("fire", "health"), "matters": ("M", "F"), **fields}
    return visit("O1", on, slot, **given)


def answered(
    *who: Inspector,
    there: tuple[Visit, ...] = (),
    confirmed: tuple[str, ...] = (),
    change: Change = DECLINE,
    **tables: Any,
) -> Answer:
    """The answer on 1 January; `health` sends those of `who` who cannot lead, `fire` as many as that."""
    sent = [i.id for i in who if not i.can_lead]
    firemen = [FIRE._replace(id=f"f{n}") for n in range(1, len(sent) + 1)]
    teams = (
        *seats(*(f"O1 {id}" for id in sent)),
        *(TeamMember("O1", "fire", i.id, i.id, i is firemen[0]) for i in firemen),
    )
    of = sealed(lists([*who, *firemen], size=len(sent), departments=("fire", "health"), **tables))
    answer = replanned(of, CurrentPlan((both(), *there), teams, (), confirmed=confirmed), [change], day("01-01"))
    assert violations(of, answer.now) == []
    return answer


def of_health(answer: Answer) -> list[str]:
    return [member.inspector for member in answer.now.teams if member.department == "health"]


def test_a_department_that_comes_to_lead_sends_somebody_who_can() -> None:
    answer = answered(follower("i1"), officer("i2"))
    figures = answer.replanned.figures
    assert (of_health(answer), figures.forced, figures.changed, figures.bound) == (["i2"], 1, 1, 1)


def test_the_seat_with_the_largest_ticket_gives_way() -> None:
    assert sorted(of_health(answered(follower("i1"), follower("i2"), officer("i3")))) == ["i1", "i3"]


def test_a_seat_with_a_skill_that_nobody_else_has_does_not_give_way() -> None:
    gas = follower("i2", skills="gas")
    there = visit(
        "O1", slot="PM", at="E2", lead_department="fire", departments=("fire", "health"), matters=("GAS", "F")
    )
    assert sorted(of_health(answered(follower("i1"), gas, officer("i3"), there=(there,)))) == ["i2", "i3"]


def test_a_visit_that_nobody_free_can_lead_moves_to_another_week() -> None:
    away = Absence("i2", day("01-04"), day("01-08"), "training")
    answer = answered(follower("i1"), officer("i2"), absences=[away])
    assert [it.date for it in answer.now.visits if "M" in it.matters] == [day("01-11")]


def test_a_check_that_nobody_can_ever_lead_is_left_out_as_lead() -> None:
    assert [row[:4] for row in answered(follower("i1"), due=[due("M")]).now.unplanned] == [
        ("E1", "M", day("01-01"), "lead")
    ]


def test_a_team_with_a_promised_visit_stays_and_the_other_visit_goes() -> None:
    there = both("PM", at="E2")
    answer = answered(follower("i1"), officer("i2"), there=(there,), confirmed=("O1PM",))
    stay = [member.inspector for member in answer.now.teams if member[:2] == ("O1", "health")]
    assert stay == ["i1"] and {it.visit: it.outing for it in answer.now.visits}["O1AM"] != "O1"


def test_a_department_that_leads_because_another_has_nobody_left_sends_somebody_who_can() -> None:
    assert of_health(answered(follower("i1"), officer("i2"), change=FIRE_GONE)) == ["i2"]


@pytest.mark.parametrize("change", [DECLINE, FIRE_GONE])
def test_what_is_left_of_a_visit_without_its_due_check_leaves_a_quiet_day(change: Change) -> None:
    policy = Policy(inspectors_per_department=1, quiet_days_of_month=(4,))
    of = lists([officer("i1"), FIRE], departments=("fire", "health"), due=[due("F", "01-04", "01-04")])
    of = replace(of, policy=policy)
    teams = (*seats("O1 i1"), TeamMember("O1", "fire", "f1", "t", True))
    answer = replanned(sealed(of), CurrentPlan((both(),), teams, ()), [change], day("01-01"))
    assert [it.date for it in answer.now.visits if "M" in it.matters] != [day("01-04")]
    assert violations(sealed(of), answer.now) == []


def test_a_visit_beyond_the_limit_of_departments_may_come_within_it() -> None:
    of = lists([officer("i1"), FIRE])
    of = replace(of, policy=Policy(inspectors_per_department=1, max_departments_per_visit=1))
    now = CurrentPlan((visit("O1"),), seats("O1 i1 leads"), ())
    assert violations(sealed(of), now, ("O1AM",)) == []


def test_a_visit_that_makes_room_for_another_comes_back_only_within_the_caps() -> None:
    rules = [*sampling("M", classes=["A"]), *sampling("F", classes=["A"])]
    of = sealed(lists([officer("i1"), FIRE], departments=("fire", "health"), caps=[cap(1)], sampling=rules))
    drawn = (Drawn("M", "A", "E1", "t"), Drawn("F", "A", "E1", "t"))
    complaint = Change("complaint", "E1", day("01-05"), day("01-06"), "smoke", "F")
    now = CurrentPlan((visit("O1"),), seats("O1 i1 leads"), drawn)
    answer = replanned(of, now, [complaint], day("01-01"))
    assert violations(of, answer.now) == []


def test_who_led_only_where_an_enterprise_was_before_it_moved_keeps_the_mark() -> None:
    led, joined = visit("O1", "01-05"), both("PM", "01-05", at="E2")
    teams = (*seats("O1 i1 leads"), TeamMember("O1", "fire", "f1", "t", True))
    of = sealed(lists([officer("i1"), FIRE], departments=("fire", "health")))
    to = Change(MOVED, "E1", cause="new address", district="D1", area="A9")
    answer = replanned(of, CurrentPlan((led, joined), teams, ()), [to], day("01-07"))
    assert violations(of, answer.now) == []
