"""Reading the log in batches: so many events, and never more of them than memory bears."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from eventsourcing.persistence import Notification

from projections.engine import POSTGRESQL
from projections.log.chain import read_head
from projections.log.tables import EVENTS

BATCH_BYTES = 16_000_000
"""Where a batch is cut however few its events are: a round's have up to 400 kB each."""
_AT_ONCE = 500


def read_after(
    connection: sa.Connection, position: int, limit: int, topics: Sequence[str] = ()
) -> tuple[list[Notification], int]:
    """Events after a position whose topics begin so (all), at most `limit`, and the position that this reaches."""
    found: list[Notification] = []
    size = 0
    for rows in _parts(connection, _query(position, topics).limit(limit)):
        found += [Notification(stream, version, topic, state, at) for stream, version, topic, state, at in rows]
        size += sum([len(row[3]) for row in rows])
        if size >= BATCH_BYTES:
            return found, found[-1].id
    # A lost head row takes nobody back: what was applied is not applied again.
    return found, found[-1].id if len(found) == limit else max(position, read_head(connection).position)


def _parts(connection: sa.Connection, query: sa.Select[Any]) -> Iterator[Sequence[Any]]:
    if connection.dialect.name == POSTGRESQL:
        # Said of the statement: what is said of a connection holds for whatever it executes later.
        streamed = query.execution_options(stream_results=True, yield_per=_AT_ONCE)
        with connection.execute(streamed) as result:
            yield from result.partitions()
        return
    with connection.execute(query) as result:
        cursor: Any = result.cursor
        # SQLite reads on as it is asked; the driver's own rows take a fifth of the time of SQLAlchemy's.
        while rows := cursor.fetchmany(_AT_ONCE):
            yield rows


def _query(position: int, topics: Sequence[str]) -> sa.Select[Any]:
    table = EVENTS.c
    query = sa.select(table.originator_id, table.originator_version, table.topic, table.state, table.position)
    query = query.where(table.position > position).order_by(table.position)
    if not topics:
        return query
    return query.where(sa.or_(*(table.topic.startswith(topic, autoescape=True) for topic in topics)))
