"""One run in a process of its own: plan a made-up registry, say how good the plan is, how long and how much memory.

`python -m benchmarks.measure REGISTRY SEED planner|naive` prints one JSON object.
"""

from __future__ import annotations

import json
import resource
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from math import sqrt
from pathlib import Path
from time import perf_counter
from typing import TypedDict

from api.folders import load_registry
from api.planning import plan_round, policy_facts
from benchmarks.naive import plan_naively
from domain.calendar import FOLDER, Quarter
from domain.checker.book import HARD
from domain.checker.case import Case
from domain.draw.roster import Roster
from domain.plan import Plan
from domain.registry import Registry

QUARTER = Quarter(2027, 1)
PLANNER, NAIVE = "planner", "naive"


class Figures(TypedDict):
    """What one run came to.

    `trips` are distinct (officer, day, area), `gap` how far they lie above the bound, in percent of it. `spread` is
    the standard deviation of the officers' trips per day there from their department's mean, in percent of the mean.
    `seconds` are those of planning, reading and checking left out; `peak` is the process's peak memory in MiB.
    """

    visits: int
    trips: int
    bound: int
    gap: float
    spread: float
    unplanned: int
    broken: int
    seconds: float
    peak: float


def plan_with(planner: str, registry: Registry, days: Sequence[date], seed: str) -> tuple[Plan, int]:
    """The plan, and the bound on its trips."""
    if planner == PLANNER:
        plan = plan_round(registry, QUARTER, days, seed=seed, officer_seed=seed, calendar=FOLDER)
        return plan, plan.facts["bounds"]["trips"]
    naive = plan_naively(registry, QUARTER, days, seed=seed)
    facts = {"round": str(QUARTER), "seed": seed, "officer_seed": seed, "policy": policy_facts(registry.policy)}
    facts["beyond_limit"] = naive.beyond_limit
    return Plan(naive.visits, naive.teams, (), (), (), naive.unplanned, facts), naive.least_trips


def measure(planner: str, registry: Registry, days: tuple[date, ...], seed: str) -> Figures:
    """Plan, then look at the plan; the checker's hard rules are counted too."""
    start = perf_counter()
    plan, bound = plan_with(planner, registry, days, seed)
    seconds, peak = perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    made = trips(registry, plan)
    case = Case(registry, plan, days)
    return {
        "visits": len(plan.visits),
        "trips": len(made),
        "bound": bound,
        "gap": 100 * (len(made) / bound - 1) if bound else 0.0,
        "spread": spread(registry, made, days),
        "unplanned": len(plan.unplanned),
        "broken": sum(1 for rule in HARD for _ in rule(case)),
        "seconds": seconds,
        "peak": peak,
    }


def trips(registry: Registry, plan: Plan) -> list[tuple[str, date, str]]:
    """Distinct (officer, day, area)."""
    place = {visit.outing: (visit.date, registry.enterprises[visit.enterprise].area) for visit in plan.visits}
    return sorted({(member.inspector, *place[member.outing]) for member in plan.teams})


def spread(registry: Registry, made: Iterable[tuple[str, date, str]], days: Sequence[date]) -> float:
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


def main(folder: str, seed: str, planner: str) -> None:
    """Print the figures of one run."""
    registry, days = load_registry(Path(folder), QUARTER, FOLDER)
    print(json.dumps(measure(planner, registry, days, seed)))


if __name__ == "__main__":
    main(*sys.argv[1:])
