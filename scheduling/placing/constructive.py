"""A day for every outing: levelled on head-counts first, then asked of the staffing oracle."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from scheduling.grouping.outings import Outing
from scheduling.merging.visits import days_in
from scheduling.placing.capacity import Grid
from scheduling.placing.diary import Diary
from scheduling.placing.inking import ink
from scheduling.placing.levelling import Levelling
from scheduling.placing.masks import open_days
from scheduling.placing.prices import NEVER, WAIT, Prices
from scheduling.placing.targets import Targets

TRIES = 30
"""Days that one outing asks the oracle for."""


class Placer:
    """Places outings, by key, in a diary; `missing` are the keys that found no day.

    `crowded`: whether the levelling puts more on a day or in a week than its officers can make.
    """

    def __init__(self, diary: Diary, outings: dict[int, Outing]) -> None:
        self.diary, self.outings = diary, outings
        self.missing: list[int] = []
        self.crowded = False
        self._asked = [diary.demand.of(outing) for outing in outings.values()]
        self._open = open_days([outing.days for outing in outings.values()], len(diary.days))
        targets = Targets(diary.capacity, self._asked, self._open)
        self._prices = Prices(diary.capacity, targets)

    def enter(self, days: Mapping[int, int]) -> None:
        """Put the outings on these days, then ask for teams; what has no day, or no team there, is missing."""
        for key, outing in self.outings.items():
            if key in days and outing.days >> days[key] & 1:
                self.diary.pencil(key, outing, days[key])
            else:
                self.missing.append(key)
        self.missing += ink(self.diary)

    def add(self, outing: Outing) -> int:
        """Take one more outing; its key."""
        key = max(self.outings, default=0) + 1
        self.outings[key] = outing
        return key

    def levelled(self) -> dict[int, int]:
        """A day for every outing, by key, on head-counts alone; an outing without open days has none."""
        outings = list(self.outings.values())
        if not outings:
            return {}
        due = np.array([_due(outing) for outing in outings], dtype=np.int64)
        own = np.where(self._open, WAIT * due[:, None] * np.arange(len(self.diary.days)), NEVER)
        apart = _visiting_the_same(outings)
        levelling = Levelling(self.diary.capacity, self._prices, self._asked, own, self._near(), apart)
        levelling.run(sorted(range(len(outings)), key=lambda n: (not due[n], *_hardest_first(outings[n]), n)))
        self.crowded = levelling.crowded
        return {key: int(day) for key, day in zip(self.outings, levelling.at, strict=True) if day >= 0}

    def _near(self) -> Grid:
        """By two days, whether visits to one enterprise are too near to each other there, as a price."""
        days = np.array([day.toordinal() for day in self.diary.days], dtype=np.int64)
        least = max(1, self.diary.registry.policy.min_days_between_visits)
        return np.where(np.abs(days[:, None] - days[None, :]) < least, NEVER >> 1, 0)

    def best_days(self, outing: Outing) -> list[int]:
        """The outing's days for which heads suffice, the cheapest first."""
        asked = self.diary.demand.of(outing)
        price = self._prices.of(asked, self.diary.load, self.diary.week_load)
        price += WAIT * _due(outing) * np.arange(len(price))
        room = self.diary.has_room(asked)
        return sorted((day for day in days_in(outing.days) if room[day]), key=lambda day: (int(price[day]), day))

    def place(self, key: int) -> bool:
        """Place the outing on its best day, if any will do."""
        outing = self.outings[key]
        return any(self.diary.place(key, outing, day) for day in self.best_days(outing)[:TRIES])


def _hardest_first(outing: Outing) -> tuple[int, int]:
    return outing.days.bit_count(), -len(outing.visits)


def _due(outing: Outing) -> int:
    """How many due checks the outing makes."""
    return sum(check.due is not None for visit in outing.visits for check in visit.checks)


def _visiting_the_same(outings: Sequence[Outing]) -> list[list[int]]:
    """For each outing, by number, the others that visit one of its enterprises."""
    visiting: dict[str, list[int]] = {}
    for number, outing in enumerate(outings):
        for visit in outing.visits:
            visiting.setdefault(visit.enterprise, []).append(number)
    return [
        [other for visit in outing.visits for other in visiting[visit.enterprise] if other != number]
        for number, outing in enumerate(outings)
    ]
