"""`python -m benchmarks.http [REGISTRY]`: an enterprise's year over HTTP, asked for by 200 clients, as one table.

REGISTRY is a folder; without one a district is made up. Beside it, with the same clients in the same run, a bare
FastAPI that selects one row of the same enterprises by primary key through SQLAlchemy, and a server that answers
constant bytes: no figure can be better than its, which is what the clients and the machine take.

"200 clients" is two things, and both are told: 200 kept connections that each ask once a second (a time counts from the
moment at which the question was due), and 200 that each ask again as soon as they have their answer. The second fills
any server to the brim: its times are 200 divided by the throughput.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote

import click
import sqlalchemy as sa

from api.main import run
from benchmarks.http_bare import ENTERPRISE, METADATA
from benchmarks.http_clients import Load
from benchmarks.quoting import told
from benchmarks.table import machine, markdown
from domain.calendar import FOLDER, Quarter

ROUND = "2027Q1"
CLIENTS, PROCESSES = 200, 2
_HEADINGS = ("server", "clients", "requests/s", "p50 ms", "p99 ms", "worst ms", "not 200", "clients' processor %")


@dataclass(frozen=True, slots=True)
class Target:
    """A server, the command that starts it, and what is asked of it."""

    name: str
    command: tuple[str, ...]
    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """What one load came to."""

    per_second: float
    p50: float
    p99: float
    worst: float
    failed: int
    busy: float


@click.command()
@click.argument("registry", required=False, type=click.Path(exists=True, path_type=Path))
@click.option("--store", type=click.Path(exists=True), help="A store of the registry's round that was planned before.")
@click.option("--seconds", default=20.0, show_default=True, help="How long each load lasts.")
@click.option("--asked", default=5_000, show_default=True, help="Of how many enterprises, at most.")
@click.option("--quote", "document", type=click.Path(exists=True, path_type=Path), help="A document for the table.")
def main(registry: Path | None, store: str | None, seconds: float, asked: int, document: Path | None) -> None:
    """Print one Markdown table."""
    with TemporaryDirectory() as made:
        folder = Path(made)
        registry = registry or sample(folder)
        store = store or planned(registry, folder)
        rows = [
            (target.name, clients, *_cells(figures))
            for target in targets(registry, store, folder, asked)
            for clients, figures in loads(target, seconds)
        ]
    told(f"{machine()}\n\n{markdown(_HEADINGS, rows, texts=2)}", "http", document)


def sample(folder: Path) -> Path:
    """A made-up district."""
    registry = folder / "district"
    _do("sample", "--size", "district", "--seed", "1", "--out", str(registry))
    return registry


def planned(registry: Path, folder: Path) -> str:
    """A store with a round of the registry."""
    store = str(folder / "chayici.db")
    seeds = ("--seed", "dice 4 1 6 2", "--officer-seed", "dice 3 3 5 1")
    _do("plan", str(registry), "--round", ROUND, *seeds, "--out", str(folder / "plan"), "--store", store)
    return store


def targets(registry: Path, store: str, folder: Path, asked: int) -> list[Target]:
    """The three servers; visited and other enterprises are asked for, as they come in the registry."""
    from api.folders import load_registry

    enterprises = load_registry(registry, Quarter.parse(ROUND), FOLDER)[0].enterprises
    rows = [
        {"id": e.id, "name": e.name, "credit_class": e.credit_class, "industry": e.industry, "district": e.district,
         "area": e.area, "status": e.status}
        for e in enterprises.values()
    ]  # fmt: skip
    ids = [quote(row["id"], safe="") for row in rows[:: max(1, len(rows) // asked)]]
    database = str(folder / "bare.db")
    _fill(database, rows)
    python = (sys.executable, "-m")
    serve = ("api", "serve", "--port", "0", "--json", "--store", store)
    return [
        Target("constant bytes", (*python, "benchmarks.http_bare", "constant"), ("/",)),
        Target("bare select", (*python, "benchmarks.http_bare", "bare", database), _paths("/enterprises/{}", ids)),
        Target("enterprise's year", (*python, *serve), _paths("/enterprises/{}/years/2027", ids)),
    ]


def loads(target: Target, seconds: float) -> Iterator[tuple[str, Figures]]:
    """A server of its own for each load, warmed for a second."""
    for clients, period in ((f"{CLIENTS}, once a second", 1.0), (f"{CLIENTS}, closed loop", None)):
        with started(target) as port:
            offered(target, port, 1.0, None)
            yield clients, offered(target, port, seconds, period)


@contextmanager
def started(target: Target) -> Iterator[int]:
    """The port of a server that runs meanwhile; it prints it, or its address as JSON."""
    server = subprocess.Popen(target.command, stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None
        said = server.stdout.readline()
        while "}" not in said and "{" in said:
            said += server.stdout.readline()
        yield int(json.loads(said)["address"].rstrip("/").rpartition(":")[2]) if "{" in said else int(said)
    finally:
        server.terminate()
        server.wait()


def offered(target: Target, port: int, seconds: float, period: float | None) -> Figures:
    """What the clients take, in processes of their own."""
    command = [sys.executable, "-m", "benchmarks.http_clients"]
    share = CLIENTS // PROCESSES
    asking = []
    for number in range(PROCESSES):
        load = Load(port, target.paths[number::PROCESSES] or target.paths, share, seconds, period, number)
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert process.stdin is not None
        process.stdin.write(json.dumps(asdict(load)))
        process.stdin.close()
        asking.append(process)
    return figures_of([json.loads(process.stdout.read()) for process in asking if process.stdout], seconds)


def figures_of(taken: Sequence[dict[str, object]], seconds: float) -> Figures:
    """The figures of what several processes took."""
    times = sorted(time for part in taken for time in part["milliseconds"])  # type: ignore[attr-defined]
    failed, busy = (sum(part[name] for part in taken) for name in ("failed", "busy"))  # type: ignore[misc]
    return Figures(len(times) / seconds, _at(times, 0.5), _at(times, 0.99), times[-1], failed, busy)


def _at(times: Sequence[float], share: float) -> float:
    """The time within which this share of the answers came."""
    return times[min(len(times) - 1, int(share * len(times)))]


def _paths(pattern: str, ids: Sequence[str]) -> tuple[str, ...]:
    return tuple(pattern.format(id) for id in ids)


def _fill(database: str, rows: list[dict[str, str]]) -> None:
    engine = sa.create_engine(f"sqlite:///{database}")
    METADATA.create_all(engine)
    with engine.begin() as connection:
        connection.execute(ENTERPRISE.insert(), rows)
    engine.dispose()


def _do(*command: str) -> None:
    if status := run([*command, "--quiet"]):
        sys.exit(status)


def _cells(figures: Figures) -> tuple[str, ...]:
    times = (f"{time:.1f}" for time in (figures.p50, figures.p99, figures.worst))
    return f"{figures.per_second:,.0f}", *times, str(figures.failed), f"{100 * figures.busy:.0f}"


if __name__ == "__main__":
    main()
