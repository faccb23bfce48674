"""A naive planner: visits in random order, each on the first day that has officers for it.

It starts from the same draw and the same merged visits and obeys every hard rule, but it groups nothing into outings,
evens nothing out, and takes whoever comes first in the roster.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date
from random import Random

from benchmarks.peers.task import Answer, Pairs, Staffed, Task, as_plan, drawn_pairs
from domain.calendar import monday
from domain.draw.roster import LEAD, Roster, meets
from domain.registry import Inspector, Registry
from scheduling.merging.merge import Merged, merge
from scheduling.merging.visits import MergedVisit

Team = list[Inspector]


def plan_naively(task: Task) -> Answer:
    """Plan a round; the seed is that of the draw, and decides the order in which visits are placed."""
    drawn = drawn_pairs(task, task.seed)
    task.progress("draw", 1, 1)
    merged = merge(task.registry, task.quarter, task.days, drawn)
    task.progress("merge", 1, 1)
    return fitted(task, merged, drawn)


def fitted(task: Task, merged: Merged, drawn: Pairs) -> Answer:
    """The merged visits, first come first served."""
    in_order = Random(task.seed).sample(merged.visits, len(merged.visits))
    first_fit, placed, reasons = FirstFit(task.registry, task.days), list[Staffed](), list(merged.unplanned)
    for visit in in_order:
        if (found := first_fit.place(visit)) is not None:
            placed.append(found)
        else:
            reasons += [check.unplanned("officers", "没有空闲的检查组", "no teams are free") for check in visit.checks]
    task.progress("first fit", 1, 1)
    return Answer(as_plan(task, placed, drawn, reasons))


class FirstFit:
    """Places visits one after another; what has been placed is never moved."""

    def __init__(self, registry: Registry, working_days: Sequence[date]) -> None:
        self._registry, self._policy, self._days = registry, registry.policy, working_days
        self._roster = Roster(registry, working_days)
        self._busy: set[tuple[str, int, int]] = set()
        self._on_day: Counter[tuple[str, int]] = Counter()
        self._in_week: Counter[tuple[str, date]] = Counter()
        self._visited: dict[str, list[date]] = defaultdict(list)
        self._there: dict[tuple[str, str, str, int], Team] = {}
        self._full: set[tuple[str, str, str, int, int]] = set()

    def place(self, visit: MergedVisit) -> Staffed | None:
        """The first day and slot on which every department of the visit has a team; None: there is none."""
        for day in range(visit.days.bit_length()):
            if visit.days >> day & 1 and self._is_spaced(visit.enterprise, self._days[day]):
                for slot in range(len(self._policy.slots)):
                    if (teams := self._teams(visit, day, slot)) is not None:
                        return self._take(Staffed(day, slot, visit, teams))
        return None

    def _is_spaced(self, enterprise: str, day: date) -> bool:
        least = max(1, self._policy.min_days_between_visits)
        return all(abs((day - other).days) >= least for other in self._visited[enterprise])

    def _teams(self, visit: MergedVisit, day: int, slot: int) -> dict[str, Team] | None:
        place, teams = self._registry.enterprises[visit.enterprise], dict[str, Team]()
        if any((name, place.district, place.area, day, slot) in self._full for name in visit.departments):
            return None
        for department in visit.departments:
            if (team := self._team(visit, department, day, slot)) is None:
                return None
            teams[department] = team
        return teams

    def _team(self, visit: MergedVisit, department: str, day: int, slot: int) -> Team | None:
        """First one for each need that nobody taken meets, then whoever comes first; None: there are too few."""
        free, team = self._free(visit, department, day, slot), Team()
        for need in self._needs(visit, department):
            if not any(meets(i, need) for i in team):
                team += [i for i in free if meets(i, need)][:1]
        team += [i for i in free if i not in team][: max(0, self._policy.inspectors_per_department - len(team))]
        needed = all(any(meets(i, need) for i in team) for need in self._needs(visit, department))
        return team if needed and len(team) == self._policy.inspectors_per_department else None

    def _needs(self, visit: MergedVisit, department: str) -> list[str]:
        own = (matter for id in visit.matters if (matter := self._registry.matters[id]).department == department)
        return [LEAD] * (visit.lead_department == department) + sorted({m.skill for m in own if m.skill})

    def _free(self, visit: MergedVisit, department: str, day: int, slot: int) -> Team:
        """The department's officers for the visit's area who are there and free, in the order of the roster.

        Nobody becomes free again, so a place with too few of them is not looked at twice.
        """
        place = self._registry.enterprises[visit.enterprise]
        where = department, place.district, place.area
        if (*where, day) not in self._there:
            covering = self._roster.covering(*where)
            self._there[*where, day] = [i for i in covering if self._roster.is_there(i, self._days[day])]
        free = [i for i in self._there[*where, day] if self._is_free(i, day, slot)]
        if len(free) < self._policy.inspectors_per_department:
            self._full.add((*where, day, slot))
        return [i for i in free if self._roster.recusal(i.id, [visit.enterprise]) is None]

    def _is_free(self, inspector: Inspector, day: int, slot: int) -> bool:
        return (
            (inspector.id, day, slot) not in self._busy
            and self._on_day[inspector.id, day] < inspector.max_visits_per_day
            and self._in_week[inspector.id, monday(self._days[day])] < inspector.max_visits_per_week
        )

    def _take(self, placed: Staffed) -> Staffed:
        self._visited[placed.visit.enterprise].append(self._days[placed.day])
        for inspector in (inspector for team in placed.teams.values() for inspector in team):
            self._busy.add((inspector.id, placed.day, placed.slot))
            self._on_day[inspector.id, placed.day] += 1
            self._in_week[inspector.id, monday(self._days[placed.day])] += 1
        return placed
