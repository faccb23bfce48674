"""How many visits an officer can make in the quarter, and which weekly limit makes a roster just large enough."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

from domain.calendar import monday
from domain.registry import Absence

VISITS_PER_DAY = 2
_LEAST, _MOST = 2, 10


def days_per_week(days: Iterable[date], away: Sequence[Absence], certified_until: date) -> list[int]:
    """The days in each week on which an officer is there and certified."""
    there = (day for day in days if day <= certified_until and not any(row.first <= day <= row.last for row in away))
    return list(Counter(map(monday, there)).values())


def capacity(weeks: Sequence[int], limit: int) -> int:
    """The visits an officer can make under a weekly limit, two a day at most."""
    return sum(min(limit, VISITS_PER_DAY * days) for days in weeks)


def weekly_limits(roster: Sequence[Sequence[int]], wanted: float) -> list[int]:
    """A weekly limit for each officer of a roster, so that all together can make about the visits wanted.

    Limits are even, as an officer's outing is mostly two visits; one officer may have an odd one to come close.
    """
    limits = [_LEAST] * len(roster)
    total = sum(capacity(weeks, _LEAST) for weeks in roster)
    for limit in range(_LEAST, _MOST, 2):
        for number, weeks in enumerate(roster):
            for higher in (limit + 2, limit + 1):
                gain = capacity(weeks, higher) - capacity(weeks, limit)
                if total + gain / 2 <= wanted:
                    limits[number], total = higher, total + gain
                    break
            else:
                return limits
    return limits
