"""Leaves in a file that somebody took away: the surest way to name what was tampered with later.

A CSV file: `position,sha-256,stream,version,topic`, a line for each event from 1 on; the second column is called by the
hash function.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

from domain.refusals import UsageRefusal
from projections.log.chain import rows_in_order
from projections.proof.hashing import SHA_256
from projections.proof.kept import KeptTiles
from projections.proof.leaves import Name, leaf
from projections.proof.model import SIZE, LogDamaged
from projections.proof.tree import model_named, open_tree
from projections.store import Store


class KeptFile:
    """The leaves in a file that `chayici log export` wrote; after its last one those in the tiles.

    Raises:
        UsageRefusal: it is no such file, or one of another hash function.
    """

    def __init__(self, file: Path, hash_name: str, tiles: KeptTiles) -> None:
        self._file, self._tiles, self._header = file, tiles, header(hash_name)
        for _ in islice(self._lines(), 1):
            pass

    def leaves(self) -> Iterator[bytes]:
        """The leaves of the file, then of the tiles."""
        read = 0
        for position, (found, _) in self._lines():
            yield found
            read = position
        yield from islice(self._tiles.leaves(), read, None)

    def names(self, positions: Iterable[int]) -> Mapping[int, Name]:
        """What the file says, then what the rows beside the tiles say."""
        wanted = set(positions)
        found = {position: name for position, (_, name) in self._lines() if position in wanted}
        return {**self._tiles.names(wanted - found.keys()), **found}

    def _lines(self) -> Iterator[tuple[int, tuple[bytes, Name]]]:
        due = 0
        try:
            with self._file.open(encoding="utf-8", errors="replace", newline="") as opened:
                lines = csv.reader(opened)
                if next(lines, []) != self._header:
                    raise ValueError
                for due, line in enumerate(lines, 1):
                    yield due, _leaf_of(line, due)
        except (ValueError, csv.Error):
            raise _no_leaves(self._file, due + 1, ",".join(self._header)) from None


def _leaf_of(line: list[str], due: int) -> tuple[bytes, Name]:
    """The leaf and the name in a line of the file; `ValueError` if it is not the one that is due."""
    position, hashed, stream, version, topic = line
    found = bytes.fromhex(hashed)
    if position != str(due) or len(found) != SIZE:
        raise ValueError
    return found, Name(stream, int(version), topic)


def header(hash_name: str) -> list[str]:
    """The first line of a file of leaves."""
    return ["position", hash_name, "stream", "version", "topic"]


def _no_leaves(file: Path, line: int, first: str) -> UsageRefusal:
    return UsageRefusal(
        f"{file} 第 {line} 行不是叶散列；首行应为 {first}，由 chayici log export 写出",
        f"{file} line {line} is no leaf: the first line is {first}, chayici log export writes it",
    )


def export_leaves(store: Store, file: Path, hash_name: str = SHA_256) -> int:
    """Write the leaf of every event with its name, to be kept elsewhere; how many.

    Raises:
        LogDamaged: an event is not the one in the kept tree.
    """
    with open_tree(store, hash_name) as tree, file.open("w", encoding="utf-8", newline="") as opened:
        tiles = KeptTiles(tree.connection, model_named(hash_name))
        lines, kept, count = csv.writer(opened, lineterminator="\n"), tiles.leaves(), 0
        lines.writerow(header(hash_name))
        with rows_in_order(tree.connection) as rows:
            for row in rows:
                position, stream, version, topic, state, _ = tuple[Any, ...](row)
                count += 1
                found = leaf((stream, version, topic, state), tree.digest)
                if position != count or found != next(kept, None):
                    raise LogDamaged(f"第 {count} 号事件与散列树不符", f"event {count} is not the one in the tree")
                lines.writerow((position, found.hex(), stream, version, topic))
    return count
