"""The event store behind the library's recorder interface, the same for SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from eventsourcing.persistence import (
    AggregateRecorder,
    ApplicationRecorder,
    Notification,
    ProgrammingError,
    StoredEvent,
    Subscription,
)

from projections.engine import POSTGRESQL, Engines
from projections.errors import library_errors
from projections.log.arrivals import CHANNEL
from projections.log.chain import Head, link, read_head, verify
from projections.log.subscription import PollingSubscription
from projections.log.tables import EVENTS, HEAD

Inline = Callable[[sa.Connection, Sequence[StoredEvent], Sequence[int]], None]
"""Work in the transaction that stores the events; it is given them and their positions. Raising stores nothing."""

Row = tuple[int, str, int, str, bytes, bytes]
_PAGE = 5_000
_TOGETHER = 500
"""Aggregates whose events are asked for in one statement."""
_COLUMNS = ("position", "originator_id", "originator_version", "topic", "state", "chain")
_COPY_TYPES = ("int8", "text", "int8", "text", "bytea", "bytea")


class StreamRecorder(AggregateRecorder):
    """Events by aggregate, without a common order: what the library keeps snapshots in."""

    def __init__(self, engines: Engines, table: sa.Table) -> None:
        self.engines, self._table = engines, table

    def insert_events(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> Sequence[int] | None:
        """Store all of the events or none; `IntegrityError` if an aggregate has one of those versions already."""
        rows = [vars(event) | {"originator_id": str(event.originator_id)} for event in stored_events]
        if rows:
            with library_errors(), self.engines.writer.begin() as connection:
                connection.execute(self._table.insert(), rows)
        return None

    def select_events(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[StoredEvent]:
        """One aggregate's events by version, after `gt` and up to `lte`."""
        table = self._table.c
        version = table.originator_version
        query = sa.select(version, table.topic, table.state).where(table.originator_id == str(originator_id))
        if gt is not None:
            query = query.where(version > gt)
        if lte is not None:
            query = query.where(version <= lte)
        query = query.order_by(version.desc() if desc else version).limit(limit)
        with library_errors(), self.engines.reader.connect() as connection:
            return [StoredEvent(originator_id, *row) for row in connection.execute(query)]

    def select_streams(self, originator_ids: Collection[str]) -> Iterator[StoredEvent]:
        """Stream every event of some aggregates, aggregate by aggregate, by version."""
        table = self._table.c
        columns = table.originator_id, table.originator_version, table.topic, table.state
        asked = sorted(originator_ids)
        with library_errors(), self.engines.reader.connect() as connection:
            for first in range(0, len(asked), _TOGETHER):
                some = table.originator_id.in_(asked[first : first + _TOGETHER])
                query = sa.select(*columns).where(some).order_by(*columns[:2])
                for row in connection.execute(query):
                    yield StoredEvent(*row)


