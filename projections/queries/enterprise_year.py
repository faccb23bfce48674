"""The enterprise's year: everything that is recorded of one enterprise in one year, on one page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import Any

from domain.aggregates.ceremony import day_in_beijing
from projections.models.as_of import AsOf
from projections.queries.caps import CapLeft, left_under
from projections.queries.counted import count_history, count_planned, counting, made_of
from projections.queries.enterprise_found import ClassChange, Found, read
from projections.queries.held import several
from projections.queries.months import Day


@dataclass(frozen=True, slots=True)
class PastVisit:
    """One department's part in a visit that the history lists; `counted`: toward caps."""

    date: Day
    department: str
    kind: str
    counted: bool


@dataclass(frozen=True, slots=True)
class Seat:
    """An officer (their id) at a visit, for a department; `lead`: who leads the visit."""

    department: str
    inspector: str
    lead: bool


@dataclass(frozen=True, slots=True)
class PlannedVisit:
    """A visit of a round with its team; `counts`: toward caps."""

    round: str
    visit: str
    date: Day
    slot: str
    outing: str
    scene: str
    lead_department: str
    departments: tuple[str, ...]
    matters: tuple[str, ...]
    team: tuple[Seat, ...]
    confirmed: bool
    counts: bool

    @property
    def inspectors(self) -> tuple[str, ...]:
        """The officers, by id."""
        return tuple(seat.inspector for seat in self.team)


@dataclass(frozen=True, slots=True)
class DueMatter:
    """A check that the list of due checks has; `counts_toward_cap`: a visit that makes it counts."""

    matter: str
    kind: str
    not_before: date
    not_after: date
    reason: str
    counts_toward_cap: bool


@dataclass(frozen=True, slots=True)
class LeftUnplanned:
    """A check that no visit of a round makes, and what it lacked; `not_before` None: the drawn check."""

    round: str
    matter: str
    not_before: date | None
    reason: str
    detail: str


@dataclass(frozen=True, slots=True)
class DrawnMatter:
    """A matter for which the enterprise was drawn in a round, as of a credit class."""

    round: str
    matter: str
    credit_class: str


@dataclass(frozen=True, slots=True)
class EnterpriseYear:
    """What is recorded of an enterprise in a year, after the event at `position`.

    `listed`: a registry still has it; else its facts are the last ones. `classes` are in the order of their days: the
    one that held when the year began and every change that was recorded or holds from a day in it.
    """

    enterprise: str
    year: int
    position: int
    listed: bool
    name: str
    credit_class: str
    industry: str
    tags: tuple[str, ...]
    district: str
    area: str
    status: str
    opened_on: date | None
    classes: tuple[ClassChange, ...]
    past: tuple[PastVisit, ...]
    planned: tuple[PlannedVisit, ...]
    due: tuple[DueMatter, ...]
    drawn: tuple[DrawnMatter, ...]
    unplanned: tuple[LeftUnplanned, ...]
    caps: tuple[CapLeft, ...]


def enterprise_year(at: AsOf, enterprise: str, year: int) -> EnterpriseYear:
    """Everything of one enterprise in one year, by date.

    Raises:
        NothingRecorded: the enterprise was not registered by then.
    """
    found = read(at, enterprise, year)
    facts = found.facts
    days: dict[tuple[str, str], set[date]] = defaultdict(set)
    count_history(days, found.list_rows("history", at.position), year)
    planned = _planned(found, days)
    return EnterpriseYear(
        enterprise,
        year,
        at.position,
        found.listed,
        facts.name,
        facts.credit_class,
        facts.industry,
        facts.tags,
        facts.district,
        facts.area,
        facts.status,
        facts.opened_on,
        tuple(_of_year(found.classes, year)),
        _past(found.list_rows("history", at.position), year),
        planned,
        _due(found.list_rows("due", at.position), year),
        tuple(DrawnMatter(*row) for row in found.drawn),
        tuple(LeftUnplanned(*row) for row in found.unplanned),
        tuple(
            left_under(cap, len(days.get((enterprise, cap.department), ())))
            for cap in found.caps
            if cap.binds(facts.credit_class)
        ),
    )


def _of_year(classes: Sequence[ClassChange], year: int) -> Iterator[ClassChange]:
    """The class that held when the year began, and every change recorded in it or holding from a day in it."""
    before = [it for it in classes if it.effective_on.year < year and day_in_beijing(it.recorded_at).year < year]
    yield from before[-1:]
    for it in classes:
        if year in (it.effective_on.year, day_in_beijing(it.recorded_at).year):
            yield it


def _past(rows: Iterable[tuple[str, ...]], year: int) -> tuple[PastVisit, ...]:
    made = (PastVisit(date.fromisoformat(day), of, kind, counts == "1") for _, of, day, kind, counts in rows)
    return tuple(sorted((it for it in made if it.date.year == year), key=attrgetter("date", "department", "kind")))


def _due(rows: Iterable[tuple[str, ...]], year: int) -> tuple[DueMatter, ...]:
    due = [
        DueMatter(matter, kind, date.fromisoformat(first), date.fromisoformat(last), reason, counts == "1")
        for _, matter, kind, first, last, reason, counts in rows
    ]
    of_year = (it for it in due if it.not_before.year <= year <= it.not_after.year)
    return tuple(sorted(of_year, key=attrgetter("not_before", "matter", "kind", "reason")))


def _planned(found: Found, days: dict[tuple[str, str], set[date]]) -> tuple[PlannedVisit, ...]:
    """The visits with their teams; the days of those that count are added to `days`."""
    counted: set[tuple[str, str]] = set()
    for held in found.rounds:
        mine = [made_of(row) for row, _ in found.visits if row.round == held.round]
        counts = list(counting(mine, found.deciding(held))) if mine else []
        count_planned(days, counts)
        counted.update((held.round, visit.visit) for visit in counts)
    return tuple(_visit(row, team, (row.round, row.visit) in counted) for row, team in found.visits)


def _visit(row: Any, team: Iterable[tuple[str, str, bool]], counts: bool) -> PlannedVisit:
    departments = several(row.departments)
    seats = tuple(
        Seat(of, inspector, lead and of == row.lead_department) for of, inspector, lead in team if of in departments
    )
    place = row.date, row.slot, row.outing, row.scene, row.lead_department
    return PlannedVisit(row.round, row.visit, *place, departments, several(row.matters), seats, row.confirmed, counts)
