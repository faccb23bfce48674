"""How far each yearly cap is used: by how many enterprises, and how much one enterprise has left."""

from __future__ import annotations

from dataclasses import dataclass

from projections.models.as_of import AsOf
from projections.queries.paging import Page, Paging


@dataclass(frozen=True, slots=True)
class CapsFilter:
    """Which enterprises and caps: of a department's cap (`*`: all together), of a credit class, of enterprises in a
    district or an area. None: any."""

    department: str | None = None
    credit_class: str | None = None
    district: str | None = None
    area: str | None = None


@dataclass(frozen=True, slots=True)
class CapUse:
    """One cap, and how many of the active enterprises that it binds have used how much of it.

    `used` is pairs of visits counted this year and enterprises with so many, from 0 on; `at_cap` have reached it,
    `above` have more: they had an earlier class, or an earlier cap.
    """

    department: str
    credit_class: str
    max_visits: int
    enterprises: int
    used: tuple[tuple[int, int], ...]
    at_cap: int
    above: int


@dataclass(frozen=True, slots=True)
class CapLeft:
    """What one enterprise has used of a cap that binds it, and what is left; negative if it has more than the cap."""

    department: str
    credit_class: str
    max_visits: int
    used: int
    left: int


def caps(at: AsOf, year: int, wanted: CapsFilter, paging: Paging) -> Page[CapUse]:
    """Every cap of the year, by department and class; sorts by department, credit_class, max_visits, enterprises,
    at_cap, above. Visits of the past and planned ones are counted; several on one day are one.

    Raises:
        UsageRefusal: an unknown column to sort by.
    """
    raise NotImplementedError


def caps_left(at: AsOf, enterprise: str, year: int) -> tuple[CapLeft, ...]:
    """What one enterprise has left under each cap that binds it.

    Raises:
        NothingRecorded: the enterprise was not registered by then.
    """
    raise NotImplementedError
