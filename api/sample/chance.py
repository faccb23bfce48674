"""Chance from a text: the same size, seed and year give the same numbers on every machine."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")
Chance = Callable[[str], Random]
"""One stream of numbers per topic, so that a change to one table leaves the others as they are."""


def chance(size: str, seed: int, year: int) -> Chance:
    """The streams of one sample. A text seeds `Random` by SHA-512, the same in every Python."""
    return lambda topic: Random(f"{size}|{seed}|{year}|{topic}")


def shares(weights: Sequence[float], total: int) -> list[int]:
    """Whole numbers in proportion to the weights that add up to the total (largest remainders).

    >>> shares([65.4, 25.3, 7.7, 1.5], 2000)
    [1309, 507, 154, 30]
    """
    whole = sum(weights)
    exact = [weight * total / whole for weight in weights]
    counts = [int(part) for part in exact]
    by_remainder = sorted(range(len(weights)), key=lambda n: (counts[n] - exact[n], n))
    for n in by_remainder[: total - sum(counts)]:
        counts[n] += 1
    return counts


def dealt(random: Random, items: Sequence[T], weights: Sequence[float], total: int) -> list[T]:
    """As many items as asked for, each in its exact share, in random order."""
    pairs = zip(items, shares(weights, total), strict=True)
    deck = [item for item, count in pairs for _ in range(count)]
    random.shuffle(deck)
    return deck
