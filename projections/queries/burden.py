"""What enterprises bear: how many visits, how many joint, how many people, and how many visits joining saved."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any, NamedTuple

import sqlalchemy as sa

from domain.registry import ACTIVE
from projections.models.as_of import AsOf
from projections.models.registry import REGISTRY_ENTRY
from projections.models.versions import held_at
from projections.queries.calendar import joined_by
from projections.queries.held import SEVERAL, of_year
from projections.queries.paging import Page, Paging, paged
from projections.queries.refusals import unknown_word

BY = ("class", "industry", "area", "district", "department", "enterprise", "all")
"""What burden may be counted by."""


@dataclass(frozen=True, slots=True)
class BurdenFilter:
    """Which visits: of a round or of all rounds of a year, joined by a department, to enterprises of a district, an
    area, a credit class, an industry (the beginning of its code). None: any."""

    round: str | None = None
    year: int | None = None
    department: str | None = None
    district: str | None = None
    area: str | None = None
    credit_class: str | None = None
    industry: str | None = None


@dataclass(frozen=True, slots=True)
class BurdenRow:
    """The burden of one group of enterprises, or of the visits that one department joins.

    `enterprises` are listed, `active` of them in business, `visited` have a visit; visits per enterprise are per active
    one. `joint` visits are those of two
    departments or more; `people` counts each officer at each visit. `separate` is what it would take if each department
    came by itself, one visit each; `saved` is the difference. A quotient of nothing is None.
    """

    group: str
    enterprises: int
    active: int
    visited: int
    visits: int
    visits_per_enterprise: float | None
    visits_per_visited: float | None
    joint: int
    joint_share: float | None
    people: int
    people_per_visit: float | None
    separate: int
    saved: int


COLUMNS = tuple(field.name for field in fields(BurdenRow))
"""What burden can be sorted by."""


class _Borne(NamedTuple):
    """What the visits of one group came to."""

    visited: int
    visits: int
    joint: int
    people: int
    separate: int


_NOTHING = _Borne(0, 0, 0, 0, 0)


def burden(at: AsOf, by: str, wanted: BurdenFilter, paging: Paging) -> Page[BurdenRow]:
    """Burden by class, industry, area, district, department, enterprise (those visited alone) or all (always one
    row), in order of the group; sorts by COLUMNS.

    Raises:
        UsageRefusal: an unknown grouping or column to sort by.
    """
    if by not in BY:
        raise unknown_word("分组", "grouping", by, BY)
    borne, listed = _borne(at, by, wanted), _listed(at, by, wanted)
    groups = borne.keys() if by in ("department", "enterprise") else borne.keys() | listed.keys()
    if by == "all":
        groups = {""}  # one row, of nothing if nothing is listed yet
    everybody = listed.get("", (0, 0))
    rows = (
        _row(g, *listed.get(g, everybody if by == "department" else (0, 0)), borne.get(g, _NOTHING)) for g in groups
    )
    return paged(rows, paging, COLUMNS, lambda row: row.group, at.position)


def _row(group: str, enterprises: int, active: int, borne: _Borne) -> BurdenRow:
    visits = borne.visits
    return BurdenRow(
        group,
        enterprises,
        active,
        borne.visited,
        visits,
        visits / active if active else None,
        visits / borne.visited if borne.visited else None,
        borne.joint,
        borne.joint / visits if visits else None,
        borne.people,
        borne.people / visits if visits else None,
        borne.separate,
        borne.separate - visits,
    )


def _borne(at: AsOf, by: str, wanted: BurdenFilter) -> dict[str, _Borne]:
    made, entry = _made(at, by, wanted).subquery(), at.versions[REGISTRY_ENTRY]
    now = sa.and_(entry.c.kind == "enterprise", entry.c.id == made.c.enterprise, held_at(entry, at.position))
    group = made.c.department if by == "department" else _group(entry, by, made.c.enterprise)
    columns = (
        sa.func.count(sa.distinct(made.c.enterprise)),
        sa.func.count(),
        sa.func.sum(sa.case((made.c.joined > 1, 1), else_=0)),
        sa.func.sum(made.c.people),
        sa.func.sum(made.c.separate),
    )
    query = sa.select(group, *columns).select_from(made.outerjoin(entry, now)).where(*_enterprises(entry, wanted))
    return {row[0]: _Borne(*map(int, row[1:])) for row in at.connection.execute(query.group_by(group))}


def _made(at: AsOf, by: str, wanted: BurdenFilter) -> sa.Select[Any]:
    """Visits (by department: visits and the departments that join them) with their officers; `joined`: departments of
    the visit, `separate`: those of the row."""
    visit, part, seat = (at.versions[name] for name in ("visit", "visit_department", "team_member"))
    joins = sa.and_(part.c.round == visit.c.round, part.c.visit == visit.c.visit, held_at(part, at.position))
    of_visit = seat.c.round == visit.c.round, seat.c.outing == visit.c.outing
    in_team = sa.and_(*of_visit, seat.c.department == part.c.department, held_at(seat, at.position))
    separate = sa.func.count(sa.distinct(part.c.department))
    joined = sa.func.length(visit.c.departments) - sa.func.length(sa.func.replace(visit.c.departments, SEVERAL, "")) + 1
    whole = visit.c.round, visit.c.visit, visit.c.enterprise, visit.c.departments
    keys = (*whole, part.c.department) if by == "department" else whole
    people = sa.func.count(seat.c.inspector)
    counts = joined.label("joined"), people.label("people"), separate.label("separate")
    query = sa.select(*keys, *counts).select_from(visit.join(part, joins).outerjoin(seat, in_team)).group_by(*keys)
    return query.where(held_at(visit, at.position), *_visits(at, wanted, by, part))


def _visits(at: AsOf, wanted: BurdenFilter, by: str, part: sa.Table) -> Iterator[sa.ColumnElement[bool]]:
    visit = at.versions["visit"].c
    if wanted.round is not None:
        yield visit.round == wanted.round
    if wanted.year is not None:
        yield of_year(visit.round, wanted.year)
    if wanted.department is not None:
        yield part.c.department == wanted.department if by == "department" else joined_by(at, wanted.department)


def _listed(at: AsOf, by: str, wanted: BurdenFilter) -> dict[str, tuple[int, int]]:
    """By group: enterprises that are listed, and those of them in business."""
    entry = at.versions[REGISTRY_ENTRY]
    group = sa.literal("") if by == "department" else _group(entry, by, entry.c.id)
    active = sa.func.sum(sa.case((entry.c.status == ACTIVE, 1), else_=0))
    is_listed = entry.c.kind == "enterprise", held_at(entry, at.position), entry.c.facts.is_not(None)
    query = sa.select(group, sa.func.count(), active).where(*is_listed, *_enterprises(entry, wanted)).group_by(group)
    return {group: (count, int(in_business)) for group, count, in_business in at.connection.execute(query)}


def _group(entry: sa.Table, by: str, enterprise: sa.ColumnElement[str]) -> sa.ColumnElement[str]:
    if by == "all":
        return sa.literal("")
    if by == "enterprise":
        return enterprise
    return sa.func.coalesce(entry.c["credit_class" if by == "class" else by], "")


def _enterprises(entry: sa.Table, wanted: BurdenFilter) -> Iterator[sa.ColumnElement[bool]]:
    for name in ("district", "area", "credit_class"):
        if (value := getattr(wanted, name)) is not None:
            yield entry.c[name] == value
    if wanted.industry is not None:
        yield sa.func.substr(entry.c.industry, 1, len(wanted.industry)) == wanted.industry
