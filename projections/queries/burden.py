"""What enterprises bear: how many visits, how many joint, how many people, and how many visits joining saved."""

from __future__ import annotations

from dataclasses import dataclass

from projections.models.as_of import AsOf
from projections.queries.paging import Page, Paging

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

    `enterprises` are listed, `active` of them in business, `visited` have a visit. `joint` visits are those of two
    departments or more; `people` counts each officer at each visit. `separate` is what it would take if each department
    came by itself, one visit each; `saved` is the difference. A quotient of nothing is None.
    """

    group: str
    enterprises: int
    active: int
    visited: int
    visits: int
    visits_per_enterprise: float | None
    joint: int
    joint_share: float | None
    people: int
    people_per_visit: float | None
    separate: int
    saved: int


def burden(at: AsOf, by: str, wanted: BurdenFilter, paging: Paging) -> Page[BurdenRow]:
    """Burden by class, industry, area, district, department, enterprise (those visited alone) or all, in order of the
    group; sorts by every column.

    Raises:
        UsageRefusal: an unknown grouping or column to sort by.
    """
    raise NotImplementedError
