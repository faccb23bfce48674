"""The registry folder as values: the lists a round is planned from, as they stand on one day.

Standard library alone, so that an auditor can load them with a bare Python.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from domain.enterprises import ACTIVE as ACTIVE
from domain.enterprises import CLOSED as CLOSED
from domain.enterprises import MOVED as MOVED
from domain.enterprises import STATUSES as STATUSES
from domain.enterprises import Enterprise as Enterprise
from domain.enterprises import EnterpriseTable

CREDIT_CLASSES = ("A", "B", "C", "D")
DUE_KINDS = ("complaint", "transfer", "recheck", "ordered", "full")
EVERY = "*"
"""In caps: all departments together, or every credit class."""


class Department(NamedTuple):
    """One enforcement department; the folder's order is the order of precedence."""

    id: str
    name: str


class Inspector(NamedTuple):
    """One officer of the inspector registry (执法检查人员)."""

    id: str
    name: str
    department: str
    certificate_no: str
    certificate_valid_until: date
    skills: frozenset[str] = frozenset()
    station: str = ""
    district: str = ""
    areas: frozenset[str] = frozenset()
    can_lead: bool = True
    max_visits_per_day: int = 2
    max_visits_per_week: int = 8

    def covers(self, district: str, area: str) -> bool:
        """Whether this officer works in the area; an empty district or area list means everywhere."""
        return self.district in ("", district) and (not self.areas or area in self.areas)


class Matter(NamedTuple):
    """One thing that one department may check (检查事项), with its legal basis."""

    id: str
    department: str
    name: str
    legal_basis: str
    industries: tuple[str, ...] = ()
    tags: frozenset[str] = frozenset()
    minutes: int | None = None
    skill: str = ""
    counts_toward_cap: bool = True

    def applies_to(self, industry: str, tags: frozenset[str]) -> bool:
        """A matter applies by industry prefix or by tag; with neither listed, to everyone."""
        if not self.industries and not self.tags:
            return True
        return industry.startswith(self.industries) or not self.tags.isdisjoint(tags)


class SamplingRule(NamedTuple):
    """Which share of a class is drawn for a matter this round."""

    matter: str
    credit_class: str
    ratio: Decimal
    min_count: int = 0


class Cap(NamedTuple):
    """The most visits an enterprise of a class may get in a year, from one department or from all (`*`)."""

    department: str
    credit_class: str
    max_visits_per_year: int

    def holds_for(self, department: str, credit_class: str) -> bool:
        """Whether a visit of this department to an enterprise of this class is counted by the cap."""
        return self.department in (EVERY, department) and self.credit_class in (EVERY, credit_class)


class Scene(NamedTuple):
    """A trade with the matters that may be checked in one visit (场景), and who leads there."""

    id: str
    name: str
    lead_department: str
    matters: frozenset[str]


class DueCheck(NamedTuple):
    """A check that is due without a draw, inside a window of days (both ends included)."""

    enterprise: str
    matter: str
    kind: str
    not_before: date
    not_after: date
    reason: str
    counts_toward_cap: bool = False


class Absence(NamedTuple):
    """Days on which an officer is not there, both ends included."""

    inspector: str
    first: date
    last: date
    reason: str = ""


class Recusal(NamedTuple):
    """An officer with an interest must not take part (回避, 行政处罚法 §43)."""

    inspector: str
    enterprise: str
    reason: str


class Blackout(NamedTuple):
    """Days on which an enterprise, or a whole area, may not be visited; exactly one of the two is set."""

    enterprise: str
    area: str
    first: date
    last: date
    reason: str


class PastVisit(NamedTuple):
    """One department's part in a visit that was already made."""

    enterprise: str
    department: str
    date: date
    kind: str
    counted: bool = True


class CalendarDay(NamedTuple):
    """A day that the folder declares worked or not."""

    date: date
    working: bool
    note: str = ""


@dataclass(frozen=True, slots=True)
class Policy:
    """The settings of a round, with the contract's defaults."""

    slots: tuple[str, ...] = ("AM", "PM")
    inspectors_per_department: int = 2
    max_departments_per_visit: int = 4
    max_people_per_visit: int = 10
    min_days_between_visits: int = 5
    quiet_days_of_month: tuple[int, ...] = ()
    max_load_lead: Fraction = Fraction(1)

    @property
    def most_departments(self) -> int:
        """How many departments the head-count admits, whatever the department limit says."""
        return self.max_people_per_visit // self.inspectors_per_department


@dataclass(frozen=True, slots=True)
class Registry:
    """Everything one round is planned from. Mappings keep the order of the folder."""

    enterprises: Mapping[str, Enterprise]
    departments: Mapping[str, Department]
    inspectors: Mapping[str, Inspector]
    matters: Mapping[str, Matter]
    sampling: tuple[SamplingRule, ...]
    caps: tuple[Cap, ...] = ()
    scenes: Mapping[str, Scene] | None = None
    """None: no `scenes.csv`, all matters may be checked together."""
    due: tuple[DueCheck, ...] = ()
    absences: tuple[Absence, ...] = ()
    recusals: tuple[Recusal, ...] = ()
    blackouts: tuple[Blackout, ...] = ()
    history: tuple[PastVisit, ...] = ()
    calendar: tuple[CalendarDay, ...] = ()
    policy: Policy = field(default_factory=Policy)
    inputs: Mapping[str, str] = field(default_factory=dict)
    """File name → SHA-256 of its bytes, for the files that were read."""

    def sorted_by_key(self) -> Registry:
        """The same lists in an order that does not depend on the files, but for the departments' precedence."""
        return replace(
            self,
            enterprises=_by_id(self.enterprises),
            inspectors=dict(sorted(self.inspectors.items())),
            matters=dict(sorted(self.matters.items())),
            sampling=tuple(sorted(self.sampling)),
            caps=tuple(sorted(self.caps)),
            scenes=None if self.scenes is None else dict(sorted(self.scenes.items())),
            due=tuple(sorted(self.due)),
            absences=tuple(sorted(self.absences)),
            recusals=tuple(sorted(self.recusals)),
            blackouts=tuple(sorted(self.blackouts)),
            history=tuple(sorted(self.history)),
            calendar=tuple(sorted(self.calendar)),
        )


def _by_id(enterprises: Mapping[str, Enterprise]) -> Mapping[str, Enterprise]:
    return (
        enterprises.sorted_by_key() if isinstance(enterprises, EnterpriseTable) else dict(sorted(enterprises.items()))
    )
