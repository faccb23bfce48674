"""The draw of officers for any few officers and outings: as the page tells it, and blind to names."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import domain.draw.officers
from domain.draw.officers import OfficerDraw, draw_officers
from domain.draw.staffing import Unstaffable
from domain.draw.tickets import officer_ticket
from domain.plan import TeamMember, Visit
from domain.registry import Absence, Policy, Recusal, Registry
from tests.builders import WORKING_DAYS, day, enterprise, inspector, matter, registry
from tests.domain.plain_officers import PlainDraw

SEED = "dice 3 3 5 1"
DAYS = ("01-04", "01-05", "01-11")
SLOTS = ("AM", "PM")
few = settings(max_examples=300, deadline=None, derandomize=True, database=None)


class Round(NamedTuple):
    """A registry of one department with officers, and the visits that need teams."""

    lists: Registry
    visits: list[Visit]

    def draw(self) -> OfficerDraw:
        return draw_officers(self.lists, self.visits, WORKING_DAYS, round_id="2027Q1", officer_seed=SEED)

    def plainly(self) -> PlainDraw:
        return PlainDraw(self.lists, self.visits, WORKING_DAYS, SEED)


officers: st.SearchStrategy[dict[str, Any]] = st.builds(
    dict,
    can_lead=st.sampled_from([True, True, False]),
    skills=st.sampled_from([frozenset("xy"), frozenset("x"), frozenset("y"), frozenset()]),
    areas=st.sampled_from([frozenset(), frozenset(), frozenset(), frozenset({"A1"})]),
    certificate_valid_until=st.sampled_from([date(2030, 1, 1)] * 4 + [day("01-08"), day("01-04")]),
    max_visits_per_day=st.integers(1, 2),
    max_visits_per_week=st.integers(2, 4),
)
outings = st.tuples(
    st.sampled_from(DAYS),
    st.lists(st.sampled_from(SLOTS), min_size=1, max_size=2, unique=True),
    st.integers(0, 3),
    st.sampled_from(["health", "fire"]),
    st.sampled_from(["M", "M", "X", "Y"]),
)


def visits_of(number: int, on: str, slots: list[str], first: int, lead: str, checked: str) -> list[Visit]:
    """An outing to enterprises of one area; E0 and E2 are in A0, E1 and E3 in A1."""
    fields = ("", lead, ("health",), (checked,))
    return [
        Visit(f"V{number}{slot}", f"E{(first + 2 * n) % 4}", day(on), slot, f"O{number}", *fields)
        for n, slot in enumerate(slots)
    ]


@st.composite
def rounds(draw: st.DrawFn) -> Round:
    """Up to four outings, with joint teams or without."""
    who = [
        inspector(f"i{n}", "health", **fields)
        for n, fields in enumerate(draw(st.lists(officers, min_size=3, max_size=5)))
    ]
    name, at = st.sampled_from([i.id for i in who]), st.sampled_from([f"E{n}" for n in range(4)])
    days = st.sampled_from([day(on) for on in DAYS])
    size = draw(st.integers(1, 2))
    lists = registry(
        [enterprise(f"E{n}", area=f"A{n % 2}") for n in range(4)],
        [matter("M", "health"), matter("X", "health", skill="x"), matter("Y", "health", skill="y")],
        inspectors=who,
        departments=["health", "fire"],
        absences=draw(st.lists(st.builds(lambda i, on: Absence(i, on, on), name, days), max_size=2)),
        recusals=draw(st.lists(st.builds(Recusal, name, at, st.just("kin")), max_size=2)),
        policy=Policy(inspectors_per_department=size, max_load_lead=draw(st.sampled_from([Fraction(0), Fraction(1)]))),
    )
    rows = draw(st.lists(outings, min_size=2, max_size=4))
    return Round(lists, [visit for n, row in enumerate(rows) for visit in visits_of(n, *row)])


def staffable(of: Round) -> Round:
    """The round without the outings that leave no joint teams."""
    kept = Round(of.lists, [])
    for outing in dict.fromkeys(visit.outing for visit in of.visits):
        more = Round(of.lists, [*kept.visits, *(visit for visit in of.visits if visit.outing == outing)])
        kept = more if more.plainly().can_start() else kept
    return kept


@few
@given(rounds().map(staffable))
def test_teams_and_reasons_are_those_of_the_page(of: Round) -> None:
    plainly = of.plainly()
    plainly.run()
    found = of.draw()
    assert [(s.outing, s.inspector, s.reason) for s in found.skipped] == plainly.passed
    assert [(t.outing, t.inspector) for t in found.teams] == [
        (o, i.id) for o, team in plainly.teams.items() for i in team
    ]


@few
@given(rounds())
def test_a_lack_of_teams_is_refused_if_and_only_if_there_are_none(of: Round) -> None:
    try:
        found: OfficerDraw | None = of.draw()
    except Unstaffable:
        found = None
    assert (found is not None) == of.plainly().can_start()


@few
@given(rounds().map(staffable), st.data())
def test_officers_who_swap_names_and_tickets_swap_seats(of: Round, data: st.DataObject) -> None:
    ids = list(of.lists.inspectors)
    name = dict(zip(ids, data.draw(st.permutations(ids)), strict=True))
    back = {new: old for old, new in name.items()}
    renamed = Round(_renamed(of.lists, name), of.visits)
    before = [_called(member, name) for member in of.draw().teams]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            domain.draw.officers,
            "officer_ticket",
            lambda seed, round_id, outing, department, id: officer_ticket(seed, round_id, outing, department, back[id]),
        )
        assert list(renamed.draw().teams) == before


def _called(member: TeamMember, name: dict[str, str]) -> TeamMember:
    return member._replace(inspector=name[member.inspector])


def _renamed(lists: Registry, name: dict[str, str]) -> Registry:
    return registry(
        lists.enterprises.values(),
        lists.matters.values(),
        inspectors=[i._replace(id=name[i.id]) for i in lists.inspectors.values()],
        departments=lists.departments,
        absences=[a._replace(inspector=name[a.inspector]) for a in lists.absences],
        recusals=[r._replace(inspector=name[r.inspector]) for r in lists.recusals],
        policy=lists.policy,
    )
