"""What the common draw and the merge save: the same samples drawn by each department for itself, and lower bounds."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import replace
from datetime import date
from fractions import Fraction
from hashlib import sha256
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from domain.calendar import Quarter
from domain.draw.frames import Frame
from domain.draw.sample import Sample
from domain.enterprises import Columns
from domain.registry import Registry
from scheduling.district import District, districts
from scheduling.merging.merge import merge

Tickets = npt.NDArray[np.float64]
"""A department's own, by row."""
Rows = npt.NDArray[np.intp]
_SPARE = 6
"""How many standard deviations more than a sample's size are looked at."""


class Independent(NamedTuple):
    """Visits if every department drew for itself, due checks included.

    `unmerged`: each department visits by itself; `merged`: what falls on one enterprise is merged as in the plan.
    """

    unmerged: int
    merged: int


def independent(
    registry: Registry,
    quarter: Quarter,
    working_days: Sequence[date],
    samples: Sequence[Sample],
    *,
    seed: str,
    executor: Executor | None = None,
) -> Independent:
    """Simple random samples of the same sizes from the same frames, every department by a ticket of its own."""
    return added(begin_independent(registry, quarter, working_days, samples, seed=seed, executor=executor))


def begin_independent(
    registry: Registry,
    quarter: Quarter,
    working_days: Sequence[date],
    samples: Sequence[Sample],
    *,
    seed: str,
    executor: Executor | None = None,
) -> Iterator[Independent]:
    """Begin the same, each district a task: under way while the caller does something else.

    Caps are left aside in both figures, so that no check is left out for its draw.
    """
    drawn = drawn_apart(registry, samples, f"{seed}|{quarter}|independent")
    tasks = districts(replace(registry, caps=(), history=()), quarter, working_days, drawn)
    return (executor.map if executor else map)(_visits_of, tasks)


def added(districts: Iterable[Independent]) -> Independent:
    """The visits of all districts."""
    found = list(districts)
    return Independent(sum(each.unmerged for each in found), sum(each.merged for each in found))


def _visits_of(district: District) -> Independent:
    """The visits of one district, apart and merged."""
    registry, quarter, days, drawn = district
    alone = replace(registry, policy=replace(registry.policy, max_departments_per_visit=1, min_days_between_visits=0))
    return Independent(*(len(merge(lists, quarter, days, drawn).visits) for lists in (alone, registry)))


def drawn_apart(registry: Registry, samples: Sequence[Sample], seed: str) -> list[tuple[str, str]]:
    """Pairs (enterprise, matter): the samples that the departments' own tickets would give.

    The stream is numpy's default generator, seeded with the SHA-256 of the text: a yardstick, not part of the draw.
    """
    stream = np.random.default_rng(int.from_bytes(sha256(seed.encode()).digest()))
    number, found = _numbers(registry), dict[int, list[str]]()
    groups: dict[str, dict[str, list[int]]] = {department: defaultdict(list) for department in registry.departments}
    for place, sample in enumerate(samples):
        if sample.drawn:
            groups[registry.matters[sample.rule.matter].department][sample.rule.credit_class].append(place)
    for group in groups.values():
        tickets: Tickets = stream.random(len(number))[number]
        for places in group.values():
            found |= zip(places, _smallest([samples[place] for place in places], tickets), strict=True)
    return [(id, sample.rule.matter) for place, sample in enumerate(samples) for id in found.get(place, ())]


def _numbers(registry: Registry) -> npt.NDArray[np.intp]:
    """The place of each enterprise's id among all ids, sorted."""
    ids = list(registry.enterprises)
    number = np.empty(len(ids), dtype=np.intp)
    number[sorted(range(len(ids)), key=ids.__getitem__)] = np.arange(len(ids))
    return number


def _smallest(samples: Sequence[Sample], tickets: Tickets) -> Iterator[list[str]]:
    """Who has the smallest of a department's tickets, from each frame of one class as many as were drawn."""
    columns = samples[0].frame.table.columns
    shares = ((n + _SPARE * n**0.5 + _SPARE**2) / len(s.frame) for s, n in ((s, len(s.drawn)) for s in samples))
    near = _ascending(tickets, frozenset().union(*(s.frame.patterns for s in samples)), columns, max(shares))
    for sample in samples:
        size, first = len(sample.drawn), _within(sample.frame, near)
        if len(first) < size:
            first = _within(sample.frame, _ascending(tickets, sample.frame.patterns, columns, 1.0))
        yield [columns.ids[row] for row in first[:size].tolist()]


def _ascending(tickets: Tickets, patterns: Collection[int], columns: Columns, share: float) -> Rows:
    """The rows of patterns with a ticket below a share of the range 0 to 1, by ticket."""
    near = np.flatnonzero(tickets < share)
    rows = near[_of_patterns(near, patterns, columns)]
    return rows[np.argsort(tickets[rows])]


def _within(frame: Frame, rows: Rows) -> Rows:
    """Those of the rows that are in a frame."""
    framed = rows[_of_patterns(rows, frame.patterns, frame.table.columns)]
    return framed[~np.isin(framed, list(frame.gone))] if frame.gone else framed


def _of_patterns(rows: Rows, patterns: Collection[int], columns: Columns) -> npt.NDArray[np.bool_]:
    ours = np.zeros(len(columns.patterns), dtype=np.bool_)
    ours[list(patterns)] = True
    return ours[np.frombuffer(columns.pattern, dtype=np.uintc)[rows]]


def fewest_expected(samples: Sequence[Sample], certain: Iterable[str] = ()) -> float:
    """Σ over enterprises of the largest inclusion probability n/|frame| among the matters it may be drawn for.

    `certain` are enterprises that must be visited anyhow, for a due check; they count as 1. No design with these
    probabilities visits fewer enterprises on average (Ohlsson 1995: permanent random numbers come closest). The samples
    are of one draw.
    """
    expected, seen = Fraction(len(visited := set(certain))), set[int]()
    frames = _by_chance(samples)
    alike, single = _counted(frames, visited)
    for chance, frame in frames:
        met = {row for row, pattern in single.items() if pattern in frame.patterns and row not in frame.gone}
        expected += chance * (sum(map(alike.__getitem__, frame.patterns - seen)) + len(met))
        seen |= frame.patterns
        single = {row: pattern for row, pattern in single.items() if row not in met}
    return float(expected)


def _by_chance(samples: Sequence[Sample]) -> list[tuple[Fraction, Frame]]:
    """The frames that somebody is drawn from, with the chance n/|frame|, the largest first."""
    frames = [(Fraction(len(sample.drawn), len(sample.frame)), sample.frame) for sample in samples if sample.drawn]
    return sorted(frames, key=lambda row: -row[0])


def _counted(frames: Sequence[tuple[Fraction, Frame]], visited: Collection[str]) -> tuple[Counter[int], dict[int, int]]:
    """Pattern → how many are in every frame of it, and row → pattern of those that a cap keeps out of some frame.

    Enterprises that are visited anyhow are left out.
    """
    if not frames:
        return Counter(), {}
    table = frames[0][1].table
    patterns = table.columns.pattern
    anyhow = {row for id in visited if (row := table.row(id)) is not None}
    gone = {row for _, frame in frames for row in frame.gone} - anyhow
    alike = Counter(patterns)
    alike.subtract(patterns[row] for row in gone | anyhow)
    return alike, {row: patterns[row] for row in gone}
