"""Load shedding: where heads cannot suffice, checks are given up before teams are asked for, the least important first.

First what the round as a whole is too much for, then what a week or a day is. A department's checks leave the visit,
the visit stays.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import reduce
from operator import and_
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from domain.draw.roster import LEAD
from scheduling.grouping.outings import Outing
from scheduling.merging.checks import Check
from scheduling.merging.visits import MergedVisit, with_only
from scheduling.placing.capacity import ANYBODY
from scheduling.placing.diary import Diary
from scheduling.placing.importance import Importance, Rank
from scheduling.placing.losses import Losses
from scheduling.placing.parting import Parting

Load = NDArray[np.int64]


class Piece(NamedTuple):
    """Checks of one visit of an outing that would free officers of a row."""

    rank: Rank
    key: int
    visit: MergedVisit
    checks: tuple[Check, ...]


class Shedding:
    """Gives up checks of outings, by key, that have no day yet; changes the outings that it is given."""

    def __init__(self, diary: Diary, losses: Losses, outings: dict[int, Outing]) -> None:
        self._diary, self._losses, self._outings = diary, losses, outings
        self._parting = Parting(diary, losses, outings)
        self._capacity, self._demand = diary.capacity, diary.demand
        self._matters, self._importance = diary.registry.matters, Importance(diary.registry)
        # Needs first: whoever is given up for a skill is no longer asked of the department.
        self._rows = sorted(self._capacity.rows.items(), key=lambda item: (item[0][1] == ANYBODY, item[1]))

    def whole_round(self) -> None:
        """Part what wastes a need that is scarce, then give up what all weeks together have no officers for."""
        most = self._capacity.visits_a_week.sum(axis=1)
        self._parting.of_round(most)
        self._within(list(self._outings), most)

    def by_place(self, days: dict[int, int]) -> None:
        """The same for the weeks, then the days, on which outings are to be; those made apart stay on their day."""
        for week in range(self._capacity.weeks):
            keys = [key for key, day in days.items() if self._capacity.week_of[day] == week]
            most = self._capacity.visits_a_week[:, week]
            for new, key in self._parting.of_week(keys, most).items():
                days[new] = days[key]
                keys.append(new)
            self._within(keys, most)
        on_day: dict[int, list[int]] = defaultdict(list)
        for key, day in days.items():
            on_day[day].append(key)
        for day, keys in sorted(on_day.items()):
            self._within(keys, self._capacity.visits_a_day[:, day])

    def _within(self, keys: Iterable[int], most: Load) -> None:
        """Bring what these outings ask for down to what each row can give."""
        here = [key for key in keys if key in self._outings]
        load = np.zeros(len(most), dtype=np.int64)
        for key in here:
            self._count(load, key, 1)
        if (load <= most).all():
            return
        for (department, need), row in self._rows:
            pieces = list(self._pieces(here, department, need)) if load[row] > most[row] else []
            pieces.sort(key=lambda piece: piece.visit.enterprise, reverse=True)
            for piece in sorted(pieces, key=lambda piece: piece.rank):
                if load[row] <= most[row]:
                    break
                self._shed(piece, row, load)

    def _count(self, load: Load, key: int, by: int) -> None:
        if key in self._outings:
            asked = self._demand.of(self._outings[key])
            load[asked.rows] += by * asked.visits

    def _pieces(self, keys: Iterable[int], department: str, need: str) -> Iterator[Piece]:
        for key in keys:
            for visit in self._outings[key].visits if key in self._outings else ():
                if department in visit.departments and (need != LEAD or visit.lead_department == department):
                    checks = tuple(c for c in visit.checks if self._asks(c, department, need))
                    if checks:
                        yield Piece(self._importance.rank(checks), key, visit, checks)

    def _asks(self, check: Check, department: str, need: str) -> bool:
        matter = self._matters[check.matter]
        return matter.department == department and need in (ANYBODY, LEAD, matter.skill)

    def _shed(self, piece: Piece, row: int, load: Load) -> None:
        """Give the piece up if its visit is as it was and the outing then asks less of the row."""
        outing = self._outings.get(piece.key)
        if outing is None or piece.visit not in outing.visits:
            return
        kept = [check for check in piece.visit.checks if check not in piece.checks]
        after = _replaced(outing, piece.visit, with_only(piece.visit, kept, self._diary.registry))
        if after is not None and self._of_row(after, row) >= self._of_row(outing, row):
            return
        self._count(load, piece.key, -1)
        self._losses.drop(piece.visit, piece.checks, piece.visit.days)
        del self._outings[piece.key]
        if after is not None:
            self._outings[piece.key] = after
        self._count(load, piece.key, 1)

    def _of_row(self, outing: Outing, row: int) -> int:
        asked = self._demand.of(outing)
        return int(asked.visits[asked.rows == row].sum())


def _replaced(outing: Outing, visit: MergedVisit, other: MergedVisit | None) -> Outing | None:
    """The outing with another visit, or none, in the place of one; None if nothing is left."""
    if other is not None:
        return outing.with_visit(outing.visits.index(visit), other)
    visits = tuple(each for each in outing.visits if each is not visit)
    return Outing(outing.area, visits, reduce(and_, (each.days for each in visits))) if visits else None
