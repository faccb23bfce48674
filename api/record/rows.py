"""A registry as it is recorded, and back: rows with histories of their own by ascending id, and lists of texts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from fractions import Fraction
from functools import lru_cache
from operator import itemgetter
from typing import Any

from msgspec.structs import asdict

from domain.aggregates.ceremony import RoundPolicy
from domain.aggregates.department import DepartmentFacts
from domain.aggregates.enterprise import EnterpriseFacts
from domain.aggregates.inspector import InspectorFacts
from domain.aggregates.matter import MatterFacts
from domain.aggregates.planning_list import Cells
from domain.columns import day, degrees
from domain.enterprises import table_of
from domain.folder.writing import texts
from domain.registry import EVERY, Enterprise, Inspector, Matter, Policy, Registry

LISTS = ("sampling", "caps", "scenes", "due", "blackouts", "history", "calendar")
"""The lists whose rows have no histories of their own, by file name."""
ABSENT = (EVERY,)
"""The only row of a list of scenes that is not there."""
_words = lru_cache(maxsize=10_000)(frozenset[str])
Rows = Iterator[tuple[str, Any]]
"""Ids with their facts, by ascending id (by code point)."""


def departments(registry: Registry) -> Rows:
    """Departments; their order of precedence is their rank."""
    ranks = enumerate(registry.departments.values(), 1)
    return _by_id((row.id, DepartmentFacts(row.name, rank)) for rank, row in ranks)


def matters(registry: Registry) -> Rows:
    """Matters."""
    return _by_id((row.id, MatterFacts.of(row)) for row in registry.matters.values())


def inspectors(registry: Registry) -> Rows:
    """Officers."""
    return _by_id((row.id, InspectorFacts.of(row)) for row in registry.inspectors.values())


def _by_id(rows: Iterable[tuple[str, Any]]) -> Rows:
    return iter(sorted(rows, key=itemgetter(0)))


def enterprises(registry: Registry) -> Rows:
    """Enterprises, each made out of the columns of their table as it is reached."""
    of = table_of(registry.enterprises).sorted_by_key().columns
    kinds = [(kind.credit_class, kind.industry, tuple(sorted(kind.tags)), kind.status) for kind in of.patterns]
    opened_on, day_of = of.opened_on, lru_cache(maxsize=100_000)(day)
    rows = zip(of.ids, of.names, of.pattern, of.place, of.longitude, of.latitude, opened_on, strict=True)
    for id, name, pattern, place, longitude, latitude, opened in rows:
        credit_class, industry, tags, status = kinds[pattern]
        district, area = of.places[place]
        east, north = degrees(longitude), degrees(latitude)
        yield (
            id,
            EnterpriseFacts(name, credit_class, industry, tags, district, area, east, north, status, day_of(opened)),
        )


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
    return {name: texts(_rows(registry, name)) for name in LISTS}


def _rows(registry: Registry, name: str) -> Iterable[tuple[object, ...]]:
    # Without scenes.csv all matters may be checked together: one row that says so, for no row at all says the opposite.
    table = getattr(registry, name)
    if table is None:
        return [ABSENT]
    return table.values() if isinstance(table, Mapping) else table


def enterprise(id: str, facts: EnterpriseFacts) -> Enterprise:
    """The registry's row of an enterprise, from what is recorded of it; rows share the sets of tags they have."""
    tags = _words(facts.tags)
    where = facts.district, facts.area, facts.longitude, facts.latitude
    return Enterprise(id, facts.name, facts.credit_class, facts.industry, tags, *where, facts.status, facts.opened_on)


def inspector(id: str, facts: InspectorFacts) -> Inspector:
    """The registry's row of an officer, from what is recorded of them."""
    fields = {**asdict(facts), "skills": frozenset(facts.skills), "areas": frozenset(facts.areas)}
    return Inspector(id=id, **fields)


def matter(id: str, facts: MatterFacts) -> Matter:
    """The registry's row of a matter, from what is recorded of it."""
    return Matter(id=id, **{**asdict(facts), "tags": frozenset(facts.tags)})


def policy(recorded: RoundPolicy) -> Policy:
    """The settings that a round recorded."""
    return Policy(**{**asdict(recorded), "max_load_lead": Fraction(recorded.max_load_lead)})
