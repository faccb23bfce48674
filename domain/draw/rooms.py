"""The rooms that occur in one search, as numbers: what each admits, leads to and is good for is worked out once."""

from __future__ import annotations

from collections.abc import Sequence

from domain.draw.seats import Room, Seats, most_visits


class Rooms:
    """Rooms by number, beside the duties of a search; some duties are the bits of one number.

    `admitted`: by room, the duties that it admits. `week`: by room, the visits left. `alike`: by duty, the duties of
    the same day and slots.
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
        self._most: list[dict[int, int]] = []

    def number(self, room: Room) -> int:
        """The number of a room."""
        if room not in self._numbers:
            self._numbers[room] = len(self._rooms)
            self._rooms.append(room)
            self.admitted.append(sum(duties for kind, duties in self._kinds.items() if room.admits(*kind)))
            self.week.append(room.week)
            self._most.append({})
        return self._numbers[room]

    def after(self, room: int, duty: int) -> int:
        """The room left when a duty is taken on."""
        if (found := self._after.get((room, duty))) is None:
            found = self._after[room, duty] = self.number(self._rooms[room].after(*self._kind_of[duty]))
        return found

    def most(self, room: int, duties: int) -> int:
        """The most visits that an officer with this room can make of some duties."""
        if (found := self._most[room].get(duties)) is None:
            kinds = [(kind, alike & -alike) for kind, alike in self._kinds.items() if alike & duties]
            few = sum(one for _, one in kinds)
            if (found := self._most[room].get(few)) is None:
                found = self._most[room][few] = most_visits(self._rooms[room], frozenset(kind for kind, _ in kinds))
            self._most[room][duties] = found
        return found
