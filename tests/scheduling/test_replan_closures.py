"""Closed, moved, refusing: which visits are cancelled, who succeeds, and where the visits go that need another day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from domain.draw.changes import CLOSED, MOVED, REFUSES, Change, Succession
from domain.draw.current import Added, Cancelled, CurrentPlan, Moved
from domain.plan import Drawn, TeamMember, Visit
from domain.registry import Absence, Registry
from scheduling.replanning.after import violations
from tests.builders import day, due, enterprise, inspector, sampling
from tests.scheduling.hand_replanned import I1, I2, Answer, lists, officer, replanned, sealed, seats, visit

JAN_1 = day("01-01")
SHUT = Change(CLOSED, "E1", cause="out of business")
DRAWN = (Drawn("M", "A", "E1", "t1"),)


def sampled() -> Registry:
    return lists([I1, I2], sampling=sampling("M", classes=["A"]))


def closing(now: CurrentPlan, of: Registry | None = None, on: date = JAN_1) -> Answer:
    return replanned(sealed(of or sampled()), now, [SHUT], on)


def successions(answer: Answer) -> list[Succession]:
    return [fact for _, fact in answer.replanned.answers if isinstance(fact, Succession)]


def cancelled(answer: Answer) -> list[str]:
    facts = (fact for _, fact in answer.replanned.answers if isinstance(fact, Cancelled))
    return [id for fact in facts for id in fact.visits]


def test_a_team_with_no_visit_left_is_dissolved() -> None:
    now = CurrentPlan((visit("O1"), visit("O2", at="E2")), seats("O1 i1 leads", "O2 i2 leads"), ())
    assert closing(now).now.teams == seats("O2 i2 leads")


def test_a_team_that_still_leads_a_visit_keeps_its_mark() -> None:
    now = CurrentPlan((visit("O1"), visit("O1", slot="PM", at="E2")), seats("O1 i1 leads"), ())
    assert closing(now).now.teams == now.teams


def test_a_team_with_no_visit_left_to_lead_loses_the_mark() -> None:
    followed = visit("O1", slot="PM", at="E2", lead_department="fire", departments=("fire", "health"))
    now = CurrentPlan((visit("O1"), followed), seats("O1 i1 leads"), ())
    assert closing(now).now.teams == seats("O1 i1")


def test_visits_before_the_day_of_the_report_were_made() -> None:
    assert cancelled(closing(CurrentPlan((visit("O1"), visit("O2", "01-12")), (), ()), on=day("01-12"))) == ["O2AM"]


@pytest.mark.parametrize(("on", "successor"), [("01-04", ["E2"]), ("01-05", [])])
def test_a_check_was_made_if_its_visit_lies_before_the_day_of_the_report(on: str, successor: list[str]) -> None:
    now = CurrentPlan((visit("O1"),), seats("O1 i1 leads"), DRAWN)
    assert [row.successor for row in successions(closing(now, on=day(on)))] == successor


def test_the_successor_is_visited_on_the_nearest_day_with_a_team() -> None:
    answer = closing(CurrentPlan((visit("O1", "01-06"),), seats("O1 i1 leads"), DRAWN))
    (added,) = (fact.visit for _, fact in answer.replanned.answers if isinstance(fact, Added))
    assert (added.enterprise, added.date, added.matters) == ("E2", day("01-06"), ("M",))
    assert [member.outing for member in answer.now.teams] == [added.outing]


def closed_of_both(*, confirmed: tuple[str, ...] = (), there: tuple[Visit, ...] = ()) -> list[Visit]:
    """E1 is closed, where M and F were to be checked on 6 January, on which nobody of `fire` is there; E2 succeeds."""
    both = visit("O1", "01-06", lead_department="fire", departments=("fire", "health"), matters=("M", "F"))
    away = Absence("f1", day("01-06"), day("01-06"), "training")
    of = lists(
        [I1, officer("i2", "gas"), inspector("f1", "fire")],
        sampling=[*sampling("M", classes=["A"]), *sampling("F", classes=["A"])],
        absences=[away],
    )
    drawn = (*DRAWN, Drawn("F", "A", "E1", "t1"))
    teams = seats("O1 i1", *(f"{it.outing} i2 leads" for it in there))
    now = CurrentPlan((both, *there), teams, drawn, confirmed=confirmed)
    return [it for it in closing(now, of).now.visits if it.enterprise == "E2"]


def test_all_that_an_enterprise_succeeds_to_is_checked_in_one_visit() -> None:
    assert [(it.date, it.matters) for it in closed_of_both()] == [(day("01-05"), ("F", "M"))]


def test_all_that_an_enterprise_succeeds_to_joins_the_visit_that_goes_there_anyway() -> None:
    there = visit("O2", "01-20", at="E2", matters=("GAS",))
    assert [(it.date, it.matters) for it in closed_of_both(there=(there,))] == [(day("01-20"), ("F", "GAS", "M"))]


def test_a_visit_that_is_promised_is_not_joined_by_what_can_be_made_elsewhere() -> None:
    there = visit("O2", "01-20", at="E2", matters=("GAS",))
    joined = closed_of_both(there=(there,), confirmed=("O2AM",))
    assert sorted(it.matters for it in joined) == [("F", "M"), ("GAS",)]


def test_what_is_added_has_the_numbers_after_the_last_ones_ever_given() -> None:
    numbered = visit("O00007", "01-06")._replace(visit="V00009")
    answer = closing(CurrentPlan((numbered,), seats("O00007 i1 leads"), DRAWN))
    assert [(it.visit, it.outing) for it in answer.now.visits] == [("V00010", "O00008")]


def test_numbers_of_visits_that_are_gone_are_given_to_nobody_again() -> None:
    numbered = visit("O00007", "01-06")._replace(visit="V00009")
    now = closing(CurrentPlan((numbered,), seats("O00007 i1 leads"), ()), lists([I1])).now
    assert (now.visits, now.numbers) == ((), (9, 7))


def test_a_successor_that_is_visited_anyway_is_checked_in_that_visit() -> None:
    there = visit("O2", "01-11", at="E2", matters=("GAS",))
    of = lists([I1, officer("i2", "gas")], sampling=sampling("M", classes=["A"]))
    now = CurrentPlan((visit("O1"), there), seats("O1 i1 leads", "O2 i2 leads"), (*DRAWN, Drawn("GAS", "A", "E2", "t")))
    assert [it.matters for it in closing(now, of).now.visits if it.enterprise == "E2"] == [("GAS", "M")]


def test_nothing_awaits_a_visit_any_longer() -> None:
    assert closing(CurrentPlan((visit("O1"),), seats("O1 i1 leads"), DRAWN)).now.awaiting == ()


def test_a_due_check_that_an_earlier_visit_made_is_not_given_up() -> None:
    of = lists([I1], due=[due("M", "01-01", "01-31"), due("M", "01-11", "01-31", kind="recheck")])
    answer = closing(CurrentPlan((visit("O1"), visit("O2", "01-12")), (), ()), of, day("01-05"))
    assert [(row.not_before, row.reason) for row in answer.now.unplanned] == [(day("01-11"), "closed")]


def test_a_frame_that_is_used_up_has_no_successor() -> None:
    now = CurrentPlan((), (), (*DRAWN, Drawn("M", "A", "E2", "t2")))
    assert successions(closing(now)) == [Succession("M", "A", "E1", "", "")]


def test_an_enterprise_that_moved_away_is_as_one_that_is_closed() -> None:
    now = CurrentPlan((visit("O1"),), seats("O1 i1 leads"), DRAWN)
    away = replanned(sealed(sampled()), now, [Change(MOVED, "E1", cause="gone")], JAN_1)
    assert (cancelled(away), [row.successor for row in successions(away)]) == (["O1AM"], ["E2"])


def test_an_enterprise_that_moved_within_the_district_is_visited_in_its_new_area() -> None:
    now = CurrentPlan((visit("O1"), visit("O1", slot="PM", at="E2")), seats("O1 i1 leads"), DRAWN)
    to = Change(MOVED, "E1", cause="new address", district="D1", area="A9")
    answer = replanned(sealed(sampled()), now, [to], JAN_1)
    (moved,) = (fact.visit for _, fact in answer.replanned.answers if isinstance(fact, Moved))
    assert moved.outing != "O1" and violations(sealed(sampled()), answer.now) == []


def test_a_visit_that_the_enterprise_refuses_goes_to_the_nearest_open_day() -> None:
    now = CurrentPlan((visit("O1", "01-12"),), seats("O1 i1 leads"), DRAWN)
    refusal = Change(REFUSES, "E1", day("01-11"), day("01-13"), "stocktaking")
    answer = replanned(sealed(sampled()), now, [refusal], JAN_1)
    assert (answer.now.visits[0].date, answer.replanned.figures.proven) == (day("01-14"), True)


def test_the_team_of_a_visit_that_has_another_day_goes_with_it() -> None:
    now = CurrentPlan((visit("O1", "01-12"),), seats("O1 i1 leads"), DRAWN)
    refusal = Change(REFUSES, "E1", day("01-12"), None, "stocktaking")
    assert replanned(sealed(sampled()), now, [refusal], JAN_1).now.teams == now.teams


def test_an_enterprise_that_refuses_every_day_is_left_out() -> None:
    now = CurrentPlan((visit("O1", "01-12"),), seats("O1 i1 leads"), DRAWN)
    refusal = Change(REFUSES, "E1", day("01-01"), day("03-31"), "rebuilding")
    answer = replanned(sealed(sampled()), now, [refusal], JAN_1)
    assert [row[:4] for row in answer.now.unplanned] == [("E1", "M", None, "blackout")]


def test_what_was_made_at_the_old_address_breaks_no_rule() -> None:
    now = CurrentPlan((visit("O1", "01-05"), visit("O2", "01-12")), seats("O1 i1 leads", "O2 i1 leads"), DRAWN)
    to = Change(MOVED, "E1", cause="new address", district="D1", area="A9")
    answer = replanned(sealed(sampled()), now, [to], day("01-07"))
    assert violations(sealed(sampled()), answer.now) == []


def test_a_team_whose_only_visit_gives_way_to_the_successors_stays_on_record() -> None:
    of = lists([I1, inspector("f1", "fire")], sampling=sampling("M", classes=["A"]))
    third = enterprise("E3", credit_class="B")
    of = replace(of, enterprises={**of.enterprises, "E3": third})
    kept = visit("O1", slot="PM", at="E3", lead_department="fire", departments=("fire",), matters=("F",))
    drawn_by_fire = TeamMember("O1", "fire", "f1", "t", True)
    now = CurrentPlan((visit("O1"), kept), (*seats("O1 i1 leads"), drawn_by_fire), DRAWN)
    after = closing(now, of).now
    assert {it.outing for it in after.visits} == {"O1"}
    assert {(it.department, it.inspector) for it in after.teams} == {("fire", "f1"), ("health", "i1")}
