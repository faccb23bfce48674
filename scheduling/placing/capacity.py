"""What a roster can give: officers there by day, visits by week, department by department."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from domain.calendar import monday
from domain.draw.roster import Roster
from domain.registry import Inspector, Registry

Grid = NDArray[np.int64]
"""Figures by department (rows, in order of precedence) and working day or week (columns)."""


class Capacity:
    """The officers of one district (all of them for an empty one) as grids.

    `present`: officers there, by day. `weekly`: visits that they can take part in, by week. `week_of`: the week of
    each working day, by index.
    """

    def __init__(self, registry: Registry, roster: Roster, district: str = "") -> None:
        self.row = {department: n for n, department in enumerate(registry.departments)}
        mondays = [monday(day) for day in roster.working_days]
        first_seen = {week: n for n, week in enumerate(dict.fromkeys(mondays))}
        self.week_of = np.array([first_seen[week] for week in mondays], dtype=np.int64)
        self.weeks = len(first_seen)
        self.present: Grid = np.zeros((len(self.row), len(mondays)), dtype=np.int64)
        self.weekly: Grid = np.zeros((len(self.row), self.weeks), dtype=np.int64)
        for officer in registry.inspectors.values():
            if not district or officer.district in ("", district):
                self._add(officer, roster, len(registry.policy.slots))

    def _add(self, officer: Inspector, roster: Roster, slots: int) -> None:
        row = self.row[officer.department]
        mask = roster.mask_there(officer)
        there = np.array([mask >> day & 1 for day in range(len(roster.working_days))], dtype=np.int64)
        in_week = np.bincount(self.week_of, weights=there, minlength=self.weeks).astype(np.int64)
        self.present[row] += there
        self.weekly[row] += np.minimum(in_week * min(officer.max_visits_per_day, slots), officer.max_visits_per_week)
