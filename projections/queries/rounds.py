"""The rounds: how far each has come, and one round in figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from projections.models.as_of import AsOf
from projections.queries.paging import Page, Paging


@dataclass(frozen=True, slots=True)
class RoundRow:
    """One round: its stage, its days, and how much it holds."""

    round: str
    stage: str
    first: date
    last: date
    calendar: str
    drawn: int
    visits: int
    confirmed: int
    unplanned: int
    changes: int


@dataclass(frozen=True, slots=True)
class RoundChange:
    """Something that was reported after publication, and why."""

    number: int
    kind: str
    subject: str
    cause: str
    recorded_at: datetime
    position: int


@dataclass(frozen=True, slots=True)
class RoundSummary:
    """A round in figures.

    `outings`, `enterprises` (visited), `officers` (in teams), `people` (an officer at a visit each) and `unplanned`
    (by reason) are as planned at that event; `counts` and `bounds` were recorded with the schedule or the publication,
    as in `plan.json`.
    """

    round: str
    stage: str
    first: date
    last: date
    calendar: str
    drawn: int
    visits: int
    joint: int
    confirmed: int
    outings: int
    enterprises: int
    officers: int
    people: int
    unplanned: Mapping[str, int]
    counts: Mapping[str, Any]
    bounds: Mapping[str, Any]
    changes: tuple[RoundChange, ...]


def rounds(at: AsOf, paging: Paging) -> Page[RoundRow]:
    """Every round; sorts by every column.

    Raises:
        UsageRefusal: an unknown column to sort by.
    """
    raise NotImplementedError


def round_summary(at: AsOf, round: str) -> RoundSummary:
    """One round in figures.

    Raises:
        NothingRecorded: there was no such round by then.
    """
    raise NotImplementedError
