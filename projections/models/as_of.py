"""The read models as they were at one event: every table with the rows that held then, in one moment of the store."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import sqlalchemy as sa
from eventsourcing.persistence import OperationalError

from domain.refusals import UsageRefusal
from projections.engine import POSTGRESQL
from projections.errors import library_errors
from projections.models.generations import Standing, standing
from projections.models.read_model import ReadModel
from projections.models.versions import held_at
from projections.store import Store

_TRIES = 5


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
        built = reading(connection, models)
        reached = min(one.position for one in built)
        if position is not None and not 0 <= position <= reached:
            raise UsageRefusal(
                f"没有第 {position} 号事件：读模型已跟到第 {reached} 号",
                f"there is no event {position}: the read models have followed up to event {reached}",
            )
        tables = {name: table for one in built for name, table in one.generation.tables.items()}
        yield AsOf(connection, reached if position is None else position, tables)


def reading(connection: sa.Connection, models: Sequence[ReadModel]) -> list[Standing]:
    """What is read of some models; it stays for as long as the transaction lasts, whoever builds them anew meanwhile.

    Raises:
        UsageRefusal: a model is not built yet.
    """
    for _ in range(_TRIES):
        found = standing(connection, models)
        if missing := [model.name for model, one in zip(models, found, strict=True) if one is None]:
            raise _not_built(missing)
        built = [one for one in found if one]
        if _kept(connection, built):
            return built
        connection.rollback()
    raise OperationalError("the tables of the read models are being replaced again and again")


def _kept(connection: sa.Connection, built: Sequence[Standing]) -> bool:
    """Whether the tables are still there, and now stay.

    On PostgreSQL a moment of the store is no protection: a table that was not touched yet can be dropped under it.
    """
    if connection.dialect.name == POSTGRESQL:
        names = ", ".join(table.name for one in built for table in one.generation.tables.values())
        try:
            connection.exec_driver_sql(f"LOCK TABLE {names} IN ACCESS SHARE MODE")
        except sa.exc.ProgrammingError:
            return False
    return True


def _not_built(missing: Sequence[str]) -> UsageRefusal:
    names = ", ".join(missing)
    return UsageRefusal(
        f"读模型 {names} 尚未建立；请先运行 chayici rebuild",
        f"the read model {names} is not built yet; chayici rebuild builds it",
    )
