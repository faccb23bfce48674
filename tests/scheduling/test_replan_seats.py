"""Seats that an absent officer leaves, reading by reading: who takes them, and what moves when nobody can.

Tickets and turns are replaced by names, so that i1 is asked before i2 and O1 is served before O2.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

import pytest

from domain.draw.current import CurrentPlan, Moved
from domain.draw.replacing import Draw
from domain.plan import Drawn, Visit
from domain.registry import Registry
from tests.builders import day, sampling
from tests.scheduling.hand_replanned import (
    I1,
    I2,
    I3,
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

JAN_1, QUARTER_LONG = day("01-01"), (day("01-01"), day("03-31"))


@pytest.fixture(autouse=True)
def in_the_order_of_names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Draw, "ticket", lambda self, duty, inspector: digits(inspector.id))
    monkeypatch.setattr(Draw, "turn", lambda self, duty: duty.outing)
    monkeypatch.setattr(Draw, "in_order", lambda self, duty, officers: sorted((digits(i.id), i) for i in officers))


def answered(
    of: Registry,
    visits: Sequence[Visit],
    teams: Sequence[str],
    *,
    on: date = JAN_1,
    span: tuple[date, date] = QUARTER_LONG,
) -> Answer:
    """The answer to the absence of i1."""
    return replanned(sealed(of), CurrentPlan(tuple(visits), seats(*teams), ()), [absent("i1", *span)], on)


def took(answer: Answer) -> list[tuple[str, str]]:
    return [(row.outing, row.successor) for row in answer.replacements]


def passed(answer: Answer) -> list[tuple[str, str, str]]:
    return [(row.outing, row.inspector, row.reason) for row in answer.replanned.passed_over]


def test_the_absent_officer_is_listed_as_absent_with_the_days_that_were_reported() -> None:
    answer = answered(lists([I1, I2]), [visit("O1")], ["O1 i1"])
    assert passed(answer) == [("O1", "i1", "absent")]
    detail = "2027-01-01 至 2027-03-31 缺勤 / absent 2027-01-01 to 2027-03-31"
    assert answer.replanned.passed_over[0].detail == detail


def test_an_absence_reported_earlier_keeps_an_officer_away_as_a_sealed_one_does() -> None:
    earlier = absent("i2", day("01-04"), day("01-04"))
    now = CurrentPlan((visit("O1"),), seats("O1 i1"), (), reported=(earlier,))
    answer = replanned(sealed(lists([I1, I2, I3])), now, [absent("i1", *QUARTER_LONG)], JAN_1)
    assert (took(answer), passed(answer)[1:]) == ([("O1", "i3")], [("O1", "i2", "absent")])


def test_what_an_officer_does_later_in_the_week_counts_toward_the_weekly_limit() -> None:
    of = lists([I1, officer("i2", max_visits_per_week=1), I3])
    answer = answered(of, [visit("O1"), visit("O2", "01-05")], ["O1 i1", "O2 i2"])
    assert passed(answer)[1:] == [("O1", "i2", "week_limit")]


def test_a_seat_that_this_change_has_filled_counts_for_the_next() -> None:
    of = lists([I1, officer("i2", max_visits_per_day=1), I3])
    answer = answered(of, [visit("O1"), visit("O2", slot="PM")], ["O1 i1", "O2 i1"])
    assert took(answer) == [("O1", "i2"), ("O2", "i3")]


def test_load_counts_every_outing_of_the_round() -> None:
    of = lists([I1, I2, I3], lead=Fraction(0))
    answer = answered(of, [visit("O1"), visit("O2", "03-01")], ["O1 i1", "O2 i2"])
    assert passed(answer)[1:] == [("O1", "i2", "load")]


def test_load_yields_when_nobody_else_can_take_the_seat() -> None:
    of = lists([I1, I2], lead=Fraction(0))
    assert took(answered(of, [visit("O1"), visit("O2", "03-01")], ["O1 i1", "O2 i2"])) == [("O1", "i2")]


def test_whoever_alone_can_take_another_vacated_seat_is_kept_for_it() -> None:
    of = lists([I1, officer("i2", "gas", max_visits_per_week=1), I3])
    gas = visit("O2", "01-05", matters=("GAS",))
    answer = answered(of, [visit("O1"), gas], ["O1 i1", "O2 i1"])
    assert (took(answer), passed(answer)[1]) == ([("O1", "i3"), ("O2", "i2")], ("O1", "i2", "would_strand"))


def test_a_seat_of_another_week_keeps_nobody() -> None:
    of = lists([I1, officer("i2", "gas", max_visits_per_week=1), I3])
    gas = visit("O2", "01-12", matters=("GAS",))
    assert took(answered(of, [visit("O1"), gas], ["O1 i1", "O2 i1"])) == [("O1", "i2"), ("O2", "i2")]


def test_the_team_that_stays_may_bring_the_skill() -> None:
    of = lists([I1, I2, officer("i9", "gas")], size=2)
    assert took(answered(of, [visit("O1", matters=("GAS",))], ["O1 i1 leads", "O1 i9"])) == [("O1", "i2")]


def test_a_member_who_stays_is_no_candidate_and_not_listed() -> None:
    answer = answered(lists([I1, I2, I3], size=2), [visit("O1")], ["O1 i1 leads", "O1 i2"])
    assert (took(answer), passed(answer)) == ([("O1", "i3")], [("O1", "i1", "absent")])


def test_the_smallest_ticket_that_can_lead_has_the_mark() -> None:
    of = lists([I1, officer("i2", can_lead=False), I3, officer("i4")], size=3)
    answer = answered(of, [visit("O1")], ["O1 i1 leads", "O1 i3", "O1 i4"])
    assert [m.inspector for m in answer.now.teams if m.lead] == ["i3"]


def test_two_who_leave_one_team_are_both_replaced() -> None:
    of, now = lists([I1, I2, I3, officer("i4")], size=2), CurrentPlan((visit("O1"),), seats("O1 i1 leads", "O1 i2"), ())
    answer = replanned(sealed(of), now, [absent("i1", *QUARTER_LONG), absent("i2", *QUARTER_LONG)], JAN_1)
    assert [(row.inspector, row.successor) for row in answer.replacements] == [("i1", "i3"), ("i2", "i4")]


def test_each_seat_answers_the_absence_that_vacated_it() -> None:
    visits = (visit("O1"), visit("O2", "01-05"))
    now = CurrentPlan(visits, seats("O1 i1 leads", "O2 i2 leads"), ())
    both = [absent("i1", *QUARTER_LONG), absent("i2", *QUARTER_LONG)]
    answer = replanned(sealed(lists([I1, I2, I3])), now, both, JAN_1)
    assert [(a.change, getattr(a.fact, "outing", "")) for a in answer.replanned.answers] == [(0, "O1"), (1, "O2")]


def test_one_seat_is_given_up_where_only_its_holder_can_take_the_vacated_one() -> None:
    gas, other = visit("O1", matters=("GAS",)), visit("O2")
    of = lists([officer("i1", "gas"), officer("i2", "gas"), I3])
    answer = answered(of, [gas, other], ["O1 i1 leads", "O2 i2 leads"])
    assert took(answer) == [("O1", "i2"), ("O2", "i3")]


def test_that_fewer_changes_would_not_do_is_proven() -> None:
    gas, other = visit("O1", matters=("GAS",)), visit("O2")
    of = lists([officer("i1", "gas"), officer("i2", "gas"), I3])
    figures = answered(of, [gas, other], ["O1 i1 leads", "O2 i2 leads"]).replanned.figures
    assert (figures.forced, figures.changed, figures.bound, figures.proven) == (1, 2, 2, True)


def test_a_visit_moves_to_the_nearest_other_week_where_a_week_has_no_answer() -> None:
    answer = answered(lists([I1, I2]), [visit("O1"), visit("O2")], ["O1 i1 leads", "O2 i2 leads"])
    moved = [fact.visit for _, fact in answer.replanned.answers if isinstance(fact, Moved)]
    assert [(it.visit, it.date) for it in moved] == [("O1AM", day("01-11"))]


@pytest.mark.parametrize("kept", ["confirmed", "past"])
def test_a_visit_that_is_promised_or_past_moves_for_nobody(kept: str) -> None:
    promised = ("O1AM", "O2AM") if kept == "confirmed" else ()
    now = CurrentPlan((visit("O1"), visit("O2")), seats("O1 i1 leads", "O2 i2 leads"), (), confirmed=promised)
    on = day("01-04") if kept == "past" else JAN_1
    figures = replanned(sealed(lists([I1, I2])), now, [absent("i1", *QUARTER_LONG)], on).replanned.figures
    assert (figures.moved, figures.cancelled) == (0, 1)


def test_what_no_move_helps_is_left_out_with_a_sentence_that_names_department_and_week() -> None:
    of = lists([I1], sampling=sampling("M", classes=["A"]))
    now = CurrentPlan((visit("O1"),), seats("O1 i1 leads"), (Drawn("M", "A", "E1", "t"),))
    (row,) = replanned(sealed(of), now, [absent("i1", *QUARTER_LONG)], JAN_1).now.unplanned
    assert row[:4] == ("E1", "M", None, "officers") and "health lacks officers in the week of 2027-01-04" in row.detail


def test_seats_before_the_day_of_the_report_stay() -> None:
    answer = answered(lists([I1, I2]), [visit("O1"), visit("O2", "01-05")], ["O1 i1", "O2 i1"], on=day("01-05"))
    assert took(answer) == [("O2", "i2")]
