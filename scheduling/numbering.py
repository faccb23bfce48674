"""The numbers: visits `V00001…` by date, slot, area, enterprise; outings `O00001…` by their first visit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from domain.plan import Visit
from domain.registry import Registry
from scheduling.placing.diary import Placed


class Entry(NamedTuple):
    """A visit with its day and slot (by index), not yet numbered; sorts as visits are numbered.

    `outing` is the number of its outing within the district, in no particular order.
    """

    day: int
    slot: int
    area: str
    enterprise: str
    matters: tuple[str, ...]
    outing: int
    scene: str
    lead_department: str
    departments: tuple[str, ...]
    beyond_limit: bool


class Numbered(NamedTuple):
    """A visit of the plan, and the entry that it comes from."""

    visit: Visit
    entry: Entry


def entries(placed: Iterable[Placed]) -> list[Entry]:
    """The visits of outings that have their day; the outings are counted from 0."""
    return [
        Entry(
            placing.day,
            slot,
            placing.outing.area,
            visit.enterprise,
            visit.matters,
            outing,
            visit.scene,
            visit.lead_department,
            visit.departments,
            visit.beyond_limit,
        )
        for outing, placing in enumerate(placed)
        for visit, slot in zip(placing.outing.visits, placing.slots, strict=True)
    ]


def numbered(registry: Registry, working_days: Sequence[date], made: Iterable[Entry]) -> list[Numbered]:
    """Number the visits of a round; areas, and so outings, of different districts differ."""
    outings: dict[tuple[str, int], str] = {}
    rows = []
    for count, entry in enumerate(sorted(made), 1):
        visit = Visit(
            f"V{count:05d}",
            entry.enterprise,
            working_days[entry.day],
            registry.policy.slots[entry.slot],
            outings.setdefault((entry.area, entry.outing), f"O{len(outings) + 1:05d}"),
            entry.scene,
            entry.lead_department,
            entry.departments,
            entry.matters,
        )
        rows.append(Numbered(visit, entry))
    return rows
