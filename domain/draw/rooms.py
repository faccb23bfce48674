"""The rooms that occur in one search, as numbers: what each admits, leads to and is good for is worked out once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from domain.draw.seats import Room, Seats, most_visits

Kind = tuple[date, int]
"""Day and slots of a duty; duties of one kind exclude each other."""


class MostVisits(dict[int, int]):
    """The most visits that an officer with a room can make of some duties."""

    def __init__(self, room: Room, kinds: Mapping[Kind, int]) -> None:
        super().__init__()
        self._room, self._kinds = room, kinds

    def __missing__(self, duties: int) -> int:
        few = 0
        for alike in self._kinds.values():
            if alike & duties:
                few |= alike & -alike
        if duties == few:
            kinds = frozenset(kind for kind, alike in self._kinds.items() if alike & duties)
            self[few] = most_visits(self._room, kinds)
        else:
            self[duties] = self[few]
        return self[duties]


class Rooms:
    """Rooms by number, beside the duties of a search; some duties are the bits of one number.

    `admitted`: by room, the duties that it admits. `week`: by room, the visits left. `most`: by room and some duties,
    the most visits that an officer can make of them. `alike`: by duty, the duties of the same day and slots.
    """

    def __init__(self, duties: Sequence[Seats]) -> None:
        kinds = dict.fromkeys((duty.day, duty.slots) for duty in duties)
        self._kinds = {
            kind: sum(1 << n for n, duty in enumerate(duties) if (duty.day, duty.slots) == kind) for kind in kinds
        }
        self._kind_of = [(duty.day, duty.slots) for duty in duties]
        self.alike = [self._kinds[kind] for kind in self._kind_of]
        self._numbers: dict[Room, int] = {}
        self._rooms: list[Room] = []
        self.admitted: list[int] = []
        self.week: list[int] = []
        self._after: dict[tuple[int, int], int] = {}
        self.most: list[MostVisits] = []

    def number(self, room: Room) -> int:
        """The number of a room."""
        if room not in self._numbers:
            self._numbers[room] = len(self._rooms)
            self._rooms.append(room)
            self.admitted.append(sum(duties for kind, duties in self._kinds.items() if room.admits(*kind)))
            self.week.append(room.week)
            self.most.append(MostVisits(room, self._kinds))
        return self._numbers[room]

    def after(self, room: int, duty: int) -> int:
        """The room left when a duty is taken on."""
        if (found := self._after.get((room, duty))) is None:
            found = self._after[room, duty] = self.number(self._rooms[room].after(*self._kind_of[duty]))
        return found
