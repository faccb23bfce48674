"""The replay of a plan's officer draw, pool by pool, in this process or in others."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from domain.checker.case import Case
from domain.checker.entries import Part
from domain.checker.replay import Recorded, Redrawn, Turn, replay
from domain.draw.pools import for_departments, pools
from domain.draw.roster import Duty


@lru_cache(maxsize=1)
def begun(case: Case) -> Iterator[list[Turn]]:
    """The replays of all pools; with an executor they are under way."""
    return (case.executor.map if case.executor else map)(replay, _recorded(case))


@lru_cache(maxsize=1)
def redraw(case: Case) -> dict[tuple[str, str], Redrawn]:
    """What every part's draw must come to, by outing and department; two rules ask for it of the same case."""
    found = for_departments(zip((recorded.pool for recorded in _recorded(case)), begun(case), strict=True))
    return {(outing, department): redrawn for department, turns in found.items() for _, outing, redrawn in turns}


@lru_cache(maxsize=1)
def _recorded(case: Case) -> list[Recorded]:
    """Every pool that has something to do, with the teams that the plan records."""
    parts = sorted(case.parts.values(), key=lambda part: (len(part.outing), part.outing))
    teams = {(part.outing, part.department): tuple(m.inspector for m in part.members) for part in parts}
    found = pools(
        case.registry,
        [_duty(case, part) for part in parts],
        case.working_days,
        round_id=case.round,
        officer_seed=case.officer_seed,
        guests=teams,
    )
    return [
        Recorded(pool, {duty.outing: teams[duty.outing, duty.department] for duty in pool.duties}) for pool in found
    ]


def _duty(case: Case, part: Part) -> Duty:
    slots = 0
    for slot in part.slots:
        slots |= 1 << case.slot(slot)
    return Duty(
        part.outing,
        part.department,
        part.day,
        slots,
        part.place.district,
        part.place.area,
        tuple([entry.enterprise.id for entry in part.entries]),
        part.leads,
        part.skills,
    )
