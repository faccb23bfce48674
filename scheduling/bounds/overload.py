"""Overload: how many checks must be left out whatever is planned, and who is short when, from maximum flows.

One flow for a department and a need: its officers together, those who can lead, those with a skill. All that the
department has to check at one enterprise is one *item*, which asks for officer-visits (seats) on any day open to any
of its checks, however checks are merged into visits; a day and a week give what officers can make by their limits. A
plan that makes some check of an item sends a team there, of different officers, so its items are a flow. Hence, for
every k, of the items with k checks or more at least (seats asked − maximum flow) / seats stay without a team, and each
of them loses all its checks: summed over k, a lower bound on the checks left out, for any plan that keeps the hard
rules. Left aside are recusals, slots, distances, caps, the other departments, and areas, which have a flow of their
own (`scheduling.bounds.overload_areas`); the largest bound of a department is its own. For a skill an item is the
checks that need it; an item asks for a lead only if the department leads every visit that can check it.

A minimum cut names the shortage (Ford & Fulkerson 1956; for one need it is Hall's condition): items whose days lie in
some weeks, and too few officers there.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import combinations
from typing import NamedTuple

import numpy as np
from ortools.graph.python import max_flow

from domain.draw.roster import LEAD, Requirement
from domain.registry import Registry
from scheduling.bounds.overload_areas import UNLIMITED, AreaNetwork, Place
from scheduling.merging.checks import Check
from scheduling.merging.visits import MergedVisit, days_in, departments_of, scene_of
from scheduling.placing.capacity import ANYBODY, Capacity

MANY = 6
"""With more matters at an enterprise, it is not searched who leads every visit; nobody is then taken to."""


class Item(NamedTuple):
    """What a department has to check at an enterprise: days open to any of it (a bit mask), how many checks, where."""

    days: int
    checks: int
    place: Place


class Cut(NamedTuple):
    """Officer-visits asked for on some days, and the most that can be made of them; the days are indices."""

    need: Requirement
    needed: int
    there: int
    days: tuple[int, ...]


class Overload:
    """The items of a round, by department and need, against what its officers can make."""

    def __init__(self, registry: Registry, capacity: Capacity, visits: Iterable[MergedVisit]) -> None:
        self._registry, self._capacity = registry, capacity
        self._checks: dict[str, list[Check]] = defaultdict(list)
        for visit in visits:
            self._checks[visit.enterprise] += visit.checks
        self._networks: dict[tuple[str, Requirement], Network] = {}
        self._led: dict[tuple[str, ...], frozenset[str]] = {}

    def least_left_out(self, departments: Iterable[str]) -> int:
        """Checks of these departments that every plan leaves out; no check needs two skills, so theirs add up."""
        return sum(max(self._shortages(name)) for name in departments)

    def _shortages(self, name: str) -> Iterator[int]:
        yield self._short(name, [ANYBODY])
        yield self._short(name, [LEAD])
        yield self._short(name, self._skills(name))
        items = ((item.place, item.days, item.checks) for item in self._items[name, ANYBODY])
        yield AreaNetwork(self._registry, self._capacity, name, items).least_left_out()

    def cut(self, department: str, needs: Iterable[Requirement], days: int) -> Cut | None:
        """Why checks with these days and needs may find no team: the shortage of the first need that shows one."""
        for need in (*needs, ANYBODY):
            if (department, need) in self._capacity.rows:
                found = self.network(department, need).cut(days)
                if found is not None:
                    return found
        return None

    def network(self, department: str, need: Requirement) -> Network:
        """The flow of a department and a need."""
        key = department, need
        if key not in self._networks:
            self._networks[key] = Network(self._capacity, self._capacity.rows[key], need, self._items[key])
        return self._networks[key]

    def _short(self, department: str, needs: Iterable[Requirement]) -> int:
        return sum(self.network(department, need).least_left_out() for need in needs)

    def _skills(self, department: str) -> list[Requirement]:
        return [need for name, need in self._capacity.rows if name == department and need not in (ANYBODY, LEAD)]

    @cached_property
    def _items(self) -> dict[tuple[str, Requirement], list[Item]]:
        items: dict[tuple[str, Requirement], list[Item]] = defaultdict(list)
        for checks in self._checks.values():
            always, anytime = self._always_led(checks), any(check.due for check in checks)
            together: dict[tuple[str, Requirement], list[Check]] = defaultdict(list)
            for check in checks:
                matter = self._registry.matters[check.matter]
                needs = [ANYBODY, *[matter.skill] * bool(matter.skill), *[LEAD] * (matter.department in always)]
                for need in needs:
                    together[matter.department, need].append(check)
            for key, some in together.items():
                at = self._registry.enterprises[some[0].enterprise]
                items[key].append(Item(self._any_day(some, anytime=anytime), len(some), (at.district, at.area)))
        return items

    def _any_day(self, checks: Iterable[Check], *, anytime: bool) -> int:
        """The days open to any of the checks; a drawn one may ride with a due one, on whatever day that is."""
        days, every = 0, (1 << len(self._capacity.week_of)) - 1
        for check in checks:
            days |= every if anytime and check.due is None else check.days
        return days

    def _always_led(self, checks: Sequence[Check]) -> frozenset[str]:
        """The departments that lead every visit which checks something of theirs here."""
        matters = tuple(matter for matter in self._registry.matters if matter in {check.matter for check in checks})
        if matters not in self._led:
            follows = set() if len(matters) <= MANY else set(self._registry.departments)
            for some in _subsets(matters) if not follows else ():
                departments = departments_of(some, self._registry)
                scene, lead = scene_of(some, departments, self._registry)
                if scene or len(some) == 1 or self._registry.scenes is None:
                    follows |= {name for name in departments if name != lead}
            self._led[matters] = frozenset(departments_of(matters, self._registry)) - follows
        return self._led[matters]


class Network:
    """The items of one department and need, alike ones together, and the days and weeks that can serve them."""

    def __init__(self, capacity: Capacity, row: int, need: Requirement, items: Iterable[Item]) -> None:
        self._need, self._seats = need, int(capacity.seats[row])
        self._counts = Counter(items)
        self._day_limits, self._week_limits = (
            self._seats * most[row] for most in (capacity.visits_a_day, capacity.visits_a_week)
        )
        self._week_of = capacity.week_of
        self._cuts: dict[int, Cut | None] = {}

    def least_left_out(self) -> int:
        """Σ over k of the items with at least k checks that get no team."""
        return sum(-(-self._short(least) // self._seats) for least in range(1, self._most_checks + 1))

    def cut(self, days: int) -> Cut | None:
        """A cut that shuts out items with these days; None if the flow could serve one more."""
        if days not in self._cuts:
            self._cuts[days] = self._cut(days)
        return self._cuts[days]

    def _cut(self, days: int) -> Cut | None:
        """From the items the residual network reaches days with room, from full ones other items that are there."""
        reached, full = {days}, set[int]()
        while True:
            more = {day for mask in reached for day in days_in(mask)}
            weeks = {int(self._week_of[day]) for day in more if self._used[day] < self._day_limits[day]}
            if any(self._week_used[week] < self._week_limits[week] for week in weeks):
                return None
            more |= {day for day in range(len(self._week_of)) if self._week_of[day] in weeks and self._used[day]}
            if more == full:
                break
            full = more
            reached |= {mask for mask, day in self._served if day in full}
        needed = self._seats * sum(count for item, count in self._counts.items() if not item.days & ~_mask(full))
        there = sum(int(self._week_limits[week]) for week in weeks)
        there += sum(int(self._day_limits[day]) for day in full if self._week_of[day] not in weeks)
        return Cut(self._need, needed, there, tuple(sorted(full))) if needed > there else None

    @property
    def _most_checks(self) -> int:
        return max((item.checks for item in self._counts), default=0)

    def _short(self, least: int) -> int:
        """Seats asked for by items with at least so many checks, less the maximum flow."""
        flow, asked = self._solved(least)
        return asked - int(flow.optimal_flow()) if flow else 0

    def _solved(self, least: int) -> tuple[max_flow.SimpleMaxFlow | None, int]:
        groups = self._groups(least)
        asked = self._seats * sum(groups.values())
        if not groups:
            return None, 0
        flow, days, weeks = max_flow.SimpleMaxFlow(), len(self._week_of), len(self._week_limits)
        first_day, first_week = 2 + len(groups), 2 + len(groups) + days
        arcs = [(0, 2 + n, self._seats * count) for n, count in enumerate(groups.values())]
        arcs += [
            (first_day + day, first_week + int(self._week_of[day]), int(self._day_limits[day])) for day in range(days)
        ]
        arcs += [(first_week + week, 1, int(self._week_limits[week])) for week in range(weeks)]
        arcs += [(2 + n, first_day + day, UNLIMITED) for n, mask in enumerate(groups) for day in days_in(mask)]
        flow.add_arcs_with_capacity(*np.array(arcs, dtype=np.int64).T)
        flow.solve(0, 1)
        return flow, asked

    def _groups(self, least: int) -> dict[int, int]:
        groups: dict[int, int] = defaultdict(int)
        for item, count in sorted(self._counts.items()):
            if item.checks >= least:
                groups[item.days] += count
        return dict(groups)

    @cached_property
    def _flows(self) -> tuple[set[tuple[int, int]], list[int], list[int]]:
        """Which groups are served on which days, officer-visits used by day, and by week."""
        flow, _ = self._solved(1)
        masks, days = list(self._groups(1)), len(self._week_of)
        served, used, week_used = set[tuple[int, int]](), [0] * days, [0] * len(self._week_limits)
        if flow is None:
            return served, used, week_used
        for arc in range(flow.num_arcs()):
            if flow.flow(arc) and 2 <= flow.tail(arc) < 2 + len(masks):
                day = flow.head(arc) - 2 - len(masks)
                served.add((masks[flow.tail(arc) - 2], day))
                used[day] += flow.flow(arc)
                week_used[int(self._week_of[day])] += flow.flow(arc)
        return served, used, week_used

    @property
    def _served(self) -> set[tuple[int, int]]:
        return self._flows[0]

    @property
    def _used(self) -> list[int]:
        return self._flows[1]

    @property
    def _week_used(self) -> list[int]:
        return self._flows[2]


def _subsets(matters: Sequence[str]) -> Iterator[tuple[str, ...]]:
    for size in range(1, len(matters) + 1):
        yield from combinations(matters, size)


def _mask(days: Iterable[int]) -> int:
    return sum(1 << day for day in days)
