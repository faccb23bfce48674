"""What the common draw and the merge save: the same samples drawn by each department for itself, and lower bounds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from hashlib import sha256
from operator import attrgetter
from typing import NamedTuple

import numpy as np

from domain.calendar import Quarter
from domain.draw.sample import Sample
from domain.registry import Registry
from scheduling.merging.merge import merge


class Independent(NamedTuple):
    """Visits if every department drew for itself, due checks included.

    `unmerged`: each department visits by itself; `merged`: what falls on one enterprise is merged as in the plan.
    """

    unmerged: int
    merged: int


def independent(
    registry: Registry, quarter: Quarter, working_days: Sequence[date], samples: Sequence[Sample], *, seed: str
) -> Independent:
    """Simple random samples of the same sizes from the same frames, every department by a ticket of its own.

    The stream is numpy's default generator, seeded with the SHA-256 of `seed|round|independent`: a yardstick, not
    part of the draw. Caps are left aside in both figures, so that no check is left out for its draw.
    """
    drawn = list(_drawn_apart(registry, samples, f"{seed}|{quarter}|independent"))
    uncapped = replace(registry, caps=())
    alone = replace(registry.policy, max_departments_per_visit=1, min_days_between_visits=0)
    return Independent(
        len(merge(replace(uncapped, policy=alone), quarter, working_days, drawn).visits),
        len(merge(uncapped, quarter, working_days, drawn).visits),
    )


def _drawn_apart(registry: Registry, samples: Sequence[Sample], seed: str) -> Iterator[tuple[str, str]]:
    """Pairs (enterprise, matter): the samples that the departments' own tickets would give."""
    stream = np.random.default_rng(int.from_bytes(sha256(seed.encode()).digest()))
    number = {enterprise: n for n, enterprise in enumerate(sorted(registry.enterprises))}
    tickets = {department: stream.random(len(number)) for department in registry.departments}
    for rule, frame, drawn in samples:
        own = tickets[registry.matters[rule.matter].department]
        ranked = np.argsort(own[[number[enterprise.id] for enterprise in frame]]) if drawn else ()
        for place in ranked[: len(drawn)]:
            yield frame[place].id, rule.matter


def fewest_expected(samples: Sequence[Sample], certain: Iterable[str] = ()) -> float:
    """Σ over enterprises of the largest inclusion probability n/|frame| among the matters it may be drawn for.

    `certain` are enterprises that must be visited anyhow, for a due check; they count as 1. No design with these
    probabilities visits fewer enterprises on average (Ohlsson 1995: permanent random numbers come closest).
    """
    seen = set(certain)
    total = Fraction(len(seen))
    for chance, sample in sorted(_chances(samples), key=lambda row: -row[0]):
        before = len(seen)
        seen.update(map(attrgetter("id"), sample.frame))
        total += chance * (len(seen) - before)
    return float(total)


def _chances(samples: Sequence[Sample]) -> Iterator[tuple[Fraction, Sample]]:
    return ((Fraction(len(sample.drawn), len(sample.frame)), sample) for sample in samples if sample.drawn)
