"""Splitting enterprises' checks so that the visits of an area go well in pairs: fewer team trips for as few visits.

An enterprise that needs several visits can mostly be split over them in many ways (`scheduling.merging.splits`).
Choosing the ways and the pairs of an area together is a search in large neighbourhoods: in each round every enterprise
frees one of its visits and holds the others with their partners; what a free visit saves with any other is then the
best over the ways, and one maximum-weight matching finds the best pairs and ways for all of them at once. No round
makes it worse; equal matchings are told apart by weights that change from round to round. Where it ends is no proven
optimum, but the bound of `scheduling.bounds.least_trips` holds for every way of splitting.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from scheduling.matching import heaviest, in_common, shared, words
from scheduling.merging.splits import Way

ROUNDS = 40
STALE = 10
"""The search ends after so many rounds, or so many without a gain."""


def split_for_pairs(single: Sequence[int], ways: Sequence[Sequence[Way]]) -> list[int]:
    """Which way to split each of the enterprises of an area, by its place in `ways[n]`.

    `single` are the departments of the visits that stay as they are and of which no two are alike; windows are left
    aside.
    """
    search = _Search(single, ways)
    best, stale = search.saved(), 0
    for number in range(ROUNDS):
        if stale == STALE or best == search.most:
            break
        search.round(number)
        saved = search.saved()
        stale, best = (0, saved) if saved > best else (stale + 1, best)
    return search.chosen


class _Active(NamedTuple):
    """An enterprise, by number, and its visit that is freed for a round."""

    enterprise: int
    node: int


class _Gains(NamedTuple):
    """What free visits save with one another, by their places among the free ones.

    `weights` of each two; `best` of each freed enterprise with each of them, above what it saves by itself;
    `with_free` and `held` the same for each way, with its other visits; `begin`: the first way of each enterprise.
    """

    weights: NDArray[np.int64]
    best: NDArray[np.int64]
    with_free: NDArray[np.int64]
    held: NDArray[np.int64]
    begin: list[int]


class _Search:
    """Nodes are visits: the single ones, then those of each enterprise. `mate[node]` is its partner or -1."""

    def __init__(self, single: Sequence[int], ways: Sequence[Sequence[Way]]) -> None:
        options = [(f, n, order) for f, own in enumerate(ways) for n, way in enumerate(own) for order in _orders(way)]
        self._width = max((mask.bit_length() for mask in (*single, *(m for _, _, o in options for m in o))), default=0)
        self._width = self._width // 64 + 1
        self._most_visits = max((len(order) for _, _, order in options), default=1)
        padded = [mask for _, _, order in options for mask in (*order, *[0] * (self._most_visits - len(order)))]
        self._options = words(padded, self._width).reshape(len(options), self._most_visits, self._width)
        self._of = np.array([f for f, _, _ in options], np.int64)
        self._way = [n for _, n, _ in options]
        self._start = np.searchsorted(self._of, np.arange(len(ways) + 1)).tolist()
        self._visits = [len(own[0]) for own in ways]
        self._first = [len(single) + sum(self._visits[:f]) for f in range(len(ways))]
        self._owner = [-1] * len(single) + [f for f, visits in enumerate(self._visits) for _ in range(visits)]
        self._row = self._start[:-1]
        masks = [*single, *(mask for own in ways for mask in own[0])]
        self._sets = words(masks, self._width).copy()
        self.most = _most_saved(masks)
        self._mate = np.full(len(masks), -1)
        self._pair(np.arange(len(masks)), in_common(masks))

    @property
    def chosen(self) -> list[int]:
        """The way of each enterprise."""
        return [self._way[row] for row in self._row]

    def saved(self) -> int:
        """Departments that the pairs share, summed."""
        nodes = np.flatnonzero(self._mate >= 0)
        return int(shared(self._sets[nodes], self._sets[self._mate[nodes]]).sum()) // 2

    def round(self, number: int) -> None:
        """Free a visit of as many enterprises as can be, pair the free ones best, and split accordingly."""
        active, held = self._freed(number)
        if not active:
            return
        free = np.array([node for node in range(len(self._owner)) if node not in held])
        gains = self._gains(active, free)
        self._pair(free, _shuffled(gains.weights, number))
        self._split(active, free, gains, number)

    def _gains(self, active: Sequence[_Active], free: NDArray[np.int64]) -> _Gains:
        rows = [np.arange(self._start[f], self._start[f + 1]) for f, _ in active]
        begin = np.cumsum([0, *map(len, rows[:-1])])
        partners = np.repeat(np.array([self._partners(each) for each in active]), list(map(len, rows)), axis=0)
        options = self._options[np.concatenate(rows)]
        freed = np.repeat([node - self._first[f] for f, node in active], list(map(len, rows)))
        held = shared(options, partners).sum(axis=1)
        with_free = shared(options[np.arange(len(options)), freed][:, None], self._sets[free][None, :]) + held[:, None]
        alone = np.maximum.reduceat(held, begin)
        best = np.maximum.reduceat(with_free, begin, axis=0) - alone[:, None]
        # Where two freed visits go together, one enterprise is split anew and the other stays as it is.
        at = np.searchsorted(free, [node for _, node in active])
        best[:, at] += held[begin + [self._row[f] - self._start[f] for f, _ in active]] - alone
        weights = shared(self._sets[free][:, None], self._sets[free][None, :]).astype(np.int64)
        weights[at], weights[:, at] = best, best.T
        weights[np.ix_(at, at)] = np.maximum(best[:, at], best[:, at].T)
        return _Gains(weights, best, with_free, held, [*begin.tolist(), len(options)])

    def _partners(self, active: _Active) -> NDArray[np.uint64]:
        """The departments of the partners of the enterprise's visits, but for the one that is free."""
        partners = np.zeros((self._most_visits, self._width), np.uint64)
        for n in range(self._visits[active.enterprise]):
            node = self._first[active.enterprise] + n
            if node != active.node and self._mate[node] >= 0:
                partners[n] = self._sets[self._mate[node]]
        return partners

    def _split(self, active: Sequence[_Active], free: NDArray[np.int64], gains: _Gains, number: int) -> None:
        """Split each enterprise in a way that is best for its new partner."""
        place_of = {node: n for n, (_, node) in enumerate(active)}
        at = {int(node): n for n, node in enumerate(free)}
        for n, (f, node) in enumerate(active):
            mate = int(self._mate[node])
            own = slice(gains.begin[n], gains.begin[n + 1])
            values = gains.with_free[own, at[mate]] if mate >= 0 else gains.held[own]
            other = place_of.get(mate)
            if other is not None and (gains.best[n, at[mate]], other) < (gains.best[other, at[node]], n):
                continue
            equal = np.flatnonzero(values == values.max())
            self._row[f] = self._start[f] + int(equal[number % len(equal)])
        for f, _ in active:
            self._sets[self._first[f] : self._first[f] + self._visits[f]] = self._options[self._row[f]][
                : self._visits[f]
            ]

    def _pair(self, nodes: NDArray[np.int64], weights: NDArray[np.int64]) -> None:
        self._mate[nodes] = -1
        for i, j in heaviest(weights):
            self._mate[nodes[i]], self._mate[nodes[j]] = nodes[j], nodes[i]

    def _freed(self, number: int) -> tuple[list[_Active], set[int]]:
        """The visits freed in this round, and the nodes that stay as they are: their siblings and those's partners."""
        active: dict[int, int] = {}
        fixed, held = set[int](), set[int]()
        for place in range(len(self._first)):
            f = (place + 7 * number) % len(self._first)
            for turn in range(self._visits[f]) if f not in fixed else ():
                node = self._first[f] + (number + f + turn) % self._visits[f]
                siblings = [n for n in range(self._first[f], self._first[f] + self._visits[f]) if n != node]
                mates = [int(self._mate[n]) for n in siblings if self._mate[n] >= 0]
                if node not in held and not any(self._owner[mate] in active for mate in mates):
                    active[f] = node
                    held.update(siblings, mates)
                    fixed.update(self._owner[mate] for mate in mates)
                    break
        return [_Active(f, active[f]) for f in sorted(active)], held


def _orders(way: Way) -> list[Way]:
    """The way with its visits in each order: which of them is freed matters."""
    return list(permutations(way)) if len(way) <= 3 else [way]


def _most_saved(masks: Sequence[int]) -> int:
    """Each department's visits go in pairs at best."""
    return sum(
        sum(mask >> n & 1 for mask in masks) // 2 for n in range(max((m.bit_length() for m in masks), default=0))
    )


def _shuffled(weights: NDArray[np.int64], number: int) -> NDArray[np.int64]:
    """The weights, of equal ones some preferred to others in each round; pairs far from the best of both left out."""
    place = np.arange(1, len(weights) + 1, dtype=np.int64)
    preferred = (place[:, None] * place[None, :] * (2 * number + 1) * 2654435761 >> 13) & 1
    most = weights.max(axis=1)
    near = (weights > 0) & (weights + 2 > np.minimum(most[:, None], most[None, :]))
    return np.where(near, weights * len(weights) + preferred, 0)
