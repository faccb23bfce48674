"""What a read model is, and the projector that keeps it up to date: rows and position move in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import sqlalchemy as sa
from eventsourcing.persistence import Notification

from projections.errors import library_errors
from projections.log.reading import read_after
from projections.models.building import begin_first
from projections.models.generations import Generation
from projections.models.versions import Writing
from projections.store import Store

BATCH = 5_000


class ReadModel(Protocol):
    """Tables that keep every version of their rows, and how stored events change them.

    What is kept of people is kept as it is stored: sealed (`domain.aggregates.personal`).
    """

    @property
    def name(self) -> str:
        """Unique in the store; what a person calls it."""

    @property
    def version(self) -> int:
        """Grows when the tables or their meaning change; the model is then built anew."""

    @property
    def topics(self) -> tuple[str, ...]:
        """The beginnings of the topics that concern it; none: every event does."""

    def __hash__(self) -> int:
        """As any object's: a model does not change, so what follows from it is worked out once."""

    def define(self, metadata: sa.MetaData, generation: int) -> None:
        """Add the tables of a generation (`projections.models.versions.versioned`) to `metadata`."""

    def apply(self, writing: Writing, events: Sequence[Notification]) -> None:
        """Write what a batch of events says, in their order. Raising leaves rows and position as they were."""


class Projector:
    """Keeps a read model up to date: the generation that is read, or a given one; several may run, in any processes."""

    def __init__(self, store: Store, model: ReadModel, generation: Generation | None = None) -> None:
        self._store, self.model, self._given = store, model, generation

    @property
    def generation(self) -> Generation:
        """What is kept up to date now: while this runs, somebody may put another generation in its place."""
        return self._given or begin_first(self._store, self.model)

    def position(self) -> int:
        """The position up to which the model has followed, 0 before the first event."""
        with library_errors(), self._store.engines.reader.connect() as connection:
            return self.generation.position(connection)

    def catch_up(self, batch: int = BATCH) -> int:
        """Apply every event that the model has not seen, `batch` to a transaction; return how many concerned it."""
        applied = 0
        while (count := self.advance(batch)) is not None:
            applied += count
        return applied

    def advance(self, batch: int = BATCH) -> int | None:
        """Apply one batch: how many events, 0 if another projector was faster, None if there is nothing left."""
        generation = self.generation
        with library_errors(), self._store.engines.reader.connect() as connection:
            old = generation.position(connection)
            events, new = read_after(connection, old, batch, self.model.topics)
        if new == old:
            return None
        with library_errors(), self._store.engines.writer.begin() as connection:
            if not generation.move(connection, old, new):
                return 0
            self.model.apply(generation.writing(connection), events)
        return len(events)
