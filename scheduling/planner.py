"""From drawn samples to a schedule without persons: merge, group, place, number.

`solve` is deterministic: the same registry and samples give the same schedule on any machine. Officers are drawn
afterwards, from a seed that nobody knows yet (`domain.draw.officers`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from domain.calendar import Quarter
from domain.draw.roster import Duty, Roster, duties
from domain.draw.sample import Sample
from domain.draw.staffing import DepartmentStaffing, Unstaffable
from domain.plan import Unplanned, Visit
from domain.registry import Registry
from scheduling.accounts import settle
from scheduling.bounds import least_trips
from scheduling.merging.able import AbleDays
from scheduling.merging.merge import merge
from scheduling.merging.visits import MergedVisit
from scheduling.outings import Outing, group
from scheduling.placing.capacity import Capacity
from scheduling.placing.constructive import Placer
from scheduling.placing.diary import Diary, Placed
from scheduling.placing.settling import Settler
from scheduling.placing.spread import propose
from scheduling.placing.targets import Targets
from scheduling.progress import Progress, silent

EVEN_ENOUGH = 100
"""The constructive start stands if all is placed and no more than one visit in so many is above the even shares."""


class Bounds(NamedTuple):
    """What the steps proved, and what they left.

    `visits`: the fewest visits that make the planned checks, distances aside. `trips`: officer trips that no grouping
    of the planned visits undercuts. `grouping_proven`: nothing was dropped, and no pairing has fewer team trips.
    `excess`: visits above the departments' even shares by day and by week, bound 0.
    """

    visits: int
    trips: int
    grouping_proven: bool
    excess: tuple[int, int]


class Schedule(NamedTuple):
    """Visits on days and in outings, numbered, without persons; and every check that no visit makes."""

    visits: tuple[Visit, ...]
    unplanned: tuple[Unplanned, ...]
    beyond_limit: tuple[str, ...]
    bounds: Bounds


def solve(
    registry: Registry,
    quarter: Quarter,
    working_days: Sequence[date],
    samples: Iterable[Sample],
    *,
    progress: Progress = silent,
) -> Schedule:
    """Plan a round's visits; `progress` hears of the stages merge, outings, days and spread."""
    drawn = [(enterprise.id, sample.rule.matter) for sample in samples for enterprise in sample.drawn]
    roster = Roster(registry, working_days)
    merged = merge(registry, quarter, working_days, drawn, AbleDays(registry, roster))
    progress("merge", 1, 1)
    grouping = group(registry, merged.visits, progress)
    settlers = place(registry, roster, grouping.outings, merged.left_out, progress)
    placed = [placing for settler in settlers for placing in settler.diary.placed.values()]
    numbered = number(registry, working_days, placed)
    visits = tuple(entry.visit for entry in numbered)
    losses = [row for settler in settlers for row in settler.losses.unplanned]
    unplanned = settle(registry, drawn, visits, [*losses, *merged.unplanned])
    bounds = Bounds(
        _fewest_visits(registry, quarter, working_days, drawn, unplanned) if unplanned else merged.fewest,
        least_trips(registry, visits),
        grouping.proven and not losses,
        (sum(settler.excess[0] for settler in settlers), sum(settler.excess[1] for settler in settlers)),
    )
    beyond_limit = tuple(entry.visit.visit for entry in numbered if entry.source.beyond_limit)
    return Schedule(visits, unplanned, beyond_limit, bounds)


def _fewest_visits(
    registry: Registry,
    quarter: Quarter,
    working_days: Sequence[date],
    drawn: Iterable[tuple[str, str]],
    unplanned: Iterable[Unplanned],
) -> int:
    """The merge's exact bound for the checks that were planned."""
    left = {row[:3] for row in unplanned}
    due = tuple(row for row in registry.due if (row.enterprise, row.matter, row.not_before) not in left)
    made = [pair for pair in drawn if (*pair, None) not in left]
    return merge(replace(registry, due=due), quarter, working_days, made).fewest