class StoreRecorder(StreamRecorder, ApplicationRecorder):
    """All events in one order: positions 1, 2, 3 … without a gap, each chained to the one before.

    Ids are kept as text; `read_id` turns them back (`uuid.UUID` for aggregates with such ids).
    """

    def __init__(self, engines: Engines, *, read_id: Callable[[str], UUID | str] = str) -> None:
        super().__init__(engines, EVENTS)
        self._read_id = read_id
        self._postgresql = engines.writer.dialect.name == POSTGRESQL
        mark = "%s" if self._postgresql else "?"
        self._insert = f"INSERT INTO {EVENTS.name} ({', '.join(_COLUMNS)}) VALUES ({', '.join([mark] * len(_COLUMNS))})"
        self._advance = f"UPDATE {HEAD.name} SET position = {mark}, chain = {mark}"
        if self._postgresql:
            self._advance += f" RETURNING pg_notify({CHANNEL}, '')"
        self._subscriptions: set[PollingSubscription] = set()

    def insert_events(
        self, stored_events: Sequence[StoredEvent], *, inline: Sequence[Inline] = (), **kwargs: Any
    ) -> Sequence[int]:
        """Store all of the events and do the inline work, or neither; return the events' positions.

        Raises the library's `IntegrityError` if an aggregate has one of those versions already or the inline work
        breaks a constraint, `OperationalError` if the store is locked or gone; what inline work itself raises passes.
        """
        if kwargs.get("tracking") is not None:
            raise ProgrammingError("a read model keeps its own position: tracking is not recorded with events")
        if not stored_events and not inline:
            return []
        with library_errors(), self.engines.writer.begin() as connection:
            positions = self._append(connection, stored_events)
            for work in inline:
                work(connection, stored_events, positions)
        for subscription in tuple(self._subscriptions):
            subscription.wake()
        return positions

    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> Sequence[Notification]:
        """At most `limit` events in the order of their positions, from `start` to `stop`, of these topics (all)."""
        position = EVENTS.c.position
        query = _notifications().order_by(position).limit(limit)
        if start is not None:
            query = query.where(position >= start if inclusive_of_start else position > start)
        if stop is not None:
            query = query.where(position <= stop)
        if topics:
            query = query.where(EVENTS.c.topic.in_(topics))
        with library_errors(), self.engines.reader.connect() as connection:
            return [self._notification(row) for row in connection.execute(query)]

    def max_notification_id(self) -> int | None:
        """The last position, None before the first event."""
        with library_errors(), self.engines.reader.connect() as connection:
            return connection.execute(sa.select(sa.func.max(EVENTS.c.position))).scalar()

    def scan(self, after: int = 0, upto: int | None = None) -> Iterator[Notification]:
        """Stream every event after a position, up to another one, in order, out of one moment of the store."""
        query = _notifications().where(EVENTS.c.position > after)
        if upto is not None:
            query = query.where(EVENTS.c.position <= upto)
        return self._stream(query.order_by(EVENTS.c.position))

    def scan_streams(self, prefix: str = "") -> Iterator[Notification]:
        """Stream the events aggregate by aggregate (by id as text, then by version), for ids with this prefix."""
        stream = EVENTS.c.originator_id
        query = _notifications().where(stream >= prefix, stream < prefix + "\U0010ffff")
        return self._stream(query.order_by(stream, EVENTS.c.originator_version))

    def verify(self, anchor: Head | None = None) -> Head:
        """Recompute the hash chain and return its head; `projections.log.chain.ChainBroken` names the first fault."""
        return verify(self.engines.reader, anchor)

    def subscribe(self, gt: int | None = None, topics: Sequence[str] = ()) -> Subscription[ApplicationRecorder]:
        """Events after `gt` as they come: at once from this recorder, within a fifth of a second from another."""
        subscription = PollingSubscription(self, gt, topics)
        self._subscriptions.add(subscription)
        return subscription

    def unsubscribe(self, subscription: PollingSubscription) -> None:
        """Wake this subscription no more."""
        self._subscriptions.discard(subscription)

    def _append(self, connection: sa.Connection, stored_events: Sequence[StoredEvent]) -> list[int]:
        head = read_head(connection)
        rows = _chained(head, stored_events)
        if rows:
            self._write(connection, rows)
            connection.exec_driver_sql(self._advance, (rows[-1][0], rows[-1][-1]))
        return [row[0] for row in rows]

    def _write(self, connection: sa.Connection, rows: list[Row]) -> None:
        # COPY is one statement whatever the batch's size; a pipeline of inserts can stall on a full socket.
        if self._postgresql and len(rows) > 1:
            _copy(connection, rows)
        else:
            connection.exec_driver_sql(self._insert, rows)

    def _stream(self, query: sa.Select[Any]) -> Iterator[Notification]:
        streamed = query.execution_options(stream_results=True, yield_per=_PAGE)
        with library_errors(), self.engines.reader.connect() as connection, connection.execute(streamed) as result:
            yield from map(self._notification, result)

    def _notification(self, row: Any) -> Notification:
        position, originator_id, version, topic, state = row
        return Notification(self._read_id(originator_id), version, topic, state, position)


def _notifications() -> sa.Select[Any]:
    table = EVENTS.c
    return sa.select(table.position, table.originator_id, table.originator_version, table.topic, table.state)


def _chained(head: Head, stored_events: Sequence[StoredEvent]) -> list[Row]:
    rows: list[Row] = []
    chain = head.digest
    for position, event in enumerate(stored_events, head.position + 1):
        stream = str(event.originator_id)
        chain = link(chain, position, stream, event.originator_version, event.topic, event.state)
        rows.append((position, stream, event.originator_version, event.topic, event.state, chain))
    return rows


def _copy(connection: sa.Connection, rows: list[Row]) -> None:
    statement = f"COPY {EVENTS.name} ({', '.join(_COLUMNS)}) FROM STDIN (FORMAT BINARY)"
    cursor: Any = connection.connection.cursor()
    with cursor, cursor.copy(statement) as copy:
        copy.set_types(_COPY_TYPES)
        for row in rows:
            copy.write_row(row)
