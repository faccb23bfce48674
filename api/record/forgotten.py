"""What forgetting takes from a sealed registry: the lists that name somebody can no longer be compared or shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, TypeVar

from domain.aggregates.personal import Forgotten
from domain.registry import Absence, Inspector, Recusal, Registry

Row = TypeVar("Row", Inspector, Absence, Recusal)


def without_forgotten(registry: Registry) -> tuple[Registry, tuple[str, ...]]:
    """The registry with words where something told of a person is forgotten, and the files of which that is so."""
    people: dict[str, Iterable[Iterable[object]]] = {
        "absences.csv": registry.absences,
        "inspectors.csv": registry.inspectors.values(),
        "recusals.csv": registry.recusals,
    }
    files = tuple(file for file, rows in people.items() if any(_is_forgotten(cell) for row in rows for cell in row))
    told = replace(
        registry,
        inspectors={id: _in_words(row) for id, row in registry.inspectors.items()},
        absences=tuple(map(_in_words, registry.absences)),
        recusals=tuple(map(_in_words, registry.recusals)),
    )
    return told, files


def _is_forgotten(cell: object) -> bool:
    return isinstance(cell, Forgotten)


def _in_words(row: Row) -> Row:
    """A row whose forgotten texts are plain texts: what writes and compares rows knows no other."""
    words: dict[str, Any] = {
        name: str(cell) for name, cell in zip(row._fields, row, strict=True) if _is_forgotten(cell)
    }
    return row._replace(**words) if words else row
