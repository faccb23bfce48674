"""Hand-made plans of one department, to be changed: visits of E1 and E2, seats by name, and what was sealed."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from domain.draw.current import Sealed
from domain.plan import TeamMember, Visit
from domain.registry import Inspector, Policy, Registry
from tests.builders import WORKING_DAYS, day, enterprise, inspector, matter, registry


def visit(outing: str, on: str = "01-04", slot: str = "AM", *, at: str = "E1", **fields: Any) -> Visit:
    """A visit by `health` for M; 4 January is a Monday."""
    given = {"lead_department": "health", "departments": ("health",), "matters": ("M",), **fields}
    return Visit(visit=outing + slot, enterprise=at, date=day(on), slot=slot, outing=outing, scene="", **given)


def officer(name: str, skills: str = "", **fields: Any) -> Inspector:
    return inspector(name, "health", skills=frozenset(skills.split()), **fields)


def lists(who: Iterable[Inspector], *, size: int = 1, lead: Fraction = Fraction(9), **tables: Any) -> Registry:
    """M of `health`, GAS that needs a skill, F of `fire`."""
    return registry(
        [enterprise("E1"), enterprise("E2")],
        [matter("M", "health"), matter("GAS", "health", skill="gas"), matter("F", "fire")],
        inspectors=who,
        policy=Policy(inspectors_per_department=size, max_load_lead=lead),
        **tables,
    )


def sealed(of: Registry) -> Sealed:
    return Sealed(of, WORKING_DAYS, "2027Q1", "seed", "dice")


def seats(*rows: str) -> tuple[TeamMember, ...]:
    """`O1 i1` is a seat of i1 in O1, `O1 i1 leads` one with the mark."""
    return tuple(TeamMember(r.split()[0], "health", r.split()[1], r.split()[1], r.endswith("leads")) for r in rows)


I1, I2, I3 = officer("i1"), officer("i2"), officer("i3")
