"""Timefold's last release for Python, which needs the extra `peers` and a Java runtime."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from importlib.util import find_spec
from typing import TYPE_CHECKING

from benchmarks.peers.officers import needs_of
from benchmarks.peers.task import Answer, CannotRun, Staffed, Task, as_plan, drawn_pairs
from domain.calendar import monday
from domain.draw.roster import Roster, meets
from domain.registry import Inspector
from scheduling.merging.merge import merge
from scheduling.merging.visits import MergedVisit, days_in

if TYPE_CHECKING:
    from benchmarks.peers.timefold_model import Officer, Seat, TimedVisit


def plan_with_timefold(task: Task) -> Answer:
    """The best plan that Timefold finds within the limit; hard rules may be broken in it.

    Raises:
        CannotRun: Timefold or Java is not installed.
    """
    if find_spec("timefold") is None:
        raise CannotRun("skipped: Timefold is not installed (`pip install '.[peers]'`)")
    if shutil.which("java") is None:
        raise CannotRun("skipped: there is no Java runtime (`java` is not on the path)")
    drawn = drawn_pairs(task, task.seed)
    task.progress("draw", 1, 1)
    merged = merge(task.registry, task.quarter, task.days, drawn)
    task.progress("merge", 1, 1)
    found, score = _Solving(task, merged.visits).solved()
    task.progress("solve", 1, 1)
    return Answer(as_plan(task, found, drawn, merged.unplanned), solved=score)


class _Solving:
    """The round in Timefold's terms and back."""

    def __init__(self, task: Task, visits: Sequence[MergedVisit]) -> None:
        from benchmarks.peers import timefold_model as model

        self._task, self._visits, self._model = task, visits, model
        self._roster, self._slots = Roster(task.registry, task.days), range(len(task.registry.policy.slots))
        mondays = sorted({monday(day) for day in task.days})
        self._times = [
            model.Time(day * len(self._slots) + slot, day, slot, mondays.index(monday(date)), date.toordinal())
            for day, date in enumerate(task.days)
            for slot in self._slots
        ]
        self._officers = {i.id: self._officer(i) for i in task.registry.inspectors.values()}
        self._seats: list[tuple[int, str]] = []

    def _officer(self, i: Inspector) -> Officer:
        mask = self._roster.mask_there(i)
        away = {day for day in range(len(self._task.days)) if not mask >> day & 1}
        return self._model.Officer(i.id, away, i.max_visits_per_day, i.max_visits_per_week)

    def solved(self) -> tuple[list[Staffed], str]:
        """The visits with times and teams, and the score."""
        model = self._model
        visits = [self._visit(number, visit) for number, visit in enumerate(self._visits)]
        seats = [seat for number, visit in enumerate(self._visits) for seat in self._team(number, visit)]
        gap = max(1, self._task.registry.policy.min_days_between_visits)
        given = model.Calendar(self._times, [*self._officers.values()], [model.Distance(0, gap)], visits, seats)
        best = model.solve(given, self._task.limit)
        teams: list[dict[str, list[Inspector]]] = [{} for _ in self._visits]
        for seat in best.seats:
            number, department = self._seats[seat.id]
            teams[number].setdefault(department, []).append(self._task.registry.inspectors[seat.officer.id])
        timed = zip(best.visits, self._visits, teams, strict=True)
        return [Staffed(to.time.day, to.time.slot, visit, team) for to, visit, team in timed], str(best.score)

    def _visit(self, number: int, visit: MergedVisit) -> TimedVisit:
        days = set(days_in(visit.days))
        area = self._task.registry.enterprises[visit.enterprise].area
        times = [time for time in self._times if time.day in days]
        return self._model.TimedVisit(number, visit.enterprise, area, times)

    def _team(self, number: int, visit: MergedVisit) -> list[Seat]:
        """The seats; needs are dealt out to them, so that each seat has officers of its own who may take it."""
        seats, size = [], self._task.registry.policy.inspectors_per_department
        for department in visit.departments:
            needs, able = needs_of(self._task, visit, department), self._able(visit, department)
            for seat in range(size):
                fit = [i for i in able if all(meets(i, need) for need in needs[seat::size])]
                self._seats.append((number, department))
                officers = [self._officers[i.id] for i in fit or able]
                seats.append(self._model.Seat(len(self._seats) - 1, number, officers))
        return seats

    def _able(self, visit: MergedVisit, department: str) -> list[Inspector]:
        place = self._task.registry.enterprises[visit.enterprise]
        covering = self._roster.covering(department, place.district, place.area)
        return [i for i in covering if self._roster.recusal(i.id, [place.id]) is None]
