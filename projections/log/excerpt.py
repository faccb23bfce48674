"""Some of the events of a store, in the order of their positions: what is asked for is found by the database."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from eventsourcing.persistence import Notification

from projections.errors import library_errors
from projections.log.tables import EVENTS

_PAGE = 100
"""Events that are held at a time: some have half a megabyte."""
_ALL = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Events from a position to another (both included) whose topic begins so.

    `streams` and `positions` name them: those of these aggregates, and those at these positions; None: all.
    """

    first: int
    last: int
    topic: str = ""
    streams: tuple[str, ...] | None = None
    positions: tuple[int, ...] = ()

    def count(self, reader: sa.Engine) -> int:
        """How many there are."""
        if not self.topic and self.streams is None:
            return max(0, self.last - self.first + 1)  # positions have no gaps
        query = sa.select(sa.func.count()).select_from(EVENTS).where(*self._where())
        with library_errors(), reader.connect() as connection:
            return int(connection.execute(query).scalar_one())

    def events(self, reader: sa.Engine, *, limit: int | None = None, offset: int = 0) -> Iterator[Notification]:
        """Stream them, out of one moment of the store."""
        table = EVENTS.c
        columns = table.originator_id, table.originator_version, table.topic, table.state, table.position
        query = sa.select(*columns).where(*self._where()).order_by(table.position).limit(limit).offset(offset)
        streamed = query.execution_options(stream_results=True, yield_per=_PAGE)
        with library_errors(), reader.connect() as connection, connection.execute(streamed) as result:
            yield from map(_notification, result)

    def _where(self) -> Iterator[sa.ColumnElement[bool]]:
        table = EVENTS.c
        yield table.position.between(self.first, self.last)
        if self.topic:
            # Not LIKE, which tells capitals apart on PostgreSQL alone.
            yield sa.func.substr(table.topic, 1, len(self.topic)) == self.topic
            if "." in self.topic:
                kind = self.topic.partition(".")[0]
                yield sa.and_(table.originator_id >= f"{kind}:", table.originator_id < f"{kind}:{_ALL}")
        if self.streams is not None:
            yield sa.or_(table.originator_id.in_(self.streams), table.position.in_(self.positions))


def _notification(row: Any) -> Notification:
    return Notification(*row)
