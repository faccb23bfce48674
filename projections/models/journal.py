"""The read model of who recorded what: one row for each run of events that were recorded in one go."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

import msgspec
import sqlalchemy as sa
from eventsourcing.persistence import MapperDeserialisationError, Notification

from projections.log.tables import BIG, TEXT
from projections.models.versions import OPEN, Writing, insert, versioned

JOURNAL = "journal"


class Said(NamedTuple):
    """What the events of one run say alike: when, by whom and why they were recorded, and what ties them together.

    `recorded_at` is UTC in ISO 8601 with microseconds, so that texts sort as moments do.
    """

    recorded_at: str
    actor: str
    reason: str
    correlation_id: str


class _Envelope(msgspec.Struct, frozen=True):
    """What every event of every version says of its recording."""

    timestamp: str
    actor: str
    reason: str
    correlation_id: str


_envelope = msgspec.json.Decoder(_Envelope).decode


class JournalModel:
    """Table `journal`: the event at which a run began (`first`), and what its events say of their recording.

    A run lasts until the next one begins, so no row ever changes: the run of an event is the one with the largest
    `first` up to it.
    """

    name = JOURNAL
    version = 1
    topics: tuple[str, ...] = ()

    def define(self, metadata: sa.MetaData, generation: int) -> None:
        """One table."""
        first = sa.Column("first", BIG, nullable=False)
        texts = (sa.Column(name, TEXT, nullable=False) for name in Said._fields)
        versioned(metadata, generation, JOURNAL, first, *texts, key=("first",), indexes=(("recorded_at",),))

    def apply(self, writing: Writing, events: Sequence[Notification]) -> None:
        """Begin a run at every event that says otherwise than the one before; batches cut none."""
        table = writing.tables[JOURNAL]
        runs = [(first, *said, first, OPEN) for first, said in _runs(events, _last(writing.connection, table))]
        insert(writing.connection, table, runs)


def _last(connection: sa.Connection, table: sa.Table) -> Said | None:
    query = sa.select(*(table.c[name] for name in Said._fields)).order_by(table.c.first.desc()).limit(1)
    row = connection.execute(query).first()
    return Said._make(row) if row else None


def _runs(events: Sequence[Notification], last: Said | None) -> Iterator[tuple[int, Said]]:
    before: _Envelope | None = None
    for event in events:
        envelope = _read(event)
        if envelope == before:
            continue
        before, said = envelope, _said(envelope)
        if said != last:
            yield event.id, said
        last = said


def _read(event: Notification) -> _Envelope:
    try:
        return _envelope(event.state)
    except msgspec.MsgspecError as error:
        raise MapperDeserialisationError(f"{event.topic} at {event.id}: {error}") from error


def _said(envelope: _Envelope) -> Said:
    moment = datetime.fromisoformat(envelope.timestamp).astimezone(UTC)
    at = moment.isoformat(timespec="microseconds")
    return Said(at, envelope.actor, envelope.reason, envelope.correlation_id)
