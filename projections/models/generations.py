"""A read model is built in generations: tables of its own for each, and one that is read.

A new generation fills beside the one that readers see and takes its place by one row; so nobody ever sees a model that
is empty, half built or of two minds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, NamedTuple

import sqlalchemy as sa

from projections.log.tables import GENERATION, GENERATION_TABLE
from projections.models.versions import Writing, complete

if TYPE_CHECKING:
    from projections.models.read_model import ReadModel


class Generation:
    """The tables of one generation of a model."""

    def __init__(self, model: ReadModel, number: int) -> None:
        self.model, self.number = model, number
        self._is_complete = False

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
        """Make its tables, empty, at position 0; of a generation that was of this number before nothing stays."""
        drop(connection, self.model.name, self.number)
        # What is built now gets the other indexes when it is filled.
        for table in self.metadata.sorted_tables:
            connection.execute(sa.schema.CreateTable(table, if_not_exists=True))
            for index in () if table.info.get("is_appended") else table.indexes:
                index.create(connection, checkfirst=True)
        mine = {"model": self.model.name, "number": self.number}
        connection.execute(GENERATION.insert(), {**mine, "version": self.model.version, "position": 0, "live": is_live})
        connection.execute(GENERATION_TABLE.insert(), [{**mine, "name": name} for name in self.metadata.tables])

    def writing(self, connection: sa.Connection) -> Writing:
        """Its tables, to be written in a transaction."""
        self._is_complete = self._is_complete or not self._incomplete(connection)
        return Writing(connection, self.tables, self._is_complete)

    def complete(self, connection: sa.Connection) -> None:
        """Make of its tables what readers need."""
        for table in self._incomplete(connection):
            complete(connection, table)

    def _incomplete(self, connection: sa.Connection) -> list[sa.Table]:
        appended = [table for table in self.tables.values() if table.info.get("is_appended")]
        return [table for table in appended if not sa.inspect(connection).get_indexes(table.name)]

    def go_live(self, connection: sa.Connection) -> None:
        """Let readers see this generation instead of the one that they see now."""
        self.complete(connection)
        of_the_model = GENERATION.c.model == self.model.name
        connection.execute(GENERATION.update().where(of_the_model).values(live=GENERATION.c.number == self.number))

    def drop(self, connection: sa.Connection) -> None:
        """Take its tables away."""
        drop(connection, self.model.name, self.number)


class Standing(NamedTuple):
    """The generation of a model that is read, and how far it has followed the log."""

    generation: Generation
    position: int


_LIVE = sa.select(GENERATION).where(GENERATION.c.live)


def standing(connection: sa.Connection, models: Iterable[ReadModel]) -> list[Standing | None]:
    """What is read of each model; None: nothing yet as this version of the product defines it. One question for all."""
    rows = connection.execute(_LIVE).all()
    found = {(row.model, row.version): row for row in rows}
    asked = ((model, found.get((model.name, model.version))) for model in models)
    return [Standing(_generation(model, row.number), row.position) if row else None for model, row in asked]


def live(connection: sa.Connection, model: ReadModel) -> Generation | None:
    """The generation that is read, if there is one as this version of the product defines the model."""
    (found,) = standing(connection, (model,))
    return found.generation if found else None


@lru_cache(maxsize=64)
def _generation(model: ReadModel, number: int) -> Generation:
    """The tables of a generation are the same for every reader: to write them down takes longer than most answers."""
    return Generation(model, number)


def next_number(connection: sa.Connection, model: ReadModel) -> int:
    """The number of a generation that is not there yet."""
    query = sa.select(sa.func.max(GENERATION.c.number)).where(GENERATION.c.model == model.name)
    return (connection.execute(query).scalar() or 0) + 1


def drop(connection: sa.Connection, model: str, number: int) -> None:
    """Take the tables of a generation away, also of one that this version of the product does not know."""
    mine = GENERATION_TABLE.c.model == model, GENERATION_TABLE.c.number == number
    for name in connection.execute(sa.select(GENERATION_TABLE.c.name).where(*mine)).scalars().all():
        sa.Table(name, sa.MetaData()).drop(connection, checkfirst=True)
    connection.execute(GENERATION_TABLE.delete().where(*mine))
    connection.execute(GENERATION.delete().where(GENERATION.c.model == model, GENERATION.c.number == number))
