"""Small rounds for property tests of who goes: one department, a few officers, outings with joint teams or without."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any, NamedTuple

from hypothesis import strategies as st

from domain.draw.officers import OfficerDraw, draw_officers
from domain.plan import Visit
from domain.registry import Absence, Policy, Recusal, Registry
from tests.builders import WORKING_DAYS, day, enterprise, inspector, matter, registry
from tests.domain.plain_officers import PlainDraw

SEED = "dice 3 3 5 1"
DAYS = ("01-04", "01-05", "01-11")
SLOTS = ("AM", "PM")


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
