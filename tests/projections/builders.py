"""Stored events and stores for the tests, as small as they can be."""

from __future__ import annotations

import sqlalchemy as sa
from eventsourcing.persistence import StoredEvent

from projections import Store


def event(stream: str, version: int = 1, state: bytes = b"{}", topic: str = "happened.v1") -> StoredEvent:
    return StoredEvent(stream, version, topic, state)


def stream(name: str, count: int, first: int = 1, state: bytes = b"{}") -> list[StoredEvent]:
    """Events of one aggregate, versions `first` onwards."""
    return [event(name, version, state) for version in range(first, first + count)]


def tamper(store: Store, statement: str) -> None:
    """Change the stored rows behind the recorder's back."""
    with store.engines.writer.begin() as connection:
        connection.execute(sa.text(statement))
