"""The visits of an area, their enterprises' checks split so that the visits go well in pairs."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable

from domain.registry import Registry
from scheduling.bounds.trips import DepartmentMasks
from scheduling.grouping.splitting import split_for_pairs
from scheduling.merging.splits import Split, Splits, Way
from scheduling.merging.visits import MergedVisit

WELL_USED = 0.8
"""Departments that need a larger share of their officers' weekly limits may lack one to lead where one is needed."""

WEEK = 5
"""Working days of a week, about; it decides nothing but which departments count as well used."""


class Resplitting:
    """Knows which enterprises may be split otherwise, and how: no department short of officers leads more visits."""

    def __init__(self, registry: Registry, visits: Collection[MergedVisit], splits: Iterable[Split]) -> None:
        self._splits, self._masks = Splits(registry, _short(registry, visits)), DepartmentMasks(registry)
        self._of = {split.enterprise: split for split in splits}

    def visits(self, area: Iterable[MergedVisit]) -> list[MergedVisit] | None:
        """The visits of one area, as many to each enterprise as there were; None if all are split well already."""
        own: dict[str, list[MergedVisit]] = defaultdict(list)
        for visit in sorted(area, key=lambda visit: (visit.enterprise, visit.matters)):
            own[visit.enterprise].append(visit)
        ways = {name: ways for name in own if len(ways := self._ways(name, own[name])) > 1}
        kinds = Counter(self._masks(v.departments) for name, vs in own.items() if name not in ways for v in vs)
        single = sorted(kind for kind, count in kinds.items() if count % 2)
        chosen = dict(zip(ways, split_for_pairs(single, list(ways.values())), strict=True))
        if not any(chosen.values()):
            return None
        for name, way in chosen.items():
            own[name] = self._splits.visits(self._of[name], ways[name][way]) if way else own[name]
        return [visit for visits in own.values() for visit in visits]

    def _ways(self, enterprise: str, visits: list[MergedVisit]) -> tuple[Way, ...]:
        return self._splits.ways(self._of[enterprise], visits) if enterprise in self._of else ()


def _short(registry: Registry, visits: Collection[MergedVisit]) -> list[str]:
    """The departments whose officers are well used."""
    needed = Counter(department for visit in visits for department in visit.departments)
    weeks = max((visit.days.bit_length() for visit in visits), default=0) / WEEK
    most = Counter[str]()
    for officer in registry.inspectors.values():
        most[officer.department] += officer.max_visits_per_week
    each = registry.policy.inspectors_per_department
    return [name for name in registry.departments if needed[name] * each > WELL_USED * weeks * most[name]]
