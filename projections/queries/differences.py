"""What changed between two events, where, by whom and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from heapq import nsmallest
from typing import Any

from projections.models.as_of import AsOf
from projections.queries.changed_rows import Changed, changed_rows, rows_about
from projections.queries.moments import recorded
from projections.queries.paging import Page, Paging, sorting
from projections.queries.reasons import told_by
from projections.queries.refusals import turned_round, unknown_word

COLUMNS = ("table", "position")
"""What differences can be sorted by."""
TABLES = (
    "registry_entry", "list_row", "round", "frame", "drawn", "visit", "team_member", "unplanned", "reported_change",
)  # fmt: skip
"""The tables whose differences are told; the others repeat what these say."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A row that was not the same at two events.

    `key` names the row; `before` and `after` are its columns at both events, None where there was no such row.
    `position`, `recorded_at`, `actor` and `reason` are of the last event that changed it in between; the reason is the
    cause of the reported change (by its number, `answers`) where the event answers one.
    """

    table: str
    key: Mapping[str, Any]
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None
    position: int
    recorded_at: datetime
    actor: str
    reason: str
    answers: int | None


def differences(
    at: AsOf,
    since: int,
    until: int,
    about: str | None = None,
    tables: Sequence[str] | None = None,
    paging: Paging | None = None,
) -> Page[Difference]:
    """What differs between the read models after event `since` and after event `until`.

    `about` is an enterprise, an officer or a round, by id; None: everything. `tables` are some of TABLES; None: all.
    In the order of the events, then of tables and keys; sorts by COLUMNS.

    Raises:
        UsageRefusal: `until` is before `since` or not reached, an unknown table or column to sort by.
    """
    if not 0 <= since <= until <= at.position:
        raise turned_round(since, until)
    paging = paging or Paging()
    total = 0

    def counted() -> Iterator[Changed]:
        nonlocal total
        for row in _changed(at, since, until, about, tables):
            total += 1
            yield row

    wanted = sorting(paging, COLUMNS)
    if paging.limit is None:
        found = sorted(counted(), key=lambda row: _place(row, wanted))
    else:
        found = nsmallest(paging.offset + paging.limit, counted(), key=lambda row: _place(row, wanted))
    return Page(tuple(_told(at, found[paging.offset :])), total, until)


def _changed(at: AsOf, since: int, until: int, about: str | None, tables: Sequence[str] | None) -> Iterator[Changed]:
    for name in TABLES if tables is None else dict.fromkeys(tables):
        if name not in TABLES:
            raise unknown_word("表", "table", name, TABLES)
        yield from changed_rows(at.connection, at.versions[name], since, until, rows_about(at, name, about))


def _place(row: Changed, wanted: Sequence[tuple[str, bool]]) -> tuple[Any, ...]:
    """Where a row stands: as asked for, then by position, table and key."""
    return (*(_Reversed(getattr(row, name)) if down else getattr(row, name) for name, down in wanted), *row[:3])


class _Reversed:
    """Sorts the other way round."""

    def __init__(self, value: Any) -> None:
        self.value = value

    def __lt__(self, other: _Reversed) -> bool:
        return bool(other.value < self.value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Reversed) and other.value == self.value


def _told(at: AsOf, rows: Sequence[Changed]) -> Iterator[Difference]:
    positions = {row.position for row in rows}
    by, why = recorded(at, positions), told_by(at, positions)
    for row in rows:
        said, cause = by[row.position], why.get(row.position)
        reason = cause.cause if cause and cause.cause else said.reason
        key = dict(zip(at.versions[row.table].info["key"], row.key, strict=True))
        yield Difference(
            row.table,
            key,
            row.before,
            row.after,
            row.position,
            said.recorded_at,
            said.actor,
            reason,
            cause.answers if cause else None,
        )
