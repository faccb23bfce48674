"""Runs as one Markdown table: a row per size and planner, each cell the mean over the seeds with least and most."""

from __future__ import annotations

import os
import platform
from collections import defaultdict
from collections.abc import Iterable, Sequence
from importlib.metadata import version
from statistics import mean
from typing import NamedTuple

from benchmarks.measure import Figures

COLUMNS = {
    "visits": ("visits", 0),
    "trips": ("trips", 0),
    "bound": ("trips bound", 0),
    "gap": ("gap %", 1),
    "spread": ("load spread %", 1),
    "unplanned": ("unplanned checks", 0),
    "broken": ("hard rules broken", 0),
    "seconds": ("seconds", 2),
    "peak": ("peak MiB", 0),
}
"""Figure → its heading and its decimals."""


class Run(NamedTuple):
    """One planner on one sample."""

    size: str
    seed: int
    planner: str
    figures: Figures


def table(runs: Iterable[Run]) -> str:
    """The Markdown table."""
    rows: dict[tuple[str, str], list[Figures]] = defaultdict(list)
    for run in runs:
        rows[run.size, run.planner].append(run.figures)
    titles = ["sample", "planner", *(title for title, _ in COLUMNS.values())]
    return markdown(titles, [[*key, *_cells(figures)] for key, figures in rows.items()], texts=2)


def markdown(titles: Sequence[str], rows: Iterable[Sequence[str]], *, texts: int = 1) -> str:
    """A table whose first columns are texts and whose others are figures."""
    rule = ["---"] * texts + ["---:"] * (len(titles) - texts)
    return "\n".join(f"| {' | '.join(cells)} |" for cells in [titles, rule, *rows])


def _cells(figures: list[Figures]) -> Iterable[str]:
    for name, (_, decimals) in COLUMNS.items():
        values = [figure[name] for figure in figures]  # type: ignore[literal-required]
        middle, least, most = (f"{value:,.{decimals}f}" for value in (mean(values), min(values), max(values)))
        yield middle if least == most else f"{middle} ({least}–{most})"


def machine() -> str:
    """What the figures were measured on."""
    cores, python, solver = os.cpu_count(), platform.python_version(), version("ortools")
    return f"{cores} cores, {platform.machine()}, Python {python}, OR-Tools {solver}"
