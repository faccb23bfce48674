"""The calendar: which visits are planned on which day, by department, officer, enterprise and area."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from projections.models.as_of import AsOf
from projections.queries.months import CalendarWeek
from projections.queries.paging import Page, Paging


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

    date: date
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
    """The visits, by date and slot; sorts by date, slot, round, visit, outing, enterprise, name, district, area,
    lead_department, confirmed.

    Raises:
        UsageRefusal: an unknown column to sort by.
    """
    raise NotImplementedError


def grid(at: AsOf, wanted: CalendarFilter) -> tuple[CalendarWeek, ...]:
    """The weeks from the filter's first to its last day with the visits and outings of each day.

    Raises:
        UsageRefusal: the filter has no first or no last day.
    """
    raise NotImplementedError