def place(
    registry: Registry,
    roster: Roster,
    outings: Sequence[Outing],
    left_out: Sequence[MergedVisit],
    progress: Progress,
) -> list[Settler]:
    """Place the outings, each district by itself where every officer is bound to one, else all together."""
    bound = all(inspector.district for inspector in registry.inspectors.values())
    of_district: dict[str, list[Outing]] = defaultdict(list)
    for outing in outings:
        of_district[registry.enterprises[outing.visits[0].enterprise].district if bound else ""].append(outing)
    settlers = list[Settler]()
    for done, (district, own) in enumerate(sorted(of_district.items()), 1):
        settler = Settler(_best_placed(registry, roster, district, own, progress))
        settler.run(v for v in left_out if district in ("", registry.enterprises[v.enterprise].district))
        _keep_staffable(settler)
        settlers.append(settler)
        progress("spread", done, len(of_district))
    return settlers


def _best_placed(
    registry: Registry, roster: Roster, district: str, outings: list[Outing], progress: Progress
) -> Placer:
    """The constructive start or, where that is not even, CP-SAT's weeks and days if they are better."""
    capacity, numbered = Capacity(registry, roster, district), dict(enumerate(outings))
    diary = Diary(registry, roster, capacity)
    targets = Targets(diary, outings)
    best = Placer(diary, targets, numbered)
    best.place_all({}, progress)
    if best.missing or sum(best.excess) * EVEN_ENOUGH > diary.load.sum():
        other = Placer(Diary(registry, roster, capacity), targets, numbered)
        other.place_all(propose(diary, targets, numbered), silent)
        best = min(best, other, key=lambda placer: placer.cost)
    return best


class Numbered(NamedTuple):
    """A visit of the plan, the merged visit it comes from, and the number of its outing as it was given."""

    visit: Visit
    source: MergedVisit
    outing: int


def number(registry: Registry, working_days: Sequence[date], placed: Sequence[Placed]) -> list[Numbered]:
    """Number visits by date, slot, area and enterprise, and outings by their first visit."""
    entries = sorted(
        (placing.day, slot, placing.outing.area, visit.enterprise, visit.matters, index, visit)
        for index, placing in enumerate(placed)
        for visit, slot in zip(placing.outing.visits, placing.slots, strict=True)
    )
    outings: dict[int, str] = {}
    numbered = []
    for count, (day, slot, _, _, _, index, source) in enumerate(entries, 1):
        visit = Visit(
            f"V{count:05d}",
            source.enterprise,
            working_days[day],
            registry.policy.slots[slot],
            outings.setdefault(index, f"O{len(outings) + 1:05d}"),
            source.scene,
            source.lead_department,
            source.departments,
            source.matters,
        )
        numbered.append(Numbered(visit, source, index))
    return numbered


def _keep_staffable(settler: Settler) -> None:
    """Hold the officer draw's own first staffing against the diary; drop what it cannot staff.

    The draw builds its staffing in the order of the outings (`docs/draw.md`), the diary in the order of placing. Both
    are exact up to the search limit, so this finds something only where that limit is reached.
    """
    while (short := _first_unstaffable(settler.diary)) is not None:
        settler.drop(*short)


def _first_unstaffable(diary: Diary) -> tuple[int, str] | None:
    """The key and department of a duty without a team, if any."""
    keys = list(diary.placed)
    numbered = number(diary.registry, diary.days, list(diary.placed.values()))
    of_outing = {entry.visit.outing: keys[entry.outing] for entry in numbered}
    of_department: dict[str, list[Duty]] = defaultdict(list)
    for duty in duties(diary.registry, (entry.visit for entry in numbered)):
        of_department[duty.department].append(duty)
    for department, own in of_department.items():
        try:
            DepartmentStaffing(diary.roster, own)
        except Unstaffable as found:
            return of_outing[found.duty.outing], department
    return None
