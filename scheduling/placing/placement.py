"""The outings of one district get their days; what cannot be staffed is given up with its reason."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from domain.draw.roster import Roster
from domain.plan import Unplanned
from domain.registry import Registry
from scheduling.days_bounds import least_excess, least_waiting
from scheduling.merging.visits import MergedVisit
from scheduling.outings import Outing
from scheduling.placing.capacity import Capacity
from scheduling.placing.constructive import Placer
from scheduling.placing.demand import open_days
from scheduling.placing.diary import Diary, Placed
from scheduling.placing.inking import first_unstaffable
from scheduling.placing.settling import Settler
from scheduling.progress import Progress, silent


class Placement(NamedTuple):
    """Outings on days, the checks given up on the way, and the visits above the even shares, by day and by week.

    `least_excess` and `least_waiting`: what no choice of days for these outings undercuts (`scheduling.days_bounds`).
    """

    placed: list[Placed]
    unplanned: list[Unplanned]
    excess: tuple[int, int]
    least_excess: int
    least_waiting: int


def place_district(
    registry: Registry,
    roster: Roster,
    outings: Sequence[Outing],
    left_out: Iterable[MergedVisit],
    progress: Progress = silent,
) -> Placement:
    """A day for every outing that every department can staff; `left_out` are visits that the merge found no room for.

    `progress` hears of the stages days and spread.
    """
    placer = Placer(Diary(registry, roster, Capacity(registry, roster)), dict(enumerate(outings)))
    placer.place_all(progress)
    settler = Settler(placer)
    settler.run(left_out)
    while (short := first_unstaffable(settler.diary)) is not None:
        settler.drop(*short)
    progress("spread", 1, 1)
    placed = list(settler.diary.placed.values())
    return Placement(
        placed,
        settler.losses.unplanned,
        settler.excess,
        _least_excess(placer, placed),
        least_waiting(registry, roster.working_days, placed),
    )


def _least_excess(placer: Placer, placed: Sequence[Placed]) -> int:
    """By day and by week together."""
    capacity, targets = placer.diary.capacity, placer.targets
    asked = [placer.diary.demand.of(placing.outing) for placing in placed]
    by_day = open_days([placing.outing.days for placing in placed], len(capacity.week_of))
    by_week = by_day @ np.equal.outer(capacity.week_of, np.arange(capacity.weeks))
    return least_excess(asked, by_day, targets.by_day) + least_excess(asked, by_week, targets.by_week)
