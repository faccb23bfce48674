"""The vocabulary of what happens to a round after its publication: a report, its answers, and what is promised.

Every answer names the report that it answers; rows stand in the order of the plan folder's columns.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from domain.aggregates.round_events import Event
from domain.plan import TeamMember, Unplanned, Visit


class ChangeReported(Event, frozen=True, kw_only=True):
    """Something happened after publication: the fields of `domain.draw.changes.Change`."""

    TOPIC: ClassVar[str] = "round.change_reported.v3"
    number: int
    kind: str
    subject: str
    first: date | None
    last: date | None
    cause: str
    matter: str
    department: str
    district: str
    area: str
    as_of: date | None


class OfficerReplaced(Event, frozen=True, kw_only=True):
    """In answer to a change somebody else goes: the next ticket."""

    TOPIC: ClassVar[str] = "round.officer_replaced.v1"
    answers: int
    outing: str
    department: str
    inspector: str
    successor: str
    ticket: str
    lead: bool


class EnterpriseReplaced(Event, frozen=True, kw_only=True):
    """In answer to a change the next ticket of the frame is drawn; `successor` is "" if the frame is used up."""

    TOPIC: ClassVar[str] = "round.enterprise_replaced.v1"
    answers: int
    matter: str
    credit_class: str
    enterprise: str
    successor: str
    ticket: str


class VisitsCancelled(Event, frozen=True, kw_only=True):
    """In answer to a change these visits are not made."""

    TOPIC: ClassVar[str] = "round.visits_cancelled.v1"
    answers: int
    visits: tuple[str, ...]


class VisitMoved(Event, frozen=True, kw_only=True):
    """In answer to a change a visit has another day, slot or outing; the whole row as it is from now on."""

    TOPIC: ClassVar[str] = "round.visit_moved.v1"
    answers: int
    visit: Visit
    why: str


class VisitAdded(Event, frozen=True, kw_only=True):
    """In answer to a change there is one more visit, with the next number."""

    TOPIC: ClassVar[str] = "round.visit_added.v1"
    answers: int
    visit: Visit
    why: str


class VisitExtended(Event, frozen=True, kw_only=True):
    """In answer to a change a visit makes more checks, in its place; the whole row as it is from now on."""

    TOPIC: ClassVar[str] = "round.visit_extended.v1"
    answers: int
    visit: Visit
    why: str


class DepartmentWithdrawn(Event, frozen=True, kw_only=True):
    """In answer to a change a department no longer joins a visit; the row as it is without it."""

    TOPIC: ClassVar[str] = "round.department_withdrawn.v1"
    answers: int
    visit: Visit
    department: str
    why: str


class TeamDrawn(Event, frozen=True, kw_only=True):
    """In answer to a change a department's whole team for an outing was drawn by ticket."""

    TOPIC: ClassVar[str] = "round.team_drawn.v1"
    answers: int
    members: tuple[TeamMember, ...]


class ChecksLeftOut(Event, frozen=True, kw_only=True):
    """In answer to a change nobody makes these checks any longer."""

    TOPIC: ClassVar[str] = "round.checks_left_out.v1"
    answers: int
    checks: tuple[Unplanned, ...]


class VisitsConfirmed(Event, frozen=True, kw_only=True):
    """Day, slot and team of these visits are promised: they stay unless a change hits them themselves."""

    TOPIC: ClassVar[str] = "round.visits_confirmed.v1"
    visits: tuple[str, ...]
