"""Runs of planners on instances, every one in a process of its own, kept as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import click

from api.sample import write_sample
from benchmarks.figures import Figures
from benchmarks.measure import CANNOT_RUN, QUARTER
from benchmarks.memory import python, watched
from domain.calendar import FOLDER

ROOT = Path(__file__).parents[1]
RESULTS = Path(__file__).parent / "results"


class Instance(NamedTuple):
    """A registry to be planned: `registry` is a folder, or `hard:` with a name of the hard set."""

    size: str
    seed: int
    registry: str
    calendar: str = FOLDER


class Run(NamedTuple):
    """One planner on one instance; `peak` in MiB, children included.

    Of the hard set: `allowed` are the reasons that unplanned checks may have, `least` how many there must be.
    """

    size: str
    seed: int
    planner: str
    figures: Figures
    peak: float
    allowed: tuple[str, ...] = ()
    least: int | None = None


class Skipped(NamedTuple):
    """A planner that could not be tried here, or broke off, and why."""

    planner: str
    why: str


class Effort(NamedTuple):
    """Seconds that a solver may take, and processes that the planner may use."""

    limit: float
    workers: int


@contextmanager
def samples(sizes: tuple[str, ...], seeds: int) -> Iterator[Iterator[Instance]]:
    """One sample per size and seed, made up when its turn comes."""
    with TemporaryDirectory() as folder:
        yield (_sample(Path(folder), size, seed) for size in sizes for seed in range(1, seeds + 1))


def _sample(folder: Path, size: str, seed: int) -> Instance:
    place = folder / f"{size}-{seed}"
    write_sample(size, seed, place, year=QUARTER.year, progress=lambda *_: None)
    return Instance(size, seed, str(place))


def run(instance: Instance, planner: str, effort: Effort) -> Run | Skipped:
    """Measure a planner; the run is written down at once."""
    given = [instance.registry, f"seed {instance.seed}", planner, "--calendar", instance.calendar]
    how = ["--limit", str(effort.limit), "--workers", str(effort.workers)]
    done = watched(python("-m", "benchmarks.measure", *given, *how), ROOT)
    if done.status == CANNOT_RUN:
        return Skipped(planner, done.out.strip())
    if done.status:
        return Skipped(planner, f"broke off with status {done.status} on {instance.size}, seed {instance.seed}")
    told = json.loads(done.out)
    named = instance.size, instance.seed, planner
    found = Run(*named, told["figures"], done.peak, tuple(told["allowed"]), told["least"])
    click.echo(f"{found.size} {found.seed}, {planner}: {found.figures['seconds']:.1f} s", err=True)
    keep(f"{instance.size}-{instance.seed}-{planner}", found._asdict())
    return found


def output(module: str, *arguments: str) -> str:
    """What a module prints, run in a process of its own.

    Raises:
        RuntimeError: it broke off.
    """
    done = watched(python("-m", module, *arguments), ROOT)
    if done.status:
        raise RuntimeError(f"{module} {' '.join(arguments)} ended with {done.status}")
    return done.out


def keep(name: str, figures: object) -> None:
    """Write figures to `results/`, which is no part of the repository."""
    RESULTS.mkdir(exist_ok=True)
    file = "".join(letter if letter.isalnum() or letter == "-" else "_" for letter in name)
    text = json.dumps(figures, indent=2, ensure_ascii=False)
    (RESULTS / f"{file}.json").write_text(text + "\n", encoding="utf-8")
