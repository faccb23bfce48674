"""`python -m benchmarks.growth`: how the time grows with the round, with one process and with several.

One district that is never divided, and so many districts of the city; from the registry folder to the checked plan,
recording apart. Then the draw alone, of ten million enterprises. The exponent is fitted by least squares to the
logarithms: 1 is linear.
"""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import click
import numpy as np

from api.sample import write_sample
from api.sample.catalogue import size_called
from api.workers import cores
from benchmarks.figures import percent_above
from benchmarks.measure import QUARTER
from benchmarks.memory import python, watched
from benchmarks.quoting import told
from benchmarks.runs import ROOT, keep
from benchmarks.table import machine, markdown

AROUND = ("read", "check")
"""Stages that are no planning."""
UNDIVIDED, CITY = "one district", "districts of the city"


class Growth(NamedTuple):
    """One round: what it is of, with how many processes, what it told of itself, its peak memory in MiB."""

    kind: str
    size: int
    workers: int
    told: Mapping[str, Any]
    peak: float

    @property
    def seconds(self) -> float:
        """From the folder to the checked plan."""
        return float(sum(self.told["stages"].values()))

    @property
    def planning(self) -> float:
        """The planning stages alone."""
        return float(sum(spent for stage, spent in self.told["stages"].items() if stage not in AROUND))


@click.command()
@click.option(
    "--undivided", default="25000,50000,100000,200000", show_default=True, help="Enterprises of one district."
)
@click.option("--districts", default="1,2,4,8,15", show_default=True, help="Districts of the city.")
@click.option("--workers", "counts", default=f"1,{cores()}", show_default=True, help="Processes.")
@click.option("--quote", type=click.Path(exists=True, path_type=Path), help="A document to put the tables into.")
@click.option("--draw", "drawn", default=10, show_default=True, help="Times the city's enterprises, drawn; 0: none.")
def main(undivided: str, districts: str, counts: str, quote: Path | None, drawn: int) -> None:
    """Print Markdown tables, and write every figure to benchmarks/results/growth.json."""
    processes = _numbers(counts)
    with TemporaryDirectory() as folder:
        rounds = list(grown(UNDIVIDED, _numbers(undivided), processes, partial(one_district, Path(folder))))
        if districts or drawn:
            city = Path(folder) / "city"
            write_sample("city", 1, city, year=QUARTER.year, progress=lambda *_: None)
            rounds += grown(CITY, _numbers(districts), processes, partial(part_of_city, city))
        tenfold = run("benchmarks.tenfold", str(city), str(drawn)) if drawn else None
    keep("growth", {"rounds": [row._asdict() for row in rounds], "draw": tenfold and tenfold[0]})
    parts = [f"{machine()}.", growth_table(rounds), exponents(rounds), *([_draw(*tenfold)] if tenfold else [])]
    told("\n\n".join(parts), "growth", quote)


def _draw(figures: dict[str, Any], peak: float) -> str:
    drawn, seconds = figures["drawn"], figures["seconds"]
    return f"The draw alone, {figures['enterprises']:,} enterprises: {drawn:,} in {seconds:.1f} s, {peak:,.0f} MiB."


def _numbers(cell: str) -> list[int]:
    return [int(number) for number in cell.split(",") if number]


def grown(kind: str, sizes: Iterable[int], processes: Iterable[int], made: Callable[[int], Path]) -> Iterator[Growth]:
    """Every size with every number of processes."""
    for size in sizes:
        registry = made(size)
        for count in processes:
            yield Growth(kind, size, count, *run("benchmarks.whole", str(registry), str(count)))
        shutil.rmtree(registry)


def run(module: str, *arguments: str) -> tuple[dict[str, Any], float]:
    """What a module tells as JSON, and its peak memory.

    Raises:
        RuntimeError: it broke off.
    """
    done = watched(python("-m", module, *arguments), ROOT)
    if done.status:
        raise RuntimeError(f"{module} {' '.join(arguments)} ended with {done.status}")
    told: dict[str, Any] = json.loads(done.out)
    click.echo(f"{module} {' '.join(arguments[1:])}: {told['enterprises']:,}, {done.seconds:.1f} s", err=True)
    return told, done.peak


# -- registries -------------------------------------------------------------------------------------------------------


