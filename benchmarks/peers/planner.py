"""The planner itself, by the same door as its peers."""

from __future__ import annotations

from api.planning import plan_round
from api.workers import workers
from benchmarks.peers.task import Answer, Task


def plan_here(task: Task) -> Answer:
    """Plan a round as `chayici plan` does."""
    with workers(task.workers) as executor:
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
