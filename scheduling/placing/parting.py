"""Parting: where leads or a skill are scarce, outings and visits are taken apart so that fewer are needed.

A team that needs somebody for one of its two visits needs him for both: apart, for one. And a visit that a department
short of leads would lead can become two visits, which others lead. Both cost trips or visits, and save checks.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import reduce
from itertools import combinations
from operator import and_

import numpy as np
from numpy.typing import NDArray

from domain.draw.roster import LEAD
from scheduling.grouping.outings import Outing, alone
from scheduling.merging.visits import MergedVisit, together, with_only
from scheduling.placing.capacity import ANYBODY
from scheduling.placing.diary import Diary
from scheduling.placing.losses import Losses


class Parting:
    """Changes the outings that it is given, by key, as long as a need is short."""

    def __init__(self, diary: Diary, losses: Losses, outings: dict[int, Outing]) -> None:
        self._registry, self._demand, self._rows = diary.registry, diary.demand, diary.capacity.rows
        self._losses, self._outings = losses, outings
        self._next = max(outings, default=-1) + 1

    def of_round(self, most: NDArray[np.int64]) -> None:
        """Take apart what helps, until each need is asked for no more than `most`, by row, in the whole round.

        Of leads a tenth is kept free, because no round fills every week to the last officer.
        """
        load = self._load(self._outings)
        for (department, need), row in self._rows.items():
            if need != ANYBODY and load[row] > most[row]:
                self._unpair(list(self._outings), row, load, int(most[row]))
            if need == LEAD and load[row] > most[row]:
                self._hand_over(department, row, load, int(most[row]) * 9 // 10)

    def of_week(self, keys: list[int], most: NDArray[np.int64]) -> dict[int, int]:
        """The same for some outings; for every new one the key of that which it was part of."""
        load = self._load(keys)
        origin: dict[int, int] = {}
        for (_, need), row in self._rows.items():
            if need != ANYBODY and load[row] > most[row]:
                origin |= self._unpair(keys, row, load, int(most[row]))
        return origin

    def _load(self, keys: Iterable[int]) -> NDArray[np.int64]:
        load = np.zeros(self._demand.rows, dtype=np.int64)
        for key in keys:
            self._count(load, self._outings[key], 1)
        return load

    def _count(self, load: NDArray[np.int64], outing: Outing, by: int) -> None:
        asked = self._demand.of(outing)
        load[asked.rows] += by * asked.visits

    def _unpair(self, keys: Iterable[int], row: int, load: NDArray[np.int64], most: int) -> dict[int, int]:
        """Make the visits of outings apart where that asks less of the row, those that share least first."""
        origin: dict[int, int] = {}
        together = [(self._shared(self._outings[key]), key) for key in keys if key in self._outings]
        for _, key in sorted(together):
            outing = self._outings[key]
            apart = [alone(self._registry, visit) for visit in outing.visits]
            if load[row] > most and sum(self._of_row(each, row) for each in apart) < self._of_row(outing, row):
                self._count(load, self._outings.pop(key), -1)
                for each in apart:
                    origin[self._next] = key
                    self._add(each, load)
        return origin

    def _add(self, outing: Outing, load: NDArray[np.int64]) -> None:
        self._outings[self._next] = outing
        self._next += 1
        self._count(load, outing, 1)

    @staticmethod
    def _shared(outing: Outing) -> int:
        return sum(len(visit.departments) for visit in outing.visits) - len(outing.departments)

    def _of_row(self, outing: Outing, row: int) -> int:
        asked = self._demand.of(outing)
        return int(asked.visits[asked.rows == row].sum())

    def _hand_over(self, department: str, row: int, load: NDArray[np.int64], most: int) -> None:
        """Let others lead: in another visit of the enterprise, else in two where the caps leave a visit more."""
        keys: dict[str, list[int]] = defaultdict(list)
        for key, outing in self._outings.items():
            for visit in outing.visits:
                keys[visit.enterprise].append(key)
        for key in list(self._outings):
            for visit in self._outings[key].visits if key in self._outings else ():
                if load[row] <= most or visit.lead_department != department:
                    continue
                others = [other for other in keys[visit.enterprise] if other != key and other in self._outings]
                if not any(self._joined(key, visit, other, load) for other in others):
                    own = [self._visit_of(other, visit.enterprise) for other in others]
                    if self._losses.caps_admit_one_more(visit.enterprise, [visit, *own]):
                        self._split(key, visit, load, keys[visit.enterprise])

    def _visit_of(self, key: int, enterprise: str) -> MergedVisit:
        return next(visit for visit in self._outings[key].visits if visit.enterprise == enterprise)

    def _joined(self, key: int, visit: MergedVisit, other_key: int, load: NDArray[np.int64]) -> bool:
        """Move the lead's checks into another visit, that may send a department back for it, and lead neither."""
        other = self._visit_of(other_key, visit.enterprise)
        lead, rest = self._with(visit, {visit.lead_department}), set(visit.departments) - {visit.lead_department}
        for back in (None, *other.departments):
            kept = self._with(other, set(other.departments) - {back}) if back else other
            both = together(kept, lead, self._registry) if kept and lead else None
            left = self._with(visit, rest) if rest else None
            sent = self._with(other, {back}) if back else None
            after = together(left, sent, self._registry) if left and sent else left or sent
            if both is None or both.lead_department == visit.lead_department or bool(rest or back) != bool(after):
                continue
            if both.days.bit_count() * 2 >= other.days.bit_count():
                self._replace(other_key, other, both, load)
                self._replace(key, visit, after, load)
                return True
        return False

    def _replace(self, key: int, visit: MergedVisit, by: MergedVisit | None, load: NDArray[np.int64]) -> None:
        outing = self._outings.pop(key)
        self._count(load, outing, -1)
        visits = [by if each is visit else each for each in outing.visits]
        kept = tuple(each for each in visits if each is not None)
        if kept:
            self._outings[key] = Outing(outing.area, kept, reduce(and_, (each.days for each in kept)))
            self._count(load, self._outings[key], 1)

    def _split(self, key: int, visit: MergedVisit, load: NDArray[np.int64], keys: list[int]) -> None:
        halves = next(self._halves(visit), None)
        if halves is not None:
            self._replace(key, visit, halves[0], load)
            keys.append(self._next)
            self._add(alone(self._registry, halves[1]), load)

    def _halves(self, visit: MergedVisit) -> Iterator[tuple[MergedVisit, MergedVisit]]:
        """The visit as two that its lead does not lead, the one that it joins as large as can be."""
        others = [name for name in visit.departments if name != visit.lead_department]
        for size in range(len(others) - 1, 0, -1):
            for some in combinations(others, size):
                one = self._with(visit, {visit.lead_department, *some})
                other = self._with(visit, set(others) - set(some))
                if one and other and visit.lead_department != one.lead_department:
                    yield one, other

    def _with(self, visit: MergedVisit, departments: set[str]) -> MergedVisit | None:
        """The checks of these departments as a visit, if that is one by the scenes and days enough are left."""
        matters = self._registry.matters
        part = with_only(
            visit, [c for c in visit.checks if matters[c.matter].department in departments], self._registry
        )
        if part is None or (self._registry.scenes is not None and not part.scene and len(part.matters) > 1):
            return None
        return part if part.days.bit_count() * 2 >= visit.days.bit_count() else None
