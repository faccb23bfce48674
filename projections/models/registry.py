"""The read model of the registry: every row as each event left it, so that an import records only what changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import msgspec
import sqlalchemy as sa
from eventsourcing.persistence import MapperDeserialisationError, Notification
from eventsourcing.utils import get_topic

from domain.aggregates.base import Entry, RegistryEvent
from domain.aggregates.codec import event_types, read
from domain.aggregates.enterprise import Enterprise
from domain.aggregates.planning_list import PlanningList
from projections.log.tables import BIG, TEXT
from projections.models.as_of import AsOf
from projections.models.versions import OPEN, Row, Writing, insert, versioned

REGISTRY_ENTRY = "registry_entry"
_PAGE = 5_000
_TOPICS = ("department.", "enterprise.", "inspector.", "matter.", "list.")


class RegistryEntry(NamedTuple):
    """One row: its facts (None: no longer listed) and the version of its aggregate."""

    kind: str
    id: str
    facts: bytes | None
    version: int


class _Grouping(msgspec.Struct, frozen=True):
    """The facts of an enterprise by which visits are counted."""

    name: str = ""
    credit_class: str = ""
    industry: str = ""
    district: str = ""
    area: str = ""
    status: str = ""


class _Carried(msgspec.Struct, frozen=True):
    """A row as the bytes of an event carry it; empty if the event takes the row off the registry."""

    facts: msgspec.Raw = msgspec.Raw()


_CARRIES_ITS_ROW = frozenset(
    topic
    for topic, event in event_types().items()
    if issubclass(event, RegistryEvent) and event.entry is RegistryEvent.entry
)
_ENTERPRISE = get_topic(Enterprise)
_carried = msgspec.json.Decoder(_Carried).decode
_NOT_GROUPED = (None,) * len(_Grouping.__struct_fields__)
_grouping = msgspec.json.Decoder(_Grouping).decode


class RegistryModel:
    """Table `registry_entry`; an event's `entry()` is the next version of the row of its kind and id.

    Of enterprises the facts that statistics group by stand in columns too; of others these are NULL.
    """

    name = "registry"
    version = 2
    topics = _TOPICS

    def define(self, metadata: sa.MetaData, generation: int) -> None:
        """One table for all kinds of rows."""
        versioned(
            metadata,
            generation,
            REGISTRY_ENTRY,
            sa.Column("kind", TEXT, nullable=False),
            sa.Column("id", TEXT, nullable=False),
            sa.Column("facts", sa.LargeBinary),
            sa.Column("version", BIG, nullable=False),
            *(sa.Column(name, TEXT) for name in _Grouping.__struct_fields__),
            key=("kind", "id"),
            is_appended=True,
        )

    def apply(self, writing: Writing, events: Sequence[Notification]) -> None:
        """Each event ends the version of its row before, and begins the next."""
        table = writing.tables[REGISTRY_ENTRY]
        begun: dict[tuple[str, str], int] = {}
        rows: list[Row] = []
        ended = []
        for event in events:
            entry = entry_of(event)
            if entry is None:
                continue
            kind, id, facts = entry
            if (before := begun.get((kind, id))) is not None:
                rows[before] = (*rows[before][:-1], event.id)
            elif event.originator_version > 1:
                ended.append((event.id, kind, id))
            begun[kind, id] = len(rows)
            grouping = _group(event, facts) if facts is not None and kind == _ENTERPRISE else _NOT_GROUPED
            rows.append((kind, id, facts, event.originator_version, *grouping, event.id, OPEN))
        writing.supersede(REGISTRY_ENTRY, ended)
        insert(writing.connection, table, rows)


def entry_of(event: Notification) -> Entry | None:
    """How a stored event leaves its row of the registry; None if it says nothing of one.

    The row of an event that carries it whole is taken out of the stored bytes as it stands there.

    Raises:
        MapperDeserialisationError: the bytes are no such event.
    """
    if event.topic in _CARRIES_ITS_ROW:
        kind, _, id = str(event.originator_id).partition(":")
        try:
            return Entry(kind, id, bytes(_carried(event.state).facts) or None)
        except msgspec.MsgspecError as error:
            raise _damaged(event, error) from error
    happened = read(event)
    return happened.entry() if isinstance(happened, RegistryEvent | PlanningList.Revised) else None


def entries(at: AsOf, kind: str, *, after: str = "", limit: int | None = None) -> Iterator[RegistryEntry]:
    """Stream the rows of one kind in the order of their ids (by code point, as Python sorts), delisted ones too.

    `after` and `limit`: those whose ids come after one, and at most so many.
    """
    entry = at[REGISTRY_ENTRY].c
    query = sa.select(entry.kind, entry.id, entry.facts, entry.version).where(entry.kind == kind, entry.id > after)
    query = query.order_by(entry.id).limit(limit)
    streaming = at.connection.execution_options(stream_results=True, yield_per=_PAGE)
    with streaming.execute(query) as result:
        yield from map(RegistryEntry._make, result)


def entry(at: AsOf, kind: str, id: str) -> RegistryEntry | None:
    """One row, None if it was never listed."""
    row = at[REGISTRY_ENTRY].c
    query = sa.select(row.kind, row.id, row.facts, row.version).where(row.kind == kind, row.id == id)
    found = at.connection.execute(query).first()
    return RegistryEntry._make(found) if found else None


def _damaged(event: Notification, error: Exception) -> MapperDeserialisationError:
    return MapperDeserialisationError(f"{event.topic} at {event.id}: {error}")


def _group(event: Notification, facts: bytes) -> tuple[str, ...]:
    try:
        it = _grouping(facts)
    except msgspec.MsgspecError as error:
        raise _damaged(event, error) from error
    return it.name, it.credit_class, it.industry, it.district, it.area, it.status
