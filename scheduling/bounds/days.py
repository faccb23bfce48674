"""Lower bounds on what the days of given outings cost: visits above the even shares, and days that due checks wait.

Both take the outings as they are. Each department is taken by itself, officers are not asked, and visits to one
enterprise may be on any two days: no choice of days has less.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray
from ortools.graph.python import max_flow

from domain.registry import Registry
from scheduling.merging.checks import OpenDays
from scheduling.placing.demand import Asked
from scheduling.placing.diary import Placed

Counts = NDArray[np.int64]


def least_excess(asked: Sequence[Asked], open_to: NDArray[np.bool_], shares: Counts) -> int:
    """Visits above the shares, summed over departments, that no choice of places (days, or weeks) undercuts.

    `asked`: what each outing brings the rows of the shares, all of it to one place; rows beyond them do not count.
    `open_to`: by outing and place, whether it may go there. `shares`: by row and place.
    """
    brought: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for outing, (rows, visits) in enumerate(asked):
        for row, more in zip(rows.tolist(), visits.tolist(), strict=True):
            if row < len(shares):
                brought[row].append((outing, more))
    return sum(sum(visits for _, visits in own) - _most(own, open_to, shares[row]) for row, own in brought.items())


def _most(own: Sequence[tuple[int, int]], open_to: NDArray[np.bool_], shares: Counts) -> int:
    """The most visits within the shares: a bound by maximum flows, in which outings go only where they may.

    They are no more than if outings could be cut. And visits are within a share by the number of outings that have one
    within it, of those that have two, and so on: of outings with k or more there are at most ⌊share / k⌋.
    """
    largest = max(visits for _, visits in own)
    alike = (
        _flow(((outing, 1) for outing, visits in own if visits >= k), open_to, shares // k)
        for k in range(1, largest + 1)
    )
    return min(_flow(own, open_to, shares), sum(alike))


def _flow(sent: Iterable[tuple[int, int]], open_to: NDArray[np.bool_], shares: Counts) -> int:
    """How much of what the outings send fits into the shares of the places that are open to them."""
    kinds: Counter[bytes] = Counter()
    for outing, units in sent:
        kinds[open_to[outing].tobytes()] += units
    places, flow = len(shares), max_flow.SimpleMaxFlow()
    source, sink = places + len(kinds), places + len(kinds) + 1
    for node, (kind, units) in enumerate(sorted(kinds.items()), places):
        open_places = np.flatnonzero(np.frombuffer(kind, dtype=np.bool_))
        flow.add_arc_with_capacity(source, node, units)
        flow.add_arcs_with_capacity(np.full_like(open_places, node), open_places, np.full_like(open_places, units))
    flow.add_arcs_with_capacity(np.arange(places), np.full(places, sink), shares)
    flow.solve(source, sink)
    return int(flow.optimal_flow())


def least_waiting(registry: Registry, working_days: Sequence[date], placed: Iterable[Placed]) -> int:
    """Days from the first working day of a window to the first day on which an outing that makes the check could be.

    Summed over the due checks that are made, in calendar days.
    """
    between = OpenDays(registry, working_days).between
    outings: dict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
    for outing, day, _ in placed:
        for visit in outing.visits:
            for matter in visit.matters:
                outings[visit.enterprise, matter].append((outing.days, 1 << day))
    waited = 0
    for check in registry.due:
        window, own = between(check.not_before, check.not_after), outings[check.enterprise, check.matter]
        if any(day & window for _, day in own):
            could_be = (days & window for days, _ in own if days & window)
            first = min(_first(days) for days in could_be)
            waited += (working_days[first] - working_days[_first(window)]).days
    return waited


def _first(days: int) -> int:
    return (days & -days).bit_length() - 1
