"""`python -m benchmarks`: the planner next to a naive one, as one table; every run in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from api.sample import write_sample
from benchmarks.measure import NAIVE, PLANNER, QUARTER, Figures
from benchmarks.table import Run, machine, table

ROOT = Path(__file__).parents[1]
RESULTS = Path(__file__).parent / "results"


@click.command()
@click.option("--size", "sizes", multiple=True, default=("small", "district"), show_default=True)
@click.option("--seeds", type=click.IntRange(1), default=5, show_default=True, help="Samples and draws 1, 2, 3 …")
def main(sizes: tuple[str, ...], seeds: int) -> None:
    """Print one Markdown table, and write every run to benchmarks/results."""
    runs = list(all_runs(sizes, seeds))
    click.echo(f"{machine()}; {seeds} seeds, mean (least to most)\n\n{table(runs)}")


def all_runs(sizes: tuple[str, ...], seeds: int) -> Iterator[Run]:
    """One sample per size and seed, both planners on each."""
    for size in sizes:
        for seed in range(1, seeds + 1):
            with TemporaryDirectory() as folder:
                registry = Path(folder) / size
                write_sample(size, seed, registry, year=QUARTER.year, progress=lambda *_: None)
                for planner in (PLANNER, NAIVE):
                    yield kept(Run(size, seed, planner, figures_of(registry, seed, planner)))


def figures_of(registry: Path, seed: int, planner: str) -> Figures:
    """Run `benchmarks.measure` and read what it prints."""
    command = [sys.executable, "-m", "benchmarks.measure", str(registry), f"seed {seed}", planner]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    figures: Figures = json.loads(done.stdout)
    return figures


def kept(run: Run) -> Run:
    """Write the run down and say that it is done."""
    RESULTS.mkdir(exist_ok=True)
    name = f"{run.size}-{run.seed}-{run.planner}"
    (RESULTS / f"{name}.json").write_text(json.dumps(run._asdict(), indent=2) + "\n", encoding="utf-8")
    click.echo(f"{name}: {run.figures['seconds']:.1f} s", err=True)
    return run


if __name__ == "__main__":
    main()
