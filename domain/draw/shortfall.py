"""Proves that some duties of a department in one week cannot have teams at the same time: by counting, else by trying.

Counting: the duties ask for more visits than all who could go can make, week, day and slots considered; or those that
need a lead or a skill ask for more than those who have it can make. Trying: the duty with the fewest officers to
spare is given every possible team in turn, officers who are alike in all that matters only once, and each time the
same is asked of the others. What is proven is certain; what is not proven within `TRIES` teams is left open.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
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


class Seats(NamedTuple):
    """The open seats of a duty: who is able to take one and has room, and for each need not met yet who meets it."""

    outing: str
    day: date
    slots: int
    seats: int
    able: tuple[str, ...]
    needs: Mapping[str, frozenset[str]]

    def beside(self, team: Sequence[str], rooms: Rooms) -> Seats:
        """The same when this team was given another duty: some of it may have no room left."""
        gone = [i for i in team if i in self.able and not rooms[i].admits(self.day, self.slots)]
        return self._replace(able=tuple(i for i in self.able if i not in gone)) if gone else self


Rooms = Mapping[str, Room]


def is_proven(duties: Sequence[Seats], rooms: Rooms) -> bool:
    """Whether it is proven that the seats of these duties cannot all be filled."""
    try:
        return not _Trial(TRIES).may_be_filled(duties, rooms)
    except _UsedUp:
        return False


def scarcest(duties: Sequence[Seats], rooms: Rooms) -> list[Seats]:
    """Duties among these that counting alone proves impossible; none, if leaving out the easiest finds none."""
    for need in _needs(duties):

        def missing(some: Sequence[Seats], need: str | None = need) -> int:
            return _missing(some, need, rooms)

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
        if any(_missing(_concerned(duties, need), need, rooms) > 0 for need in _needs(duties)):
            return False
        tightest = min(duties, key=lambda duty: len(duty.able) - duty.seats)
        others = [duty for duty in duties if duty is not tightest]
        for team in self._teams(tightest, others, rooms):
            left = {**rooms, **{i: rooms[i].after(tightest.day, tightest.slots) for i in team}}
            if self.may_be_filled([duty.beside(team, left) for duty in others], left):
                return True
        return False

    def _teams(self, duty: Seats, others: Sequence[Seats], rooms: Rooms) -> Iterator[tuple[str, ...]]:
        """Every team that the duty could have, of those alike the first."""
        alike = _alike([duty, *others], rooms)
        seen = set()
        for team in combinations(sorted(duty.able, key=lambda i: (-rooms[i].week, i)), duty.seats):
            kinds = tuple(sorted(alike[i] for i in team))
            if kinds not in seen and all(not able.isdisjoint(team) for able in duty.needs.values()):
                seen.add(kinds)
                self._tries -= 1
                if self._tries < 0:
                    raise _UsedUp
                yield team


def _alike(duties: Sequence[Seats], rooms: Rooms) -> dict[str, tuple[object, ...]]:
    """What distinguishes the officers of the first duty: room, duties they are able to take, needs they meet there."""
    sets = [some for duty in duties for some in (frozenset(duty.able), *(duty.needs[n] for n in sorted(duty.needs)))]
    return {i: (rooms[i], tuple(i in some for some in sets)) for i in duties[0].able}


def _needs(duties: Sequence[Seats]) -> list[str | None]:
    """None, for all seats, and every need."""
    return [None, *sorted({need for duty in duties for need in duty.needs})]


def _concerned(duties: Sequence[Seats], need: str | None) -> list[Seats]:
    return [duty for duty in duties if need is None or need in duty.needs]


def _missing(duties: Sequence[Seats], need: str | None, rooms: Rooms) -> int:
    """How many visits the duties ask for beyond what those who could go can make of them at most."""
    asked, wanted = 0, dict[str, list[tuple[date, int]]]()
    for duty in duties:
        asked += (duty.seats if need is None else 1) * duty.slots.bit_count()
        for inspector in duty.able:
            if need is None or inspector in duty.needs[need]:
                wanted.setdefault(inspector, []).append((duty.day, duty.slots))
    return asked - sum(_most(rooms[inspector], tuple(some)) for inspector, some in wanted.items())


def _each_left_out(duties: Sequence[Seats]) -> list[list[Seats]]:
    return [[*duties[:n], *duties[n + 1 :]] for n in range(len(duties))]


@lru_cache(maxsize=100_000)
def _most(room: Room, wanted: tuple[tuple[date, int], ...]) -> int:
    """The most visits an officer can make of these duties, given by day and slots; most officers have equal room."""
    by_day: dict[date, list[int]] = {}
    for day, slots in wanted:
        by_day.setdefault(day, []).append(slots)
    reachable = 1
    for day, masks in by_day.items():
        sums = _sums(masks, room.per_day - room.on(day).bit_count())
        reachable = _any_of(reachable << more for more in sums)
    return (reachable & ((2 << room.week) - 1)).bit_length() - 1


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
