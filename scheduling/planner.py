"""From drawn samples to a schedule without persons: merge, group, place, number.

`solve` is deterministic: the same registry and samples give the same schedule on any machine. Officers are drawn
afterwards, from a seed that nobody knows yet (`domain.draw.officers`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import partial
from typing import NamedTuple

from domain.calendar import Quarter
from domain.draw.roster import Duty, Roster, duties
from domain.draw.sample import Sample
from domain.draw.staffing import DepartmentStaffing, Unstaffable
from domain.plan import Unplanned, Visit
from domain.registry import Registry
from scheduling.able import AbleDays
from scheduling.accounts import settle
from scheduling.bounds import least_trips
from scheduling.capacity import Capacity
from scheduling.diary import Diary, Placed
from scheduling.merge import merge
from scheduling.outings import Outing, group
from scheduling.placing import Placer
from scheduling.progress import Progress, silent
from scheduling.settling import Settler
from scheduling.spread import propose
from scheduling.targets import Targets
from scheduling.visits import MergedVisit


class Bounds(NamedTuple):
    """What the steps proved, and what they left.

    `visits`: the fewest visits for these checks, caps and distances aside. `trips`: officer trips that no grouping
    undercuts; `grouped_trips`: those of the grouping, the fewest for pairs if `grouping_proven`. `excess`: visits above
    the departments' even shares by day and by week, bound 0.
    """

    visits: int
    trips: int
    grouped_trips: int
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
    """Plan a round's visits; `progress` hears of the stages merge, outings and days."""
    drawn = [(enterprise.id, sample.rule.matter) for sample in samples for enterprise in sample.drawn]
    roster = Roster(registry, working_days)
    merged = merge(registry, quarter, working_days, drawn, AbleDays(registry, roster))
    progress("merge", 1, 1)
    grouping = group(registry, merged.visits, progress)
    settlers = place(registry, roster, grouping.outings, progress)
    placed = [placing for settler in settlers for placing in settler.diary.placed.values()]
    numbered = number(registry, working_days, placed)
    visits = tuple(entry.visit for entry in numbered)
    losses = [row for settler in settlers for row in settler.losses.unplanned]
    return Schedule(
        visits,
        settle(registry, drawn, visits, [*merged.unplanned, *losses]),
        tuple(entry.visit.visit for entry in numbered if entry.source.beyond_limit),
        Bounds(
            merged.fewest,
            least_trips(registry, merged.visits),
            registry.policy.inspectors_per_department * sum(len(outing.departments) for outing in grouping.outings),
            grouping.proven,
            (sum(settler.excess[0] for settler in settlers), sum(settler.excess[1] for settler in settlers)),
        ),
    )


def place(registry: Registry, roster: Roster, outings: Sequence[Outing], progress: Progress) -> list[Settler]:
    """Place the outings, each district by itself where every officer is bound to one, else all together."""
    bound = all(inspector.district for inspector in registry.inspectors.values())
    of_district: dict[str, list[Outing]] = defaultdict(list)
    for outing in outings:
        of_district[registry.enterprises[outing.visits[0].enterprise].district if bound else ""].append(outing)
    settlers, before = list[Settler](), 0
    for district, own in sorted(of_district.items()):
        settlers.append(
            _place_district(registry, roster, district, own, partial(_tell, progress, before, len(outings)))
        )
        before += len(own)
    return settlers


def _tell(progress: Progress, before: int, total: int, done: int) -> None:
    progress("days", before + done, total)


def _place_district(
    registry: Registry, roster: Roster, district: str, outings: list[Outing], tell: Callable[[int], None]
) -> Settler:
    """The constructive start; where that is not even, CP-SAT's weeks and days; the better of the two, settled."""
    capacity, numbered = Capacity(registry, roster, district), dict(enumerate(outings))
    diary = Diary(registry, roster, capacity)
    targets = Targets(diary, outings)
    best = Placer(diary, targets, numbered)
    best.place_all({}, tell)
    if best.cost > (0, 0):
        other = Placer(Diary(registry, roster, capacity), targets, numbered)
        other.place_all(propose(diary, targets, numbered), lambda done: None)
        best = min(best, other, key=lambda placer: placer.cost)
    settler = Settler(best)
    settler.run()
    _keep_staffable(settler)
    return settler


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
