"""The draw, worked out a second time: frames counted by pattern, samples taken from one ranking of each class.

Nothing is shared with `domain.draw` but the ticket. Enterprises alike in industry, tags and class are in the same
frames, so a frame is a sum over patterns less the few whose cap is used up; the sample is read off the merged
rankings of the patterns, smallest first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from heapq import merge
from itertools import islice

from domain.draw.tickets import enterprise_ticket
from domain.registry import ACTIVE, EVERY, Cap, Enterprise, Registry, SamplingRule

Ranked = tuple[int, str, Enterprise]
"""Counted visits this year, ticket, enterprise: sorts as the draw ranks, for no two tickets are equal."""


@dataclass(frozen=True, slots=True)
class TrueSample:
    """What a row of `sampling.csv` must come to: frame size and, by rank, the drawn enterprises with their tickets."""

    rule: SamplingRule
    frame_size: int
    drawn: dict[str, str]


class VisitsMade:
    """Dates of counted visits in one year by enterprise, of all departments (`*`) and of each."""

    def __init__(self, registry: Registry, year: int) -> None:
        self._caps = registry.caps
        self._holding: dict[tuple[str, str], list[Cap]] = {}
        self._dates: dict[tuple[str, str], set[date]] = defaultdict(set)
        for row in registry.history:
            if row.counted and row.date.year == year:
                self._dates[row.enterprise, EVERY].add(row.date)
                self._dates[row.enterprise, row.department].add(row.date)

    def __contains__(self, enterprise: str) -> bool:
        return (enterprise, EVERY) in self._dates

    def count(self, enterprise: str, department: str = EVERY) -> int:
        """Visits of a department, or of all together."""
        return len(self._dates.get((enterprise, department), ()))

    def used_up(self, enterprise: Enterprise, department: str) -> bool:
        """Whether a cap that would count a visit of the department leaves none."""
        key = department, enterprise.credit_class
        if key not in self._holding:
            self._holding[key] = [cap for cap in self._caps if cap.holds_for(*key)]
        holding = self._holding[key]
        return any(self.count(enterprise.id, cap.department) >= cap.max_visits_per_year for cap in holding)


class _Pattern:
    """Active enterprises of one class, industry and set of tags, ranked."""

    def __init__(self, members: list[Ranked], made: VisitsMade) -> None:
        self.members = sorted(members)
        self.first = members[0][2]
        self._made = made
        self._visited = [enterprise for _, _, enterprise in members if enterprise.id in made]
        unvisited = (enterprise for _, _, enterprise in members if enterprise.id not in made)
        self._unvisited = next(unvisited, None)

    def size(self, department: str | None) -> int:
        """How many are in the frame of a matter of the department; None: the matter counts toward no cap."""
        if department is None:
            return len(self.members)
        gone = sum(self._made.used_up(enterprise, department) for enterprise in self._visited)
        if self._unvisited is not None and self._made.used_up(self._unvisited, department):
            gone += len(self.members) - len(self._visited)
        return len(self.members) - gone

    def ranking(self, department: str | None) -> Iterator[Ranked]:
        """Those in the frame, by rank."""
        return (m for m in self.members if department is None or not self._made.used_up(m[2], department))


def _patterns(registry: Registry, round_id: str, seed: str, made: VisitsMade) -> dict[str, list[_Pattern]]:
    """The patterns of each credit class."""
    groups: dict[tuple[str, str, frozenset[str]], list[Ranked]] = defaultdict(list)
    for enterprise in registry.enterprises.values():
        if enterprise.status == ACTIVE:
            ranked = made.count(enterprise.id), enterprise_ticket(seed, round_id, enterprise.id), enterprise
            groups[enterprise.credit_class, enterprise.industry, enterprise.tags].append(ranked)
    patterns: dict[str, list[_Pattern]] = defaultdict(list)
    for (credit_class, _, _), members in groups.items():
        patterns[credit_class].append(_Pattern(members, made))
    return patterns


def size_due(rule: SamplingRule, frame_size: int) -> int:
    """n = min(|frame|, max(min_count, ⌈ratio × |frame|⌉)), in exact fractions.

    >>> from decimal import Decimal
    >>> size_due(SamplingRule("H1", "A", Decimal("0.1"), 0), 30), size_due(SamplingRule("H1", "A", Decimal(0), 9), 4)
    (3, 4)
    """
    share = Fraction(rule.ratio) * frame_size
    rounded_up = -(-share.numerator // share.denominator)
    return min(frame_size, max(rule.min_count, rounded_up))


def _first(rankings: Iterable[Iterator[Ranked]], size: int) -> dict[str, str]:
    ranked = merge(*rankings)
    return {enterprise.id: ticket for _, ticket, enterprise in islice(ranked, size)}


def true_samples(registry: Registry, round_id: str, seed: str) -> dict[tuple[str, str], TrueSample]:
    """What every row of `sampling.csv` comes to, by matter and credit class."""
    made = VisitsMade(registry, int(round_id[:4]))
    patterns = _patterns(registry, round_id, seed, made)
    samples = {}
    for rule in registry.sampling:
        matter = registry.matters[rule.matter]
        department = matter.department if matter.counts_toward_cap else None
        ours = [p for p in patterns[rule.credit_class] if matter.applies_to(p.first.industry, p.first.tags)]
        frame_size = sum(pattern.size(department) for pattern in ours)
        drawn = _first((pattern.ranking(department) for pattern in ours), size_due(rule, frame_size))
        samples[rule.matter, rule.credit_class] = TrueSample(rule, frame_size, drawn)
    return samples
