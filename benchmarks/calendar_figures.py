"""How evenly a plan lies in the calendar, read off the plan beside its registry."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
from numpy.typing import NDArray

from domain.calendar import monday
from domain.checker.case import Case
from domain.checker.entries import Check, Entry

ByDay = NDArray[np.int64]
"""A figure for every working day of the round."""


def above_shares(case: Case) -> tuple[int, int]:
    """Visits above the even shares, by day and by week, summed over departments and districts; the bound is 0.

    A share is in proportion to the officers there and to how much of the department's work the day is open to,
    rounded up. Each district has shares of its own where every officer is bound to one.
    """
    calendar = Calendar(case)
    units: dict[tuple[str, str], list[Entry]] = defaultdict(list)
    for entry in case.entries:
        for department in entry.visit.departments:
            units[calendar.district(entry), department].append(entry)
    above = [calendar.above(unit, entries) for unit, entries in units.items()]
    return sum(by_day for by_day, _ in above), sum(by_week for _, by_week in above)


class Calendar:
    """The working days of a plan: who is there, and which visits they are open to."""

    def __init__(self, case: Case) -> None:
        self._case, self._days = case, case.working_days
        self._number = {day: n for n, day in enumerate(self._days)}
        mondays = [monday(day) for day in self._days]
        self._in_week = np.array([[day == week for week in sorted(set(mondays))] for day in mondays], dtype=np.int64)
        self._bound = all(officer.district for officer in case.registry.inspectors.values())
        quiet = case.registry.policy.quiet_days_of_month
        self._loud = np.array([day.day not in quiet for day in self._days], dtype=np.int64)

    def district(self, entry: Entry) -> str:
        """The visit's district where officers are bound to one, else one for all."""
        return entry.enterprise.district if self._bound else ""

    def above(self, unit: tuple[str, str], entries: list[Entry]) -> tuple[int, int]:
        """Visits of a department in a district above its even shares, by day and by week."""
        load = np.bincount([self._number[entry.visit.date] for entry in entries], minlength=len(self._days))
        weight = sum((self.open_to(entry) for entry in entries), np.zeros_like(load)) * self._present(*unit)
        return _above(load, weight), _above(load @ self._in_week, weight @ self._in_week)

    def open_to(self, entry: Entry) -> ByDay:
        """1 on the days on which the visit could be made: windows, quiet days, blackouts."""
        due = [check for check in entry.new if check.due]
        found = self._loud.copy() if not due else self._inside(due)
        for n, day in enumerate(self._days):
            if found[n] and self._case.blackout(entry.enterprise, day) is not None:
                found[n] = 0
        return found

    def _inside(self, due: list[Check]) -> ByDay:
        return np.array([all(check.holds(day) for check in due) for day in self._days], dtype=np.int64)

    def _present(self, district: str, department: str) -> ByDay:
        found = np.zeros(len(self._days), dtype=np.int64)
        for officer in self._case.roster.of_department[department]:
            if not district or officer.district == district:
                mask = self._case.roster.mask_there(officer)
                found += np.array([mask >> n & 1 for n in range(len(self._days))], dtype=np.int64)
        return found


def _above(load: ByDay, weight: ByDay) -> int:
    shares = -(-load.sum() * weight // max(1, int(weight.sum())))
    return int(np.maximum(0, load - shares).sum())
