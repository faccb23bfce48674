"""What is given up when a department cannot staff a visit: its checks, never the whole visit.

Each department's part is kept as a visit of its own, to be tried once more when everything else has its day: the
part may have more days than the visit had.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import inf

from domain.draw.sample import VisitsThisYear
from domain.plan import Unplanned
from domain.registry import EVERY
from scheduling.checks import Check, no_open_day
from scheduling.diary import Diary
from scheduling.shortage import Shortage
from scheduling.visits import MergedVisit, days_in, with_only


class Losses:
    """Keeps account of the checks that were given up, first as parts of visits, in the end with their reasons."""

    def __init__(self, diary: Diary) -> None:
        self.unplanned: list[Unplanned] = []
        self._parts: list[MergedVisit] = []
        self._diary, self._registry, self._shortage = diary, diary.registry, Shortage(diary)
        self._made = VisitsThisYear(diary.registry, diary.days[0].year) if diary.days else None

    def drop(self, visit: MergedVisit, departments: Iterable[str]) -> MergedVisit | None:
        """Take departments out that cannot staff the visit. What is left of it, or None."""
        left: MergedVisit | None = visit
        for department in departments:
            self._keep(visit, self._checks_of(visit, department))
            left = left and with_only(left, self._others(left, department), self._registry)
        if left is None:
            dropped = set(departments)
            self._keep(visit, [c for c in visit.checks if self._department(c) not in dropped])
        return left

    def parts(self) -> Iterator[MergedVisit]:
        """The parts that were given up, the ones with the fewest days first; they are then the caller's."""
        parts, self._parts = self._parts, []
        return iter(sorted(parts, key=lambda part: (part.days.bit_count(), part.enterprise, part.matters)))

    def confirm(self, part: MergedVisit) -> None:
        """Nobody can make the part's checks: record them with the reason as things stand now."""
        department = part.departments[0]
        if any(self._diary.is_spaced(part.enterprise, day) for day in days_in(part.days)):
            why = self._shortage.explain(part, department)
        else:
            why = self._shortage.too_close(part)
        for check in part.checks:
            not_before = check.due.not_before if check.due else None
            self.unplanned.append(Unplanned(check.enterprise, check.matter, not_before, *why))

    def caps_admit(self, part: MergedVisit) -> bool:
        """Whether the yearly caps leave a visit more to the enterprise, beside those in the diary."""
        return not part.counts or all(self._room(part, name) > 0 for name in (EVERY, *part.departments))

    def caps_admit_split(self, visit: MergedVisit, limit: int) -> bool:
        """Whether the caps leave room for splitting a visit of the diary into visits of at most `limit` departments."""
        counting = {self._registry.matters[matter].department for matter in visit.counting}
        return self._room(visit, EVERY) >= -(-len(counting) // limit) - 1

    def _room(self, visit: MergedVisit, department: str) -> float:
        """Counted visits left to the enterprise under a department's cap, or that of all (`*`), beside the diary's."""
        enterprise = self._registry.enterprises[visit.enterprise]
        left = None if self._made is None else self._made.left(enterprise, department)
        if left is None:
            return inf
        counted = (other for other in self._diary.visits_to(visit.enterprise) if other.counts)
        return left - sum(department in (EVERY, *other.departments) for other in counted)

    def _keep(self, visit: MergedVisit, checks: list[Check]) -> None:
        """Keep checks as a part; drawn ones may have had no days but those of the due checks beside them."""
        part = with_only(visit, checks, self._registry)
        if part is not None:
            self._parts.append(part)
        for check in checks if part is None else ():
            self.unplanned.append(no_open_day(check, self._diary.days[0], self._diary.days[-1]))

    def _checks_of(self, visit: MergedVisit, department: str) -> list[Check]:
        return [check for check in visit.checks if self._department(check) == department]

    def _others(self, visit: MergedVisit, department: str) -> list[Check]:
        return [check for check in visit.checks if self._department(check) != department]

    def _department(self, check: Check) -> str:
        return self._registry.matters[check.matter].department
