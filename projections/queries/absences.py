"""Absences, with the days they hold for and the moment they were recorded: what was so, and since when it is known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

import msgspec
import sqlalchemy as sa

from domain.aggregates.ceremony import day_in_beijing
from projections.models.as_of import AsOf
from projections.models.registry import REGISTRY_ENTRY
from projections.models.versions import held_at
from projections.queries.moments import Recorded, recorded
from projections.queries.officers import absence_named, officers_listed, reported_absences
from projections.queries.paging import Page, Paging, paged


@dataclass(frozen=True, slots=True)
class AbsenceFilter:
    """Which absences: of an officer (their id), of a department, that hold on a day from `first` to `last`.

    `withdrawn`: those withdrawn by then too.
    """

    inspector: str | None = None
    department: str | None = None
    first: date | None = None
    last: date | None = None
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Absence:
    """An officer is not there from `first` to `last` (None: gone for good); `cause` as it is stored.

    `round`: the round to which it was reported after publication; empty: the registry has it.

    It is believed from `recorded_at` (the event at `position`) on, until `withdrawn_at` if it was withdrawn. `late`: it
    was recorded after its first day.
    """

    inspector: str
    department: str
    first: date
    last: date | None
    cause: str
    round: str
    recorded_at: datetime
    position: int
    actor: str
    late: bool
    withdrawn_at: datetime | None
    withdrawn_position: int | None


COLUMNS = ("inspector", "department", "first", "last", "round", "recorded_at", "position", "late")
"""What absences can be sorted by."""


class _Version(NamedTuple):
    """One version of an absence's row: from when to when it was believed."""

    inspector: str
    first: date
    last: date | None
    cause: str
    round: str
    since: int
    withdrawn: int | None


def absences(at: AsOf, wanted: AbsenceFilter, paging: Paging) -> Page[Absence]:
    """Absences by officer and day; sorts by COLUMNS.

    Raises:
        UsageRefusal: an unknown column to sort by.
    """
    departments = {id: officer.department for id, officer in officers_listed(at).items()}
    versions = [it for it in _versions(at, wanted.withdrawn) if _is_wanted(it, wanted, departments)]
    told = recorded(at, {position for it in versions for position in (it.since, it.withdrawn) if position})
    rows = (_absence(it, departments.get(it.inspector, ""), told) for it in versions)
    return paged(rows, paging, COLUMNS, lambda row: (row.inspector, row.first, row.position), at.position)


def _versions(at: AsOf, withdrawn: bool) -> Iterator[_Version]:
    entry = at.versions[REGISTRY_ENTRY]
    ever = entry.c.since <= at.position if withdrawn else held_at(entry, at.position)
    query = sa.select(entry.c.id, entry.c.facts, entry.c.since, entry.c.until)
    known = query.where(entry.c.kind == "absence", entry.c.facts.is_not(None), ever)
    for id, facts, since, until in at.connection.execute(known):
        cause = str(msgspec.json.decode(facts))
        yield _Version(*absence_named(id), cause, "", since, until if until <= at.position else None)
    for it in reported_absences(at):
        first = max(it.first or date.min, it.as_of or date.min)
        yield _Version(it.subject, first, it.last, it.cause, it.round, it.since, None)


def _is_wanted(it: _Version, wanted: AbsenceFilter, departments: Mapping[str, str]) -> bool:
    return (
        wanted.inspector in (None, it.inspector)
        and wanted.department in (None, departments.get(it.inspector, ""))
        and (wanted.first is None or it.last is None or it.last >= wanted.first)
        and (wanted.last is None or it.first <= wanted.last)
    )


def _absence(it: _Version, department: str, told: Mapping[int, Recorded]) -> Absence:
    by, ended = told[it.since], told[it.withdrawn] if it.withdrawn else None
    return Absence(
        it.inspector,
        department,
        it.first,
        it.last,
        it.cause,
        it.round,
        by.recorded_at,
        it.since,
        by.actor,
        day_in_beijing(by.recorded_at) > it.first,
        ended.recorded_at if ended else None,
        it.withdrawn,
    )
