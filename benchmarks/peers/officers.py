"""Officers for visits whose days and slots are fixed: CP-SAT for each department and week, fewest trips first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from ortools.sat.python import cp_model

from benchmarks.peers.task import Staffed, Task
from domain.calendar import monday
from domain.draw.roster import LEAD, Roster, meets
from domain.registry import Inspector
from scheduling.merging.visits import MergedVisit

DETERMINISTIC_LIMIT = 1.0
LEFT_OUT = 1000
"""What a visit without a team costs, in trips."""


class Slotted(NamedTuple):
    """A visit on a working day and in a slot, both by index."""

    day: int
    slot: int
    visit: MergedVisit


def staffed(task: Task, slotted: Sequence[Slotted]) -> list[Staffed]:
    """The visits with teams; a visit for which one of its departments has no team is left out."""
    weeks: dict[tuple[str, object], list[int]] = defaultdict(list)
    for number, entry in enumerate(slotted):
        for department in entry.visit.departments:
            weeks[department, monday(task.days[entry.day])].append(number)
    roster, teams = Roster(task.registry, task.days), defaultdict[int, dict[str, list[Inspector]]](dict)
    for (department, _), numbers in weeks.items():
        week = Week(task, roster, department, {number: slotted[number] for number in numbers})
        for number, team in week.teams().items():
            teams[number][department] = team
    return [
        Staffed(*entry, teams[number])
        for number, entry in enumerate(slotted)
        if len(teams[number]) == len(entry.visit.departments)
    ]


def needs_of(task: Task, visit: MergedVisit, department: str) -> list[str]:
    """What a department's team must bring to a visit: one who can lead, skills."""
    own = (matter for id in visit.matters if (matter := task.registry.matters[id]).department == department)
    return [LEAD] * (visit.lead_department == department) + sorted({matter.skill for matter in own if matter.skill})


class Week:
    """A department's visits in one week, by number."""

    def __init__(self, task: Task, roster: Roster, department: str, entries: dict[int, Slotted]) -> None:
        self._task, self._roster, self._department, self._entries = task, roster, department, entries
        self._model = cp_model.CpModel()
        self._takes: dict[tuple[int, str], cp_model.IntVar] = {}
        self._out = [self._team(number) for number in entries]
        self._limits()
        self._model.minimize(sum(self._trips()) + LEFT_OUT * sum(self._out))

    def _team(self, number: int) -> cp_model.IntVar:
        """A whole team with all that is needed, or none."""
        entry, out, size = self._entries[number], self._model.new_bool_var(""), self._size
        able = self._able(entry)
        for officer in able:
            self._takes[number, officer.id] = self._model.new_bool_var("")
        self._model.add(sum(self._takes[number, i.id] for i in able) + size * out == size)
        for need in needs_of(self._task, entry.visit, self._department):
            self._model.add_bool_or([out, *(self._takes[number, i.id] for i in able if meets(i, need))])
        return out

    @property
    def _size(self) -> int:
        return self._task.registry.policy.inspectors_per_department

    def _able(self, entry: Slotted) -> list[Inspector]:
        place = self._task.registry.enterprises[entry.visit.enterprise]
        covering = self._roster.covering(self._department, place.district, place.area)
        there = (i for i in covering if self._roster.mask_there(i) >> entry.day & 1)
        return [i for i in there if self._roster.recusal(i.id, [place.id]) is None]

    def _limits(self) -> None:
        """One place per slot, the limits of the day and of the week."""
        in_slot = defaultdict[tuple[str, int, int], list[cp_model.IntVar]](list)
        on_day = defaultdict[tuple[str, int], list[cp_model.IntVar]](list)
        all_week = defaultdict[str, list[cp_model.IntVar]](list)
        for (number, id), takes in self._takes.items():
            entry = self._entries[number]
            in_slot[id, entry.day, entry.slot].append(takes)
            on_day[id, entry.day].append(takes)
            all_week[id].append(takes)
        for at_once in in_slot.values():
            self._model.add_at_most_one(at_once)
        for (id, _), taken in on_day.items():
            self._model.add(sum(taken) <= self._task.registry.inspectors[id].max_visits_per_day)
        for id, taken in all_week.items():
            self._model.add(sum(taken) <= self._task.registry.inspectors[id].max_visits_per_week)

    def _trips(self) -> Iterable[cp_model.IntVar]:
        days: dict[tuple[str, int, str], list[cp_model.IntVar]] = defaultdict(list)
        for (number, id), takes in self._takes.items():
            entry = self._entries[number]
            days[id, entry.day, self._task.registry.enterprises[entry.visit.enterprise].area].append(takes)
        for taken in days.values():
            trip = self._model.new_bool_var("")
            self._model.add_max_equality(trip, taken)
            yield trip

    def teams(self) -> dict[int, list[Inspector]]:
        """The teams found, by number."""
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = 1
        solver.parameters.max_deterministic_time = DETERMINISTIC_LIMIT
        if solver.solve(self._model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return {}
        found: dict[int, list[Inspector]] = defaultdict(list)
        for (number, id), takes in self._takes.items():
            if solver.value(takes):
                found[number].append(self._task.registry.inspectors[id])
        return dict(found)
