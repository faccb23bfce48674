"""Rows that remember: each version of a row says from which event on it held, and up to which.

A row holds from position `since` on and no longer at position `until`; what holds today has no end yet (`OPEN`). So one
table answers what is so now and what was so at any event, by the same query, and nothing that was known is forgotten.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa

from projections.engine import POSTGRESQL
from projections.log.tables import BIG

OPEN = 2**63 - 1
"""The end of what has not ended."""

Row = tuple[Any, ...]


def versioned(
    metadata: sa.MetaData,
    generation: int,
    name: str,
    *columns: sa.Column[Any],
    key: Sequence[str],
    indexes: Iterable[Sequence[str]] = (),
    is_appended: bool = False,
) -> sa.Table:
    """A table of one generation of a model; `key` names a row, whose versions are told apart by `since`.

    `is_appended`: a version of a row always ends where its next one begins, and the model does not read what it wrote.
    Such a table may be large: its rows go to its end, and until readers see it, it has no index (`complete`).
    """
    ends = sa.Column("since", BIG, nullable=False), sa.Column("until", BIG, nullable=False)
    info = {"name": name, "key": tuple(key), "is_appended": is_appended}
    table = sa.Table(f"{name}__{generation}", metadata, *columns, *ends, info=info, sqlite_with_rowid=is_appended)
    if is_appended:
        sa.Index(f"ix_{table.name}", *(table.c[column] for column in (*key, "since")), unique=True)
    else:
        table.append_constraint(sa.PrimaryKeyConstraint(*key, "since"))
    for index in indexes:
        sa.Index(f"ix_{table.name}_{'_'.join(index)}", *(table.c[column] for column in index))
    return table


def held_at(table: sa.Table, position: int) -> sa.ColumnElement[bool]:
    """Whether a version of a row held at a position."""
    return sa.and_(table.c.since <= position, table.c.until > position)


class Writing(NamedTuple):
    """The tables of the generation that is written, by name, in a transaction that moves its position with them."""

    connection: sa.Connection
    tables: Mapping[str, sa.Table]
    is_complete: bool = True
    """Whether tables that are appended to have their index already; if not, `complete` ends their rows later."""

    def begin(self, name: str, rows: Sequence[Row], since: int) -> None:
        """Rows that hold from a position on; their fields stand in the order of the table's columns."""
        insert(self.connection, self.tables[name], [(*row, since, OPEN) for row in rows])

    def end(self, name: str, until: int, **where: object) -> None:
        """The rows with these values no longer hold from a position on; one that began there never was."""
        table = self.tables[name]
        mine = [table.c.until == OPEN, *(table.c[column] == value for column, value in where.items())]
        self.connection.execute(table.delete().where(*mine, table.c.since == until))
        self.connection.execute(table.update().where(*mine).values(until=until))

    def supersede(self, name: str, ended: Sequence[Row]) -> None:
        """Rows of a table that is appended to are followed by others: their position first, then the row's key."""
        if not self.is_complete or not ended:
            return
        table = self.tables[name]
        key: Sequence[str] = table.info["key"]
        mine = (table.c[column] == sa.bindparam(f"its_{column}") for column in key)
        ending = table.update().where(table.c.until == OPEN, *mine).values(until=sa.bindparam("ends"))
        names = ("ends", *(f"its_{column}" for column in key))
        self.connection.execute(ending, [dict(zip(names, row, strict=True)) for row in ended])

    def held(self, name: str, **where: object) -> Sequence[sa.Row[Any]]:
        """The rows with these values that hold now."""
        table = self.tables[name]
        mine = (table.c[column] == value for column, value in where.items())
        return self.connection.execute(sa.select(table).where(table.c.until == OPEN, *mine)).all()


def complete(connection: sa.Connection, table: sa.Table) -> None:
    """Give a table that was appended to its indexes, and its rows the ends that nobody could look up before."""
    for index in table.indexes:
        index.create(connection)
    key = [table.c[column] for column in table.info["key"]]
    following = sa.func.lead(table.c.since).over(partition_by=key, order_by=table.c.since).label("following")
    rows = sa.select(*key, table.c.since, following).subquery()
    followed = sa.select(rows).where(rows.c.following.is_not(None)).subquery("followed")
    mine = (table.c[column.name] == followed.c[column.name] for column in (*key, table.c.since))
    connection.execute(table.update().where(table.c.until == OPEN, *mine).values(until=followed.c.following))


def insert(connection: sa.Connection, table: sa.Table, rows: Sequence[Row]) -> None:
    """Insert rows whose fields stand in the order of the table's columns, all in one statement."""
    columns = ", ".join(column.name for column in table.columns)
    if not rows:
        return
    if connection.dialect.name == POSTGRESQL:
        cursor: Any = connection.connection.cursor()
        with cursor, cursor.copy(f"COPY {table.name} ({columns}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
    else:
        marks = ", ".join("?" * len(table.columns))
        connection.connection.cursor().executemany(f"INSERT INTO {table.name} ({columns}) VALUES ({marks})", rows)
