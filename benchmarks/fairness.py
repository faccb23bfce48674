"""`python -m benchmarks.fairness`: whether the draws are even, over many seeds, as Markdown tables.

Every stratum has seeds of its own, so that the p-values are independent of each other, which the Kolmogorov-Smirnov
test of them against the uniform distribution takes for granted; departments of one round share their tickets.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import partial
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any, NamedTuple

import click
import numpy as np
from scipy.stats import kstest

from api.folders import load_registry
from api.planning import draw_enterprises, schedule
from api.sample import write_sample
from benchmarks.colleagues import (
    Duties,
    against_fair_share,
    beyond,
    causes,
    evenness,
    exchangeable,
    outings,
    range_of,
    without_leave,
)
from benchmarks.inclusion import ChiSquare, Stratum, strata, stratum
from benchmarks.measure import QUARTER
from benchmarks.runs import RESULTS
from benchmarks.table import machine, markdown
from domain.calendar import FOLDER
from domain.plan import Visit
from domain.registry import CREDIT_CLASSES, Registry

ROUND = str(QUARTER)


class Spread(NamedTuple):
    """The officers' chance against their fair share, with one kind of difference among them taken away.

    `even`: the p-values of the groups of exchangeable colleagues.
    """

    size: str
    cause: str
    officers: int
    seeds: int
    low: float
    high: float
    beyond: int
    even: tuple[float, ...]


@click.command()
@click.option("--seeds", type=click.IntRange(2), default=2000, show_default=True, help="Of every stratum.")
@click.option("--small", type=click.IntRange(2), default=2000, show_default=True, help="Officer seeds, small sample.")
@click.option("--district", type=click.IntRange(0), default=24, show_default=True, help="The same, district; 0: none.")
def main(seeds: int, small: int, district: int) -> None:
    """Print Markdown tables, and write the figures to benchmarks/results/fairness.json."""
    start = perf_counter()
    with ProcessPoolExecutor() as workers, TemporaryDirectory() as folder:
        drawn = enterprises(made_up("small", Path(folder))[0], seeds, workers)
        spreads = [
            spread
            for size, count in (("small", small), ("district", district))
            if count
            for spread in officers(size, Path(folder), count, workers)
        ]
    keep(drawn, spreads)
    took = perf_counter() - start
    click.echo(f"{machine()}, SciPy {version('scipy')}; {took:.0f} s with {os.cpu_count()} processes\n")
    click.echo(f"{seeds} seeds a stratum\n\n{strata_table(drawn)}\n\n{spread_table(spreads)}")


def made_up(size: str, folder: Path) -> tuple[Registry, tuple[Any, ...]]:
    """The sample with seed 1, and its working days."""
    place = folder / size
    if not place.exists():
        write_sample(size, 1, place, year=QUARTER.year, progress=lambda *_: None)
    registry, days = load_registry(place, QUARTER, FOLDER)
    return registry.sorted_by_key(), days


# -- enterprises -------------------------------------------------------------------------------------------------


def enterprises(registry: Registry, seeds: int, workers: ProcessPoolExecutor) -> list[Stratum]:
    """Every stratum that a chi-square test can be asked about.

    The history is left aside: whoever was visited this year ranks last by rule, and is not to be drawn as often.
    """
    alone = strata(replace(registry, history=()), QUARTER.year)
    return [found for found in workers.map(partial(_stratum, seeds=seeds), alone) if found]


def _stratum(alone: Registry, seeds: int) -> Stratum | None:
    rule = alone.sampling[0]
    return stratum(alone, ROUND, [f"fair {rule.matter} {rule.credit_class} {n}" for n in range(1, seeds + 1)])


def strata_table(drawn: Sequence[Stratum]) -> str:
    """A row per credit class and one for all."""
    head = ["class", "strata", "enterprises in them", "least drawn ÷ due", "most drawn ÷ due"]
    head += ["p < 0.05", "least p", "KS p", "strata of pairs", "p < 0.05", "least p", "KS p"]
    of_class = {c: [s for s in drawn if s.credit_class == c] for c in CREDIT_CLASSES} | {"all": list(drawn)}
    return markdown(head, [_strata_row(name, rows) for name, rows in of_class.items() if rows])


def _strata_row(name: str, rows: Sequence[Stratum]) -> list[str]:
    least, most = min(rows, key=lambda s: s.least), max(rows, key=lambda s: s.most)
    extremes = [f"{least.least:.2f} ± {_deviation(least):.2f}", f"{most.most:.2f} ± {_deviation(most):.2f}"]
    single, pairs = [row.single for row in rows], [row.pairs for row in rows if row.pairs]
    total = f"{sum(row.frame for row in rows):,}"
    return [name, str(len(rows)), total, *extremes, *_p_values(single), str(len(pairs)), *_p_values(pairs)]


def _deviation(row: Stratum) -> float:
    """Standard deviation of drawn ÷ due of one enterprise."""
    share = row.sample / row.frame
    return float(np.sqrt((1 - share) / (share * row.seeds)))


def _p_values(tests: Sequence[ChiSquare]) -> list[str]:
    if not tests:
        return ["–"] * 3
    values = [test.p for test in tests]
    small = sum(p < 0.05 for p in values) / len(values)
    return [f"{100 * small:.1f} %", f"{min(values):.4f}", f"{kstest(values, 'uniform').pvalue:.2f}"]


# -- officers ----------------------------------------------------------------------------------------------------


def officers(size: str, folder: Path, seeds: int, workers: ProcessPoolExecutor) -> Iterator[Spread]:
    """The officers' chances on the schedule of one draw of enterprises."""
    registry, days = made_up(size, folder)
    drawn = draw_enterprises(registry, QUARTER, "seed 1")
    visits = schedule(registry, QUARTER, days, drawn.samples, "seed 1").visits
    given = Duties(_visited(registry, visits), visits, days)
    for cause, changed in causes(given).items():
        yield spread_of(size, cause, changed, seeds, workers)
    alike = without_leave(given)
    alike = alike._replace(lists=replace(alike.lists, recusals=()))
    yield spread_of(size, "nobody on leave or recused", alike, seeds, workers)


