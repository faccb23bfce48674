"""The made-up inspector registry (执法检查人员名录库), dealt out by the work there is, with leave and recusals."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from math import ceil, sqrt
from random import Random
from typing import NamedTuple

from api.sample.catalogue import Size, settings
from api.sample.chance import Chance, shares
from api.sample.demand import NO_SKILL, Demand
from api.sample.enterprises import active
from api.sample.presence import days_per_week, weekly_limits
from domain.registry import Absence, Enterprise, Inspector, Recusal

OFFICERS_PER_DEPARTMENT = 2
"""How many officers a department sends to a visit."""
USED = 0.76
"""Which share of what a roster can do the quarter asks for."""
_FEWEST = 4
_LEADERS = 0.6
_LOCAL = 0.3


class Unit(NamedTuple):
    """A department's people in one district."""

    district: str
    department: str
    areas: Sequence[str]
    prefix: str
    certificates: str
    officers: int


class Roster(NamedTuple):
    """Officers, and when they are away."""

    inspectors: dict[str, Inspector]
    absences: tuple[Absence, ...]


def roster(
    size: Size,
    places: dict[str, list[str]],
    departments: Sequence[str],
    work: Demand,
    days: Sequence[date],
    chance: Chance,
) -> Roster:
    """Every officer; a unit's number and weekly limits follow from its visits."""
    inspectors: dict[str, Inspector] = {}
    away: list[Absence] = []
    for unit in _units(size, places, departments, work):
        random = chance(f"officers|{unit.district}|{unit.department}")
        people, absent = _people(unit, work, days, random)
        inspectors |= {person.id: person for person in people}
        away += absent
    return Roster(inspectors, tuple(sorted(away)))


def _units(size: Size, places: dict[str, list[str]], departments: Sequence[str], work: Demand) -> list[Unit]:
    keys = [(district, department) for department in departments for district in places]
    visits = [work.get((*key, NO_SKILL), 0.0) for key in keys]
    fair = [part * size.officers / sum(visits) for part in visits]
    spare = max(0, size.officers - _FEWEST * len(keys))
    extra = shares([max(0.0, part - _FEWEST) for part in fair], spare)
    units = []
    for (district, department), more in zip(keys, extra, strict=True):
        number = list(places).index(district) + 1
        order = departments.index(department) + 1
        prefix = f"{department}-{number:02d}" if size.districts > 1 else department
        certificates = f"{settings('names')['division'] + number}{order:02d}"
        units.append(Unit(district, department, places[district], prefix, certificates, _FEWEST + more))
    return units


def _people(unit: Unit, work: Demand, days: Sequence[date], random: Random) -> tuple[list[Inspector], list[Absence]]:
    local = set(random.sample(range(unit.officers), int(_LOCAL * unit.officers)))
    leaders = _holders(unit, _LEADERS, local, random)
    skills = _skills(unit, work, local, random)
    people = [
        Inspector(
            f"{unit.prefix}-{number + 1:03d}",
            _name(random),
            unit.department,
            f"{unit.certificates}{number + 1:04d}",
            _certified_until(days, random),
            frozenset(skill for skill, holders in skills if number in holders),
            random.choice(unit.areas),
            unit.district,
            frozenset(random.sample(unit.areas, ceil(len(unit.areas) / 2)) if number in local else ()),
            number in leaders,
        )
        for number in range(unit.officers)
    ]
    away = [_leave(person, days, random) for person in people]
    weeks = [
        days_per_week(days, absent, person.certificate_valid_until) for person, absent in zip(people, away, strict=True)
    ]
    limits = weekly_limits(weeks, _wanted(work.get((unit.district, unit.department, NO_SKILL), 0.0)))
    limited = [person._replace(max_visits_per_week=limit) for person, limit in zip(people, limits, strict=True)]
    return limited, [row for absent in away for row in absent]


def _wanted(visits: float) -> float:
    """The visits a roster should be able to make: half a standard deviation of the draw more than expected."""
    return OFFICERS_PER_DEPARTMENT * (visits + sqrt(visits) / 2) / USED


def _holders(unit: Unit, share: float, local: set[int], random: Random) -> set[int]:
    """So many of a unit's officers, three at least who work in the whole district."""
    everywhere = [number for number in range(unit.officers) if number not in local]
    sure = random.sample(everywhere, min(3, len(everywhere)))
    others = [number for number in range(unit.officers) if number not in sure]
    more = max(0, ceil(share * unit.officers) - len(sure))
    return {*sure, *random.sample(others, min(more, len(others)))}


def _skills(unit: Unit, work: Demand, local: set[int], random: Random) -> list[tuple[str, set[int]]]:
    """Who holds each skill that the unit's visits need: the more visits need it, the more hold it."""
    place = unit.district, unit.department
    whole = work.get((*place, NO_SKILL), 0.0)
    needed = sorted((skill, part) for (*where, skill), part in work.items() if (*where,) == place and skill)
    return [(skill, _holders(unit, 0.3 + 0.6 * part / whole, local, random)) for skill, part in needed]


def _name(random: Random) -> str:
    names = settings("names")
    given = random.choices(names["given_names"], k=random.choice((1, 2, 2)))
    return "".join([random.choice(names["surnames"]), *given])


def _certified_until(days: Sequence[date], random: Random) -> date:
    """Mostly years ahead; of fifty certificates one runs out in the second half of the quarter."""
    if random.random() < 0.02:
        return random.choice(days[len(days) // 2 :])
    return date(days[0].year + random.randint(1, 4), random.randint(1, 12), 28)


def _leave(person: Inspector, days: Sequence[date], random: Random) -> list[Absence]:
    """Half of all are away once in the quarter, for three to twelve days."""
    if random.random() < 0.5:
        return []
    reasons = settings("occasions")
    first = random.choice(days)
    last = first + timedelta(days=random.randint(*reasons["leave_days"]) - 1)
    return [Absence(person.id, first, last, random.choice(reasons["absence"]))]


def recusals(inspectors: dict[str, Inspector], known: dict[str, Enterprise], random: Random) -> tuple[Recusal, ...]:
    """Officers with an interest in enterprises of their district: one each, on average."""
    reasons = settings("occasions")["recusal"]
    by_district: dict[str, list[str]] = {}
    for enterprise in active(known):
        by_district.setdefault(enterprise.district, []).append(enterprise.id)
    rows = [
        Recusal(person.id, enterprise, random.choice(reasons))
        for person in inspectors.values()
        for enterprise in random.sample(by_district[person.district], random.choice((0, 0, 1, 1, 3)))
    ]
    return tuple(sorted(rows))
