"""Load between the officers of a department, measured against the days they are there, and the best that could be.

The measure is Σ c²/a over officers: c outings, a working days present and certified, the figures that the rule
`load` of the officer draw compares. For a given number of outings it is least where all c/a are equal, and but for a
constant it is the sum of the squared deviations from there, weighted by a: a resource allocation with separable convex
costs (Ibaraki & Katoh 1988). Its minimum over all assignments of a pool's officers to its duties is a minimum-cost
flow in which the k-th outing of an officer costs (2k − 1)/a.

The flow is told who is able (covers the area, there, not recused), that a team's seats are different people, and one
requirement of each duty: the lead, else a skill. It is not told of slots, daily and weekly limits, a second requirement
and tickets: no plan with these duties has less.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from fractions import Fraction
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from ortools.graph.python import min_cost_flow

from domain.draw.roster import Duty, Roster, duties, meets, requirements
from domain.plan import TeamMember, Visit
from domain.registry import Inspector, Registry

UNIT = 1_000_000
"""Loads are whole numbers of millionths, each outing's part rounded to one: exact sums, the same on every machine."""

Arcs = NDArray[np.int64]
"""Rows (tail, head, capacity, cost)."""


class Seats(NamedTuple):
    """Duties that are open to the same officers, as bit masks over those of the pool.

    `able` may take a seat; `fit` are those of them who meet what the duties ask for; at most `free` of the `all`
    seats may go to others.
    """

    able: int
    fit: int
    duties: int
    free: int
    all: int


class Pool(NamedTuple):
    """Officers of a department who are there at all: their days, the outings they were drawn for, and the duties."""

    department: str
    district: str
    days: tuple[int, ...]
    outings: tuple[int, ...]
    seats: tuple[Seats, ...]


class Load(NamedTuple):
    """The load of a pool in millionths of Σ c²/a: in the plan, and at least."""

    department: str
    district: str
    value: int
    bound: int


def loads(
    registry: Registry,
    working_days: Sequence[date],
    visits: Iterable[Visit],
    teams: Iterable[TeamMember],
    each: Callable[[Callable[[Pool], int], Iterable[Pool]], Iterable[int]] = map,
) -> list[Load]:
    """Load and bound of every pool of officers that has duties, by department (in order of precedence) and district.

    `each` is `map`, or the `map` of an executor: every pool is a task of its own.
    """
    found = list(pools(registry, working_days, visits, teams))
    return [
        Load(pool.department, pool.district, load(pool), least)
        for pool, least in zip(found, each(least_load, found), strict=True)
    ]


def cost(days: int, nth: int) -> int:
    """What an officer's n-th outing adds to the load; it never falls with n."""
    return round(UNIT * (2 * nth - 1) / days)


def load(pool: Pool) -> int:
    """The load as the officers were drawn."""
    drawn = zip(pool.days, pool.outings, strict=True)
    return sum(cost(days, nth) for days, outings in drawn for nth in range(1, outings + 1))


def least_load(pool: Pool) -> int:
    """The least load that these officers could have with these duties, by minimum-cost flow.

    With the highest c/a that was drawn, nobody needs more than (c/a)·a + 1 outings: one who had more could pass one
    on, along the difference of the two assignments, to somebody whom that would cost less.
    """
    if not any(pool.outings):
        return 0
    busiest = max(Fraction(c, a) for c, a in zip(pool.outings, pool.days, strict=True))
    outings = np.array([
        (officer, len(pool.days) + 2 * len(pool.seats), 1, cost(days, nth))
        for officer, days in enumerate(pool.days)
        for nth in range(1, int(busiest * days) + 2)
    ])  # fmt: skip
    flow = min_cost_flow.SimpleMinCostFlow()
    for arcs in (_seating(pool), outings):
        flow.add_arcs_with_capacity_and_unit_cost(*arcs.T)
    for node, seats in enumerate(pool.seats, len(pool.days)):
        flow.set_node_supply(node, seats.all)
    flow.set_node_supply(outings[0][1], -sum(seats.all for seats in pool.seats))
    status = flow.solve()
    assert status == flow.OPTIMAL, "the drawn teams are a flow"
    return int(flow.optimal_cost())


def _seating(pool: Pool) -> Arcs:
    """From each kind of seats to its officers; a gate lets no more than the free seats go to those who are not fit."""
    officers, many, rows = len(pool.days), len(pool.seats), list[tuple[int, int, int, int]]()
    for node, seats in enumerate(pool.seats, officers):
        rows += [(node, officer, seats.duties, 0) for officer in _bits(seats.fit)]
        rows += [(node + many, officer, seats.duties, 0) for officer in _bits(seats.able & ~seats.fit)]
        rows.append((node, node + many, seats.free, 0))
    return np.array(rows)


def _bits(mask: int) -> Iterator[int]:
    return (n for n in range(mask.bit_length()) if mask >> n & 1)


def pools(
    registry: Registry, working_days: Sequence[date], visits: Iterable[Visit], teams: Iterable[TeamMember]
) -> Iterator[Pool]:
    """The pools of officers that have duties, as plain figures."""
    roster, drawn = Roster(registry, working_days), defaultdict[tuple[str, str], set[str]](set)
    for member in teams:
        drawn[member.outing, member.department].add(member.inspector)
    of_pool: dict[tuple[str, str], list[Duty]] = defaultdict(list)
    for duty in duties(registry, visits):
        of_pool[duty.department, roster.pool(duty.department, duty.district)].append(duty)
    precedence = {department: n for n, department in enumerate(registry.departments)}
    for department, district in sorted(of_pool, key=lambda pool: (precedence[pool[0]], pool[1])):
        yield _Counting(roster, department, district).pool(of_pool[department, district], drawn)


class _Counting:
    """Turns the duties of one pool into figures; an officer is a bit."""

    def __init__(self, roster: Roster, department: str, district: str) -> None:
        self._roster, self._department, self._district = roster, department, district
        staff = [i for i in roster.of_department[department] if not district or i.district == district]
        self._days = {i.id: days for i in staff if (days := roster.days_there(i))}
        self._bit = {officer: 1 << n for n, officer in enumerate(self._days)}
        self._masks: dict[tuple[int, str], tuple[list[Inspector], int]] = {}

    def pool(self, own: Iterable[Duty], drawn: dict[tuple[str, str], set[str]]) -> Pool:
        outings: Counter[str] = Counter()
        alike: Counter[tuple[int, int, int, int]] = Counter()
        for duty in own:
            team = drawn[duty.outing, duty.department]
            outings.update(team)
            alike[self._seats(duty, team)] += 1
        return Pool(
            self._department,
            self._district,
            tuple(self._days.values()),
            tuple(outings[officer] for officer in self._days),
            tuple(Seats(able, fit, n, n * free, n * size) for (able, fit, free, size), n in sorted(alike.items())),
        )

    def _seats(self, duty: Duty, team: set[str]) -> tuple[int, int, int, int]:
        need = next(iter(requirements(duty)), "")
        able, fit = self._mask(duty, ""), self._mask(duty, need)
        return able, fit, len(team) - bool(need), len(team)

    def _mask(self, duty: Duty, need: str) -> int:
        able = self._roster.able(duty)
        key = id(able), need
        if key not in self._masks:
            # The list is kept beside its mask, so that no other list can come to have its identity.
            self._masks[key] = able, sum(self._bit[i.id] for i in able if not need or meets(i, need))
        return self._masks[key][1]
