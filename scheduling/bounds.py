"""Lower bounds that a schedule is measured against."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from domain.plan import Visit
from domain.registry import Registry


def least_trips(registry: Registry, visits: Iterable[Visit]) -> int:
    """Officer trips (distinct officer, day, area) that no grouping of these visits into outings can undercut.

    Σ over (department, area) of `inspectors_per_department` · ⌈visits / slots⌉: an officer makes at most one visit
    a slot, so a department needs at least that many officer-days in the area.
    """
    areas = ((registry.enterprises[visit.enterprise].area, visit) for visit in visits)
    joined = Counter((department, area) for area, visit in areas for department in visit.departments)
    slots = len(registry.policy.slots)
    return registry.policy.inspectors_per_department * sum(-(-count // slots) for count in joined.values())
