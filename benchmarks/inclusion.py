"""Whether enterprises are drawn evenly: each as often as the others of its frame, and each pair as often as the others.

A row of draws is one seed, a column one enterprise of the frame; every row has n of N. In simple random sampling
without replacement the N counts of T draws have variance T·f(1-f), f = n/N, and covariance -T·f(1-f)/(N-1) (W. G.
Cochran, Sampling Techniques, 1977, chapter 2), so that Pearson's sum, times (N-1)/(N-n), is chi-square with N-1 degrees
of freedom (C. Genest, R. A. Lockhart, M. A. Stephens, χ² and the lottery, The Statistician 51, 2002, who do pairs too).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.stats import chi2

from domain.draw.frames import frames
from domain.draw.sample import draw
from domain.registry import Registry, SamplingRule

Draws = NDArray[np.bool_]
LEAST_EXPECTED = 5
"""Cells that are expected less often than this are not put to a chi-square test (Cochran 1954)."""


class ChiSquare(NamedTuple):
    """A chi-square statistic and the chance that an even draw has one at least as large."""

    statistic: float
    freedom: int
    p: float


class Stratum(NamedTuple):
    """One row of `sampling.csv` over many seeds.

    `least` and `most`: how often the enterprises drawn least and most often were drawn, by what is due.
    `pairs`: None where pairs are expected too rarely to be tested.
    """

    matter: str
    credit_class: str
    frame: int
    sample: int
    seeds: int
    least: float
    most: float
    single: ChiSquare
    pairs: ChiSquare | None


def stratum(alone: Registry, round_id: str, seeds: Iterable[str]) -> Stratum | None:
    """Draw a registry of one row of `sampling.csv` with every seed; None: all or nobody is drawn, or too rarely."""
    rule = alone.sampling[0]
    drawn = draws(alone, round_id, seeds)
    times, size = drawn.shape
    taken = int(drawn[0].sum())
    if min(taken, size - taken) * times < LEAST_EXPECTED * size or not 0 < taken < size:
        return None
    chances = drawn.mean(axis=0) * size / taken
    both = together(size, taken, 2) * times >= LEAST_EXPECTED and min(size - taken, taken) > 1
    found = rule.matter, rule.credit_class, size, taken, times, float(chances.min()), float(chances.max())
    return Stratum(*found, single(drawn), pairs(drawn) if both else None)


def strata(registry: Registry, year: int) -> list[Registry]:
    """A registry of its own for every row of `sampling.csv`: its matter, and the enterprises of its frame."""
    found = frames(registry, year)
    return [_alone(registry, rule, [e.id for e in found[rule.matter, rule.credit_class]]) for rule in registry.sampling]


def _alone(registry: Registry, rule: SamplingRule, frame: Sequence[str]) -> Registry:
    kept = {id: registry.enterprises[id] for id in frame}
    history = tuple(row for row in registry.history if row.enterprise in kept)
    matters = {rule.matter: registry.matters[rule.matter]}
    return replace(registry, enterprises=kept, matters=matters, sampling=(rule,), history=history)


def draws(alone: Registry, round_id: str, seeds: Iterable[str]) -> Draws:
    """Whom the product draws, seed by seed, from a registry of one row of `sampling.csv`."""
    place = {id: n for n, id in enumerate(alone.enterprises)}
    rows = []
    for seed in seeds:
        row = np.zeros(len(place), dtype=np.bool_)
        (sample,) = draw(alone, round_id=round_id, seed=seed)
        row[[place[e.id] for e in sample.drawn]] = True
        rows.append(row)
    return np.array(rows)


def single(drawn: Draws) -> ChiSquare:
    """Whether every enterprise was drawn equally often."""
    times, size = drawn.shape
    share = drawn[0].sum() / size
    off = drawn.sum(axis=0) - times * share
    return _tested((off**2).sum() / (times * share * (1 - share)) * (size - 1) / size, size - 1)


def pairs(drawn: Draws) -> ChiSquare:
    """Whether every two enterprises were drawn together equally often, whatever each was drawn by itself.

    Due is n(n-1)/N(N-1) of the draws. What is left of the N(N-1)/2 counts when the part that the single counts explain
    is taken away has N(N-3)/2 degrees of freedom, with the same variance p2 - 2·p3 + p4 in every direction, pk being
    the chance that k given enterprises are all drawn (the second part of the Johnson scheme, Genest et al. 2002).
    """
    times, size = drawn.shape
    taken = int(drawn[0].sum())
    p2, p3, p4 = (together(size, taken, count) for count in (2, 3, 4))
    ones = drawn.astype(np.float32)
    off = (ones.T @ ones).astype(np.float64) - times * p2
    np.fill_diagonal(off, 0)
    explained = off.sum(axis=1) / (size - 2)
    rest = off - explained[:, None] - explained[None, :]
    np.fill_diagonal(rest, 0)
    return _tested((rest**2).sum() / 2 / (times * (p2 - 2 * p3 + p4)), size * (size - 3) // 2)


def together(size: int, taken: int, count: int) -> float:
    """The chance that `count` given enterprises of a frame are all drawn: n(n-1)… / N(N-1)…"""
    return float(np.prod([(taken - k) / (size - k) for k in range(count)]))


def _tested(statistic: float, freedom: int) -> ChiSquare:
    return ChiSquare(float(statistic), freedom, float(chi2.sf(statistic, freedom)))
