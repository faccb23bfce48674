"""How good a plan is, read off the plan alone: the same for every planner.

The levels are those of `plan.json`: checks left out, visits, trips, load, spread, waiting.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cached_property
from math import sqrt
from typing import Any, TypedDict

from benchmarks.calendar_figures import above_shares
from benchmarks.peers.task import Answer, Task
from domain.checker.book import HARD
from domain.checker.case import Case
from domain.checker.entries import Check
from domain.draw.roster import Roster
from domain.plan import Plan
from domain.registry import Registry
from scheduling.bounds.levels import waiting
from scheduling.bounds.load import loads
from scheduling.bounds.trips import least_team_trips, least_trips

Trip = tuple[str, date, str]
"""An officer's day in an area."""


class Figures(TypedDict):
    """What one run came to.

    `trips` are distinct (officer, day, area), `gap` how far they lie above the bound, in percent of it; the bound is
    on the plan's own visits. `team_bound` and `team_gap`: the same where an outing draws a team of its own (rule 6).
    `own_bound` is what the solver itself proved of the trips. `load_gap`, where no rule is broken: Σ c²/a over officers
    with c outings on a days there, in percent above the least that the same outings admit; `spread` is the standard
    deviation of the officers' trips per day there from their department's mean, in percent of the mean. `by_day` and
    `by_week` are visits above the departments' even shares. `waiting` are the days that due checks wait, summed.
    `broken` are violations of hard rules. `seconds` are those of planning, reading and checking left out. `levels` are
    those that the planner proves itself.
    """

    left_out: int
    reasons: dict[str, int]
    visits: int
    trips: int
    bound: int
    gap: float
    team_bound: int
    team_gap: float
    own_bound: float | None
    solved: str
    load_gap: float | None
    spread: float
    by_day: int
    by_week: int
    waiting: int
    broken: int
    rules_broken: dict[str, int]
    seconds: float
    stages: dict[str, float]
    levels: list[dict[str, Any]]


class CaseApart(Case):
    """A plan of checks that were not drawn by the common ticket: these are told instead of drawn again."""

    def __init__(self, registry: Registry, answer: Answer, days: tuple[date, ...]) -> None:
        super().__init__(registry, answer.plan, days)
        self._apart = answer.apart or []

    @cached_property
    def checks(self) -> dict[tuple[str, str], list[Check]]:
        """The told checks and the due ones, by enterprise and matter, the drawn one first."""
        found: dict[tuple[str, str], list[Check]] = {}
        first, last = self.quarter.first, self.quarter.last
        for enterprise, matter in self._apart:
            check = Check(enterprise, self.registry.matters[matter], first, last)
            found.setdefault((enterprise, matter), []).append(check)
        for due in self.registry.due:
            window = max(due.not_before, first), min(due.not_after, last)
            check = Check(due.enterprise, self.registry.matters[due.matter], *window, due)
            found.setdefault((due.enterprise, due.matter), []).append(check)
        return found


def figures(task: Task, answer: Answer, stages: dict[str, float]) -> Figures:
    """Look at a plan; the checker's hard rules are counted too."""
    registry, plan = task.registry, answer.plan
    case = Case(registry, plan, task.days) if answer.apart is None else CaseApart(registry, answer, task.days)
    made, bound = trips(registry, plan), least_trips(registry, plan.visits)
    team_bound = least_team_trips(registry, plan.visits)
    by_day, by_week = above_shares(case)
    broken = Counter(rule.__name__ for rule in HARD for _ in rule(case))
    return {
        "left_out": len(plan.unplanned),
        "reasons": dict(sorted(Counter(row.reason for row in plan.unplanned).items())),
        "visits": len(plan.visits),
        "trips": len(made),
        "bound": bound,
        "gap": percent_above(len(made), bound),
        "team_bound": team_bound,
        "team_gap": percent_above(len(made), team_bound),
        "own_bound": answer.bound,
        "solved": answer.solved,
        "load_gap": None if broken else load_gap(task, plan),
        "spread": load_spread(registry, made, task.days),
        "by_day": by_day,
        "by_week": by_week,
        "waiting": waiting(registry, task.days, plan.visits),
        "broken": broken.total(),
        "rules_broken": dict(sorted(broken.items())),
        "seconds": sum(stages.values()),
        "stages": stages,
        "levels": list(plan.facts.get("bounds", {}).get("levels", [])),
    }


def percent_above(value: float, bound: float) -> float:
    """How far a value lies above its bound, in percent of it."""
    return 100 * (value / bound - 1) if bound else 0.0


def load_gap(task: Task, plan: Plan) -> float:
    """How far the load between officers lies above the least for these outings, in percent."""
    found = loads(task.registry, task.days, plan.visits, plan.teams)
    return percent_above(sum(pool.value for pool in found), sum(pool.bound for pool in found))


def trips(registry: Registry, plan: Plan) -> list[Trip]:
    """Distinct (officer, day, area)."""
    place = {visit.outing: (visit.date, registry.enterprises[visit.enterprise].area) for visit in plan.visits}
    return sorted({(member.inspector, *place[member.outing]) for member in plan.teams})


def load_spread(registry: Registry, made: Iterable[Trip], days: Sequence[date]) -> float:
    """See `Figures`; who is there on no day does not count, and departments count by their officers."""
    roster, count = Roster(registry, days), Counter(inspector for inspector, _, _ in made)
    squares, officers = 0.0, 0
    for everybody in roster.of_department.values():
        loads = [count[i.id] / there for i in everybody if (there := roster.days_there(i))]
        mean = sum(loads) / len(loads) if loads else 0.0
        if mean:
            squares += sum((load / mean - 1) ** 2 for load in loads)
            officers += len(loads)
    return 100 * sqrt(squares / officers) if officers else 0.0
