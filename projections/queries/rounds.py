"""The rounds: how far each has come, and one round in figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from projections.models.as_of import AsOf
from projections.queries.burden import BurdenFilter, burden
from projections.queries.held import rounds_held
from projections.queries.moments import recorded
from projections.queries.paging import Page, Paging, paged

_COUNTED = "drawn", "visit", "unplanned", "reported_change"


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
    """Something that was reported after publication, with its days, and why; `as_of` is the day of the report."""

    number: int
    kind: str
    subject: str
    cause: str
    first: date | None
    last: date | None
    as_of: date | None
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


COLUMNS = tuple(field.name for field in fields(RoundRow))
"""What rounds can be sorted by."""


def rounds(at: AsOf, paging: Paging) -> Page[RoundRow]:
    """Every round; sorts by COLUMNS.

    Raises:
        UsageRefusal: an unknown column to sort by.
    """
    drawn, visits, unplanned, changes = (_by_round(at, name) for name in _COUNTED)
    confirmed = _by_round(at, "visit", "confirmed")
    rows = [
        RoundRow(
            *held[:5],
            drawn.get(held.round, 0),
            visits.get(held.round, 0),
            confirmed.get(held.round, 0),
            unplanned.get(held.round, 0),
            changes.get(held.round, 0),
        )
        for held in rounds_held(at)
    ]
    return paged(rows, paging, COLUMNS, lambda row: row.round, at.position)


def round_summary(at: AsOf, round: str) -> RoundSummary:
    """One round in figures.

    Raises:
        NothingRecorded: there was no such round by then.
    """
    (held,) = rounds_held(at, round=round)
    (borne,) = burden(at, "all", BurdenFilter(round=round), Paging()).rows
    return RoundSummary(
        *held[:5],
        _count(at, "drawn", round),
        borne.visits,
        borne.joint,
        _count(at, "visit", round, flag="confirmed"),
        _count(at, "visit", round, distinct="outing"),
        borne.visited,
        _count(at, "team_member", round, distinct="inspector"),
        borne.people,
        _reasons(at, round),
        held.figures.counts,
        held.figures.bounds,
        _changes(at, round),
    )


def _by_round(at: AsOf, name: str, flag: str | None = None) -> dict[str, int]:
    table = at[name].c
    query = sa.select(table.round, sa.func.count()).group_by(table.round)
    query = query.where(table[flag]) if flag else query
    return {round: count for round, count in at.connection.execute(query)}


def _count(at: AsOf, name: str, round: str, *, distinct: str | None = None, flag: str | None = None) -> int:
    table = at[name].c
    counted = sa.func.count(sa.distinct(table[distinct])) if distinct else sa.func.count()
    query = sa.select(counted).where(table.round == round)
    return int(at.connection.execute(query.where(table[flag]) if flag else query).scalar_one())


def _reasons(at: AsOf, round: str) -> dict[str, int]:
    left = at["unplanned"].c
    query = sa.select(left.reason, sa.func.count()).where(left.round == round).group_by(left.reason)
    return {reason: count for reason, count in at.connection.execute(query.order_by(left.reason))}


def _changes(at: AsOf, round: str) -> tuple[RoundChange, ...]:
    table = at["reported_change"].c
    columns = table.number, table.kind, table.subject, table.cause, table.first, table.last, table.as_of, table.since
    rows = at.connection.execute(sa.select(*columns).where(table.round == round).order_by(table.number)).all()
    told = recorded(at, (row.since for row in rows))
    return tuple(RoundChange(*row[:-1], told[row.since].recorded_at, row.since) for row in rows)
