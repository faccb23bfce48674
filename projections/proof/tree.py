"""Reading the kept tree: any of its nodes from one tile."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from domain.merkle import perfect_root, tree_root
from projections.errors import library_errors
from projections.log.chain import read_head
from projections.log.tables import EVENTS
from projections.models.as_of import reading
from projections.models.generations import Generation
from projections.models.read_model import Projector
from projections.proof.hashing import digest_named
from projections.proof.model import HEIGHT, MERKLE, SIZE, TILE, WIDTH, LogDamaged, MerkleModel
from projections.store import Store


class Tree:
    """The tree in one moment of the store; tiles that were read are kept for as long as it lives."""

    def __init__(self, connection: sa.Connection, generation: Generation, model: MerkleModel) -> None:
        self.connection, self.digest, self.hash_name = connection, digest_named(model.hash_name), model.hash_name
        self.size = generation.position(connection)
        self._table, self._tiles = generation.tables[f"{model.name}_{TILE}"], dict[tuple[int, int], bytes]()

    def read(self, height: int, index: int) -> bytes:
        """A perfect node.

        Raises:
            LogDamaged: the tile that holds it does not reach as far.
        """
        level, inner = divmod(height, HEIGHT)
        tile, offset = divmod(index << inner, WIDTH)
        hashes = self._tile(level, tile)[offset * SIZE : (offset + (1 << inner)) * SIZE]
        if len(hashes) != SIZE << inner:
            raise LogDamaged(
                f"散列树缺第 {level} 层第 {tile} 块", f"tile {tile} of level {level} of the tree is missing"
            )
        return perfect_root(hashes, self.digest)

    def root(self, size: int) -> bytes:
        """The root over the first `size` events."""
        return tree_root(size, self.read, self.digest)

    def _tile(self, level: int, index: int) -> bytes:
        if (level, index) not in self._tiles:
            table = self._table.c
            query = sa.select(table.hashes).where(table.level == level, table.number == index)
            self._tiles[level, index] = bytes(self.connection.execute(query).scalar() or b"")
        return self._tiles[level, index]


@contextmanager
def open_tree(store: Store, hash_name: str) -> Iterator[Tree]:
    """The tree of a hash function, brought up to the last event; it is made if it is not there.

    Raises:
        LogDamaged: events at the end or the head of the store are missing.
        UsageRefusal: there is no such hash function.
    """
    model = model_named(hash_name)
    with library_errors(), store.engines.reader.connect() as connection:
        _require_end(connection)
    Projector(store, model).catch_up()
    with library_errors(), store.engines.reader.connect() as connection:
        (built,) = reading(connection, [model])
        yield Tree(connection, built.generation, model)


def model_named(hash_name: str) -> MerkleModel:
    """The model of a hash function; `UsageRefusal` if there is none or this machine has it not."""
    digest_named(hash_name)
    return MERKLE[hash_name]


def _require_end(connection: sa.Connection) -> None:
    """Refuse to follow a log that does not end at its recorded head: the tree would take the loss for the truth."""
    last = connection.execute(sa.select(sa.func.max(EVENTS.c.position))).scalar() or 0
    head = read_head(connection).position
    if last != head:
        raise LogDamaged(
            f"最后一个事件是第 {last} 号，记录的链头却是第 {head} 号",
            f"the last event is {last}, but the recorded head is {head}",
        )