def one_district(folder: Path, enterprises: int) -> Path:
    """A district of so many enterprises, with officers, areas and due checks in proportion."""
    district = size_called("district")
    share, place = enterprises / district.enterprises, folder / str(enterprises)
    size = district._replace(
        enterprises=enterprises,
        officers=round(district.officers * share),
        areas_per_district=max(4, round(district.areas_per_district * share)),
        due_checks=round(district.due_checks * share),
    )
    write_sample(size, 1, place, year=QUARTER.year, progress=lambda *_: None)
    return place


def part_of_city(city: Path, count: int) -> Path:
    """The first districts of a city by name, with all that is in them."""
    place = city.parent / f"{count}-districts"
    place.mkdir()
    districts = sorted({row["district"] for row in _rows(city / "enterprises.csv")})[:count]
    there = _cut(city, place, "enterprises", lambda row: row["district"] in districts)
    enterprises, areas = {row["id"] for row in there}, {row["area"] for row in there}
    officers = {row["id"] for row in _cut(city, place, "inspectors", lambda row: row["district"] in districts)}
    _cut(city, place, "absences", lambda row: row["inspector"] in officers)
    _cut(city, place, "recusals", lambda row: row["inspector"] in officers and row["enterprise"] in enterprises)
    _cut(city, place, "blackouts", lambda row: row["enterprise"] in enterprises or row["area"] in areas)
    for table in ("due", "history"):
        _cut(city, place, table, lambda row: row["enterprise"] in enterprises)
    for file in city.iterdir():
        if not (place / file.name).exists():
            shutil.copy(file, place)
    return place


def _rows(file: Path) -> Iterator[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def _cut(city: Path, place: Path, table: str, kept: Callable[[dict[str, str]], bool]) -> list[dict[str, str]]:
    """Write the rows that are kept; answers them."""
    source = city / f"{table}.csv"
    found = [row for row in _rows(source) if kept(row)]
    with source.open(encoding="utf-8") as lines, (place / source.name).open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, next(csv.reader(lines)), lineterminator="\n")
        writer.writeheader()
        writer.writerows(found)
    return found


# -- tables -----------------------------------------------------------------------------------------------------------


def growth_table(rounds: Sequence[Growth]) -> str:
    """A row per round and number of processes: seconds by stage."""
    stages = list(dict.fromkeys(stage for row in rounds for stage in row.told["stages"]))
    head = [
        "round",
        "processes",
        "enterprises",
        "visits",
        "left out",
        "gap %",
        "to rule 6 %",
        *stages,
        "planning s",
        "all s",
        "MiB",
    ]
    return markdown(head, [_cells(row, stages) for row in rounds])


def _cells(row: Growth, stages: Iterable[str]) -> list[str]:
    told = row.told
    name = UNDIVIDED if row.kind == UNDIVIDED else f"{row.size} of the city"
    counts = [str(row.workers), *(f"{told[name]:,}" for name in ("enterprises", "visits", "left_out"))]
    gaps = [f"{percent_above(told['trips'], told[bound]):.2f}" for bound in ("bound", "team_bound")]
    spent = [f"{told['stages'].get(stage, 0.0):.2f}" for stage in stages]
    return [name, *counts, *gaps, *spent, f"{row.planning:.1f}", f"{row.seconds:.1f}", f"{row.peak:,.0f}"]


def exponents(rounds: Sequence[Growth]) -> str:
    """Seconds ∝ enterprises ^ exponent, for each kind of round and number of processes."""
    kinds = dict.fromkeys((row.kind, row.workers) for row in rounds)
    rows = []
    for kind, workers in kinds:
        own = [row for row in rounds if (row.kind, row.workers) == (kind, workers)]
        if len(own) > 1:
            planning, whole = (exponent([(row.told["enterprises"], s(row)) for row in own]) for s in MEASURES)
            rows.append([kind, str(workers), f"{planning:.2f}", f"{whole:.2f}"])
    return markdown(["round", "processes", "exponent of planning", "of all"], rows)


MEASURES: tuple[Callable[[Growth], float], ...] = (lambda row: row.planning, lambda row: row.seconds)


def exponent(points: Iterable[tuple[float, float]]) -> float:
    """The slope of the least-squares line through the logarithms.

    >>> round(exponent([(1, 3), (10, 300), (100, 30000)]), 6)
    2.0
    """
    sizes, seconds = np.log(np.array(list(points), dtype=float)).T
    return float(np.polyfit(sizes, seconds, 1)[0])


if __name__ == "__main__":
    main()
