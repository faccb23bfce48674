"""A day for every outing: the constructive start.

Outings with few possible days go first; each takes the day on which its departments are furthest below their even
share, unless a day is proposed for it.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from scheduling.merging.visits import days_in
from scheduling.outings import Outing
from scheduling.placing.diary import Diary
from scheduling.placing.targets import Targets
from scheduling.progress import Progress


class Placer:
    """Places outings, by key, in a diary; `missing` are the keys that found no day."""

    def __init__(self, diary: Diary, targets: Targets, outings: Mapping[int, Outing]) -> None:
        self.diary, self._targets = diary, targets
        self.outings = dict(outings)
        self.missing: list[int] = []

    @property
    def cost(self) -> tuple[int, int]:
        """What is not placed, then what is above the even shares by day and week; (0, 0) cannot be improved."""
        return len(self.missing), sum(self.excess)

    @property
    def excess(self) -> tuple[int, int]:
        """Visits above the even shares, by day and by week."""
        return self._targets.excess(self.diary)

    def place_all(self, proposed: Mapping[int, int], progress: Progress) -> None:
        """Place each outing on its proposed day, else on its best."""
        for done, key in enumerate(sorted(self.outings, key=self._hardest_first), 1):
            at_once = key in proposed and self.diary.place(key, self.outings[key], proposed[key])
            if not at_once and not self.place(key):
                self.missing.append(key)
            progress("days", done, len(self.outings))

    def _hardest_first(self, key: int) -> tuple[int, int, int]:
        outing = self.outings[key]
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

    def place(self, key: int) -> bool:
        """Place the outing on its best day, if any will do."""
        outing = self.outings[key]
        return any(self.diary.place(key, outing, day) for day in self._best_days(outing))
