"""Even shares: what a department should have on a day and in a week."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from scheduling.placing.capacity import Capacity, Grid
from scheduling.placing.demand import Asked


class Targets:
    """Visits that each department should have, by day and by week.

    In proportion to the officers there, and to how much of the department's work the day is open to; but never more
    in a week than its officers can make: what they cannot goes to the other weeks in the same proportion.
    """

    def __init__(self, capacity: Capacity, asked: Sequence[Asked], days: NDArray[np.bool_]) -> None:
        departments = len(capacity.row)
        matrix = np.zeros((len(asked), departments), dtype=np.int64)
        for n, (rows, visits) in enumerate(asked):
            own = rows < departments
            matrix[n, rows[own]] = visits[own]
        weight = capacity.present[:departments] * (matrix.T @ days.astype(np.int64))
        in_week = np.equal.outer(capacity.week_of, np.arange(capacity.weeks)).astype(np.int64)
        of_week = weight @ in_week
        most = capacity.visits_a_week
        self.by_day: Grid = np.zeros_like(weight)
        self.by_week: Grid = np.zeros_like(of_week)
        for row, total in enumerate(matrix.sum(axis=0)):
            part, whole = _filled(int(total), of_week[row], most[row])
            self.by_week[row] = -(-part * of_week[row] // whole)
            self.by_day[row] = -(-part[capacity.week_of] * weight[row] // whole[capacity.week_of])

    def excess(self, load: Grid, week_load: Grid) -> tuple[int, int]:
        """Visits above the even share, by day and by week, summed over departments."""
        by_day = np.maximum(0, load[: len(self.by_day)] - self.by_day).sum()
        return int(by_day), int(np.maximum(0, week_load[: len(self.by_week)] - self.by_week).sum())


def _filled(total: int, weight: Grid, most: Grid) -> tuple[Grid, Grid]:
    """By week, a numerator and a denominator: the share is weight · numerator / denominator, filled up to the most."""
    full = np.zeros(len(weight), dtype=np.bool_)
    left = total
    while True:
        rest = int(weight[~full].sum())
        over = ~full & (left * weight > most * rest)
        if not over.any():
            return np.where(full, most, left), np.maximum(1, np.where(full, weight, rest))
        left -= int(most[over].sum())
        full |= over
