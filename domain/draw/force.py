"""A department's officers as the bits of whole numbers, and what they may still take on in one week.

Who covers an area, who is there, who has room: each is one number, and who could go is what they have in common.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import cache

from domain.registry import Inspector

Officers = int
"""Some officers of a department: bit n is the n-th by id."""


def places(bits: int) -> Iterator[int]:
    """The places of the ones, ascending."""
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest


def bits(numbers: Iterable[int]) -> int:
    """The number whose ones are in these places."""
    found = 0
    for number in numbers:
        found |= 1 << number
    return found


@cache
def slots_of(mask: int) -> tuple[int, ...]:
    """The slots of a bit mask, ascending."""
    return tuple(places(mask))


class Force:
    """The officers of a department, numbered by ascending id."""

    def __init__(self, officers: Sequence[Inspector]) -> None:
        self.officers = tuple(officers)
        self.number = {inspector.id: n for n, inspector in enumerate(officers)}

    def bits(self, some: Iterable[Inspector]) -> Officers:
        """Some of the officers as a number."""
        return bits(self.number[inspector.id] for inspector in some)

    def named(self, some: Officers) -> list[Inspector]:
        """The officers of a number, by id."""
        return [self.officers[n] for n in places(some)]


class VisitsLeft:
    """How many more visits every officer may make in some time, and for each count, who may make so many."""

    __slots__ = ("at_least", "left")

    def __init__(self, most: Iterable[int]) -> None:
        self.left = list(most)
        self.at_least: list[Officers] = []

    def for_visits(self, count: int) -> Officers:
        """Who may make so many more."""
        while count >= len(self.at_least):
            count_there = len(self.at_least)
            self.at_least.append(bits(n for n, left in enumerate(self.left) if left >= count_there))
        return self.at_least[count]

    def toggle(self, bit: Officers, low: int, high: int) -> None:
        """Let an officer who could make so many at most make more, or the other way round."""
        for count in range(max(low + 1, 0), min(high + 1, len(self.at_least))):
            self.at_least[count] ^= bit


class DayRoom:
    """One day: the visits left to every officer, and by slot, who is somewhere already."""

    __slots__ = ("busy", "visits")

    def __init__(self, most: Iterable[int]) -> None:
        self.visits, self.busy = VisitsLeft(most), defaultdict[int, Officers](int)


class WeekRoom:
    """What the officers of a department may still take on in one week."""

    def __init__(self, force: Force) -> None:
        self.week = VisitsLeft(inspector.max_visits_per_week for inspector in force.officers)
        self._per_day = [inspector.max_visits_per_day for inspector in force.officers]
        self._days: dict[date, DayRoom] = {}

    def on(self, day: date) -> DayRoom:
        """A day of the week."""
        if day not in self._days:
            self._days[day] = DayRoom(self._per_day)
        return self._days[day]

    def admitting(self, day: DayRoom, slots: int) -> Officers:
        """Who is free in the slots and within the limits of day and week with them."""
        visits = slots.bit_count()
        free = self.week.for_visits(visits) & day.visits.for_visits(visits)
        for slot in slots_of(slots):
            free &= ~day.busy[slot]
        return free

    def take(self, officer: int, day: DayRoom, slots: int) -> None:
        """The officer is somewhere in these slots."""
        bit = 1 << officer
        for slot in slots_of(slots):
            day.busy[slot] |= bit
        for room in (self.week, day.visits):
            before = room.left[officer]
            left = room.left[officer] = before - slots.bit_count()
            if left + 1 < len(room.at_least):
                room.toggle(bit, left, before)

    def give_back(self, officer: int, day: DayRoom, slots: int) -> None:
        """The officer is free in these slots again."""
        bit = 1 << officer
        for slot in slots_of(slots):
            day.busy[slot] &= ~bit
        for room in (self.week, day.visits):
            before = room.left[officer]
            left = room.left[officer] = before + slots.bit_count()
            if before + 1 < len(room.at_least):
                room.toggle(bit, before, left)
