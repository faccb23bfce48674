"""Absences, with the days they hold for and the moment they were recorded: what was so, and since when it is known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from projections.models.as_of import AsOf
from projections.queries.paging import Page, Paging


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
    """An officer is not there from `first` to `last`; `cause` as it is stored.

    It is believed from `recorded_at` (the event at `position`) on, until `withdrawn_at` if it was withdrawn. `late`: it
    was recorded after its first day.
    """

    inspector: str
    department: str
    first: date
    last: date
    cause: str
    recorded_at: datetime
    position: int
    actor: str
    late: bool
    withdrawn_at: datetime | None
    withdrawn_position: int | None


def absences(at: AsOf, wanted: AbsenceFilter, paging: Paging) -> Page[Absence]:
    """Absences by officer and day; sorts by inspector, department, first, last, recorded_at, position, late.

    Raises:
        UsageRefusal: an unknown column to sort by.
    """
    raise NotImplementedError
