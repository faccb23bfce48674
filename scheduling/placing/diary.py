"""The diary: which outing is on which day, with the certainty that every department can staff all of its duties.

Persons are not chosen here. A staffing oracle per (department, week) keeps a witness; a day is taken only if the
oracle of every department of the outing says yes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from itertools import permutations
from typing import NamedTuple

import numpy as np

from domain.calendar import monday
from domain.draw.roster import Duty, Roster, duty_of
from domain.draw.staffing import week_and_pool
from domain.draw.witness import WeekStaffing
from domain.registry import Registry
from scheduling.merging.visits import MergedVisit
from scheduling.outings import Outing
from scheduling.placing.capacity import Capacity, Grid


class Placed(NamedTuple):
    """An outing on a working day (by index), with the slot (by index) of each of its visits."""

    outing: Outing
    day: int
    slots: tuple[int, ...]


class Diary:
    """Outings on days. Keys are the caller's numbers for outings."""

    def __init__(self, registry: Registry, roster: Roster, capacity: Capacity) -> None:
        self.registry, self.roster, self.days = registry, roster, roster.working_days
        self._exact = False
        self.placed: dict[int, Placed] = {}
        self.capacity, self._row, self._week_of = capacity, capacity.row, capacity.week_of
        self._staffing: dict[tuple[str, str, date], WeekStaffing] = defaultdict(lambda: WeekStaffing(roster))
        self._duties: dict[int, list[Duty]] = {}
        self._visited_on: dict[str, dict[int, int]] = defaultdict(dict)
        self._used: Grid = np.zeros((*capacity.present.shape, len(registry.policy.slots)), dtype=np.int64)
        self.load: Grid = np.zeros_like(capacity.present)
        self.week_load: Grid = np.zeros_like(capacity.weekly)

    def rows(self, outing: Outing) -> list[int]:
        """The rows of the outing's departments, in order of precedence."""
        return sorted(self._row[department] for department in outing.departments)

    def visits_of(self, outing: Outing, row: int) -> int:
        """How many of the outing's visits a department joins."""
        return sum(self._row[department] == row for visit in outing.visits for department in visit.departments)

    # -- what is done ------------------------------------------------------------------------------------------

    def refusing(self, key: int, outing: Outing, day: int, *, all_of_them: bool = False) -> list[str] | None:
        """The departments that cannot staff the outing on a day (the first, or all of them); None: not a day for it.

        With an empty answer the outing is placed.
        """
        if not outing.days >> day & 1 or not all(self.is_spaced(v.enterprise, day, key) for v in outing.visits):
            return None
        fewest: list[str] | None = None
        for slots in self._slot_orders(outing, day):
            refused = self._refusing_at(key, Placed(outing, day, slots), all_of_them=all_of_them)
            if not refused:
                return refused
            fewest = refused if fewest is None or len(refused) < len(fewest) else fewest
        return fewest

    def _refusing_at(self, key: int, placed: Placed, *, all_of_them: bool) -> list[str]:
        done: list[Duty] = []
        refused: list[str] = []
        for department in (d for d in self.registry.departments if d in placed.outing.departments):
            duty = self._duty(key, placed, department)
            if self._may_fit(duty, placed.day) and self._take_on(duty):
                done.append(duty)
            else:
                refused.append(department)
                if not all_of_them:
                    break
        if refused:
            self._release(done)
        else:
            self._enter(key, placed, done)
        return refused

    @contextmanager
    def exactly(self) -> Iterator[None]:
        """Within this, every way to take slots is tried and the oracle searches when repair fails: the last word."""
        before, self._exact = self._exact, True
        try:
            yield
        finally:
            self._exact = before

    def place(self, key: int, outing: Outing, day: int) -> bool:
        """Place the outing on the day if every hard rule can be kept."""
        return self.refusing(key, outing, day) == []

    def lift(self, key: int) -> Placed:
        """Take an outing out of the diary again."""
        placed = self.placed.pop(key)
        self._release(self._duties.pop(key))
        self._count(placed, -1)
        for visit in placed.outing.visits:
            del self._visited_on[visit.enterprise][key]
        return placed

    def _enter(self, key: int, placed: Placed, duties: list[Duty]) -> None:
        self.placed[key] = placed
        self._duties[key] = duties
        self._count(placed, 1)
        for visit in placed.outing.visits:
            self._visited_on[visit.enterprise][key] = placed.day

    def _count(self, placed: Placed, by: int) -> None:
        for visit, slot in zip(placed.outing.visits, placed.slots, strict=True):
            for department in visit.departments:
                row = self._row[department]
                self._used[row, placed.day, slot] += by
                self.load[row, placed.day] += by
                self.week_load[row, self._week_of[placed.day]] += by

    def _release(self, duties: list[Duty]) -> None:
        for duty in duties:
            self._staffing_for(duty).remove(duty)

    # -- what is asked -----------------------------------------------------------------------------------------

    def is_spaced(self, enterprise: str, day: int, key: int | None = None) -> bool:
        """Whether a visit on the day keeps its distance from the enterprise's other visits; never two on one day."""
        least = max(1, self.registry.policy.min_days_between_visits)
        others = (d for other, d in self._visited_on.get(enterprise, {}).items() if other != key)
        return all(abs((self.days[day] - self.days[other]).days) >= least for other in others)

    def visits_to(self, enterprise: str) -> list[MergedVisit]:
        """The enterprise's visits that have a day."""
        placed = (self.placed[key] for key in self.siblings(enterprise))
        return [visit for placing in placed for visit in placing.outing.visits if visit.enterprise == enterprise]

    def siblings(self, enterprise: str) -> list[int]:
        """The keys of placed outings that visit the enterprise."""
        return sorted(self._visited_on.get(enterprise, {}))

    def duties_in_week(self, department: str, week: date) -> list[Duty]:
        """The department's duties in the week of a Monday, by key."""
        return [
            duty
            for _, duties in sorted(self._duties.items())
            for duty in duties
            if duty.department == department and monday(duty.day) == week
        ]

    def _take_on(self, duty: Duty) -> bool:
        staffing = self._staffing_for(duty)
        return staffing.add_exactly(duty) if self._exact else staffing.add(duty)

    def _staffing_for(self, duty: Duty) -> WeekStaffing:
        return self._staffing[duty.department, *week_and_pool(self.roster, duty)]

    def _may_fit(self, duty: Duty, day: int) -> bool:
        """Two head-counts that must hold before the oracle is asked."""
        row, size = self._row[duty.department], self.registry.policy.inspectors_per_department
        slots = [slot for slot in range(duty.slots.bit_length()) if duty.slots >> slot & 1]
        busiest = self._used[row, day, slots].max()
        week = self._week_of[day]
        in_week = self.week_load[row, week] + duty.visits
        return bool(
            size * (busiest + 1) <= self.capacity.present[row, day]
            and size * in_week <= self.capacity.weekly[row, week]
        )

    def _slot_orders(self, outing: Outing, day: int) -> list[tuple[int, ...]]:
        """The slots in which the outing's departments are least busy; to be exact, every way to take slots."""

        def crowd(slots: tuple[int, ...]) -> int:
            return sum(
                int(self._used[self._row[department], day, slot])
                for visit, slot in zip(outing.visits, slots, strict=True)
                for department in visit.departments
            )

        orders = permutations(range(len(self.registry.policy.slots)), len(outing.visits))
        return sorted(orders, key=crowd) if self._exact else [min(orders, key=crowd)]

    def _duty(self, key: int, placed: Placed, department: str) -> Duty:
        joined = [
            (v, s) for v, s in zip(placed.outing.visits, placed.slots, strict=True) if department in v.departments
        ]
        return self.duty_for(str(key), department, placed.day, sum(1 << s for _, s in joined), [v for v, _ in joined])

    def duty_for(self, name: str, department: str, day: int, slots: int, visits: list[MergedVisit]) -> Duty:
        """The duty of a department that joins these visits on a day, in these slots (a bit mask)."""
        return duty_of(self.registry, name, department, self.days[day], slots, visits)