def _visited(registry: Registry, visits: Iterable[Visit]) -> Registry:
    """Without the enterprises that nobody visits: every task is sent the lists."""
    kept = {visit.enterprise: registry.enterprises[visit.enterprise] for visit in visits}
    return replace(registry, enterprises=kept, history=())


def spread_of(size: str, cause: str, given: Duties, seeds: int, workers: ProcessPoolExecutor) -> Spread:
    """Draw the officers with every seed."""
    names = [f"fair officers {n}" for n in range(1, seeds + 1)]
    counts = np.array(list(workers.map(partial(outings, given, ROUND), names, chunksize=max(1, seeds // 100))))
    shares = against_fair_share(counts, given)
    even = tuple(evenness(counts[:, group]).p for group in exchangeable(given))
    return Spread(size, cause, len(shares), seeds, *range_of(shares), beyond(shares), even)


def spread_table(spreads: Iterable[Spread]) -> str:
    """A row per sample and cause."""
    head = ["sample", "officers", "number", "seeds", "1 % … 99 % of chance ÷ fair share", "beyond 0.8 … 1.25"]
    head += ["groups of exchangeable colleagues", "least p", "KS p"]
    return markdown(head, [_spread_row(spread) for spread in spreads], texts=2)


def _spread_row(spread: Spread) -> list[str]:
    groups = [str(len(spread.even)), "–", "–"]
    if spread.even:
        groups[1:] = [f"{min(spread.even):.4f}", f"{kstest(spread.even, 'uniform').pvalue:.2f}"]
    aim = f"{spread.low:.2f} … {spread.high:.2f}"
    return [spread.size, spread.cause, str(spread.officers), f"{spread.seeds:,}", aim, str(spread.beyond), *groups]


def keep(drawn: Iterable[Stratum], spreads: Iterable[Spread]) -> None:
    """Write every figure down."""
    RESULTS.mkdir(exist_ok=True)
    figures: Mapping[str, Any] = {
        "strata": [_plain(row) for row in drawn],
        "officers": [spread._asdict() for spread in spreads],
    }
    text = json.dumps(figures, indent=1, ensure_ascii=False) + "\n"
    (RESULTS / "fairness.json").write_text(text, encoding="utf-8")


def _plain(row: Stratum) -> dict[str, Any]:
    return {name: value._asdict() if isinstance(value, ChiSquare) else value for name, value in row._asdict().items()}


if __name__ == "__main__":
    main()
