"""The hash chain over the stored bytes: what was recorded cannot be changed, taken out or put in unnoticed.

    link(n) = SHA-256( link(n-1), position, originator id, version, topic, state )

Someone who can write to the database can also recompute every later link. So it takes a head that was published or
printed, an anchor, to make the chain a proof: `verify(reader, anchor)`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from typing import Any, NamedTuple

import sqlalchemy as sa

from domain.refusals import Refusal
from projections.errors import library_errors
from projections.log.tables import EVENTS, HEAD

ALTERED, REMOVED, INSERTED = "altered", "removed", "inserted"
_CHINESE = {ALTERED: "被改动", REMOVED: "被删除", INSERTED: "是添加的"}
_COLUMNS = "position, originator_id, originator_version, topic, state, chain"
_PAGE = 500


class Head(NamedTuple):
    """The last event's position (0: none yet) and its link, 32 bytes."""

    position: int
    digest: bytes


START = Head(0, bytes(32))


class ChainBroken(Refusal):
    """The stored events are not those that were recorded; `position` is the first that shows it.

    An event that was put in, with the later ones renumbered, shows as altered where it stands.
    """

    def __init__(self, position: int, kind: str) -> None:
        super().__init__(
            f"事件链在第 {position} 位断开: 该事件{_CHINESE[kind]}",
            f"the chain of events is broken at position {position}: that event was {kind}",
        )
        self.position, self.kind = position, kind


def link(previous: bytes, position: int, originator_id: str, version: int, topic: str, state: bytes) -> bytes:
    """The link of one event; lengths stand before the texts, so that no two events hash the same bytes."""
    stream, kind = originator_id.encode(), topic.encode()
    header = b"%d %d %d %d " % (position, version, len(stream), len(kind))
    return hashlib.sha256(b"".join((previous, header, stream, kind, state))).digest()


def read_head(connection: sa.Connection) -> Head:
    """The recorded head; `START` for a store without one, `ChainBroken` for a row that is none."""
    row = connection.exec_driver_sql(f"SELECT position, chain FROM {HEAD.name}").first()
    if row and not (isinstance(row[0], int) and isinstance(row[1], bytes)):  # SQLite lets a cell change its type
        raise ChainBroken(row[0] if isinstance(row[0], int) else 0, ALTERED)
    return Head(row[0], row[1]) if row else START


def verify(reader: sa.Engine, anchor: Head | None = None) -> Head:
    """Recompute every link in one reading of the store; return the head.

    Raises `ChainBroken` naming the first position that was altered, removed or inserted, also if the store does not
    continue from `anchor`, a head that was kept elsewhere.
    """
    with library_errors(), reader.connect() as connection:
        recorded, found = read_head(connection), START
        with rows_in_order(connection) as rows:
            for row in rows:
                found = _follow(found, row, recorded)
                if anchor and found.position == anchor.position and found.digest != anchor.digest:
                    raise ChainBroken(found.position, ALTERED)
    if found.position < max(recorded.position, anchor.position if anchor else 0):
        raise ChainBroken(found.position + 1, REMOVED)
    if found.digest != recorded.digest:
        raise ChainBroken(found.position, ALTERED)
    return found


@contextmanager
def rows_in_order(connection: sa.Connection) -> Iterator[Iterator[Any]]:
    """Stream every stored event by position: position, stream, version, topic, state, link."""
    # Said of the statement: what is said of a connection holds for whatever it executes later.
    streamed = {"stream_results": True}
    query = sa.text(f"SELECT {_COLUMNS} FROM {EVENTS.name} ORDER BY position")
    with connection.execute(query, execution_options=streamed) as result:
        yield chain.from_iterable(result.partitions(_PAGE))


def _follow(before: Head, row: Any, recorded: Head) -> Head:
    position, originator_id, version, topic, state, recorded_link = row
    due = before.position + 1
    if position < due or position > recorded.position:
        raise ChainBroken(position, INSERTED)
    if position > due:
        raise ChainBroken(due, REMOVED)
    try:
        digest = link(before.digest, position, originator_id, version, topic, state)
    except (AttributeError, TypeError):  # SQLite lets a cell change its type
        raise ChainBroken(position, ALTERED) from None
    if digest != recorded_link:
        raise ChainBroken(position, ALTERED)
    return Head(position, digest)
