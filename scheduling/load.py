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
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from functools import reduce
from operator import or_
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from ortools.graph.python import min_cost_flow

from domain.draw.force import places
from domain.draw.pools import Pool, pools
from domain.draw.roster import Duty, Roster, duties, requirements
from domain.plan import TeamMember, Visit
from domain.registry import Registry

UNIT = 1_000_000
"""Loads are whole numbers of millionths, each outing's part rounded to one: exact sums, the same on every machine."""

Arcs = NDArray[np.int64]
"""Rows (tail, head, capacity, cost)."""


class Seats(NamedTuple):
    """Duties that are open to the same officers, as bit masks over those of the department.

    `able` may take a seat; `fit` are those of them who meet what the duties ask for; at most `free` of the `all`
    seats may go to others.
    """

    able: int
    fit: int
    duties: int
    free: int
    all: int


class Figures(NamedTuple):
    """A pool as figures: of every officer, by id, the days there and the outings drawn; and the seats to be filled."""

    days: tuple[int, ...]
    outings: tuple[int, ...]
    seats: tuple[Seats, ...]


class Load(NamedTuple):
    """The load of a pool in millionths of Σ c²/a: in the plan, and at least."""

    department: str
    district: str
    value: int
    bound: int


class Staffed(NamedTuple):
    """A pool with the officers of each of its duties, by outing."""

    pool: Pool
    teams: Mapping[str, frozenset[str]]


def loads(
    registry: Registry,
    working_days: Sequence[date],
    visits: Iterable[Visit],
    teams: Iterable[TeamMember],
    each: Callable[[Callable[[Staffed], Load], Iterable[Staffed]], Iterable[Load]] = map,
) -> list[Load]:
    """Load and bound of every pool of officers that has duties.

    `each` is `map`, or the `map` of an executor: every pool is a task of its own.
    """
    drawn: dict[tuple[str, str], set[str]] = defaultdict(set)
    for member in teams:
        drawn[member.outing, member.department].add(member.inspector)
    found = pools(registry, duties(registry, visits), working_days, round_id="", officer_seed="")
    tasks = [
        Staffed(pool, {duty.outing: frozenset(drawn[duty.outing, duty.department]) for duty in pool.duties})
        for pool in found
    ]
    return list(each(load_of, tasks))


def load_of(staffed: Staffed) -> Load:
    """The load of one pool, and its bound."""
    registry, working_days, own, *_ = staffed.pool
    roster = Roster(registry, working_days)
    figures = figures_of(roster, own, staffed.teams)
    first = own[0]
    return Load(first.department, roster.pool(first.department, first.district), load(figures), least_load(figures))


def figures_of(roster: Roster, own: Sequence[Duty], teams: Mapping[str, Collection[str]]) -> Figures:
    """What the flow must know of a pool."""
    officers = roster.force(own[0].department).officers
    outings = Counter(officer for duty in own for officer in teams[duty.outing])
    alike: Counter[tuple[int, int, int, int]] = Counter()
    for duty in own:
        size, able, needs = len(teams[duty.outing]), roster.able_bits(duty), requirements(duty)[:1]
        fit = able & roster.meeting(duty.department, needs[0]) if needs else able
        alike[able, fit, size - len(needs), size] += 1
    return Figures(
        tuple(roster.days_there(officer) for officer in officers),
        tuple(outings[officer.id] for officer in officers),
        tuple(Seats(able, fit, n, n * free, n * size) for (able, fit, free, size), n in sorted(alike.items())),
    )


def cost(days: int, nth: int) -> int:
    """What an officer's n-th outing adds to the load; it never falls with n."""
    return round(UNIT * (2 * nth - 1) / days)


def load(pool: Figures) -> int:
    """The load as the officers were drawn."""
    drawn = zip(pool.days, pool.outings, strict=True)
    return sum(cost(days, nth) for days, outings in drawn for nth in range(1, outings + 1))


def least_load(pool: Figures) -> int:
    """The least load that these officers could have with these duties, by minimum-cost flow.

    With the highest c/a that was drawn, nobody needs more than (c/a)·a + 1 outings: one who had more could pass one
    on, along the difference of the two assignments, to somebody whom that would cost less.
    """
    if not any(pool.outings):
        return 0
    busiest = max(Fraction(c, a) for c, a in zip(pool.outings, pool.days, strict=True) if c)
    anybody = reduce(or_, (seats.able for seats in pool.seats))
    outings = np.array([
        (officer, len(pool.days) + 2 * len(pool.seats), 1, cost(pool.days[officer], nth))
        for officer in places(anybody)
        for nth in range(1, int(busiest * pool.days[officer]) + 2)
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


def _seating(pool: Figures) -> Arcs:
    """From each kind of seats to its officers; a gate lets no more than the free seats go to those who are not fit."""
    officers, many, rows = len(pool.days), len(pool.seats), list[tuple[int, int, int, int]]()
    for node, seats in enumerate(pool.seats, officers):
        rows += [(node, officer, seats.duties, 0) for officer in places(seats.fit)]
        rows += [(node + many, officer, seats.duties, 0) for officer in places(seats.able & ~seats.fit)]
        rows.append((node, node + many, seats.free, 0))
    return np.array(rows)
