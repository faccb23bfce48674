"""Small rounds planned without persons, and words for what came of them."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from domain.draw.frames import Frame
from domain.draw.sample import Drawn, Sample
from domain.enterprises import EnterpriseTable
from domain.plan import Visit
from domain.registry import Registry, SamplingRule
from scheduling.planner import Schedule, solve
from scheduling.progress import Progress, silent
from tests.builders import QUARTER, WORKING_DAYS


def planned(lists: Registry, drawn: Iterable[str] = (), *, progress: Progress = silent) -> Schedule:
    """The schedule for drawn checks written `E1 A`, and for the due checks."""
    samples = [_sample(lists, *row.split()) for row in drawn]
    return solve(lists, QUARTER, WORKING_DAYS, samples, progress=progress)


def _sample(lists: Registry, enterprise: str, matter: str) -> Sample:
    of = lists.enterprises[enterprise]
    rule, alone = SamplingRule(matter, of.credit_class, Decimal(1)), EnterpriseTable.of([of])
    return Sample(rule, Frame(alone, frozenset([0]), frozenset(), 1), Drawn(alone, {enterprise: ""}))


def visits(schedule: Schedule) -> list[str]:
    """Written `E1 AB`."""
    return sorted(f"{visit.enterprise} {''.join(visit.matters)}" for visit in schedule.visits)


def why(schedule: Schedule) -> list[str]:
    """The unplanned checks, written `E1 A officers`."""
    return [f"{row.enterprise} {row.matter} {row.reason}" for row in schedule.unplanned]


def the(schedule: Schedule, matter: str) -> Visit:
    """The only visit for a matter."""
    (found,) = [visit for visit in schedule.visits if matter in visit.matters]
    return found
