"""Open seats of duties in one week, and the room that officers have for them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from domain.draw.roster import Duty, meets, requirements
from domain.registry import Inspector


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
    """The open seats of a duty: how many, who is able to take one, and for each need not met yet who meets it."""

    outing: str
    day: date
    slots: int
    seats: int
    able: tuple[str, ...]
    needs: Mapping[str, frozenset[str]]

    @classmethod
    def of(cls, duty: Duty, size: int, team: Sequence[Inspector], able: Iterable[Inspector]) -> Seats:
        """What is open in a duty for teams of a size, with some of the team fixed; these are able, if not fixed."""
        others = [i for i in able if i not in team]
        needs = {
            need: frozenset(i.id for i in others if meets(i, need))
            for need in requirements(duty)
            if not any(meets(i, need) for i in team)
        }
        return cls(duty.outing, duty.day, duty.slots, size - len(team), tuple(i.id for i in others), needs)

    @property
    def visits(self) -> int:
        """How many visits the team makes."""
        return self.slots.bit_count()

    @property
    def suited(self) -> tuple[str, ...]:
        """Who is able; whoever takes the only seat meets every need."""
        if self.seats != 1 or not self.needs:
            return self.able
        return tuple(i for i in self.able if all(i in who for who in self.needs.values()))


def rooms_beside(officers: Iterable[Inspector], fixed: Iterable[tuple[Duty, Sequence[Inspector]]]) -> dict[str, Room]:
    """What officers may still take on in a week beside the teams fixed in it.

    Empty: not even these go together, or somebody in them is none of the officers.
    """
    rooms = {i.id: Room(i.max_visits_per_week, i.max_visits_per_day) for i in officers}
    for duty, team in fixed:
        for inspector in team:
            if inspector.id not in rooms or not rooms[inspector.id].admits(duty.day, duty.slots):
                return {}
            rooms[inspector.id] = rooms[inspector.id].after(duty.day, duty.slots)
    return rooms


@lru_cache(maxsize=100_000)
def most_visits(room: Room, wanted: frozenset[tuple[date, int]]) -> int:
    """The most visits an officer can make of duties, given by day and slots; most officers have equal room."""
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
