"""The read model `merkle`: the tree over all events, in tiles of 256 hashes as C2SP tlog-tiles cuts them.

Tile n of level l holds the nodes of height 8·l from 256·n on; the last one of a level may be partial and grows. What a
tile says never changes, so the tree of any earlier size is read from the same rows: it ends after its last leaf.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from zlib import compress, decompress

import msgspec
import sqlalchemy as sa
from eventsourcing.persistence import Notification

from domain.merkle import perfect_root
from domain.refusals import Refusal
from projections.log.tables import BIG
from projections.models.versions import Writing, insert
from projections.proof.hashing import HASHES, SHA_256, digest_named
from projections.proof.leaves import Name, leaf

WIDTH, SIZE, HEIGHT = 256, 32, 8
TILE, NAMES = "tile", "names"
_NAMES = msgspec.json.Decoder(list[Name])


class LogDamaged(Refusal):
    """The stored events or the kept tree are not what was recorded, so nothing is proven from them."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(f"{zh}；请运行 chayici verify log", f"{en}; chayici verify log tells what is wrong")


class MerkleModel:
    """Tables `merkle_tile` (level, number, hashes) and `merkle_names`: what the events of a lowest tile are called.

    The names only help to say what a leaf was; no hash is over them.
    """

    version = 1
    topics: tuple[str, ...] = ()

    def __init__(self, hash_name: str = SHA_256) -> None:
        self.hash_name = hash_name
        self.name = "merkle" if hash_name == SHA_256 else f"merkle_{hash_name}"

    def define(self, metadata: sa.MetaData, generation: int) -> None:
        """Two tables, only ever appended to but for the last row of each level."""
        for name, keys, value in ((TILE, ("level", "number"), "hashes"), (NAMES, ("number",), "names")):
            sa.Table(
                f"{self.name}_{name}__{generation}",
                metadata,
                *(sa.Column(key, BIG, primary_key=True, autoincrement=False) for key in keys),
                sa.Column(value, sa.LargeBinary, nullable=False),
                info={"name": f"{self.name}_{name}", "key": keys},
            )

    def apply(self, writing: Writing, events: Sequence[Notification]) -> None:
        """Append the leaves of a batch.

        Raises:
            LogDamaged: an event is missing before or among them, or the kept tree ends elsewhere.
        """
        if not events:
            return
        digest, size = digest_named(self.hash_name), events[0].id - 1
        names = [Name(str(event.originator_id), event.originator_version, event.topic) for event in events]
        leaves = [leaf((*name, event.state), digest) for name, event in zip(names, events, strict=True)]
        for due, (event, found) in enumerate(zip(events, leaves, strict=True), size + 1):
            if event.id != due or not found:
                raise LogDamaged(f"第 {due} 号事件缺失或不是事件", f"event {due} is missing or is no event")
        self._append_names(writing, size, names)
        hashes = b"".join(leaves)
        level = 0
        while hashes:
            tiles = self._append_hashes(writing, level, size >> HEIGHT * level, hashes)
            hashes = b"".join([perfect_root(tile, digest) for tile in tiles if len(tile) == WIDTH * SIZE])
            level += 1

    def _append_hashes(self, writing: Writing, level: int, count: int, hashes: bytes) -> list[bytes]:
        """Put hashes behind the `count` of a level; the tiles that they fill or begin."""
        index, width = divmod(count, WIDTH)
        table = writing.tables[f"{self.name}_{TILE}"]
        edge = _take(writing.connection, table, {"level": level, "number": index})
        if len(edge) != width * SIZE:
            raise LogDamaged(f"散列树不在第 {count} 片叶结束", f"the kept tree does not end after hash {count}")
        hashes = edge + hashes
        tiles = [hashes[at : at + WIDTH * SIZE] for at in range(0, len(hashes), WIDTH * SIZE)]
        insert(writing.connection, table, [(level, index + n, tile) for n, tile in enumerate(tiles)])
        return tiles

    def _append_names(self, writing: Writing, count: int, names: list[Name]) -> None:
        index, width = divmod(count, WIDTH)
        table = writing.tables[f"{self.name}_{NAMES}"]
        names = read_names(_take(writing.connection, table, {"number": index}))[:width] + names
        parts = [names[at : at + WIDTH] for at in range(0, len(names), WIDTH)]
        rows = [(index + n, compress(msgspec.json.encode(part), 1)) for n, part in enumerate(parts)]
        insert(writing.connection, table, rows)


def read_names(packed: bytes) -> list[Name]:
    """The names in a row of `merkle_names`, none if the row is missing."""
    return _NAMES.decode(decompress(packed)) if packed else []


def _take(connection: sa.Connection, table: sa.Table, key: Mapping[str, int]) -> bytes:
    """Take the row of a key out of a table; its value, empty if there is none."""
    mine = sa.and_(*(table.c[name] == value for name, value in key.items()))
    found = connection.execute(sa.select(*table.columns).where(mine)).first()
    if found is None:
        return b""
    connection.execute(table.delete().where(mine))
    return bytes(found[-1])


MERKLE: Mapping[str, MerkleModel] = {name: MerkleModel(name) for name in HASHES}
"""The model by the name of its hash."""
