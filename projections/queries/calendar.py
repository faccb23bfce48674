"""The calendar: which visits are planned on which day, by department, officer, enterprise and area."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from domain.refusals import UsageRefusal
from projections.models.as_of import AsOf
from projections.models.registry import REGISTRY_ENTRY
from projections.models.versions import held_at
from projections.queries.held import chunks, several
from projections.queries.months import CalendarWeek, Day, Days, weeks
from projections.queries.paging import Page, Paging, selected

LONGEST = 3_700
COLUMNS = (
    "date", "slot", "round", "visit", "outing", "enterprise", "name", "district", "area", "lead_department",
    "confirmed",
)  # fmt: skip
"""What the calendar can be sorted by."""
_OF_REGISTRY = ("name", "district", "area")
_OF_VISIT = (
    "date", "slot", "round", "visit", "outing", "enterprise", "lead_department", "confirmed", "departments", "matters",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class CalendarFilter:
    """Which visits: on days from `first` to `last`, of a round, joined by a department, made by an officer (their id),
    to an enterprise, in a district or an area. None: any."""

    first: date | None = None
    last: date | None = None
    round: str | None = None
    department: str | None = None
    inspector: str | None = None
    enterprise: str | None = None
    district: str | None = None
    area: str | None = None


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """One planned visit: when, to whom, by which departments and officers (their ids), for which matters.

    Name, district and area are the registry's at that event, empty if it no longer lists the enterprise; `confirmed`:
    day, slot and team are promised.
    """

    date: Day
    slot: str
    round: str
    visit: str
    outing: str
    enterprise: str
    name: str
    district: str
    area: str
    lead_department: str
    departments: tuple[str, ...]
    matters: tuple[str, ...]
    inspectors: tuple[str, ...]
    confirmed: bool


def calendar(at: AsOf, wanted: CalendarFilter, paging: Paging) -> Page[CalendarEntry]:
    """The visits, by date and slot; sorts by COLUMNS.

    Raises:
        UsageRefusal: an unknown column to sort by.
    """
    query = _visits(at, wanted)
    columns = {name: query.selected_columns[name] for name in COLUMNS}
    rows, total = selected(at.connection, query, paging, columns, [columns[name] for name in COLUMNS[:4]])
    teams = _teams(at, rows)
    return Page(tuple(_entry(row, teams) for row in rows), total, at.position)


def grid(at: AsOf, wanted: CalendarFilter) -> tuple[CalendarWeek, ...]:
    """The weeks from the filter's first to its last day with the visits and outings of each day.

    Raises:
        UsageRefusal: the filter has no first or no last day, or more than ten years between them.
    """
    if wanted.first is None or wanted.last is None or not 0 <= (wanted.last - wanted.first).days <= LONGEST:
        zh, en = "日历须有起止日期，至多十年", "a calendar goes from a first to a last day, at most ten years"
        raise UsageRefusal(zh, en)
    visits = _visits(at, wanted).subquery()
    outings = sa.func.count(sa.distinct(visits.c.round + " " + visits.c.outing))
    query = sa.select(visits.c.date, sa.func.count(), outings).group_by(visits.c.date)
    counts = {day: (made, gone_out) for day, made, gone_out in at.connection.execute(query)}
    return weeks(Days(wanted.first, wanted.last), counts)


def joined_by(at: AsOf, department: str) -> sa.ColumnElement[bool]:
    """Whether a department joins a visit of table `visit`."""
    visit, part = at.versions["visit"].c, at.versions["visit_department"].alias()
    mine = part.c.round == visit.round, part.c.visit == visit.visit, part.c.department == department
    return sa.exists().where(*mine, _held(part, at.position))


def _visits(at: AsOf, wanted: CalendarFilter) -> sa.Select[Any]:
    visit, entry = at.versions["visit"], at.versions[REGISTRY_ENTRY]
    now = sa.and_(entry.c.kind == "enterprise", entry.c.id == visit.c.enterprise, held_at(entry, at.position))
    known = {name: sa.func.coalesce(entry.c[name], "").label(name) for name in _OF_REGISTRY}
    places = (known[name] == place for name in ("district", "area") if (place := getattr(wanted, name)) is not None)
    query = sa.select(*(visit.c[name] for name in _OF_VISIT), *known.values())
    query = query.select_from(visit.outerjoin(entry, now)).where(held_at(visit, at.position))
    return query.where(*_conditions(at, wanted), *places)


def _conditions(at: AsOf, wanted: CalendarFilter) -> Iterator[sa.ColumnElement[bool]]:
    visit = at.versions["visit"].c
    for name in ("round", "enterprise"):
        if (value := getattr(wanted, name)) is not None:
            yield visit[name] == value
    if wanted.first is not None:
        yield visit.date >= wanted.first
    if wanted.last is not None:
        yield visit.date <= wanted.last
    if wanted.department is not None:
        yield joined_by(at, wanted.department)
    if wanted.inspector is not None:
        yield _made_by(at, wanted.inspector)


def _made_by(at: AsOf, inspector: str) -> sa.ColumnElement[bool]:
    """Whether an officer is in the team of a department that joins the visit."""
    visit, part, seat = at.versions["visit"].c, at.versions["visit_department"].alias(), at.versions["team_member"]
    seats = sa.select(seat.c.round, seat.c.outing, seat.c.department)
    mine = seats.where(seat.c.inspector == inspector, held_at(seat, at.position)).subquery()
    joins = part.c.round == mine.c.round, part.c.department == mine.c.department
    here = mine.c.round == visit.round, mine.c.outing == visit.outing, part.c.visit == visit.visit
    return sa.exists().where(*joins, *here, _held(part, at.position))


def _held(table: sa.FromClause, position: int) -> sa.ColumnElement[bool]:
    return sa.and_(table.c.since <= position, table.c.until > position)


def _teams(at: AsOf, rows: Sequence[sa.Row[Any]]) -> Mapping[tuple[str, str], list[tuple[str, str]]]:
    """By round and outing: department and officer, in their order."""
    seat = at.versions["team_member"]
    found: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    outings: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        outings[row.round].add(row.outing)
    for round, of_round in outings.items():
        for some in chunks(sorted(of_round)):
            mine = seat.c.round == round, seat.c.outing.in_(some), held_at(seat, at.position)
            query = sa.select(seat.c.outing, seat.c.department, seat.c.inspector).where(*mine)
            for outing, department, inspector in at.connection.execute(query.order_by(*query.selected_columns)):
                found[round, outing].append((department, inspector))
    return found


def _entry(row: Any, teams: Mapping[tuple[str, str], list[tuple[str, str]]]) -> CalendarEntry:
    departments, team = several(row.departments), teams.get((row.round, row.outing), ())
    there = tuple(inspector for department in departments for of, inspector in team if of == department)
    return CalendarEntry(
        row.date,
        row.slot,
        row.round,
        row.visit,
        row.outing,
        row.enterprise,
        row.name,
        row.district,
        row.area,
        row.lead_department,
        departments,
        several(row.matters),
        there,
        row.confirmed,
    )
