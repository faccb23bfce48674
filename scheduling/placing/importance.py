"""Which check is given up first where not all can be made: by class, kind, and how long nobody has been there."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from domain.registry import CREDIT_CLASSES, DUE_KINDS, Registry
from scheduling.merging.checks import Check

Rank = tuple[int, int, int, int]

_KINDS = {kind: place for place, kind in enumerate(reversed(DUE_KINDS), 1)}
"""A complaint is the most important kind, a drawn check (0) the least."""


class Importance:
    """Ranks checks that stand or fall together; what has the smallest rank is given up first."""

    def __init__(self, registry: Registry) -> None:
        self._enterprises = registry.enterprises
        self._last: dict[str, date] = {}
        for past in registry.history:
            self._last[past.enterprise] = max(past.date, self._last.get(past.enterprise, past.date))

    def rank(self, checks: Collection[Check]) -> Rank:
        """How many they are, the class, the most important kind, the days unvisited (ever: the most).

        The number comes first because the checks left out are to be few.
        """
        enterprise = next(iter(checks)).enterprise
        kind = max(_KINDS[check.due.kind] if check.due else 0 for check in checks)
        last = self._last.get(enterprise)
        grade = CREDIT_CLASSES.index(self._enterprises[enterprise].credit_class)
        return len(checks), grade, kind, -last.toordinal() if last else 0
