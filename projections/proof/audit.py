"""The search of a log for anything that was changed, removed, put in or moved, from the stored bytes alone.

Chain and tree are recomputed; what was kept elsewhere (tiles, a file of leaves, published heads) only serves to name
what differs. No view is trusted and nothing is written.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import sqlalchemy as sa

from domain.merkle import Digest, Frontier
from domain.refusals import UsageRefusal
from projections.engine import any_text
from projections.errors import library_errors
from projections.log.chain import Head, rows_in_order
from projections.log.tables import EVENTS, HEAD
from projections.proof.findings import Accused, Finding, Kind, LogReport, of, runs
from projections.proof.hashing import SHA_256, digest_named
from projections.proof.heads import TreeHead
from projections.proof.kept import Kept, KeptTiles
from projections.proof.leaf_file import KeptFile
from projections.proof.leaves import Name
from projections.proof.tree import model_named
from projections.proof.walk import Walk
from projections.store import Store


def verify_log(
    store: Store, heads: Sequence[TreeHead] = (), *, leaves: Path | None = None, hash_name: str | None = None
) -> LogReport:
    """Everything that is wrong with the log, in one moment of the store.

    `heads` were published; their signatures are the caller's to check. `leaves` is a file that `export_leaves` wrote.
    The hash function is that of the heads.

    Raises:
        UsageRefusal: the heads are of different hash functions, or the file holds no such leaves.
    """
    names = {head.hash for head in heads} | ({hash_name} if hash_name else set())
    if len(names) > 1:
        raise UsageRefusal(
            "链头的散列算法不同", f"the heads are of different hash functions: {', '.join(sorted(names))}"
        )
    named = names.pop() if names else SHA_256
    with library_errors(), store.engines.reader.connect() as connection, any_text(connection):
        tiles = KeptTiles(connection, model_named(named))
        kept = KeptFile(leaves, named, tiles) if leaves else tiles
        return Audit(connection, heads, tiles, kept, named).report()


class Audit:
    """One search: the pass over the events, then what it means."""

    def __init__(
        self, connection: sa.Connection, heads: Sequence[TreeHead], tiles: KeptTiles, kept: Kept, hash_name: str
    ) -> None:
        self._connection, self._heads, self._tiles, self._kept = connection, heads, tiles, kept
        self._hash_name, self._digest = hash_name, digest_named(hash_name)
        self._recorded = _recorded(connection)
        self._walk = Walk(kept.leaves(), self._digest, (head.size for head in heads))
        with rows_in_order(connection) as rows:
            self._walk.follow(rows, self._recorded.position if self._recorded else None)

    def report(self) -> LogReport:
        """What the search found, by position."""
        walk, accused = self._walk, Accused()
        found = [*accused.noting(self._of_leaves())]
        found += [*accused.noting(self._of_gaps())]
        found += [*accused.noting([*self._of_links(accused)])]
        found += self._of_tiles(accused)
        found += self._of_the_end(accused)
        found += self._of_heads()
        ordered = sorted(found, key=lambda finding: finding.position)
        root, kept = walk.tree.root().hex(), walk.kept - len(walk.holes)
        return LogReport(walk.events, self._hash_name, root, walk.cell.hex(), kept, len(self._heads), tuple(ordered))

    @property
    def _proven(self) -> int:
        """Up to which position a published head vouches for the events."""
        good = (head.size for head in self._heads if self._root_at(head.size) == head.root)
        return max(good, default=0)

    @property
    def _end(self) -> int:
        """Where the log ends at least, by whatever says so."""
        return max(self._recorded.position if self._recorded else 0, *(head.size for head in self._heads), 0)

    def _root_at(self, size: int) -> str | None:
        if not size:
            return self._digest(b"").hex()
        return self._walk.roots[size][0].hex() if size in self._walk.roots else None

    def _may_be_new(self, position: int) -> bool:
        """Whether the chain alone judges an event: no leaf was kept for it, and the log was recorded to reach it."""
        within = self._recorded is None or position <= self._recorded.position
        return position in self._walk.holes or (position > self._walk.kept and within)

    def _of_leaves(self) -> Iterator[Finding]:
        """What the kept leaves tell; for events that a published head vouches for, it is the leaves that are wrong."""
        proven, wrong = self._proven, set[int]()
        for finding in self._walk.matching.findings(self._kept.names, self._may_be_new):
            place = min(finding.position, finding.moved_from or finding.position)
            if 1 <= place <= proven:
                wrong |= {*range(place, place + finding.events)}
            else:
                yield finding
        yield from (of(Kind.TILE, first, None, count) for first, count in runs(sorted(wrong)))

    def _of_gaps(self) -> Iterator[Finding]:
        """Positions without an event that no kept leaf can tell of."""
        walk, end = self._walk, self._end or self._walk.last
        for first, count in [*walk.gaps, (max(walk.last, 0) + 1, end - max(walk.last, 0))]:
            start, stop = max(first, walk.kept + 1), min(first + count, end + 1)
            if start < stop:
                yield of(Kind.REMOVED, start, None, stop - start)

    def _of_links(self, accused: Accused) -> Iterator[Finding]:
        """Events that do not continue the chain though nothing is known against them or the one before."""
        for first, count in self._walk.unlinked:
            free = [at for at in range(first, first + count) if at not in accused and at - 1 not in accused]
            yield from (of(Kind.UNLINKED, at, self._name(at), events) for at, events in runs(free))

    def _name(self, position: int) -> Name | None:
        event = EVENTS.c
        columns = event.originator_id, event.originator_version, event.topic
        row = self._connection.execute(sa.select(*columns).where(event.position == position)).first()
        return Name(*row) if row else None

    def _of_tiles(self, accused: Accused) -> Iterator[Finding]:
        """Damage to the kept tree itself."""
        walk = self._walk
        missing = range(walk.kept + 1, self._tiles.size + 1)
        for position, events in [*runs(sorted(walk.holes)), *([(missing[0], len(missing))] if missing else [])]:
            yield of(Kind.TILE, position, None, events)
        for position, events in self._tiles.damaged(bytes(self._walk.nodes), self._digest):
            if position + events <= accused.first:
                yield of(Kind.TILE, position, None, events)

    def _of_the_end(self, accused: Accused) -> Iterator[Finding]:
        """The store's own head row."""
        walk, recorded = self._walk, self._recorded
        whole = recorded and (recorded.position > walk.last or recorded == (walk.last, walk.cell))
        if not whole and (recorded is None or walk.last not in accused):
            yield of(Kind.HEAD, walk.last, walk.last_name if walk.events else None)

    def _of_heads(self) -> Iterator[Finding]:
        missed = [head for head in self._heads if not self._leads_to(head)]
        kept = dict(_roots(self._kept, {head.size for head in missed}, self._digest)) if missed else {}
        for head in missed:
            told = kept.get(head.size) == head.root
            yield Finding(Kind.PUBLISHED, head.size, moment=head.moment, named=told)

    def _leads_to(self, head: TreeHead) -> bool:
        chain = self._walk.roots[head.size][1].hex() if head.size in self._walk.roots else bytes(32).hex()
        return self._root_at(head.size) == head.root and head.chain in ("", chain)


def _recorded(connection: sa.Connection) -> Head | None:
    """The head row as it stands; None unless there is exactly one, and it is one."""
    rows = connection.exec_driver_sql(f"SELECT position, chain FROM {HEAD.name}").all()
    good = [Head(*row) for row in rows if isinstance(row[0], int) and isinstance(row[1], bytes)]
    return good[0] if len(good) == len(rows) == 1 else None


def _roots(kept: Kept, sizes: set[int], digest: Digest) -> Iterator[tuple[int, str]]:
    """The roots over kept leaves at some sizes, as far as none is missing."""
    tree = Frontier(digest)
    for leaf in kept.leaves():
        if not leaf or tree.size == max(sizes):
            return
        tree.add(leaf)
        if tree.size in sizes:
            yield tree.size, tree.root().hex()
