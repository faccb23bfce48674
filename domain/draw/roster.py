"""Duties and the officers who may take them: what the officer draw and the planner's staffing oracle both read.

A *duty* is one department's part in one outing: its team serves those of the outing's visits that it joins.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from copy import copy
from datetime import date
from typing import NamedTuple, Protocol

from domain.draw.force import Force, Officers
from domain.plan import Visit
from domain.registry import Absence, Enterprise, Inspector, Recusal, Registry


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
    rank = {department: n for n, department in enumerate(registry.departments)}
    slots = {slot: 1 << n for n, slot in enumerate(registry.policy.slots)}
    found = []
    for outing, members in sorted(outings.items(), key=lambda item: (len(item[0]), item[0])):
        place, day = registry.enterprises[members[0].enterprise], members[0].date
        joining = {department for visit in members for department in visit.departments if department in rank}
        for department in sorted(joining, key=rank.__getitem__):
            joined = [visit for visit in members if department in visit.departments]
            taken = sum(slots[visit.slot] for visit in joined)
            found.append(_duty_at(registry, place, outing, department, day, taken, joined))
    return found


def duty_of(registry: Registry, outing: str, department: str, day: date, slots: int, visits: Sequence[Entry]) -> Duty:
    """What a department has to do on an outing of which it joins these visits, in these slots (a bit mask)."""
    place = registry.enterprises[visits[0].enterprise]
    return _duty_at(registry, place, outing, department, day, slots, visits)


def _duty_at(
    registry: Registry, place: Enterprise, outing: str, department: str, day: date, slots: int, visits: Sequence[Entry]
) -> Duty:
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
        self._recused_from: dict[str, list[str]] = defaultdict(list)
        for recusal in registry.recusals:
            self._recused_from[recusal.enterprise].append(recusal.inspector)
        self._bound: dict[str, bool] = {}
        self._masks: dict[str, int] = {}
        self._forces: dict[str, Force] = {}
        self._meeting: dict[tuple[str, Requirement], Officers] = {}
        self._covering: dict[tuple[str, str, str], list[Inspector]] = {}
        self._bits: dict[tuple[str, str, str], Officers] = {}
        self._there: dict[tuple[str, date], Officers] = {}
        self._able: dict[tuple[str, str, str, date], tuple[Officers, list[Inspector]]] = {}

    def with_absences(self, more: Iterable[Absence]) -> Roster:
        """The same officers with more absences; what is known of everybody else is kept."""
        other = copy(self)
        other._absences, other._masks = defaultdict(list, self._absences), dict(self._masks)
        other._there, other._able = {}, {}
        for absence in more:
            other._absences[absence.inspector] = [*other._absences[absence.inspector], absence]
            other._masks.pop(absence.inspector, None)
        return other

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
        rows = self._absences.get(inspector)
        return next((a for a in rows if a.first <= day <= a.last), None) if rows else None

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

    def force(self, department: str) -> Force:
        """The department's officers, numbered."""
        if department not in self._forces:
            self._forces[department] = Force(self.of_department[department])
        return self._forces[department]

    def meeting(self, department: str, need: Requirement) -> Officers:
        """The department's officers who meet a requirement."""
        if (department, need) not in self._meeting:
            force = self.force(department)
            self._meeting[department, need] = force.bits(i for i in force.officers if meets(i, need))
        return self._meeting[department, need]

    def able(self, duty: Duty) -> list[Inspector]:
        """Who could take the duty if nothing else were to be done: covering, there on the day, not recused.

        The list is shared: callers leave it as it is.
        """
        if self._recused_from.keys().isdisjoint(duty.enterprises):
            return self._covering_there(duty)[1]
        return self.force(duty.department).named(self.able_bits(duty))

    def able_bits(self, duty: Duty) -> Officers:
        """The same as the numbers of the department's officers."""
        able, number = self._covering_there(duty)[0], self.force(duty.department).number
        for enterprise in duty.enterprises:
            for inspector in self._recused_from.get(enterprise, ()):
                if inspector in number:
                    able &= ~(1 << number[inspector])
        return able

    def _covering_there(self, duty: Duty) -> tuple[Officers, list[Inspector]]:
        key = duty.department, duty.district, duty.area, duty.day
        if key not in self._able:
            force = self.force(duty.department)
            able = self._covering_bits(*key[:3]) & self.there(duty.department, duty.day)
            self._able[key] = able, force.named(able)
        return self._able[key]

    def _covering_bits(self, department: str, district: str, area: str) -> Officers:
        place = department, district, area
        if place not in self._bits:
            self._bits[place] = self.force(department).bits(self.covering(*place))
        return self._bits[place]

    def there(self, department: str, day: date) -> Officers:
        """The department's officers who are present and certified on the day."""
        if (department, day) not in self._there:
            force = self.force(department)
            self._there[department, day] = force.bits(i for i in force.officers if self.is_there(i, day))
        return self._there[department, day]
