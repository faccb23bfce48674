"""The outings of one district get their days; what cannot be staffed is given up with its reason."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from domain.draw.roster import Roster
from domain.plan import Unplanned
from domain.registry import Registry
from scheduling.merging.visits import MergedVisit
from scheduling.outings import Outing
from scheduling.placing.capacity import Capacity
from scheduling.placing.constructive import Placer
from scheduling.placing.diary import Diary, Placed
from scheduling.placing.inking import first_unstaffable
from scheduling.placing.settling import Settler
from scheduling.progress import Progress, silent


class Placement(NamedTuple):
    """Outings on days, the checks given up on the way, and the visits above the even shares, by day and by week."""

    placed: list[Placed]
    unplanned: list[Unplanned]
    excess: tuple[int, int]


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
    return Placement(list(settler.diary.placed.values()), settler.losses.unplanned, settler.excess)
