"""A closed enterprise, reading by reading: which visits are cancelled, who succeeds, what awaits a day."""

from __future__ import annotations

from datetime import date

import pytest

from domain.draw.changes import EnterpriseReplaced, replace_enterprise
from domain.draw.current import CurrentPlan, Succession
from domain.plan import Drawn
from domain.refusals import RoundRefusal
from domain.registry import Registry
from tests.builders import day, due, enterprise, registry, sampling
from tests.domain.changing import I1, I2, lists, sealed, seats, visit

JAN_1 = day("01-01")


def closing(now: CurrentPlan, of: Registry | None = None, on: date = JAN_1) -> EnterpriseReplaced:
    return replace_enterprise(sealed(of or lists([I1, I2])), now, "E1", on)


def test_a_team_with_no_visit_left_is_dissolved() -> None:
    now = CurrentPlan((visit("O1"), visit("O2", at="E2")), seats("O1 i1 leads", "O2 i2 leads"), ())
    assert now.cancel_visits(("O1AM",)).teams == seats("O2 i2 leads")


def test_a_team_that_still_leads_a_visit_keeps_its_mark() -> None:
    now = CurrentPlan((visit("O1"), visit("O1", slot="PM", at="E2")), seats("O1 i1 leads"), ())
    assert now.cancel_visits(("O1AM",)).teams == now.teams


def test_a_team_with_no_visit_left_to_lead_loses_the_mark() -> None:
    followed = visit("O1", slot="PM", at="E2", lead_department="fire", departments=("fire", "health"))
    now = CurrentPlan((visit("O1"), followed), seats("O1 i1 leads"), ())
    assert now.cancel_visits(("O1AM",)).teams == seats("O1 i1")


def test_visits_before_the_day_of_the_report_were_made() -> None:
    now = CurrentPlan((visit("O1"), visit("O2", "01-12")), (), ())
    assert closing(now, on=day("01-12")).cancelled == ("O2AM",)


@pytest.mark.parametrize(("on", "successor"), [("01-04", ["E2"]), ("01-05", [])])
def test_a_check_was_made_if_its_visit_lies_before_the_day_of_the_report(on: str, successor: list[str]) -> None:
    of = lists([I1], sampling=sampling("M", classes=["A"]))
    now = CurrentPlan((visit("O1"),), (), (Drawn("M", "A", "E1", "t1"),))
    assert [row.successor for row in closing(now, of, day(on)).successions] == successor


def test_a_due_check_that_an_earlier_visit_made_is_not_given_up() -> None:
    of = lists([I1], due=[due("M", "01-01", "01-31"), due("M", "01-11", "01-31", kind="recheck")])
    now = CurrentPlan((visit("O1"), visit("O2", "01-12")), (), ())
    assert [row.kind for row in closing(now, of, day("01-05")).given_up] == ["recheck"]


def test_a_frame_that_is_used_up_has_no_successor() -> None:
    of = lists([I1], sampling=sampling("M", classes=["A"]))
    now = CurrentPlan((), (), (Drawn("M", "A", "E1", "t1"), Drawn("M", "A", "E2", "t2")))
    assert closing(now, of).successions == (Succession("M", "A", "E1", "", ""),)


def test_a_successor_that_closes_in_turn_awaits_nothing_any_more() -> None:
    now = CurrentPlan((), (), (Drawn("M", "A", "E1", "t1"),))
    now = now.replace_enterprise(Succession("M", "A", "E1", "E2", "t2"))
    last = Drawn("M", "A", "E3", "t3")
    assert now.replace_enterprise(Succession("M", "A", "E2", *last[2:])) == CurrentPlan((), (), (last,), (last,))


def test_an_enterprise_that_was_closed_when_sealed_is_refused() -> None:
    of = registry([enterprise("E1", status="closed")])
    with pytest.raises(RoundRefusal, match="known to be closed"):
        closing(CurrentPlan((), (), ()), of)
