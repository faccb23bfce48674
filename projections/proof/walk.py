"""One pass over the stored events: their leaves and links recomputed, and where they differ from what was kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from domain.merkle import Digest, Frontier
from projections.log.chain import START, link
from projections.proof.leaves import Name
from projections.proof.leaves import leaf as leaf_of
from projections.proof.matching import Matching


class Walk:
    """What one pass has seen. Positions are in ascending order; runs are pairs of a first position and a number."""

    def __init__(self, kept: Iterator[bytes], digest: Digest, sizes: Iterable[int]) -> None:
        self.matching, self.tree = Matching(), Frontier(digest)
        self.events, self.last, self.last_name = 0, 0, Name("", 0, "")
        self.roots: dict[int, tuple[bytes, bytes]] = {}
        """Root and link at the sizes that were asked for, where the events are 1, 2, 3 … up to there."""
        self.nodes = bytearray()
        """The nodes of height 8, as far as the events are 1, 2, 3 …"""
        self.unlinked: list[list[int]] = []
        self.gaps: list[tuple[int, int]] = []
        self.holes: set[int] = set()
        """Positions before the last kept leaf whose own leaf was not kept."""
        self.cell = self._computed = START.digest
        self._kept, self._digest, self._sizes = kept, digest, frozenset(sizes)
        self._at, self._leaf = 1, next(kept, None)

    @property
    def kept(self) -> int:
        """How many positions the kept leaves reach, so far."""
        return self._at - 1

    def follow(self, rows: Iterable[Any], end: int | None) -> None:
        """See every row, then the kept leaves after the last; the log was recorded to have ended at `end`."""
        digest, cell_type = self._digest, bytes
        for position, stream, version, topic, state, cell in rows:
            if type(cell) is not cell_type:
                cell = b""
            leaf = leaf_of((stream, version, topic, state), digest)
            computed = link(self.cell, position, stream, version, topic, state) if leaf else b""
            if computed != cell and not self._continues(position, stream, version, topic, state, cell):
                self._count_unlinked(position)
            self.cell, self._computed = cell, computed
            if position == self._at and leaf == self._leaf:
                self._next()
            else:
                self._meet(position, leaf, Name(stream, version, topic), end)
            self._grow(position, leaf)
        if self.events:
            self.last_name = Name(stream, version, topic)
        while self._leaf is not None:
            self._lose()
        self._computed = b""

    def _continues(self, position: int, *event: Any) -> bool:
        """Whether it continues the chain as it was before the link of the event before was changed."""
        *named, cell = event
        possible = leaf_of((*named,), self._digest) and self._computed not in (b"", self.cell)
        return bool(possible and link(self._computed, position, *named) == cell)

    def _count_unlinked(self, position: int) -> None:
        if self.unlinked and sum(self.unlinked[-1]) == position:
            self.unlinked[-1][1] += 1
        else:
            self.unlinked.append([position, 1])

    def _meet(self, position: int, leaf: bytes, name: Name, end: int | None) -> None:
        """An event that is not the one that was kept at its position."""
        while self._at < position and self._leaf is not None:
            self._lose()
        if self._at == position and self._leaf is not None:
            if leaf == self._leaf:
                self._next()
                return
            if not self._leaf:
                self.holes.add(position)
            self.matching.stored(position, leaf, name)
            self._lose()
        elif position < self._at or self.matching.has_lost or (end is not None and position > end):
            self.matching.stored(position, leaf, name)

    def _lose(self) -> None:
        """The kept leaf that is due has no event at its position."""
        if self._leaf:
            self.matching.kept(self._at, self._leaf)
        self._next()

    def _next(self) -> None:
        self._at, self._leaf = self._at + 1, next(self._kept, None)

    def _grow(self, position: int, leaf: bytes) -> None:
        if position > self.last + 1:
            self.gaps.append((self.last + 1, position - self.last - 1))
        self.events, self.last = self.events + 1, position
        node = self.tree.add(leaf or START.digest)
        if position == self.tree.size:
            self.nodes += node or b""
            if position in self._sizes:
                self.roots[position] = self.tree.root(), self.cell
