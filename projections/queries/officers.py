"""Officers' load: how often each goes out, beside the days on which they are there."""

from __future__ import annotations

from dataclasses import dataclass

from projections.models.as_of import AsOf
from projections.queries.paging import Page, Paging


@dataclass(frozen=True, slots=True)
class OfficerFilter:
    """Which officers: in a round, of a department, working in a district (those of all districts do). None: any."""

    round: str | None = None
    department: str | None = None
    district: str | None = None


@dataclass(frozen=True, slots=True)
class OfficerLoad:
    """What one officer (their id) has to do in one round.

    `leads` are outings that they lead; `days_available` are working days of the round on which they are listed, present
    and certified, of `working_days` in all (None: a round of an early version does not say). The quotient is None where
    there are no such days.
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


def officers_load(at: AsOf, wanted: OfficerFilter, paging: Paging) -> Page[OfficerLoad]:
    """The load of every officer in every round asked for, by round, department and id; sorts by every column.

    Raises:
        UsageRefusal: an unknown column to sort by.
    """
    raise NotImplementedError
