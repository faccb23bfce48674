"""Absences for property tests: somebody who was drawn is away, in loose rounds as drawn and in crowded weeks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import NamedTuple

from hypothesis import assume
from hypothesis import strategies as st

from domain.draw.current import CurrentPlan, Sealed
from domain.draw.tickets import officer_ticket
from domain.plan import TeamMember, Visit
from domain.registry import Absence, Policy, Registry
from tests.builders import WORKING_DAYS, day, enterprise, inspector, matter, registry
from tests.domain.any_outings import DAYS, SEED, SLOTS, Round, rounds, staffable
from tests.domain.plain_officers import PlainDraw, Teams
from tests.scheduling.hand_replanned import Answer, absent, replanned

WEEK = ("01-04", "01-05", "01-06", "01-11")


class Ill(NamedTuple):
    """A round as drawn, and an absence that is reported on a day."""

    of: Round
    drawn: tuple[TeamMember, ...]
    absence: Absence
    on: date

    @property
    def now(self) -> CurrentPlan:
        return CurrentPlan(tuple(self.of.visits), self.drawn, ())

    def answer(self, now: CurrentPlan | None = None) -> Answer:
        return replanned(sealed(self.of.lists), now or self.now, [absent(*self.absence[:3])], self.on)

    def vacated(self) -> set[str]:
        """The outings that lose a member, told plainly."""
        first, last = max(self.absence.first, self.on), self.absence.last
        away = {visit.outing for visit in self.of.visits if first <= visit.date <= last}
        return {m.outing for m in self.drawn if m.inspector == self.absence.inspector and m.outing in away}

    def plainly(self) -> PlainDraw:
        """The seats filled by the draw as the page tells it, from teams that lack the absent officer."""
        lists = replace(self.of.lists, absences=(*self.of.lists.absences, self.absence))
        plain, vacated = PlainDraw(lists, self.of.visits, WORKING_DAYS, SEED), self.vacated()
        plain.teams = teams_of(lists, self.drawn)
        for outing in vacated:
            plain.teams[outing] = [i for i in plain.teams[outing] if i.id != self.absence.inspector]
        return plain


def sealed(lists: Registry) -> Sealed:
    return Sealed(lists, WORKING_DAYS, "2027Q1", "seed", SEED)


def teams_of(lists: Registry, members: tuple[TeamMember, ...]) -> Teams:
    teams: Teams = {}
    for member in members:
        teams.setdefault(member.outing, []).append(lists.inspectors[member.inspector])
    return teams


@st.composite
def drawn(draw: st.DrawFn) -> Ill:
    """Somebody who was drawn is absent on some of the days; reported before, on or after the first of them."""
    of = draw(rounds().map(staffable))
    members = of.draw().teams
    assume(members)
    days = st.sampled_from([day(on) for on in DAYS])
    first, last = sorted((draw(days), draw(days)))
    reported = draw(st.sampled_from([on for on in (day("01-01"), *map(day, DAYS)) if on <= last]))
    return Ill(of, members, Absence(draw(st.sampled_from(members)).inspector, first, last, "ill"), reported)


@st.composite
def crowded(draw: st.DrawFn) -> Ill:
    """i0 leaves up to six seats, most in one week, and the few colleagues have little room left."""
    where = st.tuples(st.sampled_from(WEEK), st.sampled_from(["AM", "PM", "AM PM"]))
    rows = draw(st.lists(where, min_size=2, max_size=6, unique=True))
    held = [row for n, row in enumerate(rows) if not any(_clash(row, other) for other in rows[:n])]
    checked = [draw(st.sampled_from(["M", "M", "X"])) for _ in held]
    colleagues = [
        inspector(
            f"i{n}",
            "health",
            can_lead=draw(st.sampled_from([True, True, True, False])),
            skills=draw(st.sampled_from([frozenset("x"), frozenset("x"), frozenset()])),
            max_visits_per_day=draw(st.integers(1, 2)),
            max_visits_per_week=draw(st.integers(1, 5)),
        )
        for n in range(1, draw(st.integers(3, 4)))
    ]
    who = [inspector("i0", "health", skills=frozenset("x"), max_visits_per_week=12), *colleagues]
    away = st.builds(
        lambda i, on: Absence(i, on, on),
        st.sampled_from([i.id for i in colleagues]),
        st.sampled_from([day(on) for on in WEEK]),
    )
    lists = registry(
        [enterprise("E0")],
        [matter("M", "health"), matter("X", "health", skill="x")],
        inspectors=who,
        absences=draw(st.lists(away, max_size=4)),
        policy=Policy(inspectors_per_department=1),
    )
    visits = [visit for n, row in enumerate(held) for visit in _outing(n, *row, checked[n])]
    seats = {f"O{n}": "i0" for n in range(len(held))}
    for officer in colleagues:
        outing, on = f"O{len(seats)}", draw(st.sampled_from(WEEK))
        there = not any(a.inspector == officer.id and a.first == day(on) for a in lists.absences)
        if draw(st.booleans()) and there and officer.can_lead:
            visits += _outing(len(seats), on, draw(st.sampled_from(SLOTS)), "M")
            seats[outing] = officer.id
    members = tuple(_seat(outing, id) for outing, id in seats.items())
    return Ill(Round(lists, visits), members, Absence("i0", day("01-04"), day("01-11"), "ill"), day("01-01"))


def _clash(one: tuple[str, str], other: tuple[str, str]) -> bool:
    return one[0] == other[0] and not set(one[1].split()).isdisjoint(other[1].split())


def _outing(number: int, on: str, slots: str, checked: str) -> list[Visit]:
    fields = (f"O{number}", "", "health", ("health",), (checked,))
    return [Visit(f"V{number}{slot}", "E0", day(on), slot, *fields) for slot in slots.split()]


def _seat(outing: str, id: str) -> TeamMember:
    return TeamMember(outing, "health", id, officer_ticket(SEED, "2027Q1", outing, "health", id), True)


absences = st.one_of(drawn(), crowded())


@st.composite
def answered(draw: st.DrawFn) -> tuple[Ill, Answer]:
    """An absence of which every seat can be filled; one that cannot is cut down to its first days."""
    whole = draw(absences)
    shorter = (whole._replace(absence=whole.absence._replace(last=day(on))) for on in reversed(WEEK))
    spans = (it for it in (whole, *shorter) if max(it.absence.first, it.on) <= it.absence.last)
    it = next((it for it in spans if it.plainly().can_go_on()), None)
    assume(it)
    assert it
    return it, it.answer()
