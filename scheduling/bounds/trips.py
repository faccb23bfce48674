"""Lower bounds that a schedule is measured against.

A trip is one officer's day in one area. Three figures, each a bound of its own:

- `least_trips` counts slots only: it holds for every plan that makes these visits, whoever is sent.
  `least_trips_however_split` holds for every plan that makes the same checks, in whatever visits.
- `least_team_trips` knows that an outing holds visits in different slots and draws its own team (rule 6): no grouping
  of these visits into outings has fewer seats to draw, `inspectors_per_department` · Σ |departments of the outing|.
- The seats are not the trips: an officer whom chance draws into two outings of one area and day makes one trip in two
  seats. So trips ≤ team trips, and what chance saves no planner can count on; only `least_trips` bounds the trips.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import Protocol

from domain.registry import Registry
from scheduling.matching import heaviest, in_common


class Joined(Protocol):
    """A visit, planned or merged, as far as trips go."""

    @property
    def enterprise(self) -> str: ...

    @property
    def departments(self) -> tuple[str, ...]: ...


def least_trips(registry: Registry, visits: Iterable[Joined]) -> int:
    """Officer trips (distinct officer, day, area) that no grouping of these visits into outings can undercut.

    Σ over (department, area) of `inspectors_per_department` · ⌈visits / slots⌉: an officer makes at most one visit
    a slot, so a department needs at least that many officer-days in the area.
    """
    areas = ((registry.enterprises[visit.enterprise].area, visit) for visit in visits)
    joined = Counter((department, area) for area, visit in areas for department in visit.departments)
    slots = len(registry.policy.slots)
    return registry.policy.inspectors_per_department * sum(-(-count // slots) for count in joined.values())


def least_trips_however_split(registry: Registry, visits: Iterable[Joined]) -> int:
    """Officer trips that no plan can undercut that brings these departments to these enterprises, in whatever visits.

    As `least_trips`, but with one visit for each pair of enterprise and department: the bound for the merge as well,
    which decides in which visits an enterprise's checks are made.
    """
    pairs = {(visit.enterprise, department) for visit in visits for department in visit.departments}
    joined = Counter((department, registry.enterprises[enterprise].area) for enterprise, department in pairs)
    slots = len(registry.policy.slots)
    return registry.policy.inspectors_per_department * sum(-(-count // slots) for count in joined.values())


def least_team_trips(registry: Registry, visits: Iterable[Joined]) -> int:
    """Seats (officer, outing) that no grouping of these visits into outings can undercut, windows left aside."""
    kinds: dict[str, Counter[int]] = defaultdict(Counter)
    masks = DepartmentMasks(registry)
    for visit in visits:
        kinds[registry.enterprises[visit.enterprise].area][masks(visit.departments)] += 1
    teams = sum(fewest_teams(area, len(registry.policy.slots)) for area in kinds.values())
    return registry.policy.inspectors_per_department * teams


class DepartmentMasks:
    """Departments as bit masks, in the order of `departments.csv`."""

    def __init__(self, registry: Registry) -> None:
        self._bits = {department: 1 << n for n, department in enumerate(registry.departments)}

    def __call__(self, departments: Iterable[str]) -> int:
        """A bit for each of these departments."""
        return reduce(or_, (self._bits[department] for department in departments), 0)


def fewest_teams(kinds: Counter[int], slots: int) -> int:
    """Departments over outings, summed, for so many visits of each set of departments in one area; a lower bound.

    With two slots an outing is a visit or a pair, and a pair saves the departments that both visits share: the
    fewest are those of a maximum-weight matching. Any pair being allowed, as many visits of the same departments as
    go into pairs may be paired first: if A₁ = A₂ went with X and Y instead, A₁A₂ and XY save no less,
    |A∩X| + |A∩Y| ≤ |A| + |X∩Y|. So the matching has at most one visit of each kind, and the bound is the fewest of
    any grouping. With more slots it is ⌈visits / slots⌉ of each department, which holds but may be out of reach.
    """
    if slots == 2:
        shared = in_common(sorted(mask for mask, count in kinds.items() if count % 2))
        saved = sum(int(shared[pair]) for pair in heaviest(shared))
        return sum(mask.bit_count() * -(-count // 2) for mask, count in kinds.items()) - saved
    joined = Counter[int]()
    for mask, count in kinds.items():
        joined.update({n: count for n in range(mask.bit_length()) if mask >> n & 1})
    return sum(-(-count // slots) for count in joined.values())
