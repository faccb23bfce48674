"""The draw of enterprises: a frame per matter and class, and the sample from it.

Every department ranks by the same ticket, so each sample is exactly as large and as random as its rule says and
the samples overlap as much as they can (permanent random numbers: Ohlsson 1995).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from fractions import Fraction
from heapq import nsmallest
from math import ceil
from typing import NamedTuple

from domain.draw.tickets import enterprise_ticket
from domain.registry import ACTIVE, EVERY, Enterprise, Matter, Registry, SamplingRule


class VisitsThisYear:
    """The counted visits of `history.csv` in one year: rows of one enterprise on one date are one visit."""

    def __init__(self, registry: Registry, year: int) -> None:
        rows = {(r.enterprise, r.date, r.department) for r in registry.history if r.counted and r.date.year == year}
        self.of_all = Counter(enterprise for enterprise, _ in {row[:2] for row in rows})
        self.of_department = Counter((enterprise, department) for enterprise, _, department in rows)
        self._caps = registry.caps
        self._all_admit_one = all(cap.max_visits_per_year > 0 for cap in registry.caps)
        self._tightest: dict[tuple[str, str], int | None] = {}

    def cap(self, department: str, credit_class: str) -> int | None:
        """The smallest cap that counts visits of a department, or of all together for `*`; None: no such cap."""
        key = department, credit_class
        if key not in self._tightest:
            caps = [
                cap.max_visits_per_year
                for cap in self._caps
                if cap.department == department and cap.credit_class in (EVERY, credit_class)
            ]
            self._tightest[key] = min(caps, default=None)
        return self._tightest[key]

    def left(self, enterprise: Enterprise, department: str) -> int | None:
        """Visits left under the cap of a department, or of all together for `*`; None: no such cap."""
        cap = self.cap(department, enterprise.credit_class)
        if cap is None:
            return None
        made = self.of_all[enterprise.id] if department == EVERY else self.of_department[enterprise.id, department]
        return cap - made

    def exhausted(self, enterprise: Enterprise, department: str) -> bool:
        """Whether a cap that would count a visit of the department has no visit left."""
        if self._all_admit_one and enterprise.id not in self.of_all:
            return False
        everybody, own = self.left(enterprise, EVERY), self.left(enterprise, department)
        return (everybody is not None and everybody <= 0) or (own is not None and own <= 0)


class Sample(NamedTuple):
    """What one row of `sampling.csv` came to: the frame's enterprises and the drawn ones, by rank."""

    rule: SamplingRule
    frame: list[Enterprise]
    drawn: list[Enterprise]


def sample_size(rule: SamplingRule, frame_size: int) -> int:
    """n(m,c) = min(|frame|, max(min_count, ceil(ratio × |frame|))), exact.

    >>> from decimal import Decimal
    >>> sample_size(SamplingRule("H1", "A", Decimal("0.07"), 1), 100)
    7
    """
    return min(frame_size, max(rule.min_count, ceil(Fraction(rule.ratio) * frame_size)))


def _applicable(registry: Registry) -> Callable[[Enterprise], list[Matter]]:
    """The matters of `sampling.csv` that apply to an enterprise, remembered by industry and tags."""
    sampled = {rule.matter for rule in registry.sampling}
    matters = [matter for matter in registry.matters.values() if matter.id in sampled]
    known: dict[tuple[str, frozenset[str]], list[Matter]] = {}

    def of(enterprise: Enterprise) -> list[Matter]:
        pattern = enterprise.industry, enterprise.tags
        if pattern not in known:
            known[pattern] = [matter for matter in matters if matter.applies_to(*pattern)]
        return known[pattern]

    return of


def frames(registry: Registry, year: int) -> dict[tuple[str, str], list[Enterprise]]:
    """The frame of every (matter, credit class), enterprises in the folder's order."""
    visits, applicable = VisitsThisYear(registry, year), _applicable(registry)
    found: dict[tuple[str, str], list[Enterprise]] = defaultdict(list)
    for enterprise in registry.enterprises.values():
        if enterprise.status != ACTIVE:
            continue
        for matter in applicable(enterprise):
            if matter.counts_toward_cap and visits.exhausted(enterprise, matter.department):
                continue
            found[matter.id, enterprise.credit_class].append(enterprise)
    return found


def ranking(registry: Registry, *, round_id: str, seed: str) -> Callable[[Enterprise], tuple[int, str]]:
    """How enterprises rank in every frame: by counted visits this year, among equals by ticket."""
    made = VisitsThisYear(registry, int(round_id[:4])).of_all
    tickets: dict[str, str] = {}

    def rank(enterprise: Enterprise) -> tuple[int, str]:
        if enterprise.id not in tickets:
            tickets[enterprise.id] = enterprise_ticket(seed, round_id, enterprise.id)
        return made.get(enterprise.id, 0), tickets[enterprise.id]

    return rank


def draw(registry: Registry, *, round_id: str, seed: str) -> Iterator[Sample]:
    """Draw every row of `sampling.csv`, in the folder's order, one at a time.

    The sample is the n of the frame with the fewest counted visits this year and, among equals, the smallest ticket.
    """
    found, rank = frames(registry, int(round_id[:4])), ranking(registry, round_id=round_id, seed=seed)
    for rule in registry.sampling:
        frame = found.get((rule.matter, rule.credit_class), [])
        yield Sample(rule, frame, nsmallest(sample_size(rule, len(frame)), frame, key=rank))
