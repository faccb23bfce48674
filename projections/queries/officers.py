"""Officers' load: how often each goes out, beside the days on which they are there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, NamedTuple

import msgspec
import sqlalchemy as sa

from domain.draw.changes import ABSENT, GONE
from projections.models.as_of import AsOf
from projections.queries.held import RoundHeld, registry_facts, rounds_held
from projections.queries.paging import Page, Paging, paged


@dataclass(frozen=True, slots=True)
class OfficerFilter:
    """Which officers: in a round, of a department, working in a district (those of all districts do). None: any."""

    round: str | None = None
    department: str | None = None
    district: str | None = None


@dataclass(frozen=True, slots=True)
class OfficerLoad:
    """What one officer (their id) has to do in one round.

    `leads` are outings that they lead; `days_available` are working days of the round on which they are listed,
    certified and present, by the registry and by what was reported to the round, of `working_days` in all (None: a
    round of an early version does not say). The quotient is None where there are no such days.
    """

    round: str
    inspector: str
    department: str
    district: str
    outings: int
    visits: int
    days_out: int
    leads: int
    working_days: int | None
    days_available: int | None
    outings_per_available_day: float | None


COLUMNS = tuple(field.name for field in fields(OfficerLoad))
"""What the load can be sorted by."""


class Officer(msgspec.Struct, frozen=True):
    """What an officer's days depend on, of their row in the registry."""

    department: str
    certificate_valid_until: date
    district: str = ""


_officer = msgspec.json.Decoder(Officer).decode


class _Done(NamedTuple):
    department: str
    outings: int
    visits: int
    days_out: int
    leads: int


def officers_load(at: AsOf, wanted: OfficerFilter, paging: Paging) -> Page[OfficerLoad]:
    """The load of every officer in every round asked for, by round, department and id; sorts by COLUMNS.

    Raises:
        NothingRecorded: there was no such round by then.
        UsageRefusal: an unknown column to sort by.
    """
    officers = officers_listed(at)
    rows = [
        row
        for held in rounds_held(at, round=wanted.round)
        for row in _in_round(held, officers, _absent_days(at, held.round), _done(at, held.round))
        if _is_wanted(row, wanted)
    ]
    return paged(rows, paging, COLUMNS, lambda row: (row.round, row.department, row.inspector), at.position)


def officers_listed(at: AsOf) -> Mapping[str, Officer]:
    """Every officer whom the registry lists, by id."""
    return {id: _officer(facts) for id, facts in registry_facts(at, "inspector")}


def absence_named(id: str) -> tuple[str, date, date]:
    """Officer, first and last day, from the id of an absence in the registry."""
    inspector, first, last = id.rsplit("|", 2)
    return inspector, date.fromisoformat(first), date.fromisoformat(last)


def _absent_days(at: AsOf, round: str) -> Mapping[str, list[tuple[date, date]]]:
    """The absences of the registry, and those that were reported to the round, from their report on."""
    found: dict[str, list[tuple[date, date]]] = defaultdict(list)
    for id, _ in registry_facts(at, "absence"):
        inspector, first, last = absence_named(id)
        found[inspector].append((first, last))
    for it in reported_absences(at):
        if it.round == round:
            found[it.subject].append((max(it.first or date.min, it.as_of or date.min), it.last or date.max))
    return found


def reported_absences(at: AsOf) -> Sequence[Any]:
    """The rows of table `reported_change` by which an officer is absent, or gone for good."""
    table = at["reported_change"].c
    return at.connection.execute(sa.select(*table).where(table.kind.in_((ABSENT, GONE)))).all()


def _in_round(
    held: RoundHeld,
    officers: Mapping[str, Officer],
    away: Mapping[str, list[tuple[date, date]]],
    done: Mapping[str, _Done],
) -> Iterator[OfficerLoad]:
    days = held.figures.working_days
    for id in sorted(officers.keys() | done.keys()):
        officer, load = officers.get(id), done.get(id)
        department = load.department if load else officer.department if officer else ""
        made = load[1:] if load else (0, 0, 0, 0)
        there = _days_there(officer, away.get(id, ()), days) if days else None
        quotient = made[0] / there if there else None
        worked = len(days) or None
        yield OfficerLoad(
            held.round, id, department, officer.district if officer else "", *made, worked, there, quotient
        )


def _days_there(officer: Officer | None, away: Iterable[tuple[date, date]], days: Iterable[date]) -> int:
    if officer is None:
        return 0
    spans = list(away)
    certified = (day for day in days if day <= officer.certificate_valid_until)
    return sum(not any(first <= day <= last for first, last in spans) for day in certified)


def _is_wanted(row: OfficerLoad, wanted: OfficerFilter) -> bool:
    in_district = wanted.district is None or row.district in ("", wanted.district)
    return in_district and wanted.department in (None, row.department)


def _done(at: AsOf, round: str) -> Mapping[str, _Done]:
    """What each officer has to do in a round."""
    seat, visit, part = at["team_member"], at["visit"], at["visit_department"]
    of_outing = sa.and_(visit.c.round == seat.c.round, visit.c.outing == seat.c.outing)
    joins = part.c.round == visit.c.round, part.c.visit == visit.c.visit, part.c.department == seat.c.department
    led = sa.case((seat.c.lead, seat.c.outing))
    outings, days, leads = (sa.func.count(sa.distinct(what)) for what in (seat.c.outing, visit.c.date, led))
    department = sa.func.min(seat.c.department)
    columns = seat.c.inspector, department, outings, sa.func.count(), days, leads
    query = sa.select(*columns).select_from(seat.join(visit, of_outing).join(part, sa.and_(*joins)))
    rows = at.connection.execute(query.where(seat.c.round == round).group_by(seat.c.inspector))
    return {row[0]: _Done(*row[1:]) for row in rows}
