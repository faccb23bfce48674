"""A round's plan as it is now: what was drawn and planned, and what the changes since have made of it.

Standard library alone. Each fact is one that is recorded; folding them decides nothing (`scheduling.replanning` does).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from domain.draw.changes import Change, Succession
from domain.plan import Drawn, TeamMember, Unplanned, Visit
from domain.registry import Inspector, Registry


class Sealed(NamedTuple):
    """What both draws of a round were made from; `registry` is the sealed one, in any order of its rows."""

    registry: Registry
    working_days: tuple[date, ...]
    round_id: str
    seed: str
    officer_seed: str


class Replacement(NamedTuple):
    """An officer's seat in a team given to another; `lead`: the mark of who leads goes to the successor."""

    outing: str
    department: str
    inspector: str
    successor: str
    ticket: str
    lead: bool


class Cancelled(NamedTuple):
    """Visits that are not made."""

    visits: tuple[str, ...]


class Moved(NamedTuple):
    """A visit on another day, slot or outing; its number stays."""

    visit: Visit
    why: str


class Added(NamedTuple):
    """A visit that the plan as published did not have, with the next number."""

    visit: Visit
    why: str


class Extended(NamedTuple):
    """A visit that makes more checks than before; day, slot and outing stay."""

    visit: Visit
    why: str


class Withdrawn(NamedTuple):
    """A visit that a department no longer joins: the row as it is without it."""

    visit: Visit
    department: str
    why: str


class TeamDrawn(NamedTuple):
    """A department's whole team for an outing that is new to it, or was moved."""

    members: tuple[TeamMember, ...]


class LeftOut(NamedTuple):
    """Checks that no visit makes any longer, each with a sentence that says why."""

    checks: tuple[Unplanned, ...]


class Confirmed(NamedTuple):
    """Visits whose day, slot and team are promised: they stay unless a change hits them themselves."""

    visits: tuple[str, ...]


Fact = (
    Change
    | Replacement
    | Succession
    | Cancelled
    | Moved
    | Added
    | Extended
    | Withdrawn
    | TeamDrawn
    | LeftOut
    | Confirmed
)
"""What is recorded after publication."""


@dataclass(frozen=True, slots=True)
class CurrentPlan:
    """The plan after the changes so far.

    `awaiting` are drawn enterprises whose check has no visit yet, `confirmed` the visits that are promised, `used` the
    highest numbers given so far to a visit and to an outing, for those of today may be gone from the plan.
    """

    visits: tuple[Visit, ...]
    teams: tuple[TeamMember, ...]
    drawn: tuple[Drawn, ...]
    awaiting: tuple[Drawn, ...] = ()
    unplanned: tuple[Unplanned, ...] = ()
    reported: tuple[Change, ...] = ()
    confirmed: tuple[str, ...] = ()
    used: tuple[int, int] = (0, 0)

    def after(self, fact: Fact, officers: Mapping[str, Inspector]) -> CurrentPlan:
        """The plan after one more fact."""
        match fact:
            case Change():
                return replace(self, reported=(*self.reported, fact))
            case Replacement():
                return self._replaced(fact, officers)
            case Succession():
                return self._succeeded(fact)
            case Cancelled(visits=visits):
                return self._with(officers, gone=visits)
            case Moved(visit=visit) | Added(visit=visit) | Extended(visit=visit) | Withdrawn(visit=visit):
                return self._with(officers, visit)
            case TeamDrawn(members=members):
                places = {member[:2] for member in members}
                teams = (*(m for m in self.teams if m[:2] not in places), *members)
                return self._marked(teams, {outing for outing, _ in places}, officers)
            case LeftOut(checks=checks):
                return replace(self, unplanned=(*self.unplanned, *checks))
            case Confirmed(visits=visits):
                return replace(self, confirmed=tuple(sorted({*self.confirmed, *visits})))

    def following(self, facts: Iterable[Fact], officers: Mapping[str, Inspector]) -> CurrentPlan:
        """The plan after more facts, in their order."""
        now = self
        for fact in facts:
            now = now.after(fact, officers)
        return now

    @property
    def numbers(self) -> tuple[int, int]:
        """The highest numbers ever given to a visit, and to an outing."""
        visits, outings = (_number(v.visit) for v in self.visits), (_number(v.outing) for v in self.visits)
        return max(self.used[0], *visits, 0), max(self.used[1], *outings, 0)

    def _replaced(self, given: Replacement, officers: Mapping[str, Inspector]) -> CurrentPlan:
        seat = given.outing, given.department, given.inspector
        new = TeamMember(*seat[:2], given.successor, given.ticket, given.lead)
        teams = tuple(new if member[:3] == seat else member for member in self.teams)
        return self._marked(teams, {given.outing}, officers)

    def _succeeded(self, given: Succession) -> CurrentPlan:
        """A drawn enterprise is replaced by its successor, whose check awaits a visit."""
        gone = given.matter, given.credit_class, given.enterprise
        new = [Drawn(*gone[:2], given.successor, given.ticket)] if given.successor else []
        drawn = (*(row for row in self.drawn if row[:3] != gone), *new)
        return replace(self, drawn=drawn, awaiting=(*(row for row in self.awaiting if row[:3] != gone), *new))

    def _with(
        self, officers: Mapping[str, Inspector], visit: Visit | None = None, gone: Collection[str] = ()
    ) -> CurrentPlan:
        """A visit as it is from now on, or visits that are no more; a team with no visit left is dissolved."""
        news = {visit.visit: visit} if visit else {}
        touched = [v for v in self.visits if v.visit in news or v.visit in gone] + list(news.values())
        kept = {v.visit: v for v in self.visits if v.visit not in gone} | news
        joined = {(v.outing, department) for v in kept.values() for department in v.departments}
        made = {(visit.enterprise, matter) for visit in news.values() for matter in visit.matters}
        now = replace(
            self,
            visits=tuple(kept.values()),
            awaiting=tuple(row for row in self.awaiting if (row.enterprise, row.matter) not in made),
            unplanned=tuple(row for row in self.unplanned if row.not_before or row[:2] not in made),
            used=self.numbers,
        )
        teams = tuple(member for member in self.teams if member[:2] in joined)
        return now._marked(teams, {v.outing for v in touched}, officers)

    def _marked(
        self, teams: tuple[TeamMember, ...], outings: Collection[str], officers: Mapping[str, Inspector]
    ) -> CurrentPlan:
        """The plan with these teams; in those of some outings the mark is put where it belongs."""
        led = {(v.outing, v.lead_department) for v in self.visits if v.outing in outings}
        mine = [member for member in teams if member.outing in outings]
        leaders = {leading([m for m in mine if m[:2] == place], officers) for place in led}
        return replace(
            self,
            teams=tuple(m._replace(lead=m in leaders) if m.outing in outings else m for m in teams),
        )


def _number(id: str) -> int:
    return int(id[1:]) if id[1:].isdecimal() else 0


def leading(team: Collection[TeamMember], officers: Mapping[str, Inspector]) -> TeamMember | None:
    """Who leads a team: the member with the smallest ticket among those who can."""
    able = [member for member in team if officers[member.inspector].can_lead]
    return min(able, key=lambda member: member.ticket, default=None)
