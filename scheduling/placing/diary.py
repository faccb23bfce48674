"""The diary: which outing is on which day, with the certainty that every department can staff all of its duties.

Persons are not chosen here. A staffing oracle per (department, pool of officers, week) keeps a witness; a day is taken
only if the oracle of every department of the outing says yes. Outings may be pencilled in first, on head-counts
alone, and settled together (`scheduling.placing.inking`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from itertools import permutations
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from domain.draw.roster import Duty, Roster, duty_of, requirements
from domain.draw.staffing import week_and_pool
from domain.draw.witness import WeekStaffing
from domain.registry import Registry
from scheduling.grouping.outings import Outing
from scheduling.merging.visits import MergedVisit
from scheduling.placing.capacity import Capacity, Grid
from scheduling.placing.demand import Asked, Demand

EXACT_UP_TO, SEARCHES = 40, 8
"""Duties in a week up to which the oracle may search, and how many refusals there before repair alone decides. What
was refused is not asked for again before something leaves the week: on no day of a week with more duties, in one with
fewer, after the last word, on the same day for the same slots."""


class Placed(NamedTuple):
    """An outing on a working day (by index), with the slot (by index) of each of its visits."""

    outing: Outing
    day: int
    slots: tuple[int, ...]


class StaffedTogether(NamedTuple):
    """What ties duties together: a department, a pool of its officers, a week (by its Monday)."""

    department: str
    pool: str
    week: date


class Diary:
    """Outings on days. Keys are the caller's numbers for outings.

    `load` and `week_load` count visits by row of the capacity.
    """

    def __init__(self, registry: Registry, roster: Roster, capacity: Capacity) -> None:
        self.registry, self.roster, self.days = registry, roster, roster.working_days
        self._exact = False
        self.placed: dict[int, Placed] = {}
        self.capacity, self.demand = capacity, Demand(registry, capacity)
        self._row, self._week_of = capacity.row, capacity.week_of
        self.staffing: dict[StaffedTogether, WeekStaffing] = {}
        self.together: dict[StaffedTogether, dict[int, Duty]] = defaultdict(dict)
        self.proven: set[StaffedTogether] = set()
        self._refused: dict[StaffedTogether, set[tuple[object, ...]]] = defaultdict(set)
        self._visited_on: dict[str, dict[int, int]] = defaultdict(dict)
        self._used = [[[0] * capacity.slots for _ in self.days] for _ in self._row]
        self.load: Grid = np.zeros_like(capacity.present)
        self.week_load: Grid = np.zeros_like(capacity.weekly)
        self._least = max(1, registry.policy.min_days_between_visits)

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
        done: list[tuple[StaffedTogether, Duty]] = []
        refused: list[str] = []
        for duty in self.duties_of(key, placed):
            if self._may_fit(duty, placed.day) and self._take_on(duty):
                done.append((self.staffed_with(duty), duty))
            else:
                refused.append(duty.department)
                if not all_of_them:
                    break
        if refused:
            for where, duty in done:
                self.staffing[where].remove(duty)
        else:
            self._enter(key, placed, done)
        return refused

    def pencil(self, key: int, outing: Outing, day: int) -> None:
        """Enter an outing without asking whether teams can be had."""
        placed = Placed(outing, day, next(iter(self._slot_orders(outing, day))))
        self._enter(key, placed, [(self.staffed_with(duty), duty) for duty in self.duties_of(key, placed)])

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

    def put_back(self, key: int, placed: Placed) -> bool:
        """Place an outing again where it was lifted; this fails only where the oracle's repair ends too soon."""
        for duty in self.duties_of(key, placed):
            self._refused.pop(self.staffed_with(duty), None)
        if self._refusing_at(key, placed, all_of_them=False) == []:
            return True
        with self.exactly():
            return self.place(key, placed.outing, placed.day)

    def lift(self, key: int) -> Placed:
        """Take an outing out of the diary again."""
        placed = self.placed.pop(key)
        for duty in self.duties_of(key, placed):
            where = self.staffed_with(duty)
            self.proven.discard(where)
            self._refused.pop(where, None)
            if self.together[where].pop(key, None) and where in self.staffing:
                self.staffing[where].remove(duty)
        self._count(placed, -1)
        for visit in placed.outing.visits:
            del self._visited_on[visit.enterprise][key]
        return placed

    def _enter(self, key: int, placed: Placed, duties: list[tuple[StaffedTogether, Duty]]) -> None:
        self.placed[key] = placed
        for where, duty in duties:
            self.together[where][key] = duty
            self.proven.discard(where)
        self._count(placed, 1)
        for visit in placed.outing.visits:
            self._visited_on[visit.enterprise][key] = placed.day

    def _count(self, placed: Placed, by: int) -> None:
        asked = self.demand.of(placed.outing)
        self.load[asked.rows, placed.day] += by * asked.visits
        self.week_load[asked.rows, self._week_of[placed.day]] += by * asked.visits
        for visit, slot in zip(placed.outing.visits, placed.slots, strict=True):
            for department in visit.departments:
                self._used[self._row[department]][placed.day][slot] += by

    # -- what is asked -----------------------------------------------------------------------------------------

    def has_room(self, asked: Asked) -> NDArray[np.bool_]:
        """By day, whether the head-counts leave room for what is asked."""
        rows, more = asked.rows, asked.visits[:, None]
        of_day = self.load[rows] + more <= self.capacity.visits_a_day[rows]
        of_week = self.week_load[rows] + more <= self.capacity.visits_a_week[rows]
        room: NDArray[np.bool_] = np.logical_and.reduce(of_day & of_week[:, self._week_of], axis=0)
        return room

    def is_spaced(self, enterprise: str, day: int, key: int | None = None) -> bool:
        """Whether a visit on the day keeps its distance from the enterprise's other visits; never two on one day."""
        others = [d for other, d in self._visited_on.get(enterprise, {}).items() if other != key]
        return all(abs((self.days[day] - self.days[other]).days) >= self._least for other in others)

    def visits_to(self, enterprise: str) -> list[MergedVisit]:
        """The enterprise's visits that have a day."""
        placed = (self.placed[key] for key in self.siblings(enterprise))
        return [visit for placing in placed for visit in placing.outing.visits if visit.enterprise == enterprise]

    def siblings(self, enterprise: str) -> list[int]:
        """The keys of placed outings that visit the enterprise."""
        return sorted(self._visited_on.get(enterprise, {}))

    def duties_in_week(self, department: str, week: date) -> list[Duty]:
        """The department's duties in the week of a Monday, by key."""
        wheres = [where for where in self.together if (where.department, where.week) == (department, week)]
        found = [(key, duty) for where in wheres for key, duty in self.together[where].items()]
        return [duty for _, duty in sorted(found)]

    def staffed_with(self, duty: Duty) -> StaffedTogether:
        """Where the duty is staffed."""
        return StaffedTogether(duty.department, *week_and_pool(self.roster, duty))

    def _take_on(self, duty: Duty) -> bool:
        where = self.staffed_with(duty)
        if where not in self.staffing:
            self.staffing[where] = WeekStaffing(self.roster)
        few = len(self.together[where]) <= EXACT_UP_TO
        alike = (tuple(requirements(duty)), duty.visits, *((duty.day, duty.slots, duty.area) if few else ()))
        if (self._exact or not few) and alike in self._refused[where]:
            return False
        searched = self._exact and few and len(self._refused[where]) < SEARCHES
        taken = self.staffing[where].add_exactly(duty) if searched else self.staffing[where].add(duty)
        if (self._exact or not few) and not taken:
            self._refused[where].add(alike)
        return taken

    def _may_fit(self, duty: Duty, day: int) -> bool:
        """Two head-counts that must hold before the oracle is asked."""
        row, size = self._row[duty.department], self.registry.policy.inspectors_per_department
        used = self._used[row][day]
        busiest = max(used[slot] for slot in range(duty.slots.bit_length()) if duty.slots >> slot & 1)
        in_week = int(self.week_load[row, self._week_of[day]]) + duty.visits
        return size * (busiest + 1) <= int(self.capacity.present[row, day]) and size * in_week <= int(
            self.capacity.weekly[row, self._week_of[day]]
        )

    def _slot_orders(self, outing: Outing, day: int) -> list[tuple[int, ...]]:
        """The slots in which the outing's departments are least busy; to be exact, every way to take slots."""
        used = [[self._used[self._row[name]][day] for name in visit.departments] for visit in outing.visits]

        def crowd(slots: tuple[int, ...]) -> int:
            return sum(row[slot] for rows, slot in zip(used, slots, strict=True) for row in rows)

        orders = permutations(range(self.capacity.slots), len(outing.visits))
        return sorted(orders, key=crowd) if self._exact else [min(orders, key=crowd)]

    def duties_of(self, key: int, placed: Placed) -> list[Duty]:
        """The duties of an outing, by precedence of the departments."""
        joined: dict[str, list[tuple[MergedVisit, int]]] = defaultdict(list)
        for visit, slot in zip(placed.outing.visits, placed.slots, strict=True):
            for department in visit.departments:
                joined[department].append((visit, slot))
        return [
            self.duty_for(str(key), name, placed.day, sum(1 << slot for _, slot in own), [visit for visit, _ in own])
            for name, own in sorted(joined.items(), key=lambda item: self._row[item[0]])
        ]

    def duty_for(self, name: str, department: str, day: int, slots: int, visits: list[MergedVisit]) -> Duty:
        """The duty of a department that joins these visits on a day, in these slots (a bit mask)."""
        return duty_of(self.registry, name, department, self.days[day], slots, visits)
