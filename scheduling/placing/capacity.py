"""What a roster can give: officers there by day, visits by week, for every department and every need of its matters."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from domain.calendar import monday
from domain.draw.roster import LEAD, Requirement, Roster
from domain.registry import Inspector, Registry
from scheduling.placing.masks import open_days

Grid = NDArray[np.int64]
"""Figures by row (see `Capacity.rows`) and working day or week (columns)."""

ANYBODY: Requirement = ""
"""The need that every officer of the department meets."""


class Capacity:
    """The officers of a registry as grids.

    `row`: the row of a department, all its officers together, in order of precedence. `rows`: every row by department
    and need; after the departments come those of its officers who can lead, or have a skill that its matters ask for.
    `seats`: how many of the row's officers a visit takes, at least. `present`: officers there, by day. `weekly`: what
    their limits sum to, by week. `visits_a_day`, `visits_a_week`: visits that they can make, nobody twice in one.
    `everywhere`: of departments that send some officers to some areas alone, the row of the others (after `rows`), who
    have to fill what is left of a team there (`seats_everywhere`). `most_asked`: the most of a row that an outing asks.
    `week_of`: the week of each working day, by index. `limits`: by officer, visits a day and visits a week.
    """

    def __init__(self, registry: Registry, roster: Roster) -> None:
        self.row = {department: n for n, department in enumerate(registry.departments)}
        self.rows = {(department, ANYBODY): n for department, n in self.row.items()}
        skills = sorted({(matter.department, matter.skill) for matter in registry.matters.values() if matter.skill})
        for key in [*((department, LEAD) for department in self.row), *skills]:
            self.rows.setdefault(key, len(self.rows))
        self._size, self.slots = registry.policy.inspectors_per_department, len(registry.policy.slots)
        self.everywhere, self._local = self._by_areas(registry)
        self.most_asked = self.slots * (self._size if self.everywhere else 1)
        of_rows = [1 if need else self._size for _, need in self.rows]
        self.seats = np.array([*of_rows, *(1 for _ in self.everywhere)], dtype=np.int64)
        self._seats_everywhere: dict[tuple[str, str, str], int] = {}
        mondays = [monday(day) for day in roster.working_days]
        first_seen = {week: n for n, week in enumerate(dict.fromkeys(mondays))}
        self.week_of = np.array([first_seen[week] for week in mondays], dtype=np.int64)
        self.weeks = len(first_seen)
        days, weeks = self.limits = self._limits(list(registry.inspectors.values()), roster)
        members = self._members(registry)
        self.present: Grid = np.array([(days[some] > 0).sum(axis=0) for some in members]).reshape(len(members), -1)
        self.weekly: Grid = np.array([weeks[some].sum(axis=0) for some in members]).reshape(len(members), -1)
        self.visits_a_day = self._visits(days, members)
        self.visits_a_week = self._visits(weeks, members)

    def seats_everywhere(self, department: str, district: str, area: str) -> int:
        """How many of a team there must be officers who work everywhere, because too few others work there."""
        if department not in self.everywhere:
            return 0
        key = department, district, area
        if key not in self._seats_everywhere:
            local = sum(officer.covers(district, area) for officer in self._local[department])
            self._seats_everywhere[key] = max(0, self._size - local)
        return self._seats_everywhere[key]

    def _by_areas(self, registry: Registry) -> tuple[dict[str, int], dict[str, list[Inspector]]]:
        """The rows of those who work everywhere, where a department has others as well, and these others."""
        local: dict[str, list[Inspector]] = {department: [] for department in self.row}
        everywhere = set[str]()
        for officer in registry.inspectors.values():
            if officer.areas:
                local[officer.department].append(officer)
            else:
                everywhere.add(officer.department)
        mixed = [department for department in self.row if local[department] and department in everywhere]
        return {department: len(self.rows) + n for n, department in enumerate(mixed)}, local

    def _limits(self, officers: Sequence[Inspector], roster: Roster) -> tuple[Grid, Grid]:
        """By officer, the visits that they can join on each day and in each week."""
        there = open_days([roster.mask_there(officer) for officer in officers], len(self.week_of)).astype(np.int64)
        of_week = np.array([officer.max_visits_per_week for officer in officers], dtype=np.int64)[:, None]
        of_day = np.array([min(officer.max_visits_per_day, self.slots) for officer in officers], dtype=np.int64)[
            :, None
        ]
        in_week = np.equal.outer(self.week_of, np.arange(self.weeks)).astype(np.int64)
        days: Grid = there * np.minimum(of_day, of_week)
        weeks: Grid = np.minimum(days @ in_week, of_week)
        return days, weeks

    def _members(self, registry: Registry) -> list[NDArray[np.int64]]:
        """By row, the places of its officers."""
        members: list[list[int]] = [[] for _ in self.seats]
        for place, officer in enumerate(registry.inspectors.values()):
            for need in (ANYBODY, *[LEAD] * officer.can_lead, *sorted(officer.skills)):
                if (officer.department, need) in self.rows:
                    members[self.rows[officer.department, need]].append(place)
            if officer.department in self.everywhere and not officer.areas:
                members[self.everywhere[officer.department]].append(place)
        return [np.array(some, dtype=np.int64) for some in members]

    def _visits(self, limits: Grid, members: Sequence[NDArray[np.int64]]) -> Grid:
        rows = [most_visits(limits[some], int(self.seats[row])) for row, some in enumerate(members)]
        return np.array(rows, dtype=np.int64).reshape(len(members), -1)


def most_visits(limits: Grid, seats: int) -> Grid:
    """By column, the most visits n with Σ over officers of min(limit, n) ≥ seats · n: nobody sits in one team twice."""
    most: Grid = limits.sum(axis=0) // seats
    while seats > 1 and (over := np.minimum(limits, most).sum(axis=0) < seats * most).any():
        most = most - over
    return most
