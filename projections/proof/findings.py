"""What a search of the log finds, event by event."""

from __future__ import annotations

import sys
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from projections.proof.leaves import Name


class Kind(StrEnum):
    """What happened. The first four are told by the kept leaves, the others by links, heads and tiles."""

    CHANGED = "changed"
    """Other bytes stand in the event's place, or under its name."""
    REMOVED = "removed"
    INSERTED = "inserted"
    MOVED = "moved"
    """The event stands elsewhere; several in a row that moved alike are one finding."""
    UNLINKED = "unlinked"
    """The event does not continue the hash chain: it, the one before it, or a link was changed."""
    HEAD = "head"
    """The store's own head row is missing or not that of the last event."""
    PUBLISHED = "published"
    """The log does not lead to a published head."""
    TILE = "tile"
    """The kept tree was changed, not the events."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding: `events` events from `position` on.

    `stream`, `version` and `topic` name the first, as it was recorded where that is known (empty and 0: unknown);
    `now` says what stands there instead, if it is called otherwise. `moved_from` is where it was recorded. Of a
    published head, `named` says whether the other findings name all that keeps the log from leading to it.
    """

    kind: Kind
    position: int
    events: int = 1
    stream: str = ""
    version: int = 0
    topic: str = ""
    moved_from: int | None = None
    now: str = ""
    moment: str = ""
    named: bool = True


@dataclass(frozen=True, slots=True)
class LogReport:
    """What a log is found to be: its recomputed head (hex) and everything that is wrong with it.

    `kept` is how many leaves it was held against, `heads` how many published heads.
    """

    events: int
    hash: str
    root: str
    chain: str
    kept: int
    heads: int
    findings: tuple[Finding, ...]


def of(kind: Kind, position: int, name: Name | None, events: int = 1, moved_from: int | None = None) -> Finding:
    """A finding about an event of a name."""
    stream, version, topic = name or Name("", 0, "")
    return Finding(kind, position, events, stream, version, topic, moved_from)


def runs(positions: Sequence[int]) -> list[tuple[int, int]]:
    """Ascending numbers as runs: the first of each and how many.

    >>> runs([3, 4, 5, 9])
    [(3, 3), (9, 1)]
    """
    found: list[tuple[int, int]] = []
    for position in positions:
        if found and sum(found[-1]) == position:
            found[-1] = (found[-1][0], found[-1][1] + 1)
        else:
            found.append((position, 1))
    return found


class Accused:
    """The positions that findings speak of, so that nothing is told twice."""

    def __init__(self) -> None:
        self._runs: list[tuple[int, int]] = []
        self._sorted = True
        self.first = sys.maxsize

    def noting(self, findings: Iterable[Finding]) -> Iterator[Finding]:
        """The findings, each noted."""
        for finding in findings:
            places = {finding.position, finding.moved_from or finding.position}
            if finding.kind is not Kind.TILE:
                self._runs += [(place, place + finding.events) for place in places]
            self.first, self._sorted = min(self.first, *places), False
            yield finding

    def __contains__(self, position: int) -> bool:
        if not self._sorted:
            self._runs, self._sorted = _joined(self._runs), True
        at = bisect_right(self._runs, (position, sys.maxsize)) - 1
        return at >= 0 and position < self._runs[at][1]


def _joined(stretches: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Stretches (first, end) in order, overlapping ones made one."""
    found: list[tuple[int, int]] = []
    for first, end in sorted(stretches):
        if found and first <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((first, end))
    return found
