"""From drawn samples to a schedule without persons: merge, group, place, number.

`solve` is deterministic: the same registry and samples give the same schedule on any machine. Officers are drawn
afterwards, from a seed that nobody knows yet (`domain.draw.officers`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
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
from scheduling.diary import Diary, Placed
from scheduling.merge import merge
from scheduling.outings import group
from scheduling.placing import Placer
from scheduling.progress import Progress, silent
from scheduling.visits import MergedVisit


class Bounds(NamedTuple):
    """What the steps proved: team trips after grouping, whether no pairing has fewer, the formula's bound, spread."""

    trips: int
    grouped_trips: int
    grouping_proven: bool
    day_excess: int
    week_excess: int


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
    """Plan a round's visits."""
    drawn = [(enterprise.id, sample.rule.matter) for sample in samples for enterprise in sample.drawn]
    merged = merge(registry, quarter, working_days, drawn)
    progress("merge", 1, 1)
    grouping = group(registry, merged.visits, progress)
    roster = Roster(registry, working_days)
    diary = Diary(registry, roster)
    placer = Placer(registry, diary, grouping.outings, progress)
    placer.run()
    _keep_staffable(diary, placer)
    numbered = number(registry, working_days, diary.placed)
    size = registry.policy.inspectors_per_department
    bounds = Bounds(
        least_trips(registry, merged.visits),
        size * sum(len(outing.departments) for outing in grouping.outings),
        grouping.proven,
        *placer.targets.excess(diary),
    )
    visits = tuple(entry.visit for entry in numbered)
    beyond = tuple(entry.visit.visit for entry in numbered if entry.source.beyond_limit)
    unplanned = settle(registry, drawn, visits, [*merged.unplanned, *placer.losses.unplanned])
    return Schedule(visits, unplanned, beyond, bounds)


class Numbered(NamedTuple):
    """A visit of the plan, the merged visit it comes from, and its outing's key in the diary."""

    visit: Visit
    source: MergedVisit
    key: int


def number(registry: Registry, working_days: Sequence[date], placed: Mapping[int, Placed]) -> list[Numbered]:
    """Number visits by date, slot, area and enterprise, and outings by their first visit."""
    entries = sorted(
        (placing.day, slot, placing.outing.area, visit.enterprise, visit.matters, key, visit)
        for key, placing in placed.items()
        for visit, slot in zip(placing.outing.visits, placing.slots, strict=True)
    )
    outings: dict[int, str] = {}
    numbered = []
    for count, (day, slot, _, _, _, key, source) in enumerate(entries, 1):
        visit = Visit(
            f"V{count:05d}",
            source.enterprise,
            working_days[day],
            registry.policy.slots[slot],
            outings.setdefault(key, f"O{len(outings) + 1:05d}"),
            source.scene,
            source.lead_department,
            source.departments,
            source.matters,
        )
        numbered.append(Numbered(visit, source, key))
    return numbered


def _keep_staffable(diary: Diary, placer: Placer) -> None:
    """Hold the officer draw's own first staffing against the diary; drop what it cannot staff.

    The draw builds its staffing in the order of the outings (`docs/draw.md`), the diary in the order of placing. Both
    are exact up to the search limit, so this finds something only where that limit is reached.
    """
    while (short := _first_unstaffable(diary)) is not None:
        placer.drop(*short)


def _first_unstaffable(diary: Diary) -> tuple[int, str] | None:
    """The key and department of a duty without a team, if any."""
    numbered = number(diary.registry, diary.days, diary.placed)
    keys = {entry.visit.outing: entry.key for entry in numbered}
    of_department: dict[str, list[Duty]] = defaultdict(list)
    for duty in duties(diary.registry, (entry.visit for entry in numbered)):
        of_department[duty.department].append(duty)
    for department, own in of_department.items():
        try:
            DepartmentStaffing(diary.roster, own)
        except Unstaffable as found:
            return keys[found.duty.outing], department
    return None
