"""A read model is built in generations: tables of its own for each, and one that is read.

A new generation fills beside the one that readers see and takes its place by one row; so nobody ever sees a model that
is empty, half built or of two minds.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, NamedTuple

import sqlalchemy as sa

from projections.errors import library_errors
from projections.log.tables import GENERATION
from projections.store import Store

if TYPE_CHECKING:
    from projections.models.read_model import ReadModel


class Key(NamedTuple):
    """What names a generation."""

    model: str
    number: int


class Generation:
    """The tables of one generation of a model."""

    def __init__(self, model: ReadModel, number: int) -> None:
        self.model, self.number = model, number

    @cached_property
    def metadata(self) -> sa.MetaData:
        """The tables, as the database knows them."""
        metadata = sa.MetaData()
        self.model.define(metadata, self.number)
        return metadata

    @cached_property
    def tables(self) -> Mapping[str, sa.Table]:
        """The tables by the names that the model gives them."""
        return {table.info["name"]: table for table in self.metadata.sorted_tables}

    @property
    def _mine(self) -> sa.ColumnElement[bool]:
        return sa.and_(GENERATION.c.model == self.model.name, GENERATION.c.number == self.number)

    def position(self, connection: sa.Connection) -> int:
        """How far it has followed the log."""
        return connection.execute(sa.select(GENERATION.c.position).where(self._mine)).scalar() or 0

    def move(self, connection: sa.Connection, old: int, new: int) -> bool:
        """Move the position from `old` to `new`; False if it is not at `old`: another projector was faster."""
        here = sa.and_(self._mine, GENERATION.c.position == old)
        return connection.execute(GENERATION.update().where(here).values(position=new)).rowcount == 1

    def create(self, connection: sa.Connection, *, is_live: bool) -> None:
        """Make its tables, empty, at position 0."""
        self.metadata.create_all(connection)
        row = {"model": self.model.name, "number": self.number, "version": self.model.version}
        connection.execute(GENERATION.insert(), {**row, "position": 0, "live": is_live})

    def drop(self, connection: sa.Connection) -> None:
        """Take its tables away."""
        self.metadata.drop_all(connection)
        connection.execute(GENERATION.delete().where(self._mine))


def live(connection: sa.Connection, model: ReadModel) -> Generation | None:
    """The generation that is read, if there is one as this version of the product defines the model."""
    query = sa.select(GENERATION.c.number).where(
        GENERATION.c.model == model.name, GENERATION.c.version == model.version, GENERATION.c.live
    )
    number = connection.execute(query).scalar()
    return None if number is None else _generation(model, number)


@lru_cache(maxsize=64)
def _generation(model: ReadModel, number: int) -> Generation:
    """The tables of a generation are the same for every reader: to write them down takes longer than most answers."""
    return Generation(model, number)


def begin_first(store: Store, model: ReadModel) -> Generation:
    """The generation that is read; if there is none, one is begun, from the first event on."""
    with library_errors(), store.engines.reader.connect() as connection:
        if found := live(connection, model):
            return found
    with library_errors(), store.engines.writer.begin() as connection:
        if found := live(connection, model):
            return found
        first = Generation(model, next_number(connection, model))
        connection.execute(GENERATION.update().where(GENERATION.c.model == model.name).values(live=False))
        first.create(connection, is_live=True)
        return first


def next_number(connection: sa.Connection, model: ReadModel) -> int:
    """The number of a generation that is not there yet."""
    query = sa.select(sa.func.max(GENERATION.c.number)).where(GENERATION.c.model == model.name)
    return (connection.execute(query).scalar() or 0) + 1
