"""The plan folder as values: one named tuple per table, fields in the order of its columns.

Standard library alone, so that an auditor can load them with a bare Python.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

UNPLANNED_REASONS = (
    "cap", "window", "scene", "people", "officers", "skill", "lead", "blackout", "min_days", "closed",
)  # fmt: skip
SKIP_REASONS = (
    "absent", "certificate", "recused", "busy", "day_limit", "week_limit", "load", "lead", "skill", "would_strand",
)  # fmt: skip
"""Why an officer with a smaller ticket was passed over, in the order in which the reasons are tried."""


class Visit(NamedTuple):
    """One entry through one enterprise's door."""

    visit: str
    enterprise: str
    date: date
    slot: str
    outing: str
    scene: str
    lead_department: str
    departments: tuple[str, ...]
    matters: tuple[str, ...]


class TeamMember(NamedTuple):
    """An officer drawn for a department's part in an outing; `lead` marks who leads the visits it leads."""

    outing: str
    department: str
    inspector: str
    ticket: str
    lead: bool


class Drawn(NamedTuple):
    """An enterprise drawn for a matter."""

    matter: str
    credit_class: str
    enterprise: str
    ticket: str


class Frame(NamedTuple):
    """How many could be drawn for a row of `sampling.csv`, and how many were."""

    matter: str
    credit_class: str
    frame_size: int
    sample_size: int


class Skip(NamedTuple):
    """An officer passed over although somebody with a larger ticket was taken."""

    outing: str
    department: str
    inspector: str
    ticket: str
    reason: str
    detail: str


class Unplanned(NamedTuple):
    """A check that no visit makes, with a sentence that says what is short; `not_before` None: the drawn check."""

    enterprise: str
    matter: str
    not_before: date | None
    reason: str
    detail: str


@dataclass(frozen=True, slots=True)
class Plan:
    """A whole plan folder. `facts` is `plan.json` without `outputs`."""

    visits: tuple[Visit, ...]
    teams: tuple[TeamMember, ...]
    drawn: tuple[Drawn, ...]
    frames: tuple[Frame, ...]
    skipped: tuple[Skip, ...]
    unplanned: tuple[Unplanned, ...]
    facts: Mapping[str, Any] = field(default_factory=dict)
