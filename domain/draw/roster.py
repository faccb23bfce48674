"""Duties and the officers who may take them: what the officer draw and the planner's staffing oracle both read.

A *duty* is one department's part in one outing: its team serves those of the outing's visits that it joins.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple, Protocol

from domain.plan import Visit
from domain.registry import Absence, Inspector, Recusal, Registry


class Entry(Protocol):
    """What a duty needs to know of a visit, whether it has its day already or not."""

    @property
    def enterprise(self) -> str: ...
    @property
    def matters(self) -> tuple[str, ...]: ...
    @property
    def lead_department(self) -> str: ...


class Duty(NamedTuple):
    """One department's part in one outing. `slots` is a bit mask over the policy's slots."""

    outing: str
    department: str
    day: date
    slots: int
    district: str
    area: str
    enterprises: tuple[str, ...]
    must_lead: bool
    skills: frozenset[str]

    @property
    def visits(self) -> int:
        """How many visits the team makes."""
        return self.slots.bit_count()


Requirement = str
LEAD: Requirement = "\0lead"
"""The requirement that somebody can lead; every other requirement is the name of a skill."""


def meets(inspector: Inspector, requirement: Requirement) -> bool:
    """Whether the officer can lead, or has the skill."""
    return inspector.can_lead if requirement == LEAD else requirement in inspector.skills


def requirements(duty: Duty) -> list[Requirement]:
    """What at least one of the team must bring, in a fixed order: the lead, then skills by name."""
    return [LEAD] * duty.must_lead + sorted(duty.skills)


def duties(registry: Registry, visits: Iterable[Visit]) -> list[Duty]:
    """The duties of a plan, by outing and then by the departments' precedence."""
    outings: dict[str, list[Visit]] = defaultdict(list)
    for visit in visits:
        outings[visit.outing].append(visit)
    return [
        _duty(registry, department, joined)
        for _, members in sorted(outings.items(), key=lambda item: (len(item[0]), item[0]))
        for department in registry.departments
        if (joined := [visit for visit in members if department in visit.departments])
    ]


def _duty(registry: Registry, department: str, visits: Sequence[Visit]) -> Duty:
    slots = sum(1 << registry.policy.slots.index(visit.slot) for visit in visits)
    return duty_of(registry, visits[0].outing, department, visits[0].date, slots, visits)


def duty_of(registry: Registry, outing: str, department: str, day: date, slots: int, visits: Sequence[Entry]) -> Duty:
    """What a department has to do on an outing of which it joins these visits, in these slots (a bit mask)."""
    place = registry.enterprises[visits[0].enterprise]
    matters = [registry.matters[matter] for visit in visits for matter in visit.matters]
    return Duty(
        outing,
        department,
        day,
        slots,
        place.district,
        place.area,
        tuple(visit.enterprise for visit in visits),
        any(visit.lead_department == department for visit in visits),
        frozenset(matter.skill for matter in matters if matter.department == department and matter.skill),
    )


class Roster:
    """The inspector registry of a round: who covers an area, who is there on a day, who is recused."""

    def __init__(self, registry: Registry, working_days: Sequence[date]) -> None:
        self.policy, self.working_days = registry.policy, working_days
        self.of_department: dict[str, list[Inspector]] = {department: [] for department in registry.departments}
        for inspector in sorted(registry.inspectors.values()):
            self.of_department[inspector.department].append(inspector)
        self._absences: dict[str, list[Absence]] = defaultdict(list)
        for absence in registry.absences:
            self._absences[absence.inspector].append(absence)
        self._recusals = {(recusal.inspector, recusal.enterprise): recusal for recusal in reversed(registry.recusals)}
        self._recused_from = {recusal.enterprise for recusal in registry.recusals}
        self._bound: dict[str, bool] = {}
        self._masks: dict[str, int] = {}
        self._covering: dict[tuple[str, str, str], list[Inspector]] = {}
        self._there: dict[tuple[str, str, str, date], list[Inspector]] = {}

    def covering(self, department: str, district: str, area: str) -> list[Inspector]:
        """The department's officers whose district and areas cover the area, by id."""
        key = department, district, area
        if key not in self._covering:
            self._covering[key] = [i for i in self.of_department[department] if i.covers(district, area)]
        return self._covering[key]

    def pool(self, department: str, district: str) -> str:
        """The district, if all the department's officers are bound to one; else empty: one pool for all districts."""
        if department not in self._bound:
            self._bound[department] = all(inspector.district for inspector in self.of_department[department])
        return district if self._bound[department] else ""

    def absence(self, inspector: str, day: date) -> Absence | None:
        """The absence that holds the day, if any."""
        return next((a for a in self._absences.get(inspector, ()) if a.first <= day <= a.last), None)

    def recusal(self, inspector: str, enterprises: Iterable[str]) -> Recusal | None:
        """The officer's recusal from one of the enterprises, if any."""
        for enterprise in enterprises:
            if enterprise in self._recused_from and (inspector, enterprise) in self._recusals:
                return self._recusals[inspector, enterprise]
        return None

    def is_there(self, inspector: Inspector, day: date) -> bool:
        """Present and certified on the day."""
        return day <= inspector.certificate_valid_until and self.absence(inspector.id, day) is None

    def days_there(self, inspector: Inspector) -> int:
        """Working days of the round on which the officer is present and certified."""
        return self.mask_there(inspector).bit_count()

    def mask_there(self, inspector: Inspector) -> int:
        """Those days as a bit mask over the working days."""
        if inspector.id not in self._masks:
            there = (self.is_there(inspector, day) for day in self.working_days)
            self._masks[inspector.id] = sum(1 << n for n, present in enumerate(there) if present)
        return self._masks[inspector.id]

    def able(self, duty: Duty) -> list[Inspector]:
        """Who could take the duty if nothing else were to be done: covering, there on the day, not recused.

        The list is shared: callers leave it as it is.
        """
        key = duty.department, duty.district, duty.area, duty.day
        if key not in self._there:
            self._there[key] = [i for i in self.covering(*key[:3]) if self.is_there(i, duty.day)]
        if self._recused_from.isdisjoint(duty.enterprises):
            return self._there[key]
        return [i for i in self._there[key] if self.recusal(i.id, duty.enterprises) is None]
