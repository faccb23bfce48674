"""A visit being put together from checks, and what it takes that no visit makes another's check by accident.

Matters, departments, scenes and days are bit masks.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce
from operator import or_
from typing import NamedTuple


class Item(NamedTuple):
    """Checks that always go together: one due window of a matter, or drawn matters that are alike.

    `checks` are places in the enterprise's list. `days` is 0 for drawn checks, whose days depend on the visit.
    `flagged`: a due check that counts toward caps by itself; `counts`: any visit with the item counts. `loss` is the
    cost of leaving it out. `rides`: a drawn check of a pair that has due checks too; whichever of their visits is
    first makes it.
    """

    checks: tuple[int, ...]
    matters: int
    departments: int
    scenes: int
    days: int
    counts: bool
    flagged: bool
    loss: int
    rides: bool = False


class Part(NamedTuple):
    """A visit being put together; `counting` are the matters for which it counts toward caps."""

    items: tuple[Item, ...]
    matters: int
    departments: int
    scenes: int
    days: int
    due: bool
    counting: int

    @classmethod
    def empty(cls, free: int) -> Part:
        """A visit with nothing in it yet; `free` are the days of a visit without a due check."""
        return cls((), 0, 0, -1, free, False, 0)

    def admits(self, item: Item) -> bool:
        """Whether one scene and one day hold them all; the department limit is another matter."""
        return bool(self.scenes & item.scenes) and bool(not (self.due and item.days) or self.days & item.days)

    def takes_for_nothing(self, item: Item) -> bool:
        """Whether the item changes nothing about the visit, so that it need not go anywhere else."""
        changed = self.scenes & ~item.scenes or item.departments & ~self.departments or item.days or item.rides
        return not changed and (bool(self.counting) or not item.counts)

    @property
    def likeness(self) -> tuple[int, ...]:
        """Equal for visits between which it makes no difference which one is chosen."""
        own = (check for item in self.items if item.days or item.rides for check in item.checks)
        return self.departments, self.scenes, bool(self.counting), self.days, *own

    def joined(self, item: Item) -> Part:
        """The visit with one item more."""
        days = self.days if not item.days else self.days & item.days if self.due else item.days
        return Part(
            (*self.items, item),
            self.matters | item.matters,
            self.departments | item.departments,
            self.scenes & item.scenes,
            days,
            self.due or bool(item.days),
            self.counting | (item.matters if item.counts else 0),
        )


def union(masks: Iterable[int]) -> int:
    """All the bits."""
    return reduce(or_, masks, 0)


def simple(parts: Sequence[Part], out: Sequence[Item]) -> bool:
    """Whether no due check could be made by a visit that is not meant for it."""
    if len(parts) < 2 and not out:
        return True
    return sum(part.matters.bit_count() for part in parts) == union(p.matters for p in parts).bit_count() and not any(
        item.days and part.matters & item.matters for item in out for part in parts
    )


def settle(parts: Sequence[Part], out: Sequence[Item]) -> tuple[Part, ...] | None:
    """The visits with the days on which each makes what is meant for it, and nothing that is left out.

    A visit makes every due check of its matters whose window holds the day. So it keeps out of windows left out,
    and each visit of a pair needs a check whose window no other visit of the pair can meet, or it might find nothing
    new to check. None if some visit has no such day or check. A visit that might make another's check that
    counts toward caps counts itself.
    """
    kept = [part._replace(days=part.days & ~_left_out(part, out)) for part in parts]
    if not all(part.days for part in kept):
        return None
    settled = []
    for n, part in enumerate(kept):
        others = [other for m, other in enumerate(kept) if m != n and other.matters & part.matters]
        if not all(own_check(part, matter, others) for matter in _shared(part, others)):
            return None
        met = (i for other in others for i in other.items if i.flagged and i.matters & part.matters)
        settled.append(part._replace(counting=union(i.matters for i in met if i.days & part.days) | part.counting))
    return tuple(settled)


def avoided(parts: Sequence[Part], out: Sequence[Item]) -> list[int]:
    """The days that each settled visit avoids for the sake of the others: its checks may lose them for good."""
    days = [_left_out(part, out) for part in parts]
    for n, part in enumerate(parts):
        others = [other for m, other in enumerate(parts) if m != n and other.matters & part.matters]
        for matter in _shared(part, others):
            own = own_check(part, matter, others)
            for m, other in enumerate(parts):
                if own is not None and m != n and other.matters & matter:
                    days[m] |= own.days
    return days


def _left_out(part: Part, out: Sequence[Item]) -> int:
    return union(item.days for item in out if item.matters & part.matters)


def _shared(part: Part, others: Sequence[Part]) -> list[int]:
    """The matters, one bit each, that other visits check too."""
    shared = part.matters & union(other.matters for other in others)
    return [1 << n for n in range(shared.bit_length()) if shared >> n & 1]


def own_check(part: Part, matter: int, others: Sequence[Part]) -> Item | None:
    """The first due check of the matter in this visit whose window no other visit of the pair can meet."""
    met = union(other.days for other in others if other.matters & matter)
    return next((i for i in part.items if i.matters & matter and i.days and not i.days & met), None)
