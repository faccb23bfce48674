"""One enterprise E1, six departments with a matter each, and words for what the merge makes of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from scheduling.merging.merge import Merged, merge
from scheduling.merging.visits import MergedVisit
from tests.builders import QUARTER, WORKING_DAYS, day, matter, registry

NAMES = ("a", "b", "c", "d", "e", "f")
MATTERS = [matter(name.upper(), name) for name in NAMES]
"""A of department a, B of b …"""


def merged(drawn: str = "", *, working_days: Iterable[date] = WORKING_DAYS, **tables: Any) -> Merged:
    """E1's checks merged; `drawn` are matters, one letter each."""
    lists = registry(**{"matters": MATTERS, **tables})
    return merge(lists, QUARTER, tuple(working_days), [("E1", name) for name in drawn])


def matters(plan: Merged) -> list[str]:
    """The visits as words: AB is a visit for A and B."""
    return sorted("".join(visit.matters) for visit in plan.visits)


def why(plan: Merged) -> dict[str, str]:
    """Matter → reason of what is unplanned."""
    return {row.matter: row.reason for row in plan.unplanned}


def dates(visit: MergedVisit) -> list[date]:
    """The days of a visit."""
    return [when for n, when in enumerate(WORKING_DAYS) if visit.days >> n & 1]


def span(first: str, last: str) -> list[date]:
    """The working days of a stretch."""
    return [when for when in WORKING_DAYS if day(first) <= when <= day(last)]
