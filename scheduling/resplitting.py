"""The visits of an area, their enterprises' checks split so that the visits go well in pairs."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from domain.registry import Registry
from scheduling.bounds import DepartmentMasks
from scheduling.merging.splits import Split, Splits, Way
from scheduling.merging.visits import MergedVisit
from scheduling.splitting import split_for_pairs


class Resplitting:
    """Knows which enterprises may be split otherwise, and how."""

    def __init__(self, registry: Registry, splits: Iterable[Split]) -> None:
        self._splits, self._masks = Splits(registry), DepartmentMasks(registry)
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
