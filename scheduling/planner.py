"""From drawn samples to a schedule without persons: the districts one by one or side by side, then the numbers.

`solve` is deterministic: the same registry and samples give the same schedule on any machine, with any number of
workers. Officers are drawn afterwards, from a seed that nobody knows yet (`domain.draw.officers`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Executor
from datetime import date
from functools import partial
from typing import NamedTuple

from domain.calendar import Quarter
from domain.draw.sample import Sample
from domain.plan import Unplanned, Visit
from domain.registry import Registry
from scheduling.accounts import as_text
from scheduling.district import DistrictPlan, districts, plan_district
from scheduling.numbering import numbered
from scheduling.progress import Progress, silent


class Bounds(NamedTuple):
    """What the steps proved, and what they left.

    `visits`: the fewest visits that make the planned checks, distances aside. `trips` and `team_trips`: officer trips,
    and seats of outings (rule 6), that no grouping of the planned visits undercuts. `grouping_proven`: nothing was
    dropped, and no pairing has fewer team trips.
    `excess`: visits above the departments' even shares by day and by week; `least_excess`, both together, and
    `least_waiting`, the days that due checks wait, are what no choice of days for these outings undercuts.
    """

    visits: int
    trips: int
    team_trips: int
    grouping_proven: bool
    excess: tuple[int, int]
    least_left_out: int
    least_excess: int
    least_waiting: int


class Schedule(NamedTuple):
    """Visits on days and in outings, numbered, without persons; and every check that no visit makes."""

    visits: tuple[Visit, ...]
    unplanned: tuple[Unplanned, ...]
    beyond_limit: tuple[str, ...]
    bounds: Bounds


def solve(
    registry: Registry,
    quarter: Quarter,
    working_days: Sequence[date],
    samples: Iterable[Sample],
    *,
    executor: Executor | None = None,
    progress: Progress = silent,
) -> Schedule:
    """Plan a round's visits, each district a task of the executor: `begin`, then `finish`."""
    plans = begin(registry, quarter, working_days, samples, executor=executor, progress=progress)
    return finish(registry, working_days, plans)


def begin(
    registry: Registry,
    quarter: Quarter,
    working_days: Sequence[date],
    samples: Iterable[Sample],
    *,
    executor: Executor | None = None,
    progress: Progress = silent,
) -> Iterator[DistrictPlan]:
    """Begin to plan the districts, the largest first: they are under way while the caller does something else.

    `progress` hears of the stages merge, outings, days and spread, or of the districts where they are tasks.
    """
    drawn = [(id, sample.rule.matter) for sample in samples for id in sample.drawn.tickets]
    tasks = sorted(districts(registry, quarter, working_days, drawn), key=lambda task: -len(task.drawn))
    if executor is None or len(tasks) == 1:
        return map(partial(plan_district, progress=progress), tasks)
    return _told(executor.map(plan_district, tasks), len(tasks), progress)


def _told(plans: Iterable[DistrictPlan], total: int, progress: Progress) -> Iterator[DistrictPlan]:
    for done, plan in enumerate(plans, 1):
        yield plan
        progress("districts", done, total)


def finish(registry: Registry, working_days: Sequence[date], under_way: Iterable[DistrictPlan]) -> Schedule:
    """Number the visits when all districts are planned, and add up what was proven."""
    plans = list(under_way)
    rows = numbered(registry, working_days, (entry for plan in plans for entry in plan.entries))
    return Schedule(
        tuple(row.visit for row in rows),
        tuple(sorted((row for plan in plans for row in plan.unplanned), key=as_text)),
        tuple(row.visit.visit for row in rows if row.entry.beyond_limit),
        Bounds(
            sum(plan.fewest for plan in plans),
            sum(plan.trips for plan in plans),
            sum(plan.team_trips for plan in plans),
            all(plan.proven for plan in plans),
            (sum(plan.excess[0] for plan in plans), sum(plan.excess[1] for plan in plans)),
            sum(plan.least_left_out for plan in plans),
            sum(plan.least_excess for plan in plans),
            sum(plan.least_waiting for plan in plans),
        ),
    )
