"""A day for every outing: the constructive start, then ejections, then splitting, then dropping a department.

Outings with few possible days go first; each takes the day on which its departments are furthest below their even
share. One that fits nowhere may push another outing to another day; then its visits are placed one by one; and
what still cannot be staffed loses the departments that are short, never the whole visit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import count, islice

import numpy as np

from scheduling.diary import Diary, Placed
from scheduling.losses import Losses
from scheduling.outings import Outing, alone
from scheduling.targets import Targets, days_in
from scheduling.visits import MergedVisit

EJECTIONS = 60
"""How many other outings one outing may try to push away."""


class Placer:
    """Places outings in a diary; `losses` keeps account of what cannot be done."""

    def __init__(self, diary: Diary, targets: Targets, outings: Mapping[int, Outing]) -> None:
        self.diary, self._targets = diary, targets
        self.losses = Losses(diary)
        self._outings = dict(outings)
        self._keys = count(len(outings))
        self.missing: list[int] = []

    @property
    def cost(self) -> tuple[int, int]:
        """What is not placed, then what is above the even shares by day and week; (0, 0) cannot be improved."""
        return len(self.missing), sum(self.excess)

    @property
    def excess(self) -> tuple[int, int]:
        """Visits above the even shares, by day and by week."""
        return self._targets.excess(self.diary)

    def place_all(self, proposed: Mapping[int, int], tell: Callable[[int], None]) -> None:
        """Place each outing on its proposed day, else on its best; `tell` hears how many have had their turn."""
        for done, key in enumerate(sorted(self._outings, key=self._hardest_first), 1):
            at_once = key in proposed and self.diary.place(key, self._outings[key], proposed[key])
            if not at_once and not self._place(key):
                self.missing.append(key)
            tell(done)

    def settle(self) -> None:
        """Account for what is missing: the diary and `losses` together then hold every visit."""
        missing = [key for key in self.missing if not self._place(key) and not self._eject_for(key)]
        for single in [single for key in missing for single in self._split(key)]:
            if not self._place(single) and not self._eject_for(single):
                self._reduce(single)
        self.missing = []

    def drop(self, key: int, department: str) -> None:
        """Take a department out of a placed outing; its visits are placed again one by one."""
        self.diary.lift(key)
        for single in self._split(key):
            visit = self._outings[single].visits[0]
            left = self.losses.drop(visit, [department]) if department in visit.departments else visit
            if left is None:
                del self._outings[single]
                continue
            self._enter(single, left)
            if not self._place(single):
                self._reduce(single)

    def _hardest_first(self, key: int) -> tuple[int, int, int]:
        outing = self._outings[key]
        return outing.days.bit_count(), -len(outing.visits), key

    def _best_days(self, outing: Outing) -> list[int]:
        """The outing's days, the one that keeps its departments most even first."""
        diary, rows = self.diary, self.diary.rows(outing)
        more = np.array([[diary.visits_of(outing, row)] for row in rows])
        by_day, by_week = diary.load[rows] + more, diary.week_load[rows] + more
        day_cost = 1000 * np.maximum(0, by_day - self._targets.by_day[rows]) + 100 * by_day // np.maximum(
            1, diary.capacity.present[rows]
        )
        week_cost = 100 * np.maximum(0, by_week - self._targets.by_week[rows]) + 60 * by_week // np.maximum(
            1, diary.capacity.weekly[rows]
        )
        cost = day_cost.sum(axis=0) + week_cost.sum(axis=0)[diary.capacity.week_of]
        return sorted(days_in(outing.days), key=lambda day: (int(cost[day]), day))

    def _place(self, key: int) -> bool:
        outing = self._outings[key]
        return any(self.diary.place(key, outing, day) for day in self._best_days(outing))

    def _eject_for(self, key: int) -> bool:
        """Put the outing where another one is, if that one finds another day."""
        outing = self._outings[key]
        for other in islice(self._in_the_way(outing), EJECTIONS):
            lifted = self.diary.lift(other)
            for day in days_in(outing.days):
                if abs(day - lifted.day) <= self._reach(outing, lifted) and self.diary.place(key, outing, day):
                    if self._place(other):
                        return True
                    self.diary.lift(key)
            if not self.diary.place(other, lifted.outing, lifted.day):
                raise AssertionError(f"outing {other} lost its day {lifted.day} that it held a moment ago")
        return False

    def _reach(self, outing: Outing, lifted: Placed) -> int:
        """Lifting a sibling visit frees days around it; lifting anything else frees its own day and week."""
        same = {v.enterprise for v in outing.visits} & {v.enterprise for v in lifted.outing.visits}
        return self.diary.registry.policy.min_days_between_visits if same else 0

    def _in_the_way(self, outing: Outing) -> Iterator[int]:
        """Outings that could make room: those of the same enterprises, then those that share a department."""
        near = sorted({key for visit in outing.visits for key in self.diary.siblings(visit.enterprise)})
        yield from near
        freest = sorted(self.diary.placed.items(), key=lambda item: (-item[1].outing.days.bit_count(), item[0]))
        for key, placed in freest:
            if key not in near and outing.days >> placed.day & 1 and outing.departments & placed.outing.departments:
                yield key

    def _split(self, key: int) -> list[int]:
        """The outing's visits, each as an outing of its own, the one with the fewest days first."""
        visits = sorted(self._outings.pop(key).visits, key=lambda visit: visit.days.bit_count())
        keys = [next(self._keys) for _ in visits]
        for new, visit in zip(keys, visits, strict=True):
            self._enter(new, visit)
        return keys

    def _enter(self, key: int, visit: MergedVisit) -> None:
        self._outings[key] = alone(self.diary.registry, visit)

    # -- what cannot be done -----------------------------------------------------------------------------------

    def _reduce(self, key: int) -> None:
        """Drop the departments that are short on the day on which the fewest checks are lost, and place the rest."""
        visit: MergedVisit | None = self._outings[key].visits[0]
        while visit is not None:
            self._enter(key, visit)
            if self._place(key) or (short := self._least_lost(key, visit)) == []:
                return
            visit = self.losses.drop_for_distance(visit) if short is None else self.losses.drop(visit, short)
        del self._outings[key]

    def _least_lost(self, key: int, visit: MergedVisit) -> list[str] | None:
        """The departments to drop on the day that loses the fewest checks; None: no day keeps its distance.

        Empty if the oracle, asked again, finds a way after all: the visit is then placed.
        """
        best: tuple[int, list[str]] | None = None
        for day in days_in(visit.days):
            short = self.diary.refusing(key, self._outings[key], day, all_of_them=True)
            if short == []:
                return short
            if short is not None:
                lost = sum(self.diary.registry.matters[c.matter].department in short for c in visit.checks)
                if best is None or lost < best[0]:
                    best = lost, short
        return best and best[1]
