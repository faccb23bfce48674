"""Somebody who can write to the database, and a plain model of what has to be found afterwards."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from hypothesis import strategies as st

from projections import Head, Store
from projections.log.chain import START, link, read_head, rows_in_order
from projections.log.tables import EVENTS, HEAD
from projections.proof.findings import Finding, Kind

Content = tuple[str, int, str, bytes]
Told = tuple[str, int, int | None]
"""A kind, a position, and where the event was recorded if that is somewhere else."""


@dataclass(frozen=True)
class Row:
    """A stored event with its link."""

    position: int
    content: Content
    cell: bytes


@dataclass(frozen=True)
class Log:
    """Everything that is stored of a log."""

    rows: tuple[Row, ...]
    head: Head | None

    def contents(self) -> list[tuple[int, Content]]:
        return [(row.position, row.content) for row in self.rows]


def stored_log(store: Store) -> Log:
    """The log as it is stored."""
    with store.engines.reader.connect() as connection, rows_in_order(connection) as rows:
        given = (tuple[Any, ...](row) for row in rows)
        return Log(tuple(Row(at, (stream, *rest), cell) for at, stream, *rest, cell in given), read_head(connection))


def overwrite(store: Store, log: Log) -> None:
    """Put another log in the place of the stored one."""
    columns = EVENTS.columns.keys()
    with store.engines.writer.begin() as connection:
        connection.execute(EVENTS.delete())
        connection.execute(HEAD.delete())
        if log.rows:
            given = [(row.position, *row.content, row.cell) for row in log.rows]
            connection.execute(EVENTS.insert(), [dict(zip(columns, row, strict=True)) for row in given])
        if log.head:
            connection.execute(HEAD.insert(), {"position": log.head.position, "chain": log.head.digest})


Attack = Callable[[Log], Log]
NUMBERS = st.integers(0, 40)


def _ordered(rows: Sequence[Row], head: Head | None) -> Log:
    return Log(tuple(sorted(rows, key=lambda row: row.position)), head)


def change(at: int, field: int) -> Attack:
    """Other bytes, another topic, another version or another stream."""

    def attack(log: Log) -> Log:
        rows = list(log.rows)
        if rows:
            row = rows[at % len(rows)]
            stream, version, topic, state = row.content
            others = (f"{stream}'", version, topic, state), (stream, version + 1_000, topic, state)
            contents = (*others, (stream, version, f"{topic}'", state), (stream, version, topic, b"forged %d" % at))
            rows[at % len(rows)] = replace(row, content=contents[field])
        return Log(tuple(rows), log.head)

    return attack


def remove(at: int, close_up: bool) -> Attack:
    """Take an event out; those behind it may close up."""

    def attack(log: Log) -> Log:
        if not log.rows:
            return log
        gone = log.rows[at % len(log.rows)]
        rows = [row for row in log.rows if row is not gone]
        later = [replace(row, position=row.position - (close_up and row.position > gone.position)) for row in rows]
        return _ordered(later, log.head)

    return attack


def insert(at: int) -> Attack:
    """Put an event in; those from there on make room."""

    def attack(log: Log) -> Log:
        place = log.rows[at % len(log.rows)].position if log.rows else 1
        rows = [replace(row, position=row.position + (row.position >= place)) for row in log.rows]
        streams = [row.content[0] for row in rows]
        new = next(name for name in ("new0", "new1", "new2", "new3") if not any(s.startswith(name) for s in streams))
        return _ordered([*rows, Row(place, (new, 1, "put.v1", b"{}"), b"?" * 32)], log.head)

    return attack


def exchange(one: int, other: int, with_links: bool) -> Attack:
    """Two events change places, their links with them or not."""

    def attack(log: Log) -> Log:
        if not log.rows:
            return log
        rows = list(log.rows)
        a, b = one % len(rows), other % len(rows)
        first, second = rows[a], rows[b]
        rows[a] = Row(first.position, second.content, second.cell if with_links else first.cell)
        rows[b] = Row(second.position, first.content, first.cell if with_links else second.cell)
        return Log(tuple(rows), log.head)

    return attack


def renumber(at: int, far: int) -> Attack:
    """An event gets a position of its own, before all others or behind them."""

    def attack(log: Log) -> Log:
        if not log.rows:
            return log
        taken = {row.position for row in log.rows}
        place = next(place for place in (far - 10, *range(-50, 0)) if place not in taken)
        rows = [replace(row, position=place) if n == at % len(log.rows) else row for n, row in enumerate(log.rows)]
        return _ordered(rows, log.head)

    return attack


def cut(at: int) -> Attack:
    """The tail is gone."""
    return lambda log: Log(log.rows[: at % (len(log.rows) + 1)], log.head)


def relink(log: Log) -> Log:
    """All links are recomputed, and the head row says so."""
    rows, cell = [], START.digest
    for row in log.rows:
        cell = link(cell, row.position, *row.content)
        rows.append(replace(row, cell=cell))
    return Log(tuple(rows), Head(rows[-1].position if rows else 0, cell))


def lose_head(log: Log) -> Log:
    """The head row is deleted."""
    return Log(log.rows, None)


ATTACKS = st.lists(
    st.one_of(
        st.builds(change, NUMBERS, st.integers(0, 3)),
        st.builds(remove, NUMBERS, st.booleans()),
        st.builds(insert, NUMBERS),
        st.builds(exchange, NUMBERS, NUMBERS, st.booleans()),
        st.builds(renumber, NUMBERS, NUMBERS),
        st.builds(cut, NUMBERS),
        st.sampled_from([relink, lose_head]),
    ),
    max_size=4,
)


def must_be_found(original: Log, found: Log, end: int) -> set[Told]:
    """What the kept leaves of the original tell of another log that ends at `end`, worked out naively."""
    was = {content: position for position, content in original.contents()}
    now = {content: position for position, content in found.contents()}
    told: set[Told] = {("moved", now[c], was[c]) for c in now if c in was and now[c] != was[c]}
    unknown = {position: content for content, position in now.items() if content not in was}
    lost = {position: content for content, position in was.items() if content not in now}
    for same in (lambda p, q: unknown[p][:2] == lost[q][:2], lambda p, q: p == q):
        for p, q in [(p, q) for q in sorted(lost) for p in unknown if same(p, q)]:
            if p in unknown and q in lost:
                told.add(("changed", p, q if p != q else None))
                del unknown[p], lost[q]
    told |= {("removed", position, None) for position in lost}
    told |= {("removed", n, None) for n in range(len(was) + 1, end + 1) if n not in now.values()}
    last = found.head.position if found.head else sys.maxsize
    return told | {("inserted", p, None) for p in unknown if p <= len(was) or p > last}


def told(findings: Sequence[Finding]) -> set[Told]:
    """What the leaves told, event by event."""
    kinds = (Kind.CHANGED, Kind.REMOVED, Kind.INSERTED, Kind.MOVED)
    return {
        (finding.kind, finding.position + n, finding.moved_from + n if finding.moved_from else None)
        for finding in findings
        if finding.kind in kinds
        for n in range(finding.events)
    }
