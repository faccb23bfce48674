"""Can the vacated seats of one officer all be given to others, everything else staying as drawn? Exactly.

The seats come from one officer, so there are few in a week, each belongs to another team and no two lie in one slot.
What ties them together is that a successor can take no more visits than the day and the week still admit.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from itertools import combinations
from typing import NamedTuple

from domain.calendar import monday
from domain.draw.reasons import Reasons, missing
from domain.draw.roster import Duty, Roster
from domain.registry import Inspector


class Vacancy(NamedTuple):
    """A seat to be filled, and the team that stays."""

    duty: Duty
    kept: tuple[Inspector, ...]

    @property
    def week(self) -> date:
        """The Monday of its week."""
        return monday(self.duty.day)


class Vacancies:
    """The question about vacated seats of one week, given what the officers of the department are engaged for."""

    def __init__(self, roster: Roster, reasons: Reasons) -> None:
        self._roster, self._reasons = roster, reasons

    def can_all_be_filled(self, seats: Sequence[Vacancy]) -> bool:
        """Whether every seat can have an officer of its own choice of candidates at the same time.

        Officer by officer, every set of seats that can be filled so far is kept: 2^seats at the most, and exact.
        """
        able = [self.able(seat) for seat in seats]
        full, reached = (1 << len(seats)) - 1, {0}
        for officer in self._roster.of_department[seats[0].duty.department] if seats else ():
            mine = [n for n, candidates in enumerate(able) if officer in candidates]
            takes = [sum(1 << n for n in some) for some in self._choices(officer, seats, mine)]
            reached |= {filled | more for filled in reached for more in takes}
            if full in reached:
                return True
        return full in reached

    def smallest_short(self, seats: Sequence[Vacancy]) -> Sequence[Vacancy]:
        """A smallest set of seats that cannot all be filled, the first one in the given order; empty: there is none."""
        some = (some for count in range(1, len(seats) + 1) for some in combinations(seats, count))
        return next((each for each in some if not self.can_all_be_filled(each)), ())

    def able(self, seat: Vacancy) -> list[Inspector]:
        """Who could take the seat by itself: no reason without the team holds, and the team then lacks nothing."""
        return [
            i
            for i in self.candidates(seat)
            if not self._reasons.kept_away(seat.duty, i) and not missing(seat.duty, [*seat.kept, i])
        ]

    def candidates(self, seat: Vacancy) -> list[Inspector]:
        """The department's officers who cover the area and are not in the team."""
        duty = seat.duty
        return [i for i in self._roster.covering(duty.department, duty.district, duty.area) if i not in seat.kept]

    def _choices(self, officer: Inspector, seats: Sequence[Vacancy], mine: Sequence[int]) -> list[tuple[int, ...]]:
        """Every set of seats that the officer could take together."""
        return [
            some
            for count in range(1, len(mine) + 1)
            for some in combinations(mine, count)
            if self._fits(officer, [seats[n].duty for n in some])
        ]

    def _fits(self, officer: Inspector, duties: Sequence[Duty]) -> bool:
        days: Counter[date] = Counter()
        for duty in duties:
            days[duty.day] += duty.visits
        room = {day: self._reasons.room(officer, day) for day in days}
        return all(days[day] <= today and days.total() <= week for day, (today, week) in room.items())
