"""Weeks with more work than officers: what strategies rarely reach, made from a number."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from random import Random
from typing import Any, NamedTuple

from domain.registry import Absence, DueCheck, Inspector, Matter, Policy, Recusal, Registry
from tests.builders import due, enterprise, inspector, matter, registry

AREAS, SKILLS = ("A1", "A2", "A3"), ("gas", "lift")
WEEK = [date(2027, 1, 4 + n) for n in range(5)]


class TightWeek(NamedTuple):
    """A registry, and the working days of the round: at most five."""

    registry: Registry
    working_days: tuple[date, ...]


def tight_week(number: int, *, enterprises: tuple[int, int], teams: tuple[int, int]) -> TightWeek:
    """One or two departments with officers for so many teams, and so many enterprises with complaints to look at."""
    random = Random(number)
    size, departments = random.choice([1, 2, 2, 3]), ["d1", "d2"][: random.choice([1, 1, 2])]
    days = tuple(WEEK[: random.choice([1, 2, 3, 5])])
    matters = [
        matter(f"M{n}", random.choice(departments), skill=random.choice(["", "", *SKILLS]))
        for n in range(random.choice([1, 2, 4]))
    ]
    people = [
        _officer(f"i{n}", departments, random) for n in range(size * random.randint(*teams) + random.randint(0, 2))
    ]
    places = [enterprise(f"E{n}", area=random.choice(AREAS)) for n in range(random.randint(*enterprises))]
    names = [place.id for place in places]
    lists = registry(
        places,
        matters,
        departments=departments,
        inspectors=people,
        due=_complaints(names, matters, days, random),
        absences=[Absence(i.id, day, day) for i in people for day in days if random.random() < 0.1],
        recusals=[Recusal(i.id, name, "kin") for i in people for name in names if random.random() < 0.05],
        policy=_policy(size, random),
    )
    return TightWeek(lists, days)


def _policy(size: int, random: Random) -> Policy:
    return Policy(
        slots=("AM", "PM", "EVE")[: random.choice([1, 2, 2, 3])],
        inspectors_per_department=size,
        min_days_between_visits=random.choice([0, 1, 5]),
        max_load_lead=random.choice([Fraction(0), Fraction(1), Fraction(5)]),
    )


def _officer(id: str, departments: Sequence[str], random: Random) -> Inspector:
    bound = random.random() < 0.4
    fields: dict[str, Any] = {
        "skills": frozenset(skill for skill in SKILLS if random.random() < 0.5),
        "can_lead": random.random() < 0.6,
        "areas": frozenset(area for area in AREAS if bound and random.random() < 0.5),
        "max_visits_per_day": random.choice([1, 2, 2, 3]),
        "max_visits_per_week": random.choice([2, 3, 5, 8]),
    }
    return inspector(id, random.choice(departments), **fields)


def _complaints(
    enterprises: Sequence[str], matters: Sequence[Matter], days: Sequence[date], random: Random
) -> list[DueCheck]:
    found = []
    for name in enterprises:
        for row in random.sample(matters, random.randint(1, len(matters))):
            first, last = sorted(random.choices(days, k=2))
            found.append(due(row.id, first.isoformat(), last.isoformat(), enterprise=name))
    return found
