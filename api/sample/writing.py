"""A sample is made up table by table and written as a registry folder."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from api.delivery import refuse_taken, whole_folder
from api.sample.catalogue import Size, text
from api.sample.registry import made_up
from domain.folder.columns import REGISTRY_SHAPES
from domain.registry import Registry

Progress = Callable[[str, int, int], None]
POLICY = "policy.toml"


def write_sample(size: str | Size, seed: int, out: Path, *, year: int, progress: Progress) -> dict[str, int]:
    """Make up a registry folder for the first quarter of a year; answers the rows of each table.

    The same size (`small`, `district`, `city`, or one of one's own), seed and year give the same bytes. The folder
    appears whole or not at all. `progress` hears of every table as ("sample", done, total).

    Raises:
        UsageRefusal: there is no such size, the festivals of the year are not known, or `out` is not empty.
    """
    refuse_taken(out.resolve())
    steps = len(REGISTRY_SHAPES) + 1
    progress("sample", 0, steps)
    registry = made_up(size, seed, year)
    counts = {}
    with whole_folder(out) as folder:
        for done, shape in enumerate(REGISTRY_SHAPES, 1):
            header = [column.name for column in shape.columns]
            counts[shape.name] = _write_table(folder / shape.file, header, _rows(registry, shape.name))
            progress("sample", done, steps)
        (folder / POLICY).write_text(text(POLICY), encoding="utf-8", newline="\n")
        progress("sample", steps, steps)
    return counts


def _rows(registry: Registry, table: str) -> Iterable[tuple[Any, ...]]:
    rows = getattr(registry, table)
    values: Iterable[tuple[Any, ...]] = rows.values() if isinstance(rows, dict) else rows
    return values


def _write_table(path: Path, header: list[str], rows: Iterable[tuple[Any, ...]]) -> int:
    count = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        for row in rows:
            writer.writerow([_CELL[type(value)](value) for value in row])
            count += 1
    return count


def _listed(value: Iterable[str]) -> str:
    return ";".join(sorted(value))


_CELL: dict[type, Callable[[Any], object]] = {
    str: lambda value: value,
    int: lambda value: value,
    float: lambda value: f"{value:.6f}",
    bool: int,
    Decimal: str,
    date: date.isoformat,
    frozenset: _listed,
    tuple: _listed,
}
"""How a value stands in a cell, by its type."""
