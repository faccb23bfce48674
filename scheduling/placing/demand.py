"""What outings ask of the officers, as head-counts: how many visits of each department, and of each need there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from domain.draw.roster import LEAD
from domain.registry import Registry
from scheduling.grouping.outings import Outing
from scheduling.merging.visits import MergedVisit
from scheduling.placing.capacity import ANYBODY, Capacity

Counts = NDArray[np.int64]


class Asked(NamedTuple):
    """The rows of the capacity that an outing asks something of, and how many visits of each; seats, where counted."""

    rows: Counts
    visits: Counts


class Demand:
    """Turns outings into what they ask of each row of a capacity."""

    def __init__(self, registry: Registry, capacity: Capacity) -> None:
        self._matters, self._rows, self.rows = registry.matters, capacity.rows, len(capacity.seats)
        self._enterprises, self._capacity = registry.enterprises, capacity
        self._known: dict[tuple[tuple[str, ...], tuple[str, ...], str], dict[int, tuple[int, ...]]] = {}

    def of(self, outing: Outing) -> Asked:
        """The rows in ascending order; a team that needs somebody with a skill needs him for all its visits."""
        joined: dict[int, int] = {}
        needs: dict[int, int] = {}
        for visit in outing.visits:
            for department, needed in self._by_department(visit).items():
                joined[department] = joined.get(department, 0) + 1
                needs |= dict.fromkeys(needed, department)
        asked = joined | {need: joined[department] for need, department in needs.items()}
        for visit in outing.visits:
            for row, seats in self._everywhere(visit, visit.departments):
                asked[row] = asked.get(row, 0) + seats
        rows = sorted(asked)
        return Asked(np.array(rows, dtype=np.int64), np.array([asked[row] for row in rows], dtype=np.int64))

    def of_department(self, visit: MergedVisit, department: str) -> Asked:
        """What a visit alone asks of one of its departments."""
        row = self._rows[department, ANYBODY]
        asked = dict.fromkeys((row, *self._by_department(visit)[row]), 1) | dict(self._everywhere(visit, [department]))
        rows = sorted(asked)
        return Asked(np.array(rows, dtype=np.int64), np.array([asked[row] for row in rows], dtype=np.int64))

    def _everywhere(self, visit: MergedVisit, departments: Iterable[str]) -> Iterator[tuple[int, int]]:
        """What a visit asks of those who work everywhere, beside the few who work in its area."""
        if self._capacity.everywhere:
            at = self._enterprises[visit.enterprise]
            for department in departments:
                if seats := self._capacity.seats_everywhere(department, at.district, at.area):
                    yield self._capacity.everywhere[department], seats

    def _by_department(self, visit: MergedVisit) -> dict[int, tuple[int, ...]]:
        """The row of each department of a visit, with the rows of its needs there."""
        key = visit.departments, visit.matters, visit.lead_department
        if key not in self._known:
            matters = [self._matters[matter] for matter in visit.matters]
            needs = {(m.department, m.skill) for m in matters if m.skill} | {(visit.lead_department, LEAD)}
            rows = {self._rows[department, ANYBODY]: department for department in visit.departments}
            self._known[key] = {
                row: tuple(sorted(self._rows[d, need] for d, need in needs if d == department))
                for row, department in rows.items()
            }
        return self._known[key]
