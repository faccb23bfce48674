"""The frames: which enterprises could be drawn for a matter and credit class.

Enterprises of one pattern are in the same frames, but for those that have been visited as often as a cap allows.
So a frame is the patterns to which the matter applies, less a few rows; nobody walks a million enterprises for it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from domain.enterprises import EnterpriseTable, table_of
from domain.registry import ACTIVE, EVERY, Enterprise, Matter, Registry


class VisitsThisYear:
    """The counted visits of `history.csv` in one year: rows of one enterprise on one date are one visit."""

    def __init__(self, registry: Registry, year: int) -> None:
        rows = {(r.enterprise, r.date, r.department) for r in registry.history if r.counted and r.date.year == year}
        self.of_all = Counter(enterprise for enterprise, _ in {row[:2] for row in rows})
        self.of_department = Counter((enterprise, department) for enterprise, _, department in rows)
        self._caps = registry.caps
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

    def admits_none(self, department: str, credit_class: str) -> bool:
        """Whether a cap of 0 leaves the department no visit to anybody of the class."""
        return 0 in (self.cap(EVERY, credit_class), self.cap(department, credit_class))


@dataclass(frozen=True, slots=True)
class Frame(Collection[Enterprise]):
    """The enterprises that could be drawn, in the registry's order; each is made when somebody asks for it.

    `patterns` are places in the patterns of the table; `gone` are rows of these patterns that a cap keeps out.
    """

    table: EnterpriseTable
    patterns: frozenset[int]
    gone: frozenset[int]
    size: int

    def __len__(self) -> int:
        return self.size

    def __iter__(self) -> Iterator[Enterprise]:
        return map(self.table.at, self.rows())

    def __contains__(self, enterprise: object) -> bool:
        row = self.table.row(enterprise.id) if isinstance(enterprise, Enterprise) else None
        return row is not None and row not in self.gone and self.table.columns.pattern[row] in self.patterns

    def rows(self) -> Iterator[int]:
        """The frame's rows of the table."""
        ours = map(self.patterns.__contains__, self.table.columns.pattern)
        return (row for row, is_ours in enumerate(ours) if is_ours and row not in self.gone)


class Frames:
    """Every frame of a registry, in a year."""

    def __init__(self, registry: Registry, year: int) -> None:
        self.table, self._matters = table_of(registry.enterprises), registry.matters
        self._visits = VisitsThisYear(registry, year)
        columns = self.table.columns
        self.sizes = Counter[int](columns.pattern)
        self.made = {
            row: made for id, made in self._visits.of_all.items() if (row := self.table.row(id)) is not None
        }  # fmt: skip
        """Row → counted visits of this year, for the enterprises that have any."""
        self._applying: dict[str, frozenset[tuple[str, frozenset[str]]]] = {}
        self._gone: dict[str, dict[int, list[int]]] = {}

    def of(self, matter: Matter, credit_class: str) -> Frame:
        """The frame of a matter and credit class."""
        ours = self._patterns(matter, credit_class)
        if not matter.counts_toward_cap:
            return self._frame(ours, ())
        if self._visits.admits_none(matter.department, credit_class):
            return self._frame((), ())
        gone = self._gone_for(matter.department)
        return self._frame(ours, (row for pattern in ours for row in gone.get(pattern, ())))

    def _frame(self, patterns: Iterable[int], gone: Iterable[int]) -> Frame:
        ours, less = frozenset(patterns), frozenset(gone)
        return Frame(self.table, ours, less, sum(map(self.sizes.__getitem__, ours)) - len(less))

    def _patterns(self, matter: Matter, credit_class: str) -> list[int]:
        if matter.id not in self._applying:
            self._applying[matter.id] = frozenset(kind for kind in self._kinds if matter.applies_to(*kind))
        applying = self._applying[matter.id]
        return [code for code, kind in self._active.get(credit_class, {}).items() if kind in applying]

    @cached_property
    def _active(self) -> Mapping[str, Mapping[int, tuple[str, frozenset[str]]]]:
        """Credit class → active pattern → industry and tags."""
        found: dict[str, dict[int, tuple[str, frozenset[str]]]] = defaultdict(dict)
        for code, (credit_class, industry, tags, status) in enumerate(self.table.columns.patterns):
            if status == ACTIVE and self.sizes[code]:
                found[credit_class][code] = industry, tags
        return found

    @cached_property
    def _kinds(self) -> Collection[tuple[str, frozenset[str]]]:
        return dict.fromkeys(kind for kinds in self._active.values() for kind in kinds.values())

    def _gone_for(self, department: str) -> dict[int, list[int]]:
        """Pattern → rows whose cap of all together, or of the department, has no visit left."""
        if department not in self._gone:
            rows: dict[int, list[int]] = defaultdict(list)
            for row in self._used_up[EVERY] | self._used_up.get(department, set()):
                rows[self.table.columns.pattern[row]].append(row)
            self._gone[department] = rows
        return self._gone[department]

    @cached_property
    def _used_up(self) -> Mapping[str, set[int]]:
        """Department, or `*` → rows with no visit left under its cap."""
        of, visits = self.table.columns, self._visits
        row_of = {of.ids[row]: row for row in self.made}
        everybody = ((id, EVERY, made) for id, made in visits.of_all.items())
        each = ((id, department, made) for (id, department), made in visits.of_department.items())
        found: dict[str, set[int]] = {EVERY: set()}
        for id, department, made in (*everybody, *each):
            row = row_of.get(id)
            if row is not None:
                cap = visits.cap(department, of.patterns[of.pattern[row]].credit_class)
                if cap is not None and made >= cap:
                    found.setdefault(department, set()).add(row)
        return found


def frames(registry: Registry, year: int) -> dict[tuple[str, str], Frame]:
    """The frame of every (matter, credit class) of `sampling.csv`."""
    book = Frames(registry, year)
    return {rule[:2]: book.of(registry.matters[rule.matter], rule.credit_class) for rule in registry.sampling}
