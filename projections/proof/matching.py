"""Which events stand where: the leaves of what is stored, held against leaves that were kept, in one pass.

A leaf that stands at its own position is forgotten at once. The others wait for each other: memory is taken by what is
wrong, not by what is right; also if one event was put in or taken out and all the later ones have moved by one place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

from projections.proof.findings import Finding, Kind, of, runs
from projections.proof.leaves import Name

_TELL = 100
"""Events removed in a row that are still told one by one."""

Names = Callable[[Iterable[int]], Mapping[int, Name]]


class Matching:
    """Takes the positions where stored and kept leaves differ, then tells what happened."""

    def __init__(self) -> None:
        self._stored: dict[bytes, list[tuple[int, Name]]] = {}
        self._kept: dict[bytes, list[int]] = {}
        self._moved: list[tuple[int, int, int, Name]] = []

    def stored(self, position: int, leaf: bytes, name: Name) -> None:
        """An event whose leaf was not kept at its position."""
        if waiting := self._kept.get(leaf):
            self._move(position, waiting.pop(0), name)
            if not waiting:
                del self._kept[leaf]
        else:
            self._stored.setdefault(leaf, []).append((position, name))

    @property
    def has_lost(self) -> bool:
        """Whether a kept leaf waits for its event."""
        return bool(self._kept)

    def kept(self, position: int, leaf: bytes) -> None:
        """A kept leaf at whose position another event stands, or none."""
        if waiting := self._stored.get(leaf):
            self._move(waiting[0][0], position, waiting.pop(0)[1])
            if not waiting:
                del self._stored[leaf]
        else:
            self._kept.setdefault(leaf, []).append(position)

    def findings(self, names: Names, may_be_new: Callable[[int], bool]) -> Iterator[Finding]:
        """What happened; an event of which nothing was kept is no finding where it `may_be_new`.

        What stands under the name of a lost event, or else in its place, is that event, changed.
        """
        stored = {position: name for waiting in self._stored.values() for position, name in waiting}
        lost = sorted(position for waiting in self._kept.values() for position in waiting)
        named = dict(names(lost if stored else _told(lost)))
        by_name = {name[:2]: position for position, name in stored.items()}
        for place in (lambda position: by_name.get(named[position][:2]) if position in named else None, int):
            paired = {position: at for position in lost if (at := place(position)) in stored}
            for position, at in paired.items():
                if at in stored:
                    yield _changed(at, position, named.get(position), stored.pop(at))
                    named.pop(position, None)
            lost = [position for position in lost if position not in paired]
        yield from _removed(lost, named)
        yield from (of(Kind.INSERTED, at, name) for at, name in stored.items() if not may_be_new(at))
        yield from (of(Kind.MOVED, at, name, count, source) for at, source, count, name in self._moved)

    def _move(self, position: int, source: int, name: Name) -> None:
        if self._moved:
            at, last_source, count, first = self._moved[-1]
            if (position, source) == (at + count, last_source + count):
                self._moved[-1] = (at, last_source, count + 1, first)
                return
        self._moved.append((position, source, 1, name))


def _changed(at: int, was_at: int, was: Name | None, now: Name) -> Finding:
    found = of(Kind.CHANGED, at, was or now, moved_from=was_at if was_at != at else None)
    return found if was in (None, now) else replace(found, now=" ".join(map(str, now)))


def _told(lost: list[int]) -> list[int]:
    """The positions whose events are named, if all of them were removed."""
    return [first + n for first, count in runs(lost) for n in range(count if count <= _TELL else 1)]


def _removed(lost: list[int], named: Mapping[int, Name]) -> Iterator[Finding]:
    for first, count in runs(lost):
        if count > _TELL or first not in named:
            yield of(Kind.REMOVED, first, named.get(first), count)
        else:
            yield from (of(Kind.REMOVED, at, named.get(at)) for at in range(first, first + count))
