"""The read model of the registry: every row as the last event left it, so that an import records only what changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple, Protocol, cast

import sqlalchemy as sa

from projections.errors import library_errors
from projections.read_model import insert_for
from projections.store import Store
from projections.tables import BIG, TEXT

_METADATA = sa.MetaData()
_ENTRY = sa.Table(
    "registry_entry",
    _METADATA,
    sa.Column("kind", TEXT, primary_key=True),
    sa.Column("id", TEXT, primary_key=True),
    sa.Column("facts", sa.LargeBinary),
    sa.Column("version", BIG, nullable=False),
    sqlite_with_rowid=False,
)
_PAGE = 5_000


class RegistryEvent(Protocol):
    """What the view asks of an event; an event without `entry` does not concern it."""

    @property
    def originator_version(self) -> int:
        """The version of the row's aggregate that this event makes."""

    def entry(self) -> tuple[str, str, bytes | None]:
        """Kind and id of the row, and the whole row after the event; None once it is no longer listed."""


class RegistryEntry(NamedTuple):
    """One row: its facts (None: no longer listed) and the version of its aggregate."""

    kind: str
    id: str
    facts: bytes | None
    version: int


class RegistryView:
    """Table `registry_entry`; an event's `entry()` replaces the row of its kind and id."""

    name = "registry_entry"
    metadata = _METADATA

    def apply(self, connection: sa.Connection, events: Sequence[object]) -> None:
        """Write the last entry of each row that a batch of events touches."""
        if rows := _last_entries(events):
            _upsert(connection, rows)

    def entries(self, store: Store, kind: str) -> Iterator[RegistryEntry]:
        """Stream the rows of one kind in the order of their ids (by code point, as Python sorts), delisted ones too."""
        query = sa.select(_ENTRY).where(_ENTRY.c.kind == kind).order_by(_ENTRY.c.id)
        with library_errors(), store.engines.reader.connect() as connection:
            streaming = connection.execution_options(stream_results=True, yield_per=_PAGE)
            with streaming.execute(query) as result:
                yield from map(RegistryEntry._make, result)

    def entry(self, store: Store, kind: str, id: str) -> RegistryEntry | None:
        """One row, None if it was never listed."""
        query = sa.select(_ENTRY).where(_ENTRY.c.kind == kind, _ENTRY.c.id == id)
        with library_errors(), store.engines.reader.connect() as connection:
            row = connection.execute(query).first()
        return RegistryEntry._make(row) if row else None


def _last_entries(events: Sequence[object]) -> list[RegistryEntry]:
    last: dict[tuple[str, str], RegistryEntry] = {}
    for event in events:
        if hasattr(event, "entry"):
            changed = cast(RegistryEvent, event)
            kind, id, facts = changed.entry()
            last[kind, id] = RegistryEntry(kind, id, facts, changed.originator_version)
    return list(last.values())


def _upsert(connection: sa.Connection, rows: list[RegistryEntry]) -> None:
    insert = insert_for(connection, _ENTRY)
    new = {"facts": insert.excluded.facts, "version": insert.excluded.version}
    replacing = insert.on_conflict_do_update(index_elements=["kind", "id"], set_=new)
    connection.execute(replacing, [row._asdict() for row in rows])
