"""The leaf of an event: which bytes are hashed, and what an event is called."""

from __future__ import annotations

from struct import Struct
from struct import error as NotPackable
from typing import Any, NamedTuple

from domain.merkle import Digest, leaf_hash

_LENGTHS = Struct(">IQIQ")


class Name(NamedTuple):
    """What an event is called: its stream, its version there, its topic."""

    stream: str
    version: int
    topic: str


def entry(stream: str, version: int, topic: str, state: bytes) -> bytes:
    """The bytes of an event that its leaf hashes.

    First 24 bytes, big-endian: the stream's length (4), the version (8), the topic's length (4), the state's length
    (8); then stream, topic and state. No two events have the same bytes; the position is not among them, for that is
    the leaf's index, so an event that was moved is recognised where it stands.

    >>> entry("round:1", 2, "opened.v1", b"{}").hex(' ', -4)
    '00000007 00000000 00000002 00000009 00000000 00000002 726f756e 643a316f 70656e65 642e7631 7b7d'
    """
    named, kind = stream.encode(), topic.encode()
    return _LENGTHS.pack(len(named), version, len(kind), len(state)) + named + kind + state


def leaf(event: tuple[Any, ...], digest: Digest) -> bytes:
    """The leaf of an event as it is stored (stream, version, topic, state); empty if it cannot be one.

    Whoever can write to a database can give a cell another type.
    """
    try:
        return leaf_hash(entry(*event), digest)
    except (AttributeError, TypeError, UnicodeEncodeError, NotPackable):
        return b""
