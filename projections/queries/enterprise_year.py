"""The enterprise's year: everything that is recorded of one enterprise in one year, on one page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from projections.models.as_of import AsOf
from projections.queries.caps import CapLeft
from projections.queries.months import Day


@dataclass(frozen=True, slots=True)
class ClassChange:
    """That an enterprise has a credit class from a day on, and when, by whom and why that was recorded.

    `late`: it was recorded after the day from which it holds.
    """

    credit_class: str
    effective_on: date
    recorded_at: datetime
    position: int
    actor: str
    reason: str
    late: bool


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


@dataclass(frozen=True, slots=True)
class DueCheck:
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
    due: tuple[DueCheck, ...]
    drawn: tuple[DrawnMatter, ...]
    unplanned: tuple[LeftUnplanned, ...]
    caps: tuple[CapLeft, ...]


def enterprise_year(at: AsOf, enterprise: str, year: int) -> EnterpriseYear:
    """Everything of one enterprise in one year, by date.

    Raises:
        NothingRecorded: the enterprise was not registered by then.
    """
    raise NotImplementedError
