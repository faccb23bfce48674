"""A registry as it is recorded: rows with histories of their own, lists of texts, and one digest over all of it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from domain.aggregates.base import encode
from domain.aggregates.ceremony import RoundPolicy
from domain.aggregates.department import DepartmentFacts
from domain.aggregates.enterprise import EnterpriseFacts
from domain.aggregates.inspector import InspectorFacts
from domain.aggregates.matter import MatterFacts
from domain.aggregates.planning_list import Cells, digest_of
from domain.registry import EVERY, Registry

Rows = Iterator[tuple[str, Any]]
"""Ids with their facts."""


def departments(registry: Registry) -> Rows:
    """Departments in the order of precedence, which is their rank."""
    for rank, row in enumerate(registry.departments.values(), 1):
        yield row.id, DepartmentFacts(row.name, rank)


def matters(registry: Registry) -> Rows:
    """Matters in the registry's order."""
    return ((row.id, MatterFacts.of(row)) for row in registry.matters.values())


def enterprises(registry: Registry) -> Rows:
    """Enterprises in the registry's order."""
    return ((row.id, EnterpriseFacts.of(row)) for row in registry.enterprises.values())


def inspectors(registry: Registry) -> Rows:
    """Officers in the registry's order."""
    return ((row.id, InspectorFacts.of(row)) for row in registry.inspectors.values())


def absences(registry: Registry) -> dict[str, dict[tuple[date, date], str]]:
    """By officer: from when to when, and why."""
    found: dict[str, dict[tuple[date, date], str]] = {}
    for row in registry.absences:
        found.setdefault(row.inspector, {})[row.first, row.last] = row.reason
    return found


def recusals(registry: Registry) -> dict[str, dict[str, str]]:
    """By officer: from which enterprise, and why."""
    found: dict[str, dict[str, str]] = {}
    for row in registry.recusals:
        found.setdefault(row.inspector, {})[row.enterprise] = row.reason
    return found


def lists(registry: Registry) -> dict[str, list[Cells]]:
    """The other lists by file name, their rows as texts in the order of the file's columns."""
    return {
        "sampling": _texts((*row[:2], format(row.ratio.normalize(), "f"), row.min_count) for row in registry.sampling),
        "caps": _texts(registry.caps),
        "scenes": _scenes(registry),
        "due": _texts(registry.due),
        "blackouts": _texts(registry.blackouts),
        "history": _texts(registry.history),
        "calendar": _texts(registry.calendar),
    }


def registry_digest(registry: Registry) -> str:
    """SHA-256 of what a registry says, however its files are encoded and whatever order their rows have.

    The order of departments and matters counts, because plans follow it.
    """
    digest = hashlib.sha256()
    for part in _sealed(registry):
        digest.update(encode(part) + b"\n")
    return digest.hexdigest()


def _sealed(registry: Registry) -> Iterator[Any]:
    by_row: Mapping[str, Callable[[Registry], Rows]] = {"enterprises": enterprises, "inspectors": inspectors}
    for name, rows in by_row.items():
        yield name
        yield from sorted(rows(registry), key=lambda row: row[0])
    yield {"departments": list(departments(registry)), "matters": list(matters(registry))}
    yield {"absences": digest_of(_texts(registry.absences)), "recusals": digest_of(_texts(registry.recusals))}
    yield {name: digest_of(rows) for name, rows in lists(registry).items()}
    yield RoundPolicy.of(registry.policy)


def _scenes(registry: Registry) -> list[Cells]:
    # Without scenes.csv all matters may be checked together: one row that says so, for no row at all says the opposite.
    if registry.scenes is None:
        return [(EVERY,)]
    return _texts(registry.scenes.values())


def _texts(rows: Iterable[tuple[Any, ...]]) -> list[Cells]:
    return [_cells(row) for row in rows]


def _cells(row: tuple[Any, ...]) -> Cells:
    return tuple(map(_text, row))


def _text(value: Any) -> str:
    if isinstance(value, frozenset):
        return ";".join(sorted(value))
    return str(int(value)) if isinstance(value, bool) else str(value)
