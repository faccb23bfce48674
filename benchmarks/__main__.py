"""`python -m benchmarks`: the planner beside its peers, the hard set and replanning, as Markdown tables in one run.

Every run is a process of its own and is written to `benchmarks/results/`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from time import perf_counter

import click

from api.workers import cores
from benchmarks.hard import DISTRICT_LOADS, HARD_SET
from benchmarks.hard_table import hard_row, hard_table
from benchmarks.measure import PEERS, PLANNER
from benchmarks.replanning_table import replanning_table
from benchmarks.runs import Effort, Instance, Run, Skipped, keep, output, run, samples
from benchmarks.table import level_table, machine, stage_table, table
from domain.calendar import WEEKDAYS

SMALL_ONLY = ("monolith", "timefold")
"""Peers whose model of a district needs more memory, or more time, than there is."""
PARTS = ("samples", "hard", "replanning")


@click.command()
@click.option("--size", "sizes", multiple=True, default=("small", "district"), show_default=True)
@click.option("--seeds", type=click.IntRange(1), default=5, show_default=True, help="Samples and draws 1, 2, 3 …")
@click.option("--peer", "peers", multiple=True, type=click.Choice(list(PEERS)), default=tuple(PEERS))
@click.option("--chicago", type=click.Path(exists=True, path_type=Path), help="The registry folder of Chicago.")
@click.option("--limit", type=float, default=30.0, show_default=True, help="Seconds for a solver that would go on.")
@click.option("--workers", type=click.IntRange(1), default=cores, help="Processes of the planner. [all cores]")
@click.option("--part", "parts", multiple=True, type=click.Choice(PARTS), default=PARTS, show_default=True)
def main(
    sizes: tuple[str, ...],
    seeds: int,
    peers: tuple[str, ...],
    chicago: Path | None,
    limit: float,
    workers: int,
    parts: tuple[str, ...],
) -> None:
    """Print the tables."""
    begun, effort = perf_counter(), Effort(limit, workers)
    click.echo(f"{machine()}; {seeds} seeds, mean (least–most); {workers} processes\n")
    if "samples" in parts:
        with samples(sizes, seeds) as made:
            show_peers(made, chicago, peers, effort)
    if "hard" in parts:
        show_hard_set(effort, with_district="district" in sizes)
    if "replanning" in parts:
        with samples(sizes, 1) as made:
            show_replanning(made)
    click.echo(f"{perf_counter() - begun:.0f} s in all")


def show_peers(made: Iterable[Instance], chicago: Path | None, peers: tuple[str, ...], effort: Effort) -> None:
    """The planner and its peers on the samples and on Chicago."""
    instances = [Instance("Chicago", 1, str(chicago), WEEKDAYS)] if chicago else []
    done = [*all_runs(made, peers, effort), *all_runs(instances, peers, effort)]
    runs = by_size([found for found in done if isinstance(found, Run)])
    click.echo(f"{table(runs)}\n\n{level_table(runs)}\n\n{stage_table(runs)}\n")
    for skipped in dict.fromkeys(found for found in done if isinstance(found, Skipped)):
        click.echo(f"{skipped.planner}: {skipped.why}\n")


def by_size(runs: list[Run]) -> list[Run]:
    """Sizes and planners in their order, then seeds."""
    sizes, planners = list(dict.fromkeys(found.size for found in runs)), list(PEERS)
    return sorted(runs, key=lambda found: (sizes.index(found.size), planners.index(found.planner), found.seed))


def all_runs(instances: Iterable[Instance], peers: tuple[str, ...], effort: Effort) -> Iterator[Run | Skipped]:
    """Every planner that can on every instance."""
    for instance in instances:
        for planner in peers:
            if instance.size == "small" or planner not in SMALL_ONLY:
                yield run(instance, planner, effort)


def show_hard_set(effort: Effort, *, with_district: bool) -> None:
    """The planner on the hard set."""
    names = [*HARD_SET, *(DISTRICT_LOADS if with_district else ())]
    rows = []
    for name in names:
        found = run(Instance(name, 1, f"hard:{name}"), PLANNER, effort)
        assert isinstance(found, Run), "the planner needs nothing that could be missing"
        rows.append(hard_row(name, found))
    click.echo(f"{hard_table(rows)}\n")


def show_replanning(made: Iterable[Instance]) -> None:
    """What changes when something happens from day 30 on."""
    rows = []
    for instance in made:
        told = json.loads(output("benchmarks.replanning", instance.registry, f"seed {instance.seed}"))
        keep(f"{instance.size}-{instance.seed}-replanning", told)
        rows += [(instance.size, row) for row in told]
    click.echo(f"{replanning_table(rows)}\n")


if __name__ == "__main__":
    main()
