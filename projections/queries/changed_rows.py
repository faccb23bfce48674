"""The rows of one table that are not the same at two positions: read side by side, in the order of their keys."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import msgspec
import sqlalchemy as sa

from domain.registry import EVERY
from projections.models.as_of import AsOf
from projections.models.registry import REGISTRY_ENTRY
from projections.queries.held import LIST_ROW, cells_of

_PAGE = 5_000
_BINDING = "caps", "blackouts"


class Changed(NamedTuple):
    """A row that changed, and the position of the last event that changed it."""

    position: int
    table: str
    key: tuple[Any, ...]
    before: dict[str, Any] | None
    after: dict[str, Any] | None


def changed_rows(
    connection: sa.Connection, table: sa.Table, since: int, until: int, mine: sa.ColumnElement[bool]
) -> Iterator[Changed]:
    """The rows of a table among `mine` that are not the same after `until` as after `since`."""
    name, key = table.info["name"], table.info["key"]
    for versions in _by_key(connection, table, since, until, mine):
        before, after = (_held(name, versions, position) for position in (since, until))
        if before != after:
            last = _last_change(name, versions, since, until)
            yield Changed(last, name, tuple(getattr(versions[0], column) for column in key), before, after)


def listed_about(at: AsOf, about: str) -> set[int]:
    """The positions of the events that put a row of the registry or its lists about an enterprise, an officer or a
    round there, or took it away."""
    found: set[int] = set()
    for name in (REGISTRY_ENTRY, LIST_ROW):
        table = at.versions[name]
        mine = rows_about(at, name, about), table.c.since <= at.position
        for since, until in at.connection.execute(sa.select(table.c.since, table.c.until).where(*mine)):
            found.update(position for position in (since, until) if position <= at.position)
    return found


def rows_about(at: AsOf, name: str, about: str | None) -> sa.ColumnElement[bool]:
    """Which rows of a table tell of an enterprise, an officer or a round; None: all of them."""
    table = at.versions[name].c
    if about is None:
        # A list's own row is the digest of its rows, which are told themselves.
        return table.kind != "list" if name == REGISTRY_ENTRY else sa.true()
    if name == REGISTRY_ENTRY:
        return _registered(table, about)
    if name == LIST_ROW:
        unnamed = sa.and_(table.list.in_(_BINDING), table.row.in_(_binding(at, about)))
        return sa.or_(table.about == about, unnamed)
    asked = [table[column] == about for column in ("round", "enterprise", "subject", "inspector") if column in table]
    if name == "team_member":
        asked.append(_of_its_visits(at, table, about))
    return sa.or_(*asked)


def _registered(table: Any, about: str) -> sa.ColumnElement[bool]:
    """The row itself, an officer's absences and recusals (`officer|…`), the recusals from an enterprise (`…|id`)."""
    own = sa.and_(table.kind.in_(("enterprise", "inspector", "department", "matter")), table.id == about)
    theirs = sa.and_(table.kind.in_(("absence", "recusal")), table.id >= f"{about}|", table.id < f"{about}}}")
    end = sa.func.substr(table.id, sa.func.length(table.id) - len(about)) == f"|{about}"
    return sa.or_(own, theirs, sa.and_(table.kind == "recusal", end))


def _binding(at: AsOf, about: str) -> set[str]:
    """The rows of lists that bind an enterprise without naming it: caps of a class that it has or had, or of every
    class, and the days on which its area is not visited."""
    entry, row = at.versions[REGISTRY_ENTRY].c, at.versions[LIST_ROW].c
    enterprise = sa.select(entry.credit_class, entry.area).where(entry.kind == "enterprise", entry.id == about)
    placed = at.connection.execute(enterprise.where(entry.facts.is_not(None))).all()
    if not placed:
        return set()
    bound = {"caps": {EVERY, *(it.credit_class for it in placed)}, "blackouts": {it.area for it in placed}}
    unnamed = sa.or_(row.list == "caps", sa.and_(row.list == "blackouts", row.about == ""))
    rows = at.connection.execute(sa.select(row.list, row.row, row.cells).where(unnamed))
    return {row for name, row, cells in rows if cells_of(cells)[1] in bound[name]}


def _of_its_visits(at: AsOf, table: Any, about: str) -> sa.ColumnElement[bool]:
    """Whether a seat is in the outing of a visit to the enterprise, planned then or earlier."""
    visit = at.versions["visit"].c
    outings = sa.select(visit.round, visit.outing).where(visit.enterprise == about)
    return sa.tuple_(table.round, table.outing).in_(outings)


def _by_key(
    connection: sa.Connection,
    table: sa.Table,
    since: int,
    until: int,
    mine: sa.ColumnElement[bool],
) -> Iterator[list[Any]]:
    """The versions of each row that something happened to after `since` and up to `until`, in their order."""
    begun = sa.and_(table.c.since > since, table.c.since <= until)
    ended = sa.and_(table.c.until > since, table.c.until <= until)
    query = sa.select(table).where(sa.or_(begun, ended), mine).order_by(*(table.c[n] for n in table.info["key"]))
    query = query.order_by(table.c.since).execution_options(stream_results=True, yield_per=_PAGE)
    versions: list[Any] = []
    for row in connection.execute(query):
        if versions and any(getattr(versions[0], name) != getattr(row, name) for name in table.info["key"]):
            yield versions
            versions = []
        versions.append(row)
    if versions:
        yield versions


def _last_change(name: str, versions: list[Any], since: int, until: int) -> int:
    """The last position that made the row another; one at which it ended and began again as it was is none."""
    ends = sorted({end for row in versions for end in (row.since, row.until) if since < end <= until})
    held = [_held(name, versions, position) for position in (since, *ends)]
    return max(int(end) for end, before, after in zip(ends, held[:-1], held[1:], strict=True) if before != after)


def _held(name: str, versions: list[Any], position: int) -> dict[str, Any] | None:
    """The row as it held at a position, without what only repeats other columns or counts versions."""
    row = next((row for row in versions if row.since <= position < row.until), None)
    if row is None:
        return None
    if name == REGISTRY_ENTRY:
        return row.facts and {"kind": row.kind, "id": row.id, "facts": msgspec.json.decode(row.facts)}
    if name == LIST_ROW:
        return {"list": row.list, "cells": list(cells_of(row.cells)), "times": row.times}
    columns: dict[str, Any] = row._asdict()
    figures = {"figures": msgspec.json.decode(row.figures)} if name == "round" else {}
    return {column: columns[column] for column in columns if column not in ("since", "until")} | figures
