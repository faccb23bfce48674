"""Proves that some duties of a department in one week cannot have teams at the same time: by counting, else by trying.

Counting: the duties ask for more visits than all who could go can make, week, day and slots considered; or those that
need a lead or a skill ask for more than those who have it can make. Trying: the duty with the fewest officers to
spare is given every possible team in turn, officers who are alike in all that matters only once, and each time the
same is asked of the others. What is proven is certain; what is not proven within `TRIES` teams is left open.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import combinations
from typing import NamedTuple

TRIES = 50
"""Teams that one proof may try."""


class Room(NamedTuple):
    """What an officer may still take on in the week: visits, visits a day, and which slots (a bit mask) are taken."""

    week: int
    per_day: int
    taken: tuple[tuple[date, int], ...] = ()

    def admits(self, day: date, slots: int) -> bool:
        """Whether slots of a day can be added."""
        busy = self.on(day)
        fits = busy.bit_count() + slots.bit_count() <= self.per_day and slots.bit_count() <= self.week
        return fits and not busy & slots

    def after(self, day: date, slots: int) -> Room:
        """The room left when slots of a day are added."""
        return Room(self.week - slots.bit_count(), self.per_day, tuple(sorted((*self.taken, (day, slots)))))

    def on(self, day: date) -> int:
        """The slots taken on a day."""
        return sum(slots for taken_on, slots in self.taken if taken_on == day)

    def most(self, wanted: Iterable[tuple[date, int]]) -> int:
        """The most visits the officer can make of these duties, given by day and slots."""
        by_day: dict[date, list[int]] = {}
        for day, slots in wanted:
            by_day.setdefault(day, []).append(slots)
        reachable = 1
        for day, masks in by_day.items():
            sums = _sums(masks, self.per_day - self.on(day).bit_count())
            reachable = _any_of(reachable << more for more in sums)
        return (reachable & ((2 << self.week) - 1)).bit_length() - 1


class Seats(NamedTuple):
    """The open seats of a duty: who is able to take one, and for each need not met yet those who meet it."""

    outing: str
    day: date
    slots: int
    count: int
    able: tuple[str, ...]
    needs: Mapping[str, frozenset[str]]


Rooms = Mapping[str, Room]


def is_proven(duties: Sequence[Seats], rooms: Rooms) -> bool:
    """Whether it is proven that the seats of these duties cannot all be filled."""
    try:
        return not _Trial(TRIES).may_be_filled(duties, rooms)
    except _UsedUp:
        return False


def scarcest(duties: Sequence[Seats], rooms: Rooms) -> list[Seats]:
    """Duties among these that counting alone proves impossible; none, if leaving out the easiest finds none."""
    free = _free(duties, rooms)
    for need in _needs(duties):

        def missing(some: Sequence[Seats], need: str | None = need) -> int:
            return _missing(some, need, free, rooms)

        some = _concerned(duties, need)
        while some:
            if missing(some) > 0:
                return some
            some = max(_each_left_out(some), key=missing)
    return []


class _UsedUp(Exception):
    """The teams that may be tried are used up."""


class _Trial:
    def __init__(self, tries: int) -> None:
        self._tries = tries

    def may_be_filled(self, duties: Sequence[Seats], rooms: Rooms) -> bool:
        """Whether no proof of the contrary exists."""
        if not duties:
            return True
        free = _free(duties, rooms)
        if any(_missing(_concerned(duties, need), need, free, rooms) > 0 for need in _needs(duties)):
            return False
        tightest = min(duties, key=lambda duty: len(free[duty.outing]) - duty.count)
        others = [duty for duty in duties if duty is not tightest]
        return any(self.may_be_filled(others, after) for after in self._teams(tightest, others, free, rooms))

    def _teams(
        self, duty: Seats, others: Sequence[Seats], free: Mapping[str, list[str]], rooms: Rooms
    ) -> Iterator[Rooms]:
        """What is left of everybody's room after each team that the duty could have."""
        alike = _alike([duty, *others], rooms)
        seen = set()
        for team in combinations(sorted(free[duty.outing], key=lambda i: (-rooms[i].week, i)), duty.count):
            kinds = tuple(sorted(alike(i) for i in team))
            if kinds not in seen and all(not able.isdisjoint(team) for able in duty.needs.values()):
                seen.add(kinds)
                self._tries -= 1
                if self._tries < 0:
                    raise _UsedUp
                yield {**rooms, **{i: rooms[i].after(duty.day, duty.slots) for i in team}}


def _alike(duties: Sequence[Seats], rooms: Rooms) -> Callable[[str], tuple[object, ...]]:
    """What distinguishes officers: their room, the duties they are able to take, and the needs they meet there."""
    able = [[frozenset(duty.able), *(met for _, met in sorted(duty.needs.items()))] for duty in duties]
    return lambda inspector: (rooms[inspector], tuple(inspector in some for each in able for some in each))


def _free(duties: Sequence[Seats], rooms: Rooms) -> dict[str, list[str]]:
    return {duty.outing: [i for i in duty.able if rooms[i].admits(duty.day, duty.slots)] for duty in duties}


def _needs(duties: Sequence[Seats]) -> list[str | None]:
    """None, for all seats, and every need."""
    return [None, *sorted({need for duty in duties for need in duty.needs})]


def _concerned(duties: Sequence[Seats], need: str | None) -> list[Seats]:
    return [duty for duty in duties if need is None or need in duty.needs]


def _missing(duties: Sequence[Seats], need: str | None, free: Mapping[str, list[str]], rooms: Rooms) -> int:
    """How many visits the duties ask for beyond what those who could go can make of them at most."""
    asked, wanted = 0, dict[str, list[tuple[date, int]]]()
    for duty in duties:
        asked += (duty.count if need is None else 1) * duty.slots.bit_count()
        for inspector in free[duty.outing]:
            if need is None or inspector in duty.needs[need]:
                wanted.setdefault(inspector, []).append((duty.day, duty.slots))
    return asked - sum(rooms[inspector].most(some) for inspector, some in wanted.items())


def _each_left_out(duties: Sequence[Seats]) -> list[list[Seats]]:
    return [[*duties[:n], *duties[n + 1 :]] for n in range(len(duties))]


def _sums(masks: Sequence[int], spare: int) -> set[int]:
    """How many visits of one day can be made, choosing among slots that do not overlap, at most `spare`."""
    chosen = {0}
    for mask in masks:
        chosen |= {some | mask for some in chosen if not some & mask and (some | mask).bit_count() <= spare}
    return {some.bit_count() for some in chosen}


def _any_of(masks: Iterable[int]) -> int:
    every = 0
    for mask in masks:
        every |= mask
    return every
