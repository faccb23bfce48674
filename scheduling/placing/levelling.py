"""Days for outings on head-counts alone (resource levelling): no day or week above what its officers can make, then
none above its even share, then due checks early.

A constructive start, then descent, then tabu search (Glover 1989) out of the places that are still too full. Whether
teams can be had is asked afterwards (`scheduling.placing.diary`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from scheduling.placing.capacity import Capacity, Grid
from scheduling.placing.demand import Asked
from scheduling.placing.prices import EXCESS, NEVER, Prices

SWEEPS, TENURE, STRIDE = 4, 60, 7919
"""How often every outing is moved to its best day; for how many moves one that was moved in the search rests; and the
step by which the search goes round the places that are too full."""


class Levelling:
    """Outings, by number, on days; `at` is -1 for one that has none.

    `asked` is what each asks for, `own` the price of its days (`NEVER` where it is not open), `near` the price of a
    day next to another, and `apart` lists the outings that have to keep away from each.
    """

    def __init__(
        self,
        capacity: Capacity,
        prices: Prices,
        asked: Sequence[Asked],
        own: Grid,
        near: Grid,
        apart: Sequence[Sequence[int]],
    ) -> None:
        self._prices, self._asked, self._own, self._near, self._apart = prices, asked, own, near, apart
        days, rows = len(capacity.week_of), len(capacity.seats)
        self._capacity = capacity
        self._week_of, self._days = capacity.week_of, days
        self._limit_by_day, self._limit_by_week = prices.limits
        self._span = [np.flatnonzero(capacity.week_of == week) for week in range(capacity.weeks)]
        self._load, self._week_load = (np.zeros((rows + 1, n), dtype=np.int64) for n in (days, capacity.weeks))
        self._price = (prices.by_day[..., 0] + prices.by_week[..., 0][..., capacity.week_of]).reshape(-1, days)
        self._index = [rows_of + (more - 1) * (rows + 1) for rows_of, more in asked]
        widest = max((len(rows_of) for rows_of, _ in asked), default=0)
        self._rows = np.full((len(asked), widest), rows, dtype=np.int64)
        self._more = np.ones((len(asked), widest), dtype=np.int64)
        for n, (rows_of, more) in enumerate(asked):
            self._rows[n, : len(rows_of)], self._more[n, : len(rows_of)] = rows_of, more
        self._flat = self._rows + (self._more - 1) * (rows + 1)
        self.at: NDArray[np.int64] = np.full(len(asked), -1, dtype=np.int64)

    def run(self, order: Iterable[int]) -> None:
        """Give the outings days in this order, then improve."""
        for outing in order:
            self._move(outing, self._best(outing)[0])
        for _ in range(SWEEPS):
            if not self._sweep():
                break
        self._untangle(len(self.at) // 2)

    @property
    def crowded(self) -> bool:
        """Whether a day or a week has more than its officers can make."""
        of_day, of_week = self._capacity.visits_a_day, self._capacity.visits_a_week
        return bool((self._load[:-1] > of_day).any() or (self._week_load[:-1] > of_week).any())

    # -- moves ---------------------------------------------------------------------------------------------------

    def _move(self, outing: int, day: int) -> None:
        if self.at[outing] >= 0:
            self._shift(outing, int(self.at[outing]), -1)
        if day >= 0:
            self._shift(outing, day, 1)
        self.at[outing] = day

    def _shift(self, outing: int, day: int, by: int) -> None:
        rows, more = self._asked[outing]
        week, days = self._week_of[day], self._span[self._week_of[day]]
        self._load[rows, day] += by * more
        self._week_load[rows, week] += by * more
        column = rows[:, None]
        load, week_load, width = self._load[column, days[None, :]], self._week_load[rows, week], len(self._load)
        of_day, of_week = self._prices.by_day, self._prices.by_week
        np.minimum(load, self._prices.most[0], out=load)
        np.minimum(week_load, self._prices.most[1], out=week_load)
        for k in range(self._prices.most_asked):
            self._price[column + k * width, days] = (
                of_day[k, column, days, load] + of_week[k, rows, week, week_load][:, None]
            )

    def _costs(self, outing: int) -> Grid:
        """By day, the price of the outing there when it stands nowhere."""
        costs: Grid = self._price[self._index[outing]].sum(axis=0) + self._own[outing]
        for other in self._apart[outing]:
            if self.at[other] >= 0:
                costs = costs + self._near[self.at[other]]
        return costs

    def _best(self, outing: int) -> tuple[int, int]:
        """The cheapest day, -1 if none is open, and its price; the outing stands nowhere."""
        costs = self._costs(outing)
        day = int(costs.argmin())
        return (day, int(costs[day])) if costs[day] < NEVER >> 2 else (-1, NEVER)

    # -- descent -------------------------------------------------------------------------------------------------

    def _sweep(self) -> bool:
        """Move every outing of a place that is too full to its best day; whether one was moved."""
        moved = False
        for outing in np.flatnonzero(self._paid() >= EXCESS).tolist():
            before = int(self.at[outing])
            self._move(outing, -1)
            costs = self._costs(outing)
            day = int(costs.argmin())
            better = costs[day] < (costs[before] if before >= 0 else NEVER >> 2)
            self._move(outing, day if better else before)
            moved |= bool(better)
        return moved

    def _paid(self, some: NDArray[np.int64] | slice = slice(None)) -> Grid:
        """What would be saved if an outing were taken away, for some of them or all."""
        days, rows, more = self.at[some][:, None], self._rows[some], self._more[some]
        weeks = self._week_of[days]
        paid: Grid = self._prices.of_days(more, rows, days, np.maximum(0, self._load[rows, days] - more)).sum(axis=1)
        paid += self._prices.of_weeks(more, rows, weeks, np.maximum(0, self._week_load[rows, weeks] - more)).sum(axis=1)
        return np.where(self.at[some] < 0, NEVER, paid)

    # -- tabu search ---------------------------------------------------------------------------------------------

    def _untangle(self, moves: int) -> None:
        """Move outings out of places that are too full, even at a cost, but none twice in a while; keep the best."""
        cost = least = 0
        best, rests = self.at.copy(), np.zeros(len(self.at), dtype=np.int64)
        for move in range(moves):
            places = self._too_full()
            if not places or move - int(rests.max(initial=0)) > 2 * TENURE:
                break
            here = self._standing(*places[move * STRIDE % len(places)])
            here = here[rests[here] <= move]
            if not len(here):
                continue
            outing, change = self._away(here)
            rests[outing] = move + TENURE
            cost += change
            if cost < least:
                least, best = cost, self.at.copy()
        for outing in np.flatnonzero(self.at != best).tolist():
            self._move(outing, int(best[outing]))

    def _too_full(self) -> list[tuple[int, int, bool]]:
        """Rows and places above their limits: days, and weeks (True)."""
        days = np.argwhere(self._load[:-1] > self._limit_by_day)
        weeks = np.argwhere(self._week_load[:-1] > self._limit_by_week)
        return [(int(r), int(d), False) for r, d in days] + [(int(r), int(w), True) for r, w in weeks]

    def _standing(self, row: int, place: int, is_week: bool) -> NDArray[np.int64]:
        """The outings that ask something of the row there."""
        at = np.where(self.at < 0, -1, self._week_of[self.at]) if is_week else self.at
        return np.flatnonzero((at == place) & (self._rows == row).any(axis=1))

    def _away(self, some: NDArray[np.int64]) -> tuple[int, int]:
        """Make the cheapest move of one of these outings to another day; which it was, and what it cost."""
        change = self._changes(some)
        outing_of, day = divmod(int(change.argmin()), self._days)
        outing = int(some[outing_of])
        before = int(self.at[outing])
        self._move(outing, -1)
        costs = self._costs(outing)
        if costs[day] >= NEVER >> 2:
            day = before
        self._move(outing, day)
        return outing, int(costs[day] - costs[before])

    def _changes(self, some: NDArray[np.int64]) -> Grid:
        """By outing and day, what moving the outing there changes, roughly where that is in the same week."""
        price = self._price[self._flat[some]].sum(axis=1) + self._own[some]
        change: Grid = price - (self._paid(some) + self._own[some, self.at[some]])[:, None]
        change[np.arange(len(some)), self.at[some]] = NEVER
        return change
