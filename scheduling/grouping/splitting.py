"""Splitting enterprises' checks so that the visits of an area go well in pairs: fewer team trips for as few visits.

An enterprise that needs several visits can mostly be split over them in many ways (`scheduling.merging.splits`).
Choosing the ways and the pairs of an area together is a search in large neighbourhoods (Shaw 1998), which starts with
nothing paired: in each round every enterprise frees one of its visits and holds the others with their partners; what a
free visit saves with any other is then the best over the ways, and one maximum-weight matching finds the best pairs
and ways for all of them at once. No round loses anything; of equally good ways and pairs each round prefers others.
Where it ends is no proven optimum; how far from one it may be tells `bounds.trips.least_trips_however_split`.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from itertools import permutations
from operator import or_
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from scheduling.matching import heaviest, shared, words
from scheduling.merging.splits import Way

ROUNDS = 24
STALE = 5
"""The search ends after so many rounds, or so many without a gain."""

LARGE = 600
"""With more visits than this to be paired, fewer rounds: a round takes time by the square of them and more."""


def split_for_pairs(single: Sequence[int], ways: Sequence[Sequence[Way]]) -> list[int]:
    """Which way to split each of the enterprises of an area, by its place in `ways[n]`.

    `single` are the departments of the visits that stay as they are and of which no two are alike; windows are left
    aside.
    """
    visits = len(single) + sum(len(own[0]) for own in ways)
    rounds = ROUNDS if visits <= LARGE else ROUNDS * LARGE**2 // visits**2
    if not rounds or not ways:
        return [0] * len(ways)
    search = _Search(single, ways)
    best, stale = search.saved(), 0
    for number in range(rounds):
        if stale == STALE or best == search.most:
            break
        search.round(number)
        saved = search.saved()
        stale, best = (0, saved) if saved > best else (stale + 1, best)
    return search.chosen


class _Gains(NamedTuple):
    """What free visits save with one another, by their places among the free ones.

    `weights` of each two; `best` of each freed enterprise with each of them, above what it saves by itself;
    `with_free` and `held` the same for each way, with its other visits; `rows` are these ways, `begin` where each
    enterprise's begin, `at` where its freed visit is among the free ones.
    """

    weights: NDArray[np.int64]
    best: NDArray[np.int32]
    with_free: NDArray[np.int32]
    held: NDArray[np.int32]
    rows: NDArray[np.int64]
    begin: NDArray[np.int64]
    at: NDArray[np.int64]


class _Search:
    """Nodes are visits: the single ones, then those of each enterprise. `mate[node]` is its partner or -1.

    A row is a way of an enterprise with its visits in some order. The last node is nobody's, without a department.
    """

    def __init__(self, single: Sequence[int], ways: Sequence[Sequence[Way]]) -> None:
        rows = [(f, n, order) for f, own in enumerate(ways) for n, way in enumerate(own) for order in _orders(way)]
        masks = [*single, *(mask for own in ways for mask in own[0])]
        self._visits = [len(own[0]) for own in ways]
        self._first = (len(single) + np.cumsum([0, *self._visits])).tolist()
        self._owner = [-1] * len(single) + [f for f, visits in enumerate(self._visits) for _ in range(visits)]
        most, nobody = max(self._visits, default=1), len(masks)
        width = reduce(or_, masks, 0).bit_length() // 64 + 1
        padded = [mask for _, _, order in rows for mask in (*order, *[0] * (most - len(order)))]
        self._options = words(padded, width).reshape(len(rows), most, width)
        place = np.arange(most)
        first, visits = (np.array([own[f] for f, _, _ in rows], np.int64) for own in (self._first, self._visits))
        self._nodes = np.where(place < visits[:, None], first[:, None] + place, nobody)
        self._way = [n for _, n, _ in rows]
        self._start = np.searchsorted([f for f, _, _ in rows], np.arange(len(ways) + 1))
        self._row = self._start[:-1].copy()
        self._sets = words([*masks, 0], width).copy()
        self._mate = np.full(len(masks) + 1, -1)
        self.most = _most_saved(masks)

    @property
    def chosen(self) -> list[int]:
        """The way of each enterprise."""
        return [self._way[row] for row in self._row]

    def saved(self) -> int:
        """Departments that the pairs share, summed."""
        return int(shared(self._sets, self._sets[self._mate]).sum()) // 2

    def round(self, number: int) -> None:
        """Free a visit of as many enterprises as can be, pair the free ones best, and split accordingly."""
        freed, held = self._freed(number)
        if not freed:
            return
        free = np.array([node for node in range(len(self._owner)) if node not in held])
        gains = self._gains(np.array([self._owner[node] for node in freed]), np.array(freed), free)
        self._pair(free, _shuffled(gains.weights, number))
        self._split(np.array(freed), free, gains, number)

    def _gains(self, of: NDArray[np.int64], freed: NDArray[np.int64], free: NDArray[np.int64]) -> _Gains:
        count = self._start[of + 1] - self._start[of]
        begin = np.cumsum(count) - count
        rows = np.repeat(self._start[of] - begin, count) + np.arange(count.sum())
        options, nodes = self._options[rows], self._nodes[rows]
        own = nodes == np.repeat(freed, count)[:, None]
        with_partners = shared(options, self._sets[self._mate[nodes]])
        held = np.where(own, 0, with_partners).sum(axis=1, dtype=np.int32)
        sets = self._sets[free]
        with_free = shared(options[own][:, None], sets[None, :]) + held[:, None]
        alone = np.maximum.reduceat(held, begin)
        best = np.maximum.reduceat(with_free, begin, axis=0) - alone[:, None]
        # Where two freed visits go together, one enterprise is split anew and the other stays as it is.
        at = np.searchsorted(free, freed)
        best[:, at] += held[begin + self._row[of] - self._start[of]] - alone
        weights = shared(sets[:, None], sets[None, :]).astype(np.int64)
        weights[at], weights[:, at] = best, best.T
        weights[np.ix_(at, at)] = np.maximum(best[:, at], best[:, at].T)
        return _Gains(weights, best, with_free, held, rows, begin, at)

    def _split(self, freed: NDArray[np.int64], free: NDArray[np.int64], gains: _Gains, number: int) -> None:
        """Split each enterprise in a way that is best for its new partner."""
        mate = np.searchsorted(free, self._mate[freed])
        paired = self._mate[freed] >= 0
        count = np.diff(gains.begin, append=len(gains.rows))
        column, pairs = np.repeat(mate, count), np.repeat(paired, count)
        values = np.where(pairs, gains.with_free[np.arange(len(column)), column * pairs], gains.held)
        equal = values == np.repeat(np.maximum.reduceat(values, gains.begin), count)
        # Of ways that are equally good another one is taken in each round.
        rank = np.cumsum(equal)
        before, equals = rank[gains.begin] - equal[gains.begin], np.add.reduceat(equal, gains.begin, dtype=np.int64)
        taken = gains.rows[np.flatnonzero(equal & (rank == np.repeat(before + number % equals + 1, count)))]
        place_of = {node: n for n, node in enumerate(freed.tolist())}
        for n, node in enumerate(freed.tolist()):
            f, other = self._owner[node], place_of.get(int(self._mate[node]))
            if other is not None and self._stays(gains, n, other):
                continue
            self._row[f] = taken[n]
            self._sets[self._first[f] : self._first[f + 1]] = self._options[taken[n], : self._visits[f]]

    @staticmethod
    def _stays(gains: _Gains, one: int, other: int) -> bool:
        """Whether of two enterprises whose freed visits go together the other one is split anew."""
        return (gains.best[one, gains.at[other]], other) < (gains.best[other, gains.at[one]], one)

    def _pair(self, nodes: NDArray[np.int64], weights: NDArray[np.int64]) -> None:
        self._mate[nodes] = -1
        for i, j in heaviest(weights):
            self._mate[nodes[i]], self._mate[nodes[j]] = nodes[j], nodes[i]

    def _freed(self, number: int) -> tuple[list[int], set[int]]:
        """The visits freed in this round, and those that stay as they are: their siblings and the partners of these."""
        freed, fixed, held = dict[int, int](), set[int](), set[int]()
        mate = self._mate.tolist()
        for place in range(len(self._visits)):
            f = (place + 7 * number) % len(self._visits)
            for turn in range(self._visits[f]) if f not in fixed else ():
                node = self._first[f] + (number + f + turn) % self._visits[f]
                siblings = [other for other in range(self._first[f], self._first[f + 1]) if other != node]
                mates = [mate[other] for other in siblings if mate[other] >= 0]
                owners = {self._owner[other] for other in mates}
                if node not in held and owners.isdisjoint(freed):
                    freed[f] = node
                    held.update(siblings, mates)
                    fixed |= owners
                    break
        return [freed[f] for f in sorted(freed)], held


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
