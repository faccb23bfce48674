"""A round's plan as it is now: what was drawn and planned, and what the changes since have made of it.

Standard library alone. Each method is one recorded fact; none of them decides anything (`domain.draw.changes` does).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from domain.plan import Drawn, TeamMember, Visit
from domain.registry import Absence, Inspector, Registry


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


class Succession(NamedTuple):
    """An enterprise drawn for a matter in another's place; without a successor ("") the frame is used up."""

    matter: str
    credit_class: str
    enterprise: str
    successor: str
    ticket: str


@dataclass(frozen=True, slots=True)
class CurrentPlan:
    """The plan after the changes so far; `awaiting` are drawn enterprises whose check has no day yet."""

    visits: tuple[Visit, ...]
    teams: tuple[TeamMember, ...]
    drawn: tuple[Drawn, ...]
    awaiting: tuple[Drawn, ...] = ()
    absences: tuple[Absence, ...] = ()
    closed: tuple[str, ...] = ()

    def report_absent(self, absence: Absence) -> CurrentPlan:
        """An officer is reported absent."""
        return replace(self, absences=(*self.absences, absence))

    def report_closed(self, enterprise: str) -> CurrentPlan:
        """An enterprise is reported closed."""
        return replace(self, closed=(*self.closed, enterprise))

    def replace_officer(self, given: Replacement, officers: Mapping[str, Inspector]) -> CurrentPlan:
        """A seat is given to a successor.

        The mark of who leads stays with whoever has it; if it was the leaving officer's, it goes to the member of the
        new team with the smallest ticket who can lead.
        """
        place = given.outing, given.department
        new = TeamMember(*place, given.successor, given.ticket, False)
        before = [m for m in self.teams if (m.outing, m.department) == place]
        team = [new if m.inspector == given.inspector else m for m in before]
        if any(m.lead for m in before if m.inspector == given.inspector):
            leader = leading(team, officers)
            team = [m._replace(lead=m is leader) for m in team]
        seats = iter(team)
        return replace(self, teams=tuple(next(seats) if (m.outing, m.department) == place else m for m in self.teams))

    def cancel_visits(self, cancelled: Collection[str]) -> CurrentPlan:
        """Visits are cancelled. A team with no visit left is dissolved, one with no visit left to lead has no mark."""
        visits = tuple(v for v in self.visits if v.visit not in cancelled)
        joined = {(v.outing, department) for v in visits for department in v.departments}
        led = {(v.outing, v.lead_department) for v in visits}
        teams = tuple(
            m._replace(lead=m.lead and (m.outing, m.department) in led)
            for m in self.teams
            if (m.outing, m.department) in joined
        )
        return replace(self, visits=visits, teams=teams)

    def replace_enterprise(self, given: Succession) -> CurrentPlan:
        """A drawn enterprise is replaced by its successor, whose check awaits a day."""
        gone = given.matter, given.credit_class, given.enterprise
        new = Drawn(given.matter, given.credit_class, given.successor, given.ticket)
        drawn = tuple(row for row in self.drawn if row[:3] != gone)
        awaiting = tuple(row for row in self.awaiting if row[:3] != gone)
        if given.successor:
            drawn, awaiting = (*drawn, new), (*awaiting, new)
        return replace(self, drawn=drawn, awaiting=awaiting)


def leading(team: Collection[TeamMember], officers: Mapping[str, Inspector]) -> TeamMember | None:
    """Who leads a team: the member with the smallest ticket who can lead."""
    able = [member for member in team if officers[member.inspector].can_lead]
    return min(able, key=lambda member: member.ticket, default=None)
