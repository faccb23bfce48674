"""One run in a process of its own: plan a round of a registry folder and say how good the plan is.

`python -m benchmarks.measure REGISTRY SEED PLANNER` prints one JSON object; REGISTRY is a folder, or `hard:` with a
name of the hard set.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from time import perf_counter

import click

from api.folders import load_registry
from benchmarks.figures import Figures, figures
from benchmarks.hard import hard_called
from benchmarks.peers.task import Answer, CannotRun, Peer, Task
from domain.calendar import CALENDARS, FOLDER, Quarter

QUARTER = Quarter(2027, 1)
PLANNER, NAIVE = "planner", "naive"

PEERS: Mapping[str, str] = {
    PLANNER: "benchmarks.peers.planner:plan_here",
    NAIVE: "benchmarks.peers.naive:plan_naively",
    "apart": "benchmarks.peers.apart:each_alone",
    "apart, merged": "benchmarks.peers.apart:merged_by_chance",
    "monolith": "benchmarks.peers.monolith:plan_at_once",
    "weeks by HiGHS": "benchmarks.peers.weeks:plan_by_weeks",
    "timefold": "benchmarks.peers.timefold:plan_with_timefold",
}
"""Every planner and where it is; each is imported only where it runs, as not all solvers bear one another."""

HARD = "hard:"
CANNOT_RUN = 3
"""The exit status of a peer that cannot be tried here; what it prints says why."""


class Clock:
    """Hears of stages as a planner goes; `seconds` holds the time spent in each."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._stage, self._since = "", perf_counter()

    def __call__(self, stage: str, done: int, total: int) -> None:
        """A step that reports `done` 0 announces its stage: the time before it belongs to the one heard last."""
        now, spent_in = perf_counter(), stage if done else self._stage or stage
        self.seconds[spent_in] = self.seconds.get(spent_in, 0.0) + now - self._since
        self._stage, self._since = stage, now


def peer_called(name: str) -> Peer:
    """The planner with this name."""
    module, _, function = PEERS[name].partition(":")
    found: Callable[[Task], Answer] = getattr(import_module(module), function)
    return found


def measure(name: str, task: Task) -> Figures:
    """Plan, then look at the plan.

    Raises:
        CannotRun: the peer needs what is not here.
    """
    peer, clock = peer_called(name), Clock()
    begun = perf_counter()
    answer = peer(task._replace(progress=clock))
    rest = perf_counter() - begun - sum(clock.seconds.values())
    return figures(task, answer, {**clock.seconds, "rest": max(0.0, rest)})


@click.command()
@click.argument("registry")
@click.argument("seed")
@click.argument("planner", type=click.Choice(list(PEERS)))
@click.option("--round", "round_id", default=str(QUARTER), show_default=True)
@click.option("--calendar", type=click.Choice(CALENDARS), default=FOLDER, show_default=True)
@click.option("--limit", type=float, default=30.0, show_default=True, help="Seconds for a solver.")
@click.option("--workers", type=click.IntRange(1), default=1, show_default=True)
def main(registry: str, seed: str, planner: str, round_id: str, calendar: str, limit: float, workers: int) -> None:
    """Print the figures of one run."""
    quarter = Quarter.parse(round_id)
    told = hard_called(registry.removeprefix(HARD)) if registry.startswith(HARD) else None
    lists, days = (told.registry, told.days) if told else load_registry(Path(registry), quarter, calendar)
    try:
        found = measure(planner, Task(lists.sorted_by_key(), quarter, days, seed, calendar, limit, workers))
    except CannotRun as why:
        click.echo(str(why))
        sys.exit(CANNOT_RUN)
    allowed, least = (sorted(told.reasons), told.least) if told else ([], None)
    click.echo(json.dumps({"figures": found, "allowed": allowed, "least": least}))


if __name__ == "__main__":
    main()
