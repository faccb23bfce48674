"""The outings of one district get their days; what cannot be staffed is given up with its reason."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from domain.draw.roster import Roster
from domain.plan import Unplanned
from domain.registry import Registry
from scheduling.bounds.days import least_excess, least_waiting
from scheduling.bounds.overload import Overload
from scheduling.grouping.outings import Outing
from scheduling.merging.visits import MergedVisit
from scheduling.placing.capacity import Capacity
from scheduling.placing.constructive import Placer
from scheduling.placing.diary import Diary, Placed
from scheduling.placing.importance import Rank
from scheduling.placing.inking import first_unstaffable
from scheduling.placing.losses import Losses
from scheduling.placing.masks import open_days
from scheduling.placing.rescue import Rescue
from scheduling.placing.settling import Settler
from scheduling.placing.shedding import Shedding
from scheduling.placing.targets import Targets
from scheduling.progress import Progress, silent

ROUNDS = 3
"""How often what was lost is tried again, if something else was lost for it."""


class Placement(NamedTuple):
    """Outings on days, the checks given up on the way, and the visits above the even shares, by day and by week.

    `crowded`: on head-counts alone some day or week has more than its officers can make, so shedding changes something.
    `ranks`: how important each check given up is, the most important first. `least_left_out`: checks that every plan
    gives up for want of officers (`scheduling.bounds.overload`). `least_excess` and `least_waiting`: what no choice of
    days for these outings undercuts (`scheduling.bounds.days`).
    """

    placed: list[Placed]
    crowded: bool
    unplanned: list[Unplanned]
    ranks: tuple[Rank, ...]
    excess: tuple[int, int]
    least_left_out: int
    least_excess: int
    least_waiting: int


def place_district(
    registry: Registry,
    roster: Roster,
    outings: Sequence[Outing],
    left_out: Sequence[MergedVisit],
    progress: Progress = silent,
    *,
    shedding: bool = False,
) -> Placement:
    """A day for every outing that every department can staff; `left_out` are visits that the merge found no room for.

    With `shedding`, head-counts alone decide first what is taken apart and given up where they cannot suffice: this
    saves checks where much is lost, and costs trips. `progress` hears of the stages days and spread.
    """
    diary = Diary(registry, roster, Capacity(registry, roster))
    overload = Overload(registry, diary.capacity, _free_of_caps(outings, left_out))
    losses = Losses(diary, overload)
    kept = dict(enumerate(outings))
    placer = _entered_after_shedding(diary, losses, kept) if shedding else _entered(diary, kept)
    progress("days", 1, 1)
    _settle(placer, losses, left_out)
    progress("spread", 1, 1)
    placed = list(diary.placed.values())
    short = dict.fromkeys(registry.matters[row.matter].department for row in losses.unplanned)
    excess, bound = _excess(diary)
    return Placement(
        placed,
        placer.crowded,
        losses.unplanned,
        losses.ranks,
        excess,
        overload.least_left_out(short),
        bound,
        least_waiting(registry, roster.working_days, placed),
    )


def _entered(diary: Diary, kept: dict[int, Outing]) -> Placer:
    """All outings on their levelled days; what finds no team there is missing."""
    placer = Placer(diary, kept)
    placer.enter(placer.levelled())
    return placer


def _entered_after_shedding(diary: Diary, losses: Losses, kept: dict[int, Outing]) -> Placer:
    """The same, but what heads cannot suffice for is shed: in the whole round, then where the levelling puts it."""
    shedding = Shedding(diary, losses, kept)
    shedding.whole_round()
    placer = Placer(diary, kept)
    days = placer.levelled()
    shedding.by_place(days)
    placer.enter(days)
    return placer


def _settle(placer: Placer, losses: Losses, left_out: Iterable[MergedVisit]) -> None:
    """Settle what found no team, until the officer draw's own first staffing finds one for all."""
    settler = Settler(placer, losses)
    settler.run(left_out)
    rescue = Rescue(placer, losses)
    for _ in range(ROUNDS):
        rescue.run()
        settler.settle(rescue.pushed_out)
        staffable = not rescue.pushed_out
        while (unstaffable := first_unstaffable(placer.diary)) is not None:
            settler.drop(*unstaffable)
            staffable = False
        if staffable:
            break


def _free_of_caps(outings: Iterable[Outing], left_out: Iterable[MergedVisit]) -> list[MergedVisit]:
    """The visits to enterprises of which the merge left nothing out: elsewhere other checks may be left out instead."""
    elsewhere = {visit.enterprise for visit in left_out}
    return [visit for outing in outings for visit in outing.visits if visit.enterprise not in elsewhere]


def _excess(diary: Diary) -> tuple[tuple[int, int], int]:
    """Visits above the even shares of what is planned, by day and by week, and a bound on both together."""
    outings = [placed.outing for placed in diary.placed.values()]
    asked = [diary.demand.of(outing) for outing in outings]
    by_day = open_days([outing.days for outing in outings], len(diary.days))
    by_week = by_day @ np.equal.outer(diary.capacity.week_of, np.arange(diary.capacity.weeks))
    targets = Targets(diary.capacity, asked, by_day)
    bound = least_excess(asked, by_day, targets.by_day) + least_excess(asked, by_week, targets.by_week)
    return targets.excess(diary.load, diary.week_load), bound
