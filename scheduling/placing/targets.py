"""Even shares: what a department should have on a day and in a week."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from scheduling.outings import Outing
from scheduling.placing.capacity import Grid
from scheduling.placing.diary import Diary


class Targets:
    """Visits that each row of a diary should have, by day and by week.

    In proportion to the officers there, and to how much of the department's work the day is open to.
    """

    def __init__(self, diary: Diary, outings: Iterable[Outing]) -> None:
        capacity, open_to = diary.capacity, np.zeros_like(diary.load)
        total = np.zeros(len(diary.load), dtype=np.int64)
        for outing in outings:
            allowed = np.array([outing.days >> day & 1 for day in range(len(diary.days))], dtype=np.int64)
            for row in diary.rows(outing):
                total[row] += diary.visits_of(outing, row)
                open_to[row] += allowed * diary.visits_of(outing, row)
        in_week = np.equal.outer(capacity.week_of, np.arange(capacity.weeks)).astype(np.int64)
        self.by_day = _shares(total, capacity.present * open_to)
        self.by_week = _shares(total, capacity.present * open_to @ in_week)

    def excess(self, diary: Diary) -> tuple[int, int]:
        """Visits above the even share, by day and by week, summed over departments; the bound is 0."""
        by_day = np.maximum(0, diary.load - self.by_day).sum()
        return int(by_day), int(np.maximum(0, diary.week_load - self.by_week).sum())


def _shares(total: NDArray[np.int64], weight: Grid) -> Grid:
    """Rounded up, in whole numbers: total · weight / Σ weight."""
    shares: Grid = -(-total[:, None] * weight // np.maximum(1, weight.sum(axis=1))[:, None])
    return shares
