"""In which other ways the checks of an enterprise could be split over as few visits.

The merge takes one of them; which one matters to nobody but to the trips of the area: visits of the same departments
go well together. Only enterprises without due checks are split otherwise: there windows, caps and distances are the
same whatever the split.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from domain.registry import Registry
from scheduling.merging.checks import Check
from scheduling.merging.layout import Book, Layout, Pattern
from scheduling.merging.parts import Item, union
from scheduling.merging.visits import MergedVisit, merged_visit

MOST_WAYS = 256
"""So many ways are looked at for one pattern of checks."""


Way = tuple[int, ...]
"""The departments of each visit, as masks in the order of `departments.csv`."""


class Split(NamedTuple):
    """An enterprise whose drawn checks take several visits."""

    checks: tuple[Check, ...]
    pattern: Pattern

    @property
    def enterprise(self) -> str:
        """Whose checks these are."""
        return self.checks[0].enterprise


def may_be_split_otherwise(layout: Layout, pattern: Pattern) -> bool:
    """Whether all the pattern's checks are drawn and made, in several visits."""
    return len(layout.visits) > 1 and not (layout.out or layout.beyond or any(row.days for row in pattern.rows))


class Splits:
    """The ways of each pattern, found once."""

    def __init__(self, registry: Registry, short: Collection[str] = ()) -> None:
        """`short` are departments that are to lead no more visits than as merged."""
        self._registry, self._book, self._short = registry, Book(registry), short
        self._limit = min(registry.policy.max_departments_per_visit, registry.policy.most_departments)
        self._known: dict[tuple[Pattern, Way], tuple[Way, ...]] = {}

    def ways(self, split: Split, visits: Sequence[MergedVisit]) -> tuple[Way, ...]:
        """Ways that use no more of the caps; the first is that of the visits. Empty if a department comes twice."""
        way = tuple(self._book.departments_mask(visit.departments) for visit in visits)
        if sum(way) != union(way):
            return ()
        key = split.pattern, way
        if key not in self._known:
            others = self._others(self._book.items(split.pattern.rows), way)
            self._known[key] = (way, *(other for other in others if self._leads_no_more(split, other, visits)))
        return self._known[key]

    def visits(self, split: Split, way: Way) -> list[MergedVisit]:
        """The visits of the enterprise, split in this way."""
        return [self._visit([check for check in split.checks if self._joins(check, mask)]) for mask in way]

    def _leads_no_more(self, split: Split, way: Way, visits: Sequence[MergedVisit]) -> bool:
        if not self._short:
            return True
        led, before = (Counter(visit.lead_department for visit in made) for made in (self.visits(split, way), visits))
        return all(led[department] <= before[department] for department in self._short)

    def _joins(self, check: Check, mask: int) -> bool:
        return bool(self._book.departments_mask((self._registry.matters[check.matter].department,)) & mask)

    def _visit(self, checks: Sequence[Check]) -> MergedVisit:
        counting = [check.matter for check in checks if self._registry.matters[check.matter].counts_toward_cap]
        visit = merged_visit(checks[0].enterprise, checks, counting, self._registry)
        assert visit is not None, "drawn checks of an enterprise share their days"
        return visit

    def _others(self, items: Sequence[Item], way: Way) -> Iterator[Way]:
        scenes: dict[int, int] = defaultdict(lambda: -1)
        for item in items:
            scenes[item.departments] &= item.scenes
        counting = union(item.departments for item in items if item.counts)
        same, all_count = set(way), not union(way) & ~counting
        ways = _partitions(list(scenes.items()), len(way), self._limit, ())
        fitting = (other for other in ways if all_count or _uses_no_more(other, way, counting))
        return islice((other for other in fitting if set(other) != same), MOST_WAYS - 1)


def _uses_no_more(one: Way, other: Way, counting: int) -> bool:
    """Whether one way has no more counted visits than the other, and none for a department that had none."""
    counted, before = ([mask for mask in way if mask & counting] for way in (one, other))
    return len(counted) <= len(before) and not union(counted) & ~union(before)


def _partitions(
    departments: Sequence[tuple[int, int]], visits: int, limit: int, begun: tuple[tuple[int, int], ...]
) -> Iterator[Way]:
    """Every way to put the departments, each with the scenes of its checks, into so many visits of one scene each."""
    if len(begun) + len(departments) < visits:
        return
    if not departments:
        yield tuple(mask for mask, _ in begun)
        return
    (department, scenes), rest = departments[0], departments[1:]
    for n, (mask, common) in enumerate(begun):
        if common & scenes and mask.bit_count() < limit:
            joined = (mask | department, common & scenes)
            yield from _partitions(rest, visits, limit, (*begun[:n], joined, *begun[n + 1 :]))
    if len(begun) < visits:
        yield from _partitions(rest, visits, limit, (*begun, (department, scenes)))
