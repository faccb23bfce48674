"""What is given up when a department cannot staff a visit: its checks, each with its reason, never the whole visit."""

from __future__ import annotations

from collections.abc import Sequence

from domain.plan import Unplanned
from scheduling.checks import Check, no_open_day
from scheduling.diary import Diary
from scheduling.shortage import Reason, Shortage
from scheduling.visits import MergedVisit, without_department, without_due


class Losses:
    """Keeps account of the checks that were given up."""

    def __init__(self, diary: Diary) -> None:
        self.unplanned: list[Unplanned] = []
        self._diary, self._shortage = diary, Shortage(diary)

    def drop(self, visit: MergedVisit, departments: Sequence[str]) -> MergedVisit | None:
        """Take departments out that cannot staff the visit. What is left of it, or None.

        If nothing is left, its drawn checks get a visit of their own where they have more days than it had: they
        only rode with the due checks.
        """
        reasons = {department: self._shortage.explain(visit, department) for department in departments}
        return self._without(visit, reasons)

    def drop_for_distance(self, visit: MergedVisit) -> MergedVisit | None:
        """Give up a visit that no day admits beside the enterprise's other visits; what can still be tried, or None."""
        return self._without(visit, dict.fromkeys(visit.departments, self._shortage.too_close(visit)))

    def _without(self, visit: MergedVisit, reasons: dict[str, Reason]) -> MergedVisit | None:
        left: MergedVisit | None = visit
        for department in reasons:
            left = left and without_department(left, department, self._diary.registry)
        left = left or without_due(visit, self._diary.registry)
        for check in visit.checks:
            if left is None or check not in left.checks:
                self._record(check, reasons.get(self._diary.registry.matters[check.matter].department))
        return left

    def _record(self, check: Check, reason: Reason | None) -> None:
        """A check without a reason of its own only had the days of the due checks that have gone."""
        if reason is None:
            self.unplanned.append(no_open_day(check, self._diary.days[0], self._diary.days[-1]))
        else:
            not_before = check.due.not_before if check.due else None
            self.unplanned.append(Unplanned(check.enterprise, check.matter, not_before, *reason))
