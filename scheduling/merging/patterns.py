"""The fewest visits for one pattern of checks: an exact search (branch and bound) over ways to put checks together.

A million enterprises have a few hundred patterns, each solved once. The cost is one number whose digits are, from
the most important: checks left out by kind, departments beyond the limit, visits, departments over visits, matters
visited again. Equal costs: the first found, items in their given order, earlier visits first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import NamedTuple

from domain.registry import DUE_KINDS
from scheduling.merging.parts import Item, Part, settle, simple, union

_DIGIT = 12
_ONE_REPEAT, _ONE_DEPARTMENT, _ONE_VISIT, _ONE_BEYOND, _ONE_DRAWN = (1 << n * _DIGIT for n in range(5))
LOSS = {"": _ONE_DRAWN} | {kind: _ONE_DRAWN << n * _DIGIT for n, kind in enumerate(reversed(DUE_KINDS), 1)}
"""What leaving a check out costs, by kind (empty: drawn): one complaint weighs more than any number of others."""


NODES = 30_000
"""Where the search ends with the best answer so far: seen only with a dozen and more checks due at one enterprise."""


class Room(NamedTuple):
    """How many counted visits a yearly cap leaves; `departments` -1: of all together."""

    departments: int
    left: int


@dataclass(frozen=True)
class Limits:
    """What one enterprise's visits have to keep to.

    `departments` is the limit of one visit, `most` what rule 5 may stretch it to; `free` the days of a visit without
    a due check; `placeable` tells whether visits with these days fit apart from one another, `visits` how many can.
    """

    departments: int
    most: int
    free: int
    rooms: tuple[Room, ...] = ()
    may_leave: bool = False
    beyond: int | None = None
    visits: int | None = None
    placeable: Callable[[list[int]], bool] | None = None


class Solution(NamedTuple):
    """The visits, the items left out, and how many departments are beyond the limit in all."""

    parts: tuple[Part, ...]
    out: tuple[Item, ...]
    beyond: int


def solve(items: Sequence[Item], limits: Limits) -> Solution | None:
    """The cheapest way to put the items into visits, up to the limit of NODES; None if there is none."""
    return _one_visit(items, limits) or _Search(items, limits).run()


def _one_visit(items: Sequence[Item], limits: Limits) -> Solution | None:
    """One visit for drawn checks alone, which no other way beats, where scenes and limits admit it."""
    drawn = bool(items) and limits.free and not any(item.days or item.rides for item in items)
    if not drawn or union(item.departments for item in items).bit_count() > limits.departments:
        return None
    part = reduce(Part.joined, items, Part.empty(limits.free))
    return Solution((part,), (), 0) if part.scenes and within(limits.rooms, [part]) else None


class _Search:
    def __init__(self, items: Sequence[Item], limits: Limits) -> None:
        self._items, self._limits = items, limits
        self._rest = [[item for item in items[n:] if not item.rides] for n in range(len(items) + 1)]
        self._seen: dict[tuple[object, ...], int] = {}
        self._best: tuple[tuple[Part, ...], tuple[Item, ...]] | None = None
        self._cost = sum(item.loss for item in items) + _ONE_DRAWN
        self._nodes = NODES

    def run(self) -> Solution | None:
        self._place(0, (), (), 0)
        if self._best is None and self._limits.may_leave:
            return Solution((), tuple(self._items), 0)
        if self._best is None:
            return None
        return Solution(*self._best, self._cost // _ONE_BEYOND % (1 << _DIGIT))

    def _place(self, at: int, parts: tuple[Part, ...], out: tuple[Item, ...], cost: int) -> None:
        self._nodes -= 1
        if self._nodes < 0 and (self._best is not None or self._limits.may_leave or self._nodes < -3 * NODES):
            return
        if self._bound(at, parts, cost) >= self._cost or self._seen_cheaper(at, parts, out, cost):
            return
        if at == len(self._items):
            self._keep(parts, out, cost)
            return
        item = self._items[at]
        if item.rides and any(part.matters & item.matters for part in parts):
            self._place(at + 1, parts, out, cost)
            return
        for choice, more in self._choices(parts, item):
            self._place(at + 1, choice, out, cost + more)
        if self._limits.may_leave or not (item.days or self._limits.free):
            self._place(at + 1, parts, (*out, item), cost + item.loss)

    def _seen_cheaper(self, at: int, parts: tuple[Part, ...], out: tuple[Item, ...], cost: int) -> bool:
        """Whether visits like these were reached before for no more; what may follow is the same."""
        state = at, tuple(sorted(part.likeness for part in parts)), tuple(item.checks for item in out if item.days)
        if self._seen.get(state, cost + 1) <= cost:
            return True
        self._seen[state] = cost
        return False

    def _choices(self, parts: tuple[Part, ...], item: Item) -> Iterator[tuple[tuple[Part, ...], int]]:
        """The visits after the item has joined one of them, or made one of its own, with what that adds to the cost."""
        again = _ONE_REPEAT if any(part.matters & item.matters for part in parts) else 0
        for n, part in enumerate(parts):
            if part.takes_for_nothing(item):
                yield (*parts[:n], part.joined(item), *parts[n + 1 :]), 0
                return
        seen = set()
        for n, part in enumerate(parts):
            if part.likeness in seen or not part.admits(item):
                continue
            seen.add(part.likeness)
            joined = part.joined(item)
            choice = (*parts[:n], joined, *parts[n + 1 :])
            if (more := self._growth(part, joined)) is not None and self._allowed(choice):
                yield choice, more + (0 if part.matters & item.matters else again)
        choice = (*parts, Part.empty(self._limits.free).joined(item))
        if choice[-1].days and self._allowed(choice):
            yield choice, _ONE_VISIT + _ONE_DEPARTMENT + again

    def _growth(self, part: Part, joined: Part) -> int | None:
        """What the departments that came in cost; None if there are too many."""
        before, after = part.departments.bit_count(), joined.departments.bit_count()
        limit = self._limits.departments
        if after > self._limits.most:
            return None
        return (after - before) * _ONE_DEPARTMENT + (max(after, limit) - max(before, limit)) * _ONE_BEYOND

    def _allowed(self, parts: Sequence[Part]) -> bool:
        """Whether caps, distances and the stretch of the limit hold so far; what fails here never heals later."""
        limits = self._limits
        if limits.beyond is not None:
            beyond = sum(max(0, part.departments.bit_count() - limits.departments) for part in parts)
            if beyond > limits.beyond:
                return False
        return within(limits.rooms, parts) and (
            limits.placeable is None or len(parts) < 2 or limits.placeable([part.days for part in parts])
        )

    def _keep(self, parts: tuple[Part, ...], out: tuple[Item, ...], cost: int) -> None:
        settled = parts if simple(parts, out) else settle(parts, out)
        if settled is not None and (settled is parts or self._allowed(settled)):
            self._best, self._cost = (settled, out), cost

    def _bound(self, at: int, parts: tuple[Part, ...], cost: int) -> int:
        """No completion costs less: what caps and distances force, new departments, visits for those."""
        limit, rest = self._limits.departments, self._rest[at]
        short, stretch = self._forced(rest, parts) if self._limits.may_leave else (0, 0)
        new = max(0, _new(rest, parts) - short)
        slots = sum(max(0, limit - part.departments.bit_count()) for part in parts)
        visits = max(0, -(-(new - slots - stretch) // limit), _apart(rest, parts) - short)
        forced = short * _ONE_DRAWN + stretch * _ONE_BEYOND
        return cost + forced + visits * _ONE_VISIT + new * _ONE_DEPARTMENT

    def _forced(self, rest: Sequence[Item], parts: Sequence[Part]) -> tuple[int, int]:
        """How many more checks must be left out, and departments be beyond the limit, for want of visits."""
        limit, most, groups = self._limits.departments, self._limits.most, list(self._rationed(rest, parts))
        short = max((_short(items, among, more, most) for items, among, more in groups), default=0)
        stretch = max((_short(items, among, more, limit) for items, among, more in groups), default=0)
        return short, max(0, stretch - short)

    def _rationed(self, rest: Sequence[Item], parts: Sequence[Part]) -> Iterator[tuple[list[Item], list[Part], int]]:
        """Items and visits of which only so many more may be made: by the caps, and by the distances."""
        if self._limits.visits is not None:
            yield list(rest), list(parts), self._limits.visits - len(parts)
        for room in self._limits.rooms:
            counted = [part for part in parts if part.counting and part.departments & room.departments]
            counting = [item for item in rest if item.counts and item.departments & room.departments]
            yield counting, counted, room.left - len(counted)


def _new(rest: Iterable[Item], parts: Iterable[Part]) -> int:
    """How many departments the items bring that no visit has yet."""
    return (union(item.departments for item in rest) & ~union(part.departments for part in parts)).bit_count()


def _short(rest: Sequence[Item], parts: Sequence[Part], visits: int, limit: int) -> int:
    """Departments or mutually exclusive items for which neither these visits nor so many new ones have a place."""
    slots = sum(max(0, limit - part.departments.bit_count()) for part in parts)
    return max(0, _new(rest, parts) - slots - visits * limit, _apart(rest, parts) - visits)


def _apart(rest: Sequence[Item], parts: Sequence[Part]) -> int:
    """Visits to be added at least: items of which no two, and none with a part, can be in one visit."""
    alone = list(parts)
    for item in rest:
        if not any(part.admits(item) for part in alone):
            alone.append(Part.empty(0).joined(item))
    return len(alone) - len(parts)


def within(rooms: Sequence[Room], parts: Sequence[Part]) -> bool:
    """Whether the caps leave enough visits: one that counts, counts for every department in it."""
    return all(
        sum(1 for part in parts if part.counting and part.departments & room.departments) <= room.left for room in rooms
    )
