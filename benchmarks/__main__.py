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
from benchmarks.quoting import told
from benchmarks.replanning_table import replanning_table
from benchmarks.runs import Effort, Instance, Run, Skipped, keep, output, run, samples
from benchmarks.table import EVENNESS, QUALITY, level_table, machine, solver_table, stage_table, table
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
@click.option("--quote", type=click.Path(exists=True, path_type=Path), help="A document to put the tables into.")
def main(
    sizes: tuple[str, ...],
    seeds: int,
    peers: tuple[str, ...],
    chicago: Path | None,
    limit: float,
    workers: int,
    parts: tuple[str, ...],
    quote: Path | None,
) -> None:
    """Print the tables."""
    begun, effort = perf_counter(), Effort(limit, workers)
    head = f"{machine()}; seeds 1 to {seeds}, each cell the mean (least–most); {limit:.0f} s for a solver"
    told(f"{head}; {workers} processes.", "machine", quote)
    if "samples" in parts:
        with samples(sizes, seeds) as made:
            told(peers_told(made, chicago, peers, effort), "peers", quote)
    if "hard" in parts:
        told(hard_set_told(effort, with_district="district" in sizes), "hard set", quote)
    if "replanning" in parts:
        with samples(sizes, 1) as made:
            told(replanning_told(made), "replanning", quote)
    click.echo(f"{perf_counter() - begun:.0f} s in all")


def peers_told(made: Iterable[Instance], chicago: Path | None, peers: tuple[str, ...], effort: Effort) -> str:
    """The planner and its peers on the samples and on Chicago."""
    instances = [Instance("Chicago", 1, str(chicago), WEEKDAYS)] if chicago else []
    done = [*all_runs(made, peers, effort), *all_runs(instances, peers, effort)]
    runs = by_size([found for found in done if isinstance(found, Run)])
    tables = [table(runs, QUALITY), table(runs, EVENNESS), solver_table(runs), level_table(runs), stage_table(runs)]
    return "\n\n".join([*tables, *why_not(done)])


def why_not(done: Iterable[Run | Skipped]) -> Iterable[str]:
    """A sentence for each planner that has no row, and why."""
    return dict.fromkeys(f"{found.planner}: {found.why}" for found in done if isinstance(found, Skipped))


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


def hard_set_told(effort: Effort, *, with_district: bool) -> str:
    """The planner on the hard set."""
    names = [*HARD_SET, *(DISTRICT_LOADS if with_district else ())]
    done = [run(Instance(name, 1, f"hard:{name}"), PLANNER, effort) for name in names]
    rows = [hard_row(found.size, found) for found in done if isinstance(found, Run)]
    return "\n\n".join([hard_table(rows), *why_not(done)])


def replanning_told(made: Iterable[Instance]) -> str:
    """What changes when something happens from day 30 on."""
    rows = []
    for instance in made:
        answers = json.loads(output("benchmarks.replanning", instance.registry, f"seed {instance.seed}"))
        keep(f"{instance.size}-{instance.seed}-replanning", answers)
        rows += [(instance.size, row) for row in answers]
    return replanning_table(rows)


if __name__ == "__main__":
    main()
