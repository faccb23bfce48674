"""Hand-made plans of one department, to be replanned: visits of E1 and E2, seats by name, and what was sealed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction
from typing import Any, NamedTuple

from domain.draw.changes import ABSENT, Change
from domain.draw.current import CurrentPlan, Replacement, Sealed
from domain.plan import TeamMember, Visit
from domain.registry import Inspector, Policy, Registry
from scheduling.replanning.board import Board
from scheduling.replanning.outcome import Replanned
from scheduling.replanning.replan import replan
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
    given = [(row.split(), row.endswith("leads")) for row in rows]
    return tuple(TeamMember(row[0], "health", row[1], digits(row[1]), leads) for row, leads in given)


def digits(officer: str) -> str:
    """The ticket of i1 where names decide: 0001."""
    return officer[1:].rjust(4, "0")


I1, I2, I3 = officer("i1"), officer("i2"), officer("i3")


class Answer(NamedTuple):
    """A plan before and after changes, and what the replanning says of it."""

    before: CurrentPlan
    now: CurrentPlan
    replanned: Replanned

    @property
    def replacements(self) -> list[Replacement]:
        """The seats that were given to others, by outing."""
        return [fact for _, fact in self.replanned.answers if isinstance(fact, Replacement)]


def replanned(of: Sealed, before: CurrentPlan, changes: Sequence[Change], on: date) -> Answer:
    """The answer to changes reported on a day."""
    changes = [change._replace(as_of=on) for change in changes]
    found = replan(Board(of, before), changes, on)
    facts = [*changes, *(fact for _, fact in found.answers)]
    return Answer(before, before.following(facts, of.registry.inspectors), found)


def absent(officer: str, first: date, last: date) -> Change:
    return Change(ABSENT, officer, first, last, "ill")
