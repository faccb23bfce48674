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
    return sum(
        sum(visits for _, visits in own)
        - min(_most_by_size(Counter(v for _, v in own), shares[row]), _most_by_place(own, open_to, shares[row]))
        for row, own in brought.items()
    )


def _most_by_size(sizes: Counter[int], shares: Counts) -> int:
    """The most visits within the shares if every outing may go anywhere.

    An outing of two visits is within a share with both only where there are two left, in all Σ ⌊share / 2⌋ times.
    With larger outings the shares alone are counted.
    """
    room = int(shares.sum())
    both = min(sizes[2], int((shares // 2).sum()))
    return room if max(sizes) > 2 else min(room, sizes.total() + both)


def _most_by_place(own: Sequence[tuple[int, int]], open_to: NDArray[np.bool_], shares: Counts) -> int:
    """The most visits within the shares if outings may be cut, but go only where they may: a maximum flow."""
    kinds: Counter[bytes] = Counter()
    for outing, visits in own:
        kinds[open_to[outing].tobytes()] += visits
    places, flow = len(shares), max_flow.SimpleMaxFlow()
    source, sink = places + len(kinds), places + len(kinds) + 1
    for node, (kind, visits) in enumerate(sorted(kinds.items()), places):
        open_places = np.flatnonzero(np.frombuffer(kind, dtype=np.bool_))
        flow.add_arc_with_capacity(source, node, visits)
        flow.add_arcs_with_capacity(np.full_like(open_places, node), open_places, np.full_like(open_places, visits))
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
