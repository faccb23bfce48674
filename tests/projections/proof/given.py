"""Logs for the tests of the Merkle log, and an independent tree over them."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

from eventsourcing.persistence import StoredEvent

from projections import Store
from tests.domain.test_commitment import recursive_tree
from tests.projections.builders import event, stream


def filled(store: Store, count: int) -> Store:
    """A store of `count` events in streams of ten."""
    events = [event for n in range(count // 10 + 1) for event in stream(f"enterprise:{n}", 10, state=b"{%d}" % n)]
    store.recorder.insert_events(events[:count])
    return store


def one_more(store: Store, stream_id: str = "round:2027Q1") -> None:
    """Append one event of a new stream."""
    store.recorder.insert_events([event(stream_id)])


def plain_leaf(stored: StoredEvent) -> bytes:
    """The leaf of an event as docs/log.md writes it."""
    texts = str(stored.originator_id).encode(), stored.topic.encode()
    lengths = (len(texts[0]), 4), (stored.originator_version, 8), (len(texts[1]), 4), (len(stored.state), 8)
    header = b"".join(number.to_bytes(width, "big") for number, width in lengths)
    return sha256(b"\x00" + header + b"".join(texts) + stored.state).digest()


def plain_root(store: Store, size: int) -> str:
    """The root over the first events, by the recursive definition of RFC 6962."""
    return recursive_tree([*map(plain_leaf, stored_events(store)[:size])]).hex()


def stored_events(store: Store) -> Sequence[StoredEvent]:
    """Every event of a store."""
    return store.recorder.select_notifications(1, 1_000_000)
