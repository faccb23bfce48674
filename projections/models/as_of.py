"""The read models as they were at one event: every table with the rows that held then, in one moment of the store."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import sqlalchemy as sa

from domain.refusals import UsageRefusal
from projections.errors import library_errors
from projections.models.generations import live
from projections.models.read_model import ReadModel
from projections.models.versions import held_at
from projections.store import Store


@dataclass(frozen=True, slots=True)
class AsOf:
    """What was known after the event at `position`; `connection` sees one moment of the store."""

    connection: sa.Connection
    position: int
    versions: Mapping[str, sa.Table]
    """The tables by name, with every version of their rows."""

    def __getitem__(self, name: str) -> sa.Subquery:
        """A table by name, with the rows that held then."""
        table = self.versions[name]
        return sa.select(table).where(held_at(table, self.position)).subquery(name)

    def at(self, position: int) -> AsOf:
        """The same tables as they were at another event."""
        return AsOf(self.connection, position, self.versions)


@contextmanager
def as_of(store: Store, models: Sequence[ReadModel], position: int | None = None) -> Iterator[AsOf]:
    """The tables of some models after the event at a position; None: after the last that all of them have followed.

    Raises:
        UsageRefusal: a model is not built yet, or has not come as far as that position.
    """
    with library_errors(), store.engines.reader.connect() as connection:
        found = [live(connection, model) for model in models]
        if missing := [model.name for model, generation in zip(models, found, strict=True) if generation is None]:
            raise _not_built(missing)
        generations = [generation for generation in found if generation]
        reached = min(generation.position(connection) for generation in generations)
        if position is not None and not 0 <= position <= reached:
            raise UsageRefusal(
                f"没有第 {position} 号事件：读模型已跟到第 {reached} 号",
                f"there is no event {position}: the read models have followed up to event {reached}",
            )
        tables = {name: table for generation in generations for name, table in generation.tables.items()}
        yield AsOf(connection, reached if position is None else position, tables)


def _not_built(missing: Sequence[str]) -> UsageRefusal:
    names = ", ".join(missing)
    return UsageRefusal(
        f"读模型 {names} 尚未建立；请先运行 chayici rebuild",
        f"the read model {names} is not built yet; chayici rebuild builds it",
    )
