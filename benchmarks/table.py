"""Runs as Markdown tables: a row per instance and planner, each cell the mean over the seeds with least and most."""

from __future__ import annotations

import os
import platform
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from statistics import mean
from typing import Any

from benchmarks.runs import Run

Cell = Callable[[Run], float | None]

QUALITY: dict[str, tuple[Cell, int]] = {
    "left out": (lambda run: run.figures["left_out"], 0),
    "visits": (lambda run: run.figures["visits"], 0),
    "trips": (lambda run: run.figures["trips"], 0),
    "bound": (lambda run: run.figures["bound"], 0),
    "gap %": (lambda run: run.figures["gap"], 2),
    "rule-6 bound": (lambda run: run.figures["team_bound"], 0),
    "gap to it %": (lambda run: run.figures["team_gap"], 2),
    "rules broken": (lambda run: run.figures["broken"], 0),
    "seconds": (lambda run: run.figures["seconds"], 2),
    "peak MiB": (lambda run: run.peak, 0),
}
"""Heading → the figure and its decimals."""
EVENNESS: dict[str, tuple[Cell, int]] = {
    "load gap %": (lambda run: run.figures["load_gap"], 2),
    "load ± %": (lambda run: run.figures["spread"], 2),
    "over by day": (lambda run: run.figures["by_day"], 0),
    "over by week": (lambda run: run.figures["by_week"], 0),
    "waiting days": (lambda run: run.figures["waiting"], 0),
}


def table(runs: Iterable[Run], columns: Mapping[str, tuple[Cell, int]]) -> str:
    """Every planner on every size."""
    rows: dict[tuple[str, str], list[Run]] = defaultdict(list)
    for run in runs:
        rows[run.size, run.planner].append(run)
    cells = [[*key, *(_cell(found, *column) for column in columns.values())] for key, found in rows.items()]
    return markdown(["sample", "planner", *columns], cells, texts=2)


def level_table(runs: Iterable[Run]) -> str:
    """The six levels of each run that proves bounds: mean value, mean bound, mean gap, and how many were proven."""
    rows: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for run in runs:
        for level in run.figures["levels"]:
            rows[run.size, level["level"]].append(level)
    head = ["sample", "level", "value", "bound", "gap %", "proven"]
    return markdown(head, [[*key, *_level(found)] for key, found in rows.items()], texts=2)


def _level(found: Sequence[dict[str, Any]]) -> list[str]:
    proven = sum(bool(level["proven"]) for level in found)
    whole = all(isinstance(level[name], int) for level in found for name in ("value", "bound"))
    figures = [_over_seeds([level[name] for level in found], 0 if whole else 2) for name in ("value", "bound")]
    return [*figures, _over_seeds([level["gap"] for level in found], 2), f"{proven} of {len(found)}"]


def solver_table(runs: Iterable[Run]) -> str:
    """What solvers say of themselves, and the bound on the trips that they proved."""
    rows = [
        [run.size, run.planner, str(run.seed), run.figures["solved"], _over_seeds([run.figures["own_bound"]], 0)]
        for run in runs
        if run.figures["solved"]
    ]
    return markdown(["sample", "planner", "seed", "says", "own bound on trips"], rows, texts=4)


def stage_table(runs: Iterable[Run]) -> str:
    """Seconds per stage of each planner: the mean over the seeds."""
    rows: dict[tuple[str, str], list[dict[str, float]]] = defaultdict(list)
    for run in runs:
        rows[run.size, run.planner].append(run.figures["stages"])
    names = list(dict.fromkeys(name for found in rows.values() for stages in found for name in stages))
    cells = [[*key, *(_stage(found, name) for name in names)] for key, found in rows.items()]
    return markdown(["sample", "planner", *names], cells, texts=2)


def _stage(found: Sequence[dict[str, float]], name: str) -> str:
    seconds = mean(stages.get(name, 0.0) for stages in found)
    return f"{seconds:.2f}" if seconds else ""


def markdown(titles: Sequence[str], rows: Iterable[Sequence[str]], *, texts: int = 1) -> str:
    """A table whose first columns are texts and whose others are figures."""
    rule = ["---"] * texts + ["---:"] * (len(titles) - texts)
    return "\n".join(f"| {' | '.join(cells)} |" for cells in [titles, rule, *rows])


def _cell(found: Sequence[Run], figure: Cell, decimals: int) -> str:
    return _over_seeds([figure(run) for run in found], decimals)


def _over_seeds(values: Sequence[float | None], decimals: int) -> str:
    known = [value for value in values if value is not None]
    if not known:
        return "–"
    middle, least, most = (f"{value:,.{decimals}f}" for value in (mean(known), min(known), max(known)))
    return middle if least == most else f"{middle} ({least}–{most})"


def machine() -> str:
    """What the figures were measured on."""
    cores, python, solver = os.cpu_count(), platform.python_version(), version("ortools")
    return f"{cores} cores ({_processor()}), Python {python}, OR-Tools {solver}"


def _processor() -> str:
    """The processor's name as Linux tells it, else the kind of machine."""
    try:
        rows = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        rows = []
    return next((row.partition(":")[2].strip() for row in rows if row.startswith("model name")), platform.machine())
