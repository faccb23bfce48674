"""What is done today: every department draws for itself, by a seed of its own.

Samples are as large as in the common draw and from the same frames. Without merging each department comes by itself;
with merging, what happens to fall on one enterprise is checked together. Nobody knows of the others' visits when he
draws, so caps that count the visits of all are not looked at; the checker finds where they break. Days and officers
are found by first fit, as for the naive planner: what differs is the draw.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from benchmarks.peers.naive import fitted
from benchmarks.peers.task import Answer, Task, drawn_pairs
from domain.registry import Registry
from scheduling.merging.merge import merge


def each_alone(task: Task) -> Answer:
    """Separate draws, and one visit for every department and check that falls due with it."""
    policy = replace(task.registry.policy, max_departments_per_visit=1, min_days_between_visits=0)
    return _apart(task, replace(task.registry, caps=(), policy=policy))


def merged_by_chance(task: Task) -> Answer:
    """Separate draws, merged where they happen to meet."""
    return _apart(task, replace(task.registry, caps=()))


def _apart(task: Task, merging: Registry) -> Answer:
    drawn = [pair for lists, seed in _of_departments(task) for pair in drawn_pairs(task._replace(registry=lists), seed)]
    task.progress("draw", 1, 1)
    merged = merge(merging, task.quarter, task.days, drawn)
    task.progress("merge", 1, 1)
    return fitted(task, merged, drawn)._replace(apart=drawn)


def _of_departments(task: Task) -> Iterator[tuple[Registry, str]]:
    """Each department's own rows of `sampling.csv` with its seed."""
    matters = task.registry.matters
    for department in task.registry.departments:
        own = tuple(rule for rule in task.registry.sampling if matters[rule.matter].department == department)
        yield replace(task.registry, sampling=own), f"{task.seed} {department}"
