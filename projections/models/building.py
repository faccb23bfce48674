"""Building read models anew: next to the generation that is read another one fills, and takes its place by one row.

Whoever is interrupted leaves a generation that goes on filling at the next attempt. Two who build at once fill the same
one: each batch moves its position from where it was, and only one of them can.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

import sqlalchemy as sa
from eventsourcing.persistence import DatabaseError, Notification

from domain.refusals import UsageRefusal
from projections.engine import POSTGRESQL
from projections.errors import library_errors
from projections.log.chain import read_head
from projections.log.reading import read_after
from projections.log.tables import GENERATION
from projections.models.generations import Generation, drop, live, next_number
from projections.store import Store

if TYPE_CHECKING:
    from projections.models.read_model import ReadModel

BATCH = 20_000
Progress = Callable[[int, int], None]
"""Told after each batch: the position that was reached, and the last one."""

_NOT_FOR_LONG = "SET LOCAL lock_timeout = '100ms'"


class Building:
    """Generations that are being built, one a model; the log is read once for all of them."""

    def __init__(self, store: Store, generations: Iterable[Generation]) -> None:
        self._store, self.generations = store, tuple(generations)
        models = [generation.model for generation in self.generations]
        self._topics = () if any(not m.topics for m in models) else tuple(topic for m in models for topic in m.topics)

    def fill(self, progress: Progress | None = None, batch: int = BATCH) -> None:
        """Apply the log's events up to the last one, `batch` to a transaction."""
        while (reached := self._step(batch)) is not None:
            if progress:
                progress(*reached)
        with library_errors(), self._store.engines.writer.begin() as connection:
            for generation in self._unfinished(connection):
                generation.complete(connection)

    def swap(self) -> None:
        """Let readers see the new generations, all at once; they are not behind those that readers saw before."""
        with library_errors(), self._store.engines.writer.begin() as connection:
            while (unfinished := self._unfinished(connection)) and (batch := self._read(connection, unfinished, BATCH)):
                _apply(connection, unfinished, *batch)
            for generation in unfinished:
                generation.go_live(connection)

    def _step(self, batch: int) -> tuple[int, int] | None:
        """One batch: the position reached and the last one; None if there is nothing left to do."""
        # Events are read before the turn to write is taken: others write meanwhile.
        with library_errors(), self._store.engines.reader.connect() as connection:
            unfinished, head = self._unfinished(connection), read_head(connection).position
            found = self._read(connection, unfinished, batch)
        if found is None:
            return None
        with library_errors(), self._store.engines.writer.begin() as connection:
            _apply(connection, unfinished, *found)
        return found[1], max(head, found[1])

    def _unfinished(self, connection: sa.Connection) -> Mapping[Generation, int]:
        """The position of each generation that nobody has finished yet."""
        rows = connection.execute(sa.select(GENERATION).where(~GENERATION.c.live)).all()
        positions = {(row.model, row.number): row.position for row in rows}
        keys = {generation: (generation.model.name, generation.number) for generation in self.generations}
        return {generation: positions[key] for generation, key in keys.items() if key in positions}

    def _read(
        self, connection: sa.Connection, unfinished: Mapping[Generation, int], batch: int
    ) -> tuple[Sequence[Notification], int] | None:
        if not unfinished:
            return None
        after = min(unfinished.values())
        events, reached = read_after(connection, after, batch, self._topics)
        return (events, reached) if reached > after else None


def begin(store: Store, models: Iterable[ReadModel]) -> Building:
    """A new generation of each model, or the one that somebody began to build and did not finish.

    Raises:
        UsageRefusal: a newer version of the product has built one of the models.
    """
    with library_errors(), store.engines.writer.begin() as connection:
        return Building(store, [_begun(connection, model) for model in models])


def begin_first(store: Store, model: ReadModel) -> Generation:
    """The generation that is read. If there is none, one is begun that follows the log from the first event on.

    Where another version of the product has built the model, what it built is read by it until the new one is filled.

    Raises:
        UsageRefusal: a newer version of the product has built the model.
    """
    with library_errors(), store.engines.reader.connect() as connection:
        if found := live(connection, model):
            return found
    with library_errors(), store.engines.writer.begin() as connection:
        if found := live(connection, model):
            return found
        first = _begun(connection, model)
        if not _versions(connection, model) - {model.version}:
            first.go_live(connection)
            return first
    building = Building(store, [first])
    building.fill()
    building.swap()
    drop_retired(store)
    return begin_first(store, model)


def drop_retired(store: Store) -> None:
    """Drop the generations that were read before the live one.

    On PostgreSQL one that is still being read stays until the next time; on SQLite who reads it goes on reading. One
    whose pages are damaged cannot be dropped and stays: nobody reads it any more.
    """
    with library_errors(), store.engines.reader.connect() as connection:
        retired = _retired(connection)
    for model, number in retired:
        with suppress(DatabaseError), library_errors(), store.engines.writer.begin() as connection:
            if connection.dialect.name == POSTGRESQL:
                connection.exec_driver_sql(_NOT_FOR_LONG)
            drop(connection, model, number)


def _apply(
    connection: sa.Connection, unfinished: Mapping[Generation, int], events: Sequence[Notification], reached: int
) -> None:
    for generation, position in unfinished.items():
        model = generation.model
        if position < reached and generation.move(connection, position, reached):
            new = events if not events or events[0].id > position else [e for e in events if e.id > position]
            mine = [e for e in new if e.topic.startswith(model.topics)] if model.topics else new
            model.apply(generation.writing(connection), mine)


def _begun(connection: sa.Connection, model: ReadModel) -> Generation:
    """The generation of this version that somebody began after the live one, else a new one."""
    if max(_versions(connection, model), default=0) > model.version:
        raise _built_by_a_newer_version(model)
    after = sa.select(sa.func.coalesce(sa.func.max(GENERATION.c.number), 0))
    after = after.where(GENERATION.c.model == model.name, GENERATION.c.live)
    begun = sa.select(sa.func.max(GENERATION.c.number)).where(
        GENERATION.c.model == model.name,
        GENERATION.c.version == model.version,
        GENERATION.c.number > after.scalar_subquery(),
    )
    if number := connection.execute(begun).scalar():
        return Generation(model, number)
    new = Generation(model, next_number(connection, model))
    new.create(connection, is_live=False)
    return new


def _versions(connection: sa.Connection, model: ReadModel) -> set[int]:
    query = sa.select(GENERATION.c.version).where(GENERATION.c.model == model.name, GENERATION.c.live)
    return set(connection.execute(query).scalars())


def _retired(connection: sa.Connection) -> list[tuple[str, int]]:
    read = GENERATION.alias()
    older = sa.and_(read.c.model == GENERATION.c.model, read.c.live, read.c.number > GENERATION.c.number)
    query = sa.select(GENERATION.c.model, GENERATION.c.number).where(~GENERATION.c.live, sa.exists().where(older))
    return [(row.model, row.number) for row in connection.execute(query.order_by(*GENERATION.primary_key))]


def _built_by_a_newer_version(model: ReadModel) -> UsageRefusal:
    return UsageRefusal(
        f"读模型 {model.name} 由更新版本的 chayici 建立；请使用那个版本或更新的版本",
        f"the read model {model.name} was built by a newer version of chayici; use that version, or a later one",
    )
