"""A tiny registry for tests: say what the test is about, the rest has sane defaults.

>>> tiny = registry([enterprise("E1")], [matter("M1", "health"), matter("M2", "fire")])
>>> list(tiny.departments), len(tiny.inspectors)
(['health', 'fire'], 8)
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from domain.calendar import WEEKDAYS, Quarter, working_days
from domain.registry import (
    CREDIT_CLASSES,
    EVERY,
    Blackout,
    Cap,
    Department,
    DueCheck,
    Enterprise,
    Inspector,
    Matter,
    PastVisit,
    Policy,
    Registry,
    SamplingRule,
    Scene,
)

QUARTER = Quarter(2027, 1)
WORKING_DAYS = working_days(QUARTER, (), WEEKDAYS, lambda _: None)
"""Monday to Friday from 2027-01-01, a Friday, to 2027-03-31, a Wednesday: 64 days."""


def day(text: str) -> date:
    """`01-15` is 15 January 2027; a whole ISO date is itself."""
    return date.fromisoformat(text if len(text) > 5 else f"2027-{text}")


def enterprise(id: str = "E1", credit_class: str = "A", *, area: str = "A1", **fields: Any) -> Enterprise:
    """An active enterprise of district D1 to which every matter without a trade applies."""
    given = {"name": id, "industry": "", "tags": frozenset(), "district": "D1", **fields}
    return Enterprise(id=id, credit_class=credit_class, area=area, **given)


def matter(id: str, department: str, **fields: Any) -> Matter:
    """A matter that applies to everyone, needs no skill and counts toward caps."""
    return Matter(**{"id": id, "department": department, "name": id, "legal_basis": "§1", **fields})


def inspector(id: str, department: str, **fields: Any) -> Inspector:
    """An officer certified for years, who covers everything, may lead, and has the contract's default limits."""
    given = {"name": id, "certificate_no": f"C-{id}", "certificate_valid_until": date(2030, 12, 31), **fields}
    return Inspector(id=id, department=department, **given)


def officers(departments: Iterable[str], each: int = 4, **fields: Any) -> list[Inspector]:
    """`each` officers of every department: health-1, health-2 …"""
    return [inspector(f"{name}-{n}", name, **fields) for name in departments for n in range(1, each + 1)]


def due(
    matter: str,
    first: str = "01-01",
    last: str = "03-31",
    *,
    enterprise: str = "E1",
    kind: str = "complaint",
    counts: bool = False,
) -> DueCheck:
    """A due check of E1; days as in `day`."""
    return DueCheck(enterprise, matter, kind, day(first), day(last), kind, counts)


def scene(id: str, lead: str, *matters: str) -> Scene:
    """A scene named by its id."""
    return Scene(id, id, lead, frozenset(matters))


def cap(most: int, department: str = EVERY, credit_class: str = EVERY) -> Cap:
    """A yearly cap, of all departments and classes unless told otherwise."""
    return Cap(department, credit_class, most)


def past(department: str, on: str, *, enterprise: str = "E1", counted: bool = True) -> PastVisit:
    """One department's part in a visit already made to E1."""
    return PastVisit(enterprise, department, day(on), "routine", counted)


def blackout(first: str, last: str, *, enterprise: str = "", area: str = "") -> Blackout:
    """Days closed to visits, for E1 unless an area or another enterprise is named."""
    return Blackout(enterprise or ("" if area else "E1"), area, day(first), day(last), "renovation")


def sampling(
    matter: str, ratio: str = "0.5", *, classes: Sequence[str] = CREDIT_CLASSES, at_least: int = 0
) -> list[SamplingRule]:
    """The same ratio for every class."""
    return [SamplingRule(matter, credit_class, Decimal(ratio), at_least) for credit_class in classes]


def registry(
    enterprises: Iterable[Enterprise] | None = None,
    matters: Iterable[Matter] | None = None,
    *,
    inspectors: Iterable[Inspector] | None = None,
    departments: Iterable[str] | None = None,
    scenes: Iterable[Scene] | None = None,
    policy: Policy | None = None,
    **tables: Any,
) -> Registry:
    """A registry of one enterprise E1 and one matter M1 of `health`, unless told otherwise.

    Departments are those of the matters, in that order, with four officers each. The other tables (`caps`, `due`,
    `history`, `blackouts`, `absences`, `recusals`, `sampling`, `calendar`) are empty; any iterable will do.
    """
    every = [enterprise()] if enterprises is None else list(enterprises)
    checked = [matter("M1", "health")] if matters is None else list(matters)
    names = list(dict.fromkeys(m.department for m in checked)) if departments is None else list(departments)
    roster = officers(names) if inspectors is None else list(inspectors)
    rows: dict[str, Any] = {"sampling": (), **{name: tuple(table) for name, table in tables.items()}}
    return Registry(
        enterprises={e.id: e for e in every},
        departments={name: Department(name, name) for name in names},
        inspectors={i.id: i for i in roster},
        matters={m.id: m for m in checked},
        scenes=None if scenes is None else {s.id: s for s in scenes},
        policy=policy or Policy(),
        **rows,
    )
