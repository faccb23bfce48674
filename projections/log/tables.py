"""The tables of the event store itself; a read model brings its own."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
"""Text ordered by code point, as SQLite and Python order it, wherever the database was made."""

METADATA = sa.MetaData()

EVENTS = sa.Table(
    "stored_events",
    METADATA,
    # A position of our own: an implicit rowid is given out again once the last row is deleted.
    sa.Column("position", BIG, primary_key=True, autoincrement=False),
    sa.Column("originator_id", TEXT, nullable=False),
    sa.Column("originator_version", BIG, nullable=False),
    sa.Column("topic", sa.Text, nullable=False),
    sa.Column("state", sa.LargeBinary, nullable=False),
    sa.Column("chain", sa.LargeBinary, nullable=False),
    sa.UniqueConstraint("originator_id", "originator_version"),
)

HEAD = sa.Table(
    "chain_head",
    METADATA,
    sa.Column("position", BIG, nullable=False),
    sa.Column("chain", sa.LargeBinary, nullable=False),
)
"""One row: the last event's position and link. It shows a removed tail, and its position is never given out again."""

GENERATION = sa.Table(
    "read_model_generation",
    METADATA,
    sa.Column("model", sa.String(80), primary_key=True),
    sa.Column("number", BIG, primary_key=True, autoincrement=False),
    sa.Column("version", BIG, nullable=False),
    sa.Column("position", BIG, nullable=False),
    sa.Column("live", sa.Boolean, nullable=False),
)
"""The generations of each read model: how far each has followed, and which one is read (`live`)."""

GENERATION_TABLE = sa.Table(
    "read_model_table",
    METADATA,
    sa.Column("model", sa.String(80), primary_key=True),
    sa.Column("number", BIG, primary_key=True, autoincrement=False),
    sa.Column("name", sa.String(80), primary_key=True),
)
"""The tables of each generation, so that a version of the product that no longer knows them can drop them."""

COMMAND_KEY = sa.Table(
    "command_key",
    METADATA,
    sa.Column("key", sa.String(200), primary_key=True),
    sa.Column("position", BIG, nullable=False),
)
"""Commands that were carried out, each with its last event's position."""

PERSON_KEY = sa.Table(
    "person_key",
    METADATA,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("person", TEXT, nullable=False, unique=True),
    sa.Column("key", sa.LargeBinary, nullable=False),
)
"""The key of each person, never in the log: what is dropped here is gone (`projections.keys`)."""


FORMER = sa.MetaData()
"""Tables that stores of earlier versions have and nobody reads any more: read models before they had generations."""

sa.Table("read_model", FORMER, *(sa.Column(name, TEXT) for name in ("name", "position")))
sa.Table("registry_entry", FORMER, *(sa.Column(name, TEXT) for name in ("kind", "id", "facts", "version")))


def snapshots(purpose: str, metadata: sa.MetaData) -> sa.Table:
    """A table of streams without a common order, as the library's snapshots want it."""
    return sa.Table(
        f"aggregate_{purpose}",
        metadata,
        sa.Column("originator_id", TEXT, primary_key=True),
        sa.Column("originator_version", BIG, primary_key=True, autoincrement=False),
        sa.Column("topic", sa.Text, nullable=False),
        sa.Column("state", sa.LargeBinary, nullable=False),
    )


@sa.event.listens_for(HEAD, "after_create")
def _start_chain(table: sa.Table, connection: sa.Connection, **_: Any) -> None:
    connection.execute(table.insert(), {"position": 0, "chain": bytes(32)})
