"""How far each yearly cap is used: by how many enterprises, and how much one enterprise has left."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import sqlalchemy as sa

from domain.registry import ACTIVE, EVERY
from projections.models.as_of import AsOf
from projections.models.registry import REGISTRY_ENTRY
from projections.queries.counted import DaysBy, counted_days
from projections.queries.held import list_rows
from projections.queries.paging import Page, Paging, paged


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


COLUMNS = ("department", "credit_class", "max_visits", "enterprises", "at_cap", "above")
"""What caps can be sorted by."""


class Cap(NamedTuple):
    """A row of `caps.csv`."""

    department: str
    credit_class: str
    max_visits: int

    def binds(self, credit_class: str) -> bool:
        """Whether it is for enterprises of a class."""
        return self.credit_class in (EVERY, credit_class)


def caps(at: AsOf, year: int, wanted: CapsFilter, paging: Paging) -> Page[CapUse]:
    """Every cap of the year, by department and class; sorts by COLUMNS.

    Visits of the past and planned ones are counted; several on one day are one.

    Raises:
        UsageRefusal: an unknown column to sort by.
    """
    classes = _active(at, wanted)
    used, of_class = _used(counted_days(at, year), classes), Counter(classes.values())
    rows = (_use(cap, used.get(cap.department, {}), of_class) for cap in caps_held(at) if _is_wanted(cap, wanted))
    return paged(rows, paging, COLUMNS, lambda row: (row.department, row.credit_class, row.max_visits), at.position)


def caps_held(at: AsOf) -> list[Cap]:
    """The rows of `caps.csv`, in order."""
    return caps_of(list_rows(at, "caps"))


def caps_of(rows: Iterable[tuple[str, ...]]) -> list[Cap]:
    """Caps from the texts of their rows, in order, each once."""
    return sorted({Cap(department, credit_class, int(most)) for department, credit_class, most in rows})


def left_under(cap: Cap, used: int) -> CapLeft:
    """A cap with what one enterprise used of it."""
    return CapLeft(*cap, used, cap.max_visits - used)


def _is_wanted(cap: Cap, wanted: CapsFilter) -> bool:
    if wanted.credit_class is not None and not cap.binds(wanted.credit_class):
        return False
    return wanted.department in (None, cap.department)


def _active(at: AsOf, wanted: CapsFilter) -> Mapping[str, str]:
    """Enterprises in business → credit class."""
    entry = at[REGISTRY_ENTRY].c
    query = sa.select(entry.id, entry.credit_class).where(entry.kind == "enterprise", entry.status == ACTIVE)
    for name in ("credit_class", "district", "area"):
        if (value := getattr(wanted, name)) is not None:
            query = query.where(entry[name] == value)
    return {row.id: row.credit_class for row in at.connection.execute(query)}


def _used(days: DaysBy, classes: Mapping[str, str]) -> Mapping[str, Mapping[str, Counter[int]]]:
    """By department and credit class: how many active enterprises have so many counted visits, from 1 on."""
    found: dict[str, dict[str, Counter[int]]] = defaultdict(lambda: defaultdict(Counter))
    for (enterprise, department), made in days.items():
        if (credit_class := classes.get(enterprise)) is not None:
            found[department][credit_class][len(made)] += 1
    return found


def _use(cap: Cap, used_by_class: Mapping[str, Counter[int]], of_class: Mapping[str, int]) -> CapUse:
    bound = sum(count for credit_class, count in of_class.items() if cap.binds(credit_class))
    used = sum((by for credit_class, by in used_by_class.items() if cap.binds(credit_class)), Counter[int]())
    used[0] = bound - used.total()
    above = sum(count for visits, count in used.items() if visits > cap.max_visits)
    return CapUse(*cap, bound, tuple(sorted(used.items())), used[cap.max_visits], above)
