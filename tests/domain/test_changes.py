"""Later changes, reading by reading: who takes a seat, what a plan keeps, and what is said when it cannot be.

Tickets and turns are replaced by names, so that i1 is asked before i2 and O1 is served before O2.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

import domain.draw.replacing
from domain.draw.changes import replace_officer
from domain.draw.current import CurrentPlan
from domain.draw.replacing import OfficersReplaced
from domain.plan import Visit
from domain.refusals import RoundRefusal
from domain.registry import Absence, Registry
from tests.builders import day
from tests.domain.changing import I1, I2, I3, lists, officer, sealed, seats, visit

JAN_1, QUARTER_LONG = day("01-01"), (day("01-01"), day("03-31"))


@pytest.fixture(autouse=True)
def in_the_order_of_names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(domain.draw.replacing, "officer_ticket", lambda *parts: parts[-1])
    monkeypatch.setattr(domain.draw.replacing, "turn", lambda *parts: parts[2])


def answered(
    of: Registry,
    visits: Sequence[Visit],
    teams: Sequence[str],
    *,
    on: date = JAN_1,
    span: tuple[date, date] = QUARTER_LONG,
) -> OfficersReplaced:
    """The answer to the absence of i1."""
    return replace_officer(sealed(of), CurrentPlan(tuple(visits), seats(*teams), ()), Absence("i1", *span, "ill"), on)


def took(answer: OfficersReplaced) -> list[tuple[str, str]]:
    return [(row.outing, row.successor) for row in answer.replacements]


def passed(answer: OfficersReplaced) -> list[tuple[str, str, str]]:
    return [(row.outing, row.inspector, row.reason) for row in answer.passed_over]


def test_the_absent_officer_is_listed_as_absent_with_the_days_that_were_reported() -> None:
    answer = answered(lists([I1, I2]), [visit("O1")], ["O1 i1"])
    assert passed(answer) == [("O1", "i1", "absent")]
    assert answer.passed_over[0].detail == "2027-01-01 至 2027-03-31 缺勤 / absent 2027-01-01 to 2027-03-31"


def test_an_absence_reported_earlier_keeps_an_officer_away_as_a_sealed_one_does() -> None:
    earlier = Absence("i2", day("01-04"), day("01-04"), "ill")
    now = CurrentPlan((visit("O1"),), seats("O1 i1"), ()).report_absent(earlier)
    answer = replace_officer(sealed(lists([I1, I2, I3])), now, Absence("i1", *QUARTER_LONG), JAN_1)
    assert (took(answer), passed(answer)[1:]) == ([("O1", "i3")], [("O1", "i2", "absent")])


def test_what_an_officer_does_later_in_the_week_counts_toward_the_weekly_limit() -> None:
    of = lists([I1, officer("i2", max_visits_per_week=1), I3])
    answer = answered(of, [visit("O1"), visit("O2", "01-05")], ["O1 i1", "O2 i2"])
    assert passed(answer)[1:] == [("O1", "i2", "week_limit")]


def test_a_seat_that_this_change_has_filled_counts_for_the_next() -> None:
    of = lists([I1, officer("i2", max_visits_per_day=1), I3])
    answer = answered(of, [visit("O1"), visit("O2", slot="PM")], ["O1 i1", "O2 i1"])
    assert took(answer) == [("O1", "i2"), ("O2", "i3")]


def test_a_vacated_seat_counts_for_nobody_until_it_is_filled() -> None:
    of = lists([I1, officer("i2", max_visits_per_week=1), officer("i3", max_visits_per_week=1)])
    answer = answered(of, [visit("O1"), visit("O2", "01-05")], ["O1 i1", "O2 i1"])
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


def after(of: Registry, now: CurrentPlan, answer: OfficersReplaced) -> list[str]:
    """Who has the mark of who leads."""
    for row in answer.replacements:
        now = now.replace_officer(row, of.inspectors)
    return [member.inspector for member in now.teams if member.lead]


def test_the_mark_of_the_absent_officer_goes_to_the_smallest_ticket_that_can_lead() -> None:
    of = lists([I1, officer("i2", can_lead=False), I3, officer("i4")], size=3)
    now = CurrentPlan((visit("O1"),), seats("O1 i1 leads", "O1 i3", "O1 i4"), ())
    answer = replace_officer(sealed(of), now, Absence("i1", *QUARTER_LONG), JAN_1)
    assert (took(answer), after(of, now, answer)) == ([("O1", "i2")], ["i3"])


def test_a_mark_that_somebody_else_has_stays_though_the_successor_has_a_smaller_ticket() -> None:
    of = lists([I1, I2, I3], size=2)
    now = CurrentPlan((visit("O1"),), seats("O1 i3 leads", "O1 i1"), ())
    answer = replace_officer(sealed(of), now, Absence("i1", *QUARTER_LONG), JAN_1)
    assert (took(answer), after(of, now, answer)) == ([("O1", "i2")], ["i3"])


def test_a_seat_that_nobody_can_take_is_refused_with_what_keeps_how_many() -> None:
    of = lists([I1, I2, officer("i3", can_lead=False)])
    visits = [visit("O1"), visit("O2", lead_department="fire", departments=("fire", "health"))]
    with pytest.raises(RoundRefusal, match=r"O1 health 2027-01-04 nobody can \(absent 1, busy 1, lead 1\)\. With"):
        answered(of, visits, ["O1 i1", "O2 i2"])


@pytest.mark.parametrize(
    ("limit", "second"),
    [({"max_visits_per_week": 1}, visit("O2", "01-05")), ({"max_visits_per_day": 1}, visit("O2", slot="PM"))],
)
def test_seats_that_only_one_could_take_one_by_one_are_refused_together(limit: dict[str, Any], second: Visit) -> None:
    of = lists([I1, officer("i2", **limit)])
    with pytest.raises(RoundRefusal, match=r"O1 .*only i2 could.*; O2 .*only i2 could"):
        answered(of, [visit("O1"), second], ["O1 i1", "O2 i1"])


def test_freed_officers_are_candidates_again() -> None:
    now = CurrentPlan((visit("O1", at="E2"), visit("O2")), seats("O1 i1", "O2 i2"), ()).cancel_visits(("O2AM",))
    answer = replace_officer(sealed(lists([I1, I2])), now, Absence("i1", *QUARTER_LONG), JAN_1)
    assert took(answer) == [("O1", "i2")]
