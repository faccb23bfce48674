"""What a roster can give: officers there by day, visits by week, for every department and every need of its matters."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from domain.calendar import monday
from domain.draw.roster import LEAD, Requirement, Roster
from domain.registry import Inspector, Registry

Grid = NDArray[np.int64]
"""Figures by row (see `Capacity.rows`) and working day or week (columns)."""

ANYBODY: Requirement = ""
"""The need that every officer of the department meets."""


class Capacity:
    """The officers of a registry as grids.

    `row`: the row of a department, all its officers together, in order of precedence. `rows`: every row by department
    and need; after the departments come those of its officers who can lead, or have a skill that its matters ask for.
    `seats`: how many of the row's officers a visit takes. `present`: officers there, by day. `weekly`: visits that
    they can take part in, by week. `week_of`: the week of each working day, by index.
    """

    def __init__(self, registry: Registry, roster: Roster) -> None:
        self.row = {department: n for n, department in enumerate(registry.departments)}
        self.rows = {(department, ANYBODY): n for department, n in self.row.items()}
        skills = sorted({(matter.department, matter.skill) for matter in registry.matters.values() if matter.skill})
        for key in [*((department, LEAD) for department in self.row), *skills]:
            self.rows.setdefault(key, len(self.rows))
        size, self.slots = registry.policy.inspectors_per_department, len(registry.policy.slots)
        self.seats = np.array([1 if need else size for _, need in self.rows], dtype=np.int64)
        mondays = [monday(day) for day in roster.working_days]
        first_seen = {week: n for n, week in enumerate(dict.fromkeys(mondays))}
        self.week_of = np.array([first_seen[week] for week in mondays], dtype=np.int64)
        self.weeks = len(first_seen)
        self.present: Grid = np.zeros((len(self.rows), len(mondays)), dtype=np.int64)
        self.weekly: Grid = np.zeros((len(self.rows), self.weeks), dtype=np.int64)
        for officer in registry.inspectors.values():
            self._add(officer, roster)

    def _add(self, officer: Inspector, roster: Roster) -> None:
        mask = roster.mask_there(officer)
        there = np.array([mask >> day & 1 for day in range(len(roster.working_days))], dtype=np.int64)
        in_week = np.bincount(self.week_of, weights=there, minlength=self.weeks).astype(np.int64)
        most = np.minimum(in_week * min(officer.max_visits_per_day, self.slots), officer.max_visits_per_week)
        needs = [ANYBODY, *[LEAD] * officer.can_lead, *sorted(officer.skills)]
        for row in [self.rows[officer.department, need] for need in needs if (officer.department, need) in self.rows]:
            self.present[row] += there
            self.weekly[row] += most

    @property
    def visits_a_week(self) -> Grid:
        """Visits that a row can join in a week, heads alone counted."""
        visits: Grid = self.weekly // self.seats[:, None]
        return visits

    @property
    def visits_a_day(self) -> Grid:
        """Visits that a row can join on a day, heads alone counted."""
        visits: Grid = self.present * self.slots // self.seats[:, None]
        return visits
