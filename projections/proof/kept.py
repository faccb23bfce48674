"""Leaves that were kept apart from the events, in the tiles of the store."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Mapping
from itertools import repeat
from typing import Protocol

import msgspec
import sqlalchemy as sa

from domain.merkle import Digest, perfect_root
from projections.models.generations import Generation, live
from projections.proof.leaves import Name
from projections.proof.model import NAMES, SIZE, TILE, WIDTH, MerkleModel, read_names

_PAGE = 64
_GAP = 65_536


class Kept(Protocol):
    """Where kept leaves are."""

    def leaves(self) -> Iterator[bytes]:
        """The leaves from position 1 on; an empty one is missing."""

    def names(self, positions: Iterable[int]) -> Mapping[int, Name]:
        """What the events of some positions were called, as far as it was kept."""


class KeptTiles:
    """The leaves in the tiles of the store; what is damaged is missing. `size` is how many there should be."""

    def __init__(self, connection: sa.Connection, model: MerkleModel) -> None:
        self._connection, self._model = connection, model
        self._generation = self._found()
        said = self._generation.position(connection) if self._generation else 0
        self.size = said if isinstance(said, int) else 0

    def leaves(self) -> Iterator[bytes]:
        """The leaves of the lowest tiles."""
        due = missing = 0
        for number, hashes in self._level(0):
            if number - due > _GAP:
                return
            missing += (number - due) * WIDTH
            due = number + 1
            whole = len(hashes) // SIZE if len(hashes) <= WIDTH * SIZE else 0
            if whole:
                yield from repeat(b"", missing)
                yield from (hashes[at : at + SIZE] for at in range(0, whole * SIZE, SIZE))
                missing = 0
            missing += WIDTH - whole

    def names(self, positions: Iterable[int]) -> Mapping[int, Name]:
        """What the rows beside the tiles say."""
        found: dict[int, Name] = {}
        wanted = sorted({(position - 1) // WIDTH for position in positions})
        for number in wanted if self._generation else ():
            named = enumerate(self._read_names(number), number * WIDTH + 1)
            found.update(named)
        return found

    def damaged(self, nodes: bytes, digest: Digest) -> Iterator[tuple[int, int]]:
        """Where tiles above the lowest differ from the events: the first position below a node, and how many.

        `nodes` are the nodes of height 8 over the events, one behind the other.
        """
        level, width = 1, WIDTH
        while nodes:
            kept = dict(self._level(level))
            for at in range(min(len(nodes) // SIZE, self.size // width)):
                node = kept.get(at // WIDTH, b"")[at % WIDTH * SIZE : (at % WIDTH + 1) * SIZE]
                if node != nodes[at * SIZE : (at + 1) * SIZE]:
                    yield at * width + 1, width
            tiles = (nodes[at : at + WIDTH * SIZE] for at in range(0, len(nodes), WIDTH * SIZE))
            nodes = b"".join([perfect_root(tile, digest) for tile in tiles if len(tile) == WIDTH * SIZE])
            level, width = level + 1, width * WIDTH

    def _found(self) -> Generation | None:
        """The tables that are read, if they are there."""
        found = live(self._connection, self._model)
        there = sa.inspect(self._connection)
        return found if found and all(there.has_table(table.name) for table in found.tables.values()) else None

    def _level(self, level: int) -> Iterator[tuple[int, bytes]]:
        if self._generation is None:
            return
        table = self._generation.tables[f"{self._model.name}_{TILE}"].c
        after = -1
        while True:
            query = sa.select(table.number, table.hashes).where(table.level == level, table.number > after)
            rows = self._connection.execute(query.order_by(table.number).limit(_PAGE)).all()
            for number, hashes in rows:
                yield number, hashes if isinstance(hashes, bytes) else b""
                after = number
            if len(rows) < _PAGE:
                return

    def _read_names(self, number: int) -> list[Name]:
        assert self._generation is not None
        table = self._generation.tables[f"{self._model.name}_{NAMES}"].c
        packed = self._connection.execute(sa.select(table.names).where(table.number == number)).scalar()
        try:
            return read_names(packed or b"")
        except (TypeError, zlib.error, msgspec.MsgspecError):  # whoever changed it leaves events without names, no more
            return []
