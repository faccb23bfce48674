"""The planner itself, by the same door as its peers."""

from __future__ import annotations

from api.planning import plan_round
from api.workers import workers
from benchmarks.peers.task import Answer, Task

LARGE = 25_000
"""Enterprises from which on several processes are worth their beginning (`api.workers`)."""


def plan_here(task: Task) -> Answer:
    """Plan a round as `chayici plan` does."""
    count = task.workers if len(task.registry.enterprises) >= LARGE else 1
    with workers(count) as executor:
        plan = plan_round(
            task.registry,
            task.quarter,
            task.days,
            seed=task.seed,
            officer_seed=task.seed,
            calendar=task.calendar,
            executor=executor,
            progress=task.progress,
        )
    return Answer(plan)
