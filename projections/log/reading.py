"""Reading the log in batches: so many events, and never more of them than memory bears."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from eventsourcing.persistence import Notification

from projections.log.chain import read_head
from projections.log.tables import EVENTS

BATCH_BYTES = 16_000_000
"""Where a batch is cut however few its events are: a round's have up to 400 kB each."""
_AT_ONCE = 500


def read_after(
    connection: sa.Connection, position: int, limit: int, topics: Sequence[str] = ()
) -> tuple[list[Notification], int]:
    """Events after a position whose topics begin so (all), at most `limit`, and the position that this reaches."""
    # Said of the statement: what is said of a connection holds for whatever it executes later.
    streamed = _query(position, topics).limit(limit).execution_options(stream_results=True, yield_per=_AT_ONCE)
    found: list[Notification] = []
    size = 0
    with connection.execute(streamed) as result:
        for rows in result.partitions():
            found += [Notification(stream, version, topic, state, at) for at, stream, version, topic, state in rows]
            size += sum(len(row.state) for row in rows)
            if size >= BATCH_BYTES:
                return found, found[-1].id
    # A lost head row takes nobody back: what was applied is not applied again.
    return found, found[-1].id if len(found) == limit else max(position, read_head(connection).position)


def _query(position: int, topics: Sequence[str]) -> sa.Select[Any]:
    table = EVENTS.c
    query = sa.select(table.position, table.originator_id, table.originator_version, table.topic, table.state)
    query = query.where(table.position > position).order_by(table.position)
    if not topics:
        return query
    return query.where(sa.or_(*(table.topic.startswith(topic, autoescape=True) for topic in topics)))
