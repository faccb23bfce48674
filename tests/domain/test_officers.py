"""The draw of officers, reason by reason: the smallest example of each, and what becomes of an officer without it.

Tickets and turns are replaced by names, so that i1 is asked before i2 and O1 is served before O2.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any, NamedTuple

import pytest

import domain.draw.officers
from domain.draw.officers import OfficerDraw, draw_officers
from domain.draw.staffing import Unstaffable
from domain.plan import SKIP_REASONS, Visit
from domain.registry import Absence, Inspector, Policy, Recusal, Registry
from tests.builders import WORKING_DAYS, day, enterprise, inspector, matter, registry

Passed = list[tuple[str, str, str]]
"""Outing, officer and reason."""


@pytest.fixture(autouse=True)
def in_the_order_of_names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(domain.draw.officers, "officer_tickets", lambda *parts: [id.encode() for id in parts[-1]])
    monkeypatch.setattr(domain.draw.officers, "turn", lambda *parts: parts[2])


def visit(outing: str, on: str = "01-04", slot: str = "AM", *, at: str = "E1", **fields: Any) -> Visit:
    """A visit by `health` for M1; 4 January is a Monday."""
    given = {"lead_department": "health", "departments": ("health",), "matters": ("M1",), **fields}
    return Visit(visit=outing + slot, enterprise=at, date=day(on), slot=slot, outing=outing, scene="", **given)


def followed(outing: str, on: str = "01-04", slot: str = "AM") -> Visit:
    """A visit that `fire` leads, so that `health` need not."""
    return visit(outing, on, slot, lead_department="fire", departments=("fire", "health"), matters=("F", "M1"))


def officer(name: str, skills: str = "", **fields: Any) -> Inspector:
    return inspector(name, "health", skills=frozenset(skills.split()), **fields)


def lists(who: Iterable[Inspector] = (), *, size: int = 1, lead: Fraction = Fraction(1), **tables: Any) -> Registry:
    """M1 of `health`, GAS and OIL that need a skill, F of `fire`; i1 and i2 in teams of one."""
    skilled = [matter("GAS", "health", skill="gas"), matter("OIL", "health", skill="oil")]
    return registry(
        [enterprise("E1"), enterprise("E2")],
        [matter("M1", "health"), *skilled, matter("F", "fire")],
        inspectors=[*(who or [officer("i1"), officer("i2")]), *(inspector(f"f{n}", "fire") for n in range(4))],
        policy=Policy(inspectors_per_department=size, max_load_lead=lead),
        **tables,
    )


def drawn(of: Registry, visits: Iterable[Visit]) -> OfficerDraw:
    return draw_officers(of, visits, WORKING_DAYS, round_id="2027Q1", officer_seed="dice")


def passed_over(of: Registry, visits: Iterable[Visit]) -> Passed:
    """Those of `health`."""
    return [(s.outing, s.inspector, s.reason) for s in drawn(of, visits).skipped if s.department == "health"]


def teams(of: Registry, visits: Iterable[Visit]) -> list[tuple[str, str]]:
    """Outing and officer, of `health`."""
    return [(t.outing, t.inspector) for t in drawn(of, visits).teams if t.department == "health"]


class Case(NamedTuple):
    """An officer passed over for a reason; `relaxed` is the same but for one datum."""

    reason: str
    lists: Registry
    visits: list[Visit]
    relaxed: Registry | list[Visit]


AWAY, KIN = Absence("i1", day("01-04"), day("01-04")), Recusal("i1", "E1", "kin")
RAN_OUT: dict[str, Any] = {"certificate_valid_until": day("01-03")}
I2, TWICE = officer("i2"), [visit("O1"), visit("O2", slot="PM")]
TWO_DAYS = [visit("O1"), visit("O2", "01-05")]
GAS = visit("O1", matters=("GAS",))
LATER_GAS = visit("O2", matters=("GAS",), at="E2")

CASES = [
    Case("absent", lists(absences=[AWAY]), [visit("O1")], lists()),
    Case("certificate", lists([officer("i1", **RAN_OUT), I2]), [visit("O1")], lists()),
    Case("recused", lists(recusals=[KIN]), [visit("O1")], lists()),
    Case("busy", lists(), [visit("O1"), visit("O2")], TWICE),
    Case("day_limit", lists([officer("i1", max_visits_per_day=1), I2]), TWICE, lists()),
    Case("week_limit", lists([officer("i1", max_visits_per_week=1), I2]), TWO_DAYS, lists()),
    Case("load", lists(lead=Fraction(0)), TWO_DAYS, lists()),
    Case("lead", lists([officer("i1", can_lead=False), I2]), [visit("O1")], lists()),
    Case("skill", lists([officer("i1"), officer("i2", "gas")]), [GAS], lists([officer("i1", "gas"), I2])),
    Case(
        "would_strand",
        lists([officer("i1", "gas"), I2]),
        [visit("O1"), LATER_GAS],
        [visit("O1"), LATER_GAS._replace(date=day("01-05"))],
    ),
]
each = pytest.mark.parametrize("case", CASES, ids=[case.reason for case in CASES])


def test_there_is_an_example_of_every_reason() -> None:
    assert tuple(case.reason for case in CASES) == SKIP_REASONS


@each
def test_an_officer_is_passed_over_for_the_reason(case: Case) -> None:
    outing = "O1" if case.reason == "would_strand" else case.visits[-1].outing
    assert passed_over(case.lists, case.visits) == [(outing, "i1", case.reason)]


@each
def test_without_the_reason_nothing_keeps_the_officer_away(case: Case) -> None:
    visits = case.relaxed if isinstance(case.relaxed, list) else case.visits
    relaxed = case.lists if isinstance(case.relaxed, list) else case.relaxed
    assert teams(relaxed, visits) == [(each.outing, "i1") for each in visits]


@each
def test_a_reason_is_told_in_chinese_and_in_english(case: Case) -> None:
    details = [skip.detail.split(" / ") for skip in drawn(case.lists, case.visits).skipped]
    assert [(len(both), both[0].isascii(), both[-1].isascii()) for both in details] == [(2, False, True)]


BOTH = [
    ("absent", "certificate", lists([officer("i1", **RAN_OUT), I2], absences=[AWAY]), [visit("O1")]),
    ("certificate", "recused", lists([officer("i1", **RAN_OUT), I2], recusals=[KIN]), [visit("O1")]),
    ("recused", "busy", lists(recusals=[KIN]), [visit("O0", at="E2"), visit("O1")]),
    ("busy", "day_limit", lists([officer("i1", max_visits_per_day=1), I2]), [visit("O1"), visit("O2")]),
    ("day_limit", "week_limit", lists([officer("i1", max_visits_per_day=1, max_visits_per_week=1), I2]), TWICE),
    ("week_limit", "load", lists([officer("i1", max_visits_per_week=1), I2], lead=Fraction(0)), TWO_DAYS),
    (
        "load",
        "lead",
        lists([officer("i1", can_lead=False), I2], lead=Fraction(0)),
        [followed("O1"), visit("O2", "01-05")],
    ),
    ("lead", "skill", lists([officer("i1", can_lead=False), officer("i2", "gas")]), [GAS]),
    (
        "skill",
        "would_strand",
        lists([officer("i1", "oil"), officer("i2", "gas")]),
        [GAS, visit("O2", matters=("OIL",), at="E2")],
    ),
]


@pytest.mark.parametrize(("first", "second", "of", "visits"), BOTH, ids=[row[0] for row in BOTH])
def test_of_two_reasons_the_earlier_is_given(first: str, second: str, of: Registry, visits: Sequence[Visit]) -> None:
    assert SKIP_REASONS.index(second) == SKIP_REASONS.index(first) + 1
    assert [reason for _, name, reason in passed_over(of, visits) if name == "i1"] == [first]


# -- load --------------------------------------------------------------------------------------------------------


def test_load_yields_when_the_team_cannot_be_filled_otherwise() -> None:
    of = lists([officer("i1", "gas"), officer("i2")], lead=Fraction(0))
    assert teams(of, [visit("O1"), visit("O2", "01-05", matters=("GAS",))]) == [("O1", "i1"), ("O2", "i1")]


def test_a_reason_found_when_load_yields_replaces_it() -> None:
    of = lists([officer("i1"), officer("i2", "gas"), officer("i3")], lead=Fraction(0))
    visits = [visit("O1"), visit("O2", "01-05"), visit("O3", "01-06", matters=("GAS",))]
    assert passed_over(of, visits) == [("O2", "i1", "load"), ("O3", "i1", "skill")]


def test_load_is_counted_by_the_days_an_officer_is_there() -> None:
    half = Absence("i1", WORKING_DAYS[32], WORKING_DAYS[63])
    assert passed_over(lists(absences=[half]), TWO_DAYS) == [("O2", "i1", "load")]


def test_an_officer_kept_away_is_not_the_idlest() -> None:
    of = lists(lead=Fraction(0), absences=[Absence("i2", day("01-05"), day("01-05"))])
    assert teams(of, TWO_DAYS) == [("O1", "i1"), ("O2", "i1")]


def test_an_officer_already_in_the_team_is_not_the_idlest() -> None:
    away = [Absence("i0", day("01-04"), day("01-05")), Absence("i2", day("01-05"), day("01-05"))]
    away += [Absence("i3", day(on), day(on)) for on in ("01-04", "01-06")]
    of = lists([officer(f"i{n}") for n in range(4)], size=2, absences=away)
    third = visit("O3", "01-06")
    assert teams(of, [*TWO_DAYS, third])[2:] == [("O2", "i1"), ("O2", "i3"), ("O3", "i0"), ("O3", "i1")]


# -- teams -------------------------------------------------------------------------------------------------------


def test_a_seat_is_kept_for_one_who_can_lead_only_when_it_is_the_last() -> None:
    of = lists([officer("i1", can_lead=False), officer("i2", can_lead=False), officer("i3")], size=2)
    assert (teams(of, [visit("O1")]), passed_over(of, [visit("O1")])) == (
        [("O1", "i1"), ("O1", "i3")],
        [("O1", "i2", "lead")],
    )


def test_two_needs_of_different_officers_strand_whoever_meets_neither() -> None:
    of = lists([officer("i1", can_lead=False), officer("i2", "gas", can_lead=False), officer("i3")], size=2)
    assert passed_over(of, [GAS]) == [("O1", "i1", "would_strand")]


def test_the_first_by_ticket_who_can_lead_leads() -> None:
    of = lists([officer("i1", can_lead=False), officer("i2"), officer("i3")], size=3)
    leads = [(member.inspector, member.lead) for member in drawn(of, [visit("O1")]).teams]
    assert leads == [("i1", False), ("i2", True), ("i3", False)]


def test_nobody_leads_in_a_department_that_leads_no_visit() -> None:
    members = drawn(lists(size=2), [followed("O1")]).teams
    assert [member.lead for member in members if member.department == "health"] == [False, False]


def test_one_lead_is_marked_for_all_visits_of_an_outing() -> None:
    members = drawn(lists(size=2), [followed("O1"), visit("O1", slot="PM", at="E2")]).teams
    assert [member.lead for member in members if member.department == "health"] == [True, False]


def test_officers_of_other_districts_areas_and_departments_are_no_candidates() -> None:
    far = [officer("h1", district="D2"), officer("h2", areas=frozenset({"A2"})), inspector("h3", "fire")]
    near = officer("i1", district="D1", areas=frozenset({"A1", "A2"}))
    of = lists([*far, near])
    assert (teams(of, [visit("O1")]), passed_over(of, [visit("O1")])) == ([("O1", "i1")], [])


def test_a_recusal_from_an_enterprise_that_the_department_does_not_enter_keeps_nobody_away() -> None:
    other = visit("O1", slot="PM", at="E2", lead_department="fire", departments=("fire",), matters=("F",))
    assert teams(lists(recusals=[Recusal("i1", "E2", "kin")]), [visit("O1"), other]) == [("O1", "i1")]


def test_an_officer_behind_the_last_one_taken_is_not_listed() -> None:
    assert passed_over(lists(absences=[AWAY._replace(inspector="i2")]), [visit("O1")]) == []


def test_a_lack_of_joint_teams_is_told_and_no_team_invented() -> None:
    with pytest.raises(Unstaffable, match="O1 health 2027-01-04"):
        drawn(lists(size=3), [visit("O1")])


def test_the_order_of_the_officers_file_changes_nothing() -> None:
    of = lists([officer(f"i{n}") for n in range(5)], size=2, lead=Fraction(0))
    backwards = replace(of, inspectors=dict(reversed([*of.inspectors.items()])))
    assert drawn(backwards, TWO_DAYS) == drawn(of, TWO_DAYS)
