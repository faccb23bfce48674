"""The draw, worked out a second time: each credit class ranked once, samples read off its ranking from the top.

Nothing is shared with `domain.draw`: tickets are hashed anew. Enterprises alike in industry, tags and class are in the
same frames, so a frame's size is a sum over patterns less the few whose cap is used up; the sample is the first of the
ranking that are in the frame.
"""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from hashlib import sha256
from itertools import compress, count, islice
from math import inf
from typing import NamedTuple

from domain.enterprises import Columns, EnterpriseTable, table_of
from domain.registry import ACTIVE, EVERY, Matter, Registry, SamplingRule


@dataclass(frozen=True, slots=True)
class TrueSample:
    """What a row of `sampling.csv` must come to: frame size and, by rank, the drawn enterprises with their tickets."""

    rule: SamplingRule
    frame_size: int
    drawn: dict[str, str]


TrueSamples = dict[tuple[str, str], TrueSample]
"""By matter and credit class."""


class VisitsMade:
    """Dates of counted visits in one year by enterprise, of all departments (`*`) and of each."""

    def __init__(self, registry: Registry, year: int) -> None:
        self._dates: dict[tuple[str, str], set[date]] = defaultdict(set)
        for row in registry.history:
            if row.counted and row.date.year == year:
                self._dates[row.enterprise, EVERY].add(row.date)
                self._dates[row.enterprise, row.department].add(row.date)

    def count(self, enterprise: str, department: str = EVERY) -> int:
        """Visits of a department, or of all together."""
        return len(self._dates.get((enterprise, department), ()))

    def __iter__(self) -> Iterator[tuple[str, str, int]]:
        """Every enterprise and department, or `*`, with visits, and how many."""
        return ((enterprise, department, len(dates)) for (enterprise, department), dates in self._dates.items())


class _UsedUp:
    """Which enterprises a cap keeps out of the frames."""

    def __init__(self, registry: Registry, table: EnterpriseTable, visits: VisitsMade) -> None:
        self._caps = registry.caps
        self._rows: dict[str, set[int]] = defaultdict(set)
        of = table.columns
        for enterprise, department, made in visits:
            row = table.row(enterprise)
            if row is not None and made >= self._most(department, of.patterns[of.pattern[row]].credit_class):
                self._rows[department].add(row)

    def _most(self, department: str, credit_class: str) -> float:
        own = (cap for cap in self._caps if cap.department == department and cap.credit_class in (EVERY, credit_class))
        return min((cap.max_visits_per_year for cap in own), default=inf)

    def everybody(self, department: str, credit_class: str) -> bool:
        """Whether a cap that would count a visit of the department allows none at all."""
        return min(self._most(EVERY, credit_class), self._most(department, credit_class)) <= 0

    def rows(self, department: str) -> set[int]:
        """The rows with no visit left for the department."""
        return self._rows[EVERY] | self._rows[department]


class _Class:
    """The active enterprises of one credit class, ranked."""

    def __init__(self, columns: Columns, credit_class: str, made: Mapping[int, int], before: str) -> None:
        self._columns, self._before = columns, before
        kinds = enumerate(columns.patterns)
        self._codes = {code for code, kind in kinds if kind.credit_class == credit_class and kind.status == ACTIVE}
        rows = array("q", compress(count(), map(self._codes.__contains__, columns.pattern)))
        ranks = [self._ticket(row) for row in rows]
        for place, row in enumerate(rows) if made else ():
            if row in made:
                # Behind every ticket, by visits, among equals by ticket.
                ranks[place] = b"\xff" * 32 + made[row].to_bytes(4, "big") + ranks[place]
        self._ranked = array("q", map(rows.__getitem__, sorted(range(len(rows)), key=ranks.__getitem__)))
        self._kinds = array("I", map(columns.pattern.__getitem__, self._ranked))
        self._sizes = Counter(self._kinds)

    def sample(self, rule: SamplingRule, matter: Matter, used_up: set[int]) -> TrueSample:
        """What a row of `sampling.csv` comes to, some rows being out of its frame."""
        of = self._columns
        ours = {code for code in self._codes if matter.applies_to(*of.patterns[code][1:3])}
        frame_size = sum(self._sizes[code] for code in ours) - sum(of.pattern[row] in ours for row in used_up)
        framed = compress(self._ranked, map(ours.__contains__, self._kinds))
        first = islice((row for row in framed if row not in used_up), size_due(rule, frame_size))
        return TrueSample(rule, frame_size, {of.ids[row]: self._ticket(row).hex() for row in first})

    def _ticket(self, row: int) -> bytes:
        return sha256(f"{self._before}{self._columns.ids[row]}".encode()).digest()


class DrawnAgain(NamedTuple):
    """The second draw of a round and seed, under way while the round is still being planned."""

    round_id: str
    seed: str
    samples: Future[TrueSamples]


def begin_again(registry: Registry, round_id: str, seed: str, executor: Executor) -> DrawnAgain:
    """Begin the second draw in another process: it needs nothing of a plan but the round and the seed."""
    return DrawnAgain(round_id, seed, executor.submit(true_samples, registry, round_id, seed))


def size_due(rule: SamplingRule, frame_size: int) -> int:
    """n = min(|frame|, max(min_count, ⌈ratio × |frame|⌉)), in exact fractions.

    >>> from decimal import Decimal
    >>> size_due(SamplingRule("H1", "A", Decimal("0.1"), 0), 30), size_due(SamplingRule("H1", "A", Decimal(0), 9), 4)
    (3, 4)
    """
    share = Fraction(rule.ratio) * frame_size
    rounded_up = -(-share.numerator // share.denominator)
    return min(frame_size, max(rule.min_count, rounded_up))


def true_samples(registry: Registry, round_id: str, seed: str) -> TrueSamples:
    """What every row of `sampling.csv` comes to, by matter and credit class."""
    table, visits = table_of(registry.enterprises), VisitsMade(registry, int(round_id[:4]))
    used_up = _UsedUp(registry, table, visits)
    together = ((table.row(enterprise), made) for enterprise, department, made in visits if department == EVERY)
    made = {row: count for row, count in together if row is not None}
    found: dict[tuple[str, str], TrueSample] = {}
    for credit_class in dict.fromkeys(rule.credit_class for rule in registry.sampling):
        # One class after another, for the tickets of all would be held at once.
        ranked = _Class(table.columns, credit_class, made, f"{seed}|{round_id}|")
        for rule in (rule for rule in registry.sampling if rule.credit_class == credit_class):
            matter = registry.matters[rule.matter]
            if not matter.counts_toward_cap:
                found[rule[:2]] = ranked.sample(rule, matter, set())
            elif used_up.everybody(matter.department, credit_class):
                found[rule[:2]] = TrueSample(rule, 0, {})
            else:
                found[rule[:2]] = ranked.sample(rule, matter, used_up.rows(matter.department))
    return {rule[:2]: found[rule[:2]] for rule in registry.sampling}
