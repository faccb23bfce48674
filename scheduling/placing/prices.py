"""What one more visit costs on each day: the objective of placing as a convex price of every load."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scheduling.placing.capacity import Capacity, Grid
from scheduling.placing.demand import Asked
from scheduling.placing.targets import Targets

OVERFLOW, EXCESS, WAIT, FILL = 10**8, 10**5, 300, 64
"""Price of a visit beyond what the officers can make, of one above an even share, of a day that a due check waits, and
of filling a share, once over (squared, so that visits go where the share is emptiest)."""

NEVER = 1 << 60
"""The price of a day that is not open."""


class Prices:
    """For every row and place: the price of 1 … `most_asked` more visits, given the load there.

    `by_day`, `by_week`: by number of visits less one, row, place, load. Shares are those of the departments; of needs
    only the capacity counts. `limits`: the loads up to which a visit costs little. One row more asks and costs nothing.
    From twice the largest share on, loads cost alike.
    """

    def __init__(self, capacity: Capacity, targets: Targets) -> None:
        self.week_of, self.most_asked = capacity.week_of, capacity.most_asked
        self.by_day = self._prices(targets.by_day, capacity.visits_a_day)
        self.by_week = self._prices(targets.by_week, capacity.visits_a_week)
        self.limits = _lower(capacity.visits_a_day, targets.by_day), _lower(capacity.visits_a_week, targets.by_week)
        self.most = self.by_day.shape[-1] - 1, self.by_week.shape[-1] - 1

    def _prices(self, shares: Grid, most: Grid) -> Grid:
        loads = np.arange(2 * int(shares.max(initial=0)) + 8)
        prices = np.zeros((self.most_asked, most.shape[0] + 1, most.shape[1], len(loads)), dtype=np.int64)
        owned, own = shares[..., None], slice(len(shares))
        for more in range(1, self.most_asked + 1):
            price = prices[more - 1]
            price[:-1] += OVERFLOW * _above(loads, more, most[..., None])
            price[own] += EXCESS * _above(loads, more, owned)
            price[own] += FILL * (2 * loads + more) * more // np.maximum(1, owned)
        return prices

    def of_days(self, more: Grid, rows: Grid, days: Grid, loads: Grid) -> Grid:
        """The price by day; the arguments are broadcast."""
        found: Grid = self.by_day[more - 1, rows, days, np.minimum(loads, self.most[0])]
        return found

    def of_weeks(self, more: Grid, rows: Grid, weeks: Grid, loads: Grid) -> Grid:
        """The price by week; the arguments are broadcast."""
        found: Grid = self.by_week[more - 1, rows, weeks, np.minimum(loads, self.most[1])]
        return found

    def of(self, asked: Asked, load: Grid, week_load: Grid) -> Grid:
        """The price of an outing more, by day."""
        rows, more = asked.rows[:, None], asked.visits[:, None]
        by_day = self.of_days(more, rows, np.arange(load.shape[1])[None, :], load[asked.rows])
        by_week = self.of_weeks(more, rows, np.arange(week_load.shape[1])[None, :], week_load[asked.rows])
        price: Grid = by_day.sum(axis=0) + by_week.sum(axis=0)[self.week_of]
        return price


def _above(loads: NDArray[np.int64], more: int, limit: Grid) -> Grid:
    """How many of so many visits more lie above a limit."""
    above: Grid = np.clip(loads + more - limit, 0, more)
    return above


def _lower(most: Grid, shares: Grid) -> Grid:
    """The capacities, in the rows that have shares lowered to them."""
    limits = most.copy()
    np.minimum(limits[: len(shares)], shares, out=limits[: len(shares)])
    return limits
