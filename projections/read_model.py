"""Read models: tables that follow the events in batches, each batch's rows and position in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic, Protocol, TypeVar

import sqlalchemy as sa
from eventsourcing.persistence import StoredEvent
from sqlalchemy.dialects import postgresql, sqlite

from projections.engine import POSTGRESQL, create_tables
from projections.errors import library_errors
from projections.store import Store
from projections.tables import READ_MODEL

Event = TypeVar("Event", contravariant=True)
E = TypeVar("E")
BATCH = 5_000


class ReadModel(Protocol[Event]):
    """Tables, and how events change them.

    A model whose tables or meaning change takes another `name`: it is then built from the first event.
    """

    @property
    def name(self) -> str:
        """At most 80 characters, unique in the store."""

    @property
    def metadata(self) -> sa.MetaData:
        """The model's own tables."""

    def apply(self, connection: sa.Connection, events: Sequence[Event]) -> None:
        """Write what a batch of events says, in their order. Raising leaves rows and position as they were."""


class Projector(Generic[E]):
    """Keeps one read model up to date; several may run, in any number of processes.

    `decode` makes an event of what is stored: an application's `mapper.to_domain_event`.
    """

    def __init__(self, store: Store, model: ReadModel[E], decode: Callable[[StoredEvent], E]) -> None:
        self._store, self._model, self._decode = store, model, decode
        create_tables(store.engines, model.metadata)

    def position(self) -> int:
        """The position of the last event that the model has seen, 0 before the first."""
        query = sa.select(READ_MODEL.c.position).where(READ_MODEL.c.name == self._model.name)
        with library_errors(), self._store.engines.reader.connect() as connection:
            return connection.execute(query).scalar() or 0

    def catch_up(self, batch: int = BATCH) -> int:
        """Apply every event that the model has not seen, `batch` to a transaction; return how many."""
        applied = 0
        while (count := self._step(batch)) is not None:
            applied += count
        return applied

    def rebuild(self, batch: int = BATCH) -> int:
        """Empty the model and apply every event again; return how many. Readers see it grow."""
        with library_errors(), self._store.engines.writer.begin() as connection:
            for table in reversed(self._model.metadata.sorted_tables):
                connection.execute(table.delete())
            connection.execute(READ_MODEL.delete().where(READ_MODEL.c.name == self._model.name))
        return self.catch_up(batch)

    def _step(self, batch: int) -> int | None:
        """Apply one batch: how many events, 0 if another projector was faster, None if there is nothing left."""
        old = self.position()
        stored = self._store.recorder.select_notifications(old, batch, inclusive_of_start=False)
        if not stored:
            return None
        events = [self._decode(notification) for notification in stored]
        with library_errors(), self._store.engines.writer.begin() as connection:
            if not self._move(connection, old, stored[-1].id):
                return 0
            self._model.apply(connection, events)
        return len(events)

    def _move(self, connection: sa.Connection, old: int, new: int) -> bool:
        name = self._model.name
        if old == 0:
            connection.execute(
                insert_for(connection, READ_MODEL).values(name=name, position=0).on_conflict_do_nothing()
            )
        here = sa.and_(READ_MODEL.c.name == name, READ_MODEL.c.position == old)
        return connection.execute(READ_MODEL.update().where(here).values(position=new)).rowcount == 1


def insert_for(connection: sa.Connection, table: sa.Table) -> sqlite.Insert | postgresql.Insert:
    """An INSERT of the connection's dialect, which knows ON CONFLICT."""
    return postgresql.insert(table) if connection.dialect.name == POSTGRESQL else sqlite.insert(table)
