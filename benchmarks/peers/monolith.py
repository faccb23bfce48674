"""One model for everything: CP-SAT gives every visit its day and slot, trips being all that it minimises.

Officers are numbers in it, not names: naming them makes the model twenty times larger and its bound useless. What a
department needs in an area on a day is the most it needs there in one slot. Names come afterwards, by CP-SAT for each
department and week, with the same objective (`benchmarks.peers.officers`). Every merged visit must be made: a price
for leaving one out makes the solver slower still.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from ortools.sat.python import cp_model

from benchmarks.peers.officers import Slotted, needs_of, staffed
from benchmarks.peers.task import Answer, Task, as_plan, drawn_pairs
from domain.draw.roster import Roster, meets
from domain.registry import Inspector
from scheduling.merging.merge import merge
from scheduling.merging.visits import MergedVisit, days_in
from scheduling.placing.capacity import Capacity


def plan_at_once(task: Task) -> Answer:
    """The best plan that CP-SAT finds within the limit."""
    drawn = drawn_pairs(task, task.seed)
    task.progress("draw", 1, 1)
    merged = merge(task.registry, task.quarter, task.days, drawn)
    task.progress("merge", 1, 1)
    model = Monolith(task, merged.visits)
    solver, status = model.solve()
    task.progress("solve", 1, 1)
    slotted = model.slotted(solver) if status in (cp_model.OPTIMAL, cp_model.FEASIBLE) else []
    found = staffed(task, slotted)
    task.progress("officers", 1, 1)
    reasons = [*merged.unplanned, *(row for visit in merged.visits for row in _short(visit))]
    plan = as_plan(task, found, drawn, reasons)
    size = task.registry.policy.inspectors_per_department
    return Answer(plan, None, size * solver.best_objective_bound, solver.status_name(status))


def _short(visit: MergedVisit) -> Iterator[Any]:
    return (check.unplanned("officers", "没有空闲的检查组", "no teams are free") for check in visit.checks)


class Monolith:
    """The model: `at[visit, day, slot]` is 1 where a visit is made."""

    def __init__(self, task: Task, visits: list[MergedVisit]) -> None:
        self._task, self._visits, self._model = task, visits, cp_model.CpModel()
        self._slots = range(len(task.registry.policy.slots))
        self._roster = Roster(task.registry, task.days)
        self._at: dict[tuple[int, int, int], cp_model.IntVar] = {}
        self._by_place: dict[tuple[str, str, int, int], list[int]] = defaultdict(list)
        for number in range(len(visits)):
            self._choose(number)
        self._apart()
        self._within_roster()
        self._within_weeks()
        self._model.minimize(sum(self._teams()))

    def _choose(self, number: int) -> None:
        """A visit is made once."""
        visit = self._visits[number]
        area = self._task.registry.enterprises[visit.enterprise].area
        for day in days_in(visit.days):
            for slot in self._slots:
                self._at[number, day, slot] = self._model.new_bool_var("")
                for department in visit.departments:
                    self._by_place[department, area, day, slot].append(number)
        self._model.add_exactly_one(self._at[number, day, slot] for day in days_in(visit.days) for slot in self._slots)

    def _apart(self) -> None:
        """Visits to one enterprise keep their distance."""
        gap = max(1, self._task.registry.policy.min_days_between_visits)
        of_enterprise: dict[str, list[int]] = defaultdict(list)
        for number, visit in enumerate(self._visits):
            of_enterprise[visit.enterprise].append(number)
        days = self._task.days
        for numbers in (found for found in of_enterprise.values() if len(found) > 1):
            for first in range(len(days)):
                near = [day for day in range(first, len(days)) if (days[day] - days[first]).days < gap]
                keys = ((number, day, slot) for number in numbers for day in near for slot in self._slots)
                self._model.add_at_most_one([self._at[key] for key in keys if key in self._at])

    def _within_roster(self) -> None:
        """On a day and in a slot: officers there for all areas and for each, leaders, skills."""
        size = self._task.registry.policy.inspectors_per_department
        everywhere: dict[tuple[str, int, int], list[int]] = defaultdict(list)
        for (department, _, day, slot), numbers in self._by_place.items():
            everywhere[department, day, slot] += numbers
            there = self._there(department, day, numbers[0])
            self._most(numbers, day, slot, len(there) // size)
        for (department, day, slot), numbers in everywhere.items():
            there = [i for i in self._roster.of_department[department] if self._is_there(i, day)]
            self._most(numbers, day, slot, len(there) // size)
            for need in {need for number in numbers for need in self._needs(number, department)}:
                asking = [number for number in numbers if need in self._needs(number, department)]
                self._most(asking, day, slot, sum(meets(i, need) for i in there))

    def _there(self, department: str, day: int, number: int) -> list[Inspector]:
        place = self._task.registry.enterprises[self._visits[number].enterprise]
        covering = self._roster.covering(department, place.district, place.area)
        return [i for i in covering if self._is_there(i, day)]

    def _is_there(self, inspector: Inspector, day: int) -> bool:
        return bool(self._roster.mask_there(inspector) >> day & 1)

    def _most(self, numbers: Iterable[int], day: int, slot: int, most: int) -> None:
        chosen = [self._at[number, day, slot] for number in numbers]
        if len(chosen) > most:
            self._model.add(sum(chosen) <= most)

    def _within_weeks(self) -> None:
        """In a week: the visits that a department's officers can take part in."""
        capacity, size = (
            Capacity(self._task.registry, self._roster),
            self._task.registry.policy.inspectors_per_department,
        )
        in_week: dict[tuple[str, int], list[cp_model.IntVar]] = defaultdict(list)
        for (number, day, _), chosen in self._at.items():
            for department in self._visits[number].departments:
                in_week[department, int(capacity.week_of[day])].append(chosen)
        for (department, week), chosen_then in in_week.items():
            self._model.add(size * sum(chosen_then) <= int(capacity.weekly[capacity.row[department], week]))

    def _teams(self) -> Iterator[cp_model.IntVar]:
        """Teams that a department sends to an area on a day: the most it needs there in one slot."""
        days: dict[tuple[str, str, int], list[list[cp_model.IntVar]]] = defaultdict(list)
        for (department, area, day, slot), numbers in self._by_place.items():
            days[department, area, day].append([self._at[number, day, slot] for number in numbers])
        for slots in days.values():
            teams = self._model.new_int_var(0, max(map(len, slots)), "")
            for chosen in slots:
                self._model.add(sum(chosen) <= teams)
            yield teams

    def _needs(self, number: int, department: str) -> list[str]:
        return needs_of(self._task, self._visits[number], department)

    def solve(self) -> tuple[cp_model.CpSolver, Any]:
        """Search until the limit."""
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = self._task.workers
        solver.parameters.random_seed = 1
        solver.parameters.max_time_in_seconds = self._task.limit
        return solver, solver.solve(self._model)

    def slotted(self, solver: cp_model.CpSolver) -> list[Slotted]:
        """Every visit that has a day and slot."""
        chosen = (key for key, at in self._at.items() if solver.value(at))
        return [Slotted(day, slot, self._visits[number]) for number, day, slot in sorted(chosen)]
