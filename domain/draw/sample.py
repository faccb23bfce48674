"""The draw of enterprises: from each frame the sample that the seed gives.

Every department ranks by the same ticket, so each sample is exactly as large and as random as its rule says and
the samples overlap as much as they can (permanent random numbers: Ohlsson 1995).

Tickets are even over their range. So the n smallest of a frame lie almost surely below a *limit* that a few more than
n are expected to lie below, and larger tickets need not be kept or sorted. A sample that reaches its limit is taken
from the whole frame.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from hashlib import sha256
from heapq import merge, nsmallest
from itertools import islice
from math import ceil, isqrt
from typing import NamedTuple, overload

from domain.draw.frames import Frame, Frames
from domain.enterprises import Columns, EnterpriseTable
from domain.registry import Enterprise, Registry, SamplingRule

_NO_LIMIT = b"\xff" * 33
"""Above every ticket."""
_SPARE = 6
"""How many standard deviations more than a sample's size are expected below its limit."""
_CHUNK = 65_536
Rank = tuple[int, bytes, int]
"""Counted visits this year, ticket, row."""


class Drawn(Sequence[Enterprise]):
    """Drawn enterprises by rank, each made when somebody asks for it; `tickets`: their ids and tickets, by rank."""

    def __init__(self, table: EnterpriseTable, tickets: Mapping[str, str]) -> None:
        self._table, self.tickets, self._ids = table, tickets, tuple(tickets)

    def __len__(self) -> int:
        return len(self._ids)

    @overload
    def __getitem__(self, place: int) -> Enterprise: ...
    @overload
    def __getitem__(self, place: slice) -> list[Enterprise]: ...
    def __getitem__(self, place: int | slice) -> Enterprise | list[Enterprise]:
        if isinstance(place, slice):
            return [self._table[id] for id in self._ids[place]]
        return self._table[self._ids[place]]


class Sample(NamedTuple):
    """What one row of `sampling.csv` came to: the frame's enterprises and the drawn ones, by rank."""

    rule: SamplingRule
    frame: Frame
    drawn: Drawn


def sample_size(rule: SamplingRule, frame_size: int) -> int:
    """n(m,c) = min(|frame|, max(min_count, ceil(ratio × |frame|))), exact.

    >>> from decimal import Decimal
    >>> sample_size(SamplingRule("H1", "A", Decimal("0.07"), 1), 100)
    7
    """
    return min(frame_size, max(rule.min_count, ceil(Fraction(rule.ratio) * frame_size)))


def draw(registry: Registry, *, round_id: str, seed: str) -> Iterator[Sample]:
    """Draw every row of `sampling.csv`, in the folder's order.

    The sample is the n of the frame with the fewest counted visits this year and, among equals, the smallest ticket.
    """
    frames = Frames(registry, int(round_id[:4]))
    found = [(rule, frames.of(registry.matters[rule.matter], rule.credit_class)) for rule in registry.sampling]
    sizes = [sample_size(rule, len(frame)) for rule, frame in found]
    ranks = _Ranks(frames, (seed, round_id))
    limits = [ranks.limit(frame, size) for (_, frame), size in zip(found, sizes, strict=True)]
    ranks.keep(zip((frame for _, frame in found), limits, strict=True))
    for (rule, frame), size, limit in zip(found, sizes, limits, strict=True):
        ids, ranked = frames.table.columns.ids, ranks.first(frame, size, limit)
        yield Sample(rule, frame, Drawn(frames.table, {ids[row]: ticket.hex() for _, ticket, row in ranked}))


class _Ranks:
    """The enterprises of each pattern by rank, as far as samples may reach; those visited this year all."""

    def __init__(self, frames: Frames, drawn_by: tuple[str, str]) -> None:
        self._columns, self._made, self._by = frames.table.columns, frames.made, drawn_by
        self._unvisited = frames.sizes.copy()
        self._unvisited.subtract(map(self._columns.pattern.__getitem__, frames.made))
        self._kept: dict[int, list[Rank]] = defaultdict(list)

    def limit(self, frame: Frame, size: int) -> bytes:
        """What lies above the tickets of a sample among the unvisited of its frame, almost surely."""
        unvisited = self._fresh(frame)
        expected = size + _SPARE * isqrt(size) + _SPARE**2
        if size >= unvisited or expected >= unvisited:
            return _NO_LIMIT
        return ((expected << 64) // unvisited).to_bytes(8, "big") if size else b""

    def keep(self, reaches: Iterable[tuple[Frame, bytes]]) -> None:
        """Rank what lies below the limits of the frames."""
        limits = [b""] * len(self._columns.patterns)
        for frame, limit in reaches:
            for pattern in frame.patterns:
                limits[pattern] = max(limits[pattern], limit)
        near = _below(self._columns, limits, self._by)
        fresh = [(0, ticket, row) for row, ticket in near if row not in self._made]
        visited = [self._rank(row) for row in self._made if limits[self._columns.pattern[row]]]
        for rank in sorted([*fresh, *visited]):
            self._kept[self._columns.pattern[rank[2]]].append(rank)

    def first(self, frame: Frame, size: int, limit: bytes) -> list[Rank]:
        """The first of a frame."""
        ranked = merge(*(self._kept[pattern] for pattern in sorted(frame.patterns) if pattern in self._kept))
        found = list(islice((rank for rank in ranked if rank[2] not in frame.gone), size))
        if limit == _NO_LIMIT or not size or (len(found) == size and found[-1][:2] < (0, limit)):
            return found
        return nsmallest(size, map(self._rank, frame.rows()))

    def _fresh(self, frame: Frame) -> int:
        # Whoever a cap keeps out has been visited.
        return sum(map(self._unvisited.__getitem__, frame.patterns))

    def _rank(self, row: int) -> Rank:
        (ticket,) = raw_tickets(*self._by, [self._columns.ids[row]])
        return self._made.get(row, 0), ticket, row


def raw_tickets(seed: str, round_id: str, ids: Iterable[str]) -> list[bytes]:
    """The tickets of enterprises as the 32 bytes that `enterprise_ticket` writes in hex: they sort alike.

    >>> raw_tickets("dice 4 1 6 2", "2027Q1", ["CHI00000002"])[0].hex()[:16]
    'a87488e06de94526'
    """
    before = f"{seed}|{round_id}|".encode()
    return [sha256(before + id.encode()).digest() for id in ids]


def _below(columns: Columns, limits: Sequence[bytes], drawn_by: tuple[str, str]) -> Iterator[tuple[int, bytes]]:
    """Rows and tickets below the limits of their patterns, chunk by chunk: a million tickets are never held at once."""
    for first in range(0, len(columns.ids), _CHUNK):
        tickets = raw_tickets(*drawn_by, columns.ids[first : first + _CHUNK])
        reaches = map(limits.__getitem__, columns.pattern[first : first + _CHUNK])
        for row, (ticket, reach) in enumerate(zip(tickets, reaches, strict=True), first):
            if ticket < reach:
                yield row, ticket
