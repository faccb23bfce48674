"""The overload's flow with areas: officers who work in some areas alone cannot make up for what others lack elsewhere.

As in `scheduling.bounds.overload`, but in weeks only: an item asks for seats in its area in any week with an open day;
an area and a week take no more teams of different officers than those who cover it can form; an officer gives a week
what his limit says, wherever. Where everybody covers everything this knows nothing that the other flow does not.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

import numpy as np
from ortools.graph.python import max_flow

from domain.registry import Registry
from scheduling.merging.visits import days_in
from scheduling.placing.capacity import ANYBODY, Capacity, Grid, most_visits

UNLIMITED = 1 << 40

Place = tuple[str, str]
"""A district and an area in it."""

Asked = Counter[tuple[Place, tuple[int, ...]]]
"""Items by their place and the weeks in which some of their days are open."""


class AreaNetwork:
    """One department's officers against its items: place, open days (a bit mask), number of checks."""

    def __init__(
        self, registry: Registry, capacity: Capacity, department: str, items: Iterable[tuple[Place, int, int]]
    ) -> None:
        self._seats, self._weeks = int(capacity.seats[capacity.rows[department, ANYBODY]]), capacity.weeks
        self._items: Counter[tuple[Place, tuple[int, ...], int]] = Counter()
        for place, mask, checks in items:
            self._items[place, tuple(sorted({int(capacity.week_of[day]) for day in days_in(mask)})), checks] += 1
        officers = list(registry.inspectors.values())
        places = sorted({place for place, _, _ in self._items})
        covered = {
            n: tuple(place for place in places if officer.covers(*place))
            for n, officer in enumerate(officers)
            if officer.department == department
        }
        self._restricted = any(len(some) < len(places) for some in covered.values())
        days, weeks = capacity.limits
        self._kinds: dict[tuple[Place, ...], Grid] = defaultdict(lambda: np.zeros(self._weeks, dtype=np.int64))
        for n, some in covered.items():
            self._kinds[some] = self._kinds[some] + weeks[n]
        in_week = np.equal.outer(capacity.week_of, np.arange(self._weeks)).astype(np.int64)
        self._most = {place: self._teams(place, covered, days, weeks, in_week) for place in places}

    def _teams(
        self, place: Place, covered: dict[int, tuple[Place, ...]], days: Grid, weeks: Grid, in_week: Grid
    ) -> Grid:
        """By week, the visits that those who cover a place can make there."""
        own = [n for n, some in covered.items() if place in some]
        most: Grid = np.minimum(most_visits(weeks[own], self._seats), most_visits(days[own], self._seats) @ in_week)
        return most

    def least_left_out(self) -> int:
        """Σ over k of the items with at least k checks that get no team."""
        if not self._restricted:
            return 0
        most = max((checks for _, _, checks in self._items), default=0)
        return sum(-(-self._short(least) // self._seats) for least in range(1, most + 1))

    def _short(self, least: int) -> int:
        asked: Asked = Counter()
        for (place, weeks, checks), count in sorted(self._items.items()):
            if checks >= least:
                asked[place, weeks] += count
        node: dict[object, int] = {"source": 0, "sink": 1}
        arcs = [(0, node.setdefault(group, len(node)), self._seats * count) for group, count in asked.items()]
        for group in asked:
            arcs += [(node[group], node.setdefault(("in", group[0], w), len(node)), UNLIMITED) for w in group[1]]
        for week in range(self._weeks):
            for place, most in self._most.items():
                enters, leaves = (node.setdefault((side, place, week), len(node)) for side in ("in", "out"))
                arcs.append((enters, leaves, self._seats * int(most[week])))
            for kind, limit in self._kinds.items():
                officers = node.setdefault((kind, week), len(node))
                arcs += [(node["out", place, week], officers, UNLIMITED) for place in kind]
                arcs.append((officers, 1, int(limit[week])))
        flow = max_flow.SimpleMaxFlow()
        flow.add_arcs_with_capacity(*np.array(arcs, dtype=np.int64).T)
        flow.solve(0, 1)
        return self._seats * asked.total() - int(flow.optimal_flow())
