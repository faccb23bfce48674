"""The teams of a week while they are looked for: seats, who may sit on them, who does."""

from __future__ import annotations

from functools import cache
from itertools import product

from domain.draw.force import DayRoom, Officers
from domain.draw.roster import Duty


@cache
def shares(needs: int, seats: int) -> tuple[tuple[tuple[int, ...], ...], ...]:
    """Every way to share needs among seats; seats are alike, so the first need always sits on the first seat."""
    shares, seen = [], set()
    for where in product(range(seats), repeat=needs):
        share = tuple(tuple(need for need in range(needs) if where[need] == seat) for seat in range(seats))
        if tuple(sorted(share)) not in seen:
            seen.add(tuple(sorted(share)))
            shares.append(share)
    return tuple(shares)


class Team:
    """A duty in the week: who is able to take it, and who meets each of its requirements."""

    __slots__ = ("able", "day", "duty", "meeting", "seats", "slots", "visits")

    def __init__(self, duty: Duty, day: DayRoom, able: Officers, meeting: list[Officers]) -> None:
        self.duty, self.day, self.slots, self.visits = duty, day, duty.slots, duty.visits
        self.able, self.meeting, self.seats = able, meeting, list[Seat]()

    def fixed(self) -> list[int]:
        """The officers taken for good."""
        return [seat.holder for seat in self.seats if seat.fixed and seat.holder is not None]


class Seat:
    """One officer's place in a duty's team; `able` are those who may sit there, `holder` is the witness."""

    __slots__ = ("able", "fixed", "holder", "team")

    def __init__(self, team: Team, able: Officers, fixed: bool = False) -> None:
        self.team, self.able, self.fixed = team, able, fixed
        self.holder: int | None = None
