"""Load between the officers of a department, measured against the days they are there, and the best that could be.

The measure is Σ c²/a over officers: c outings, a working days present and certified, the figures that the rule
`load` of the officer draw compares. For a given number of outings it is least where all c/a are equal, and but for a
constant it is the sum of the squared deviations from there, weighted by a: a resource allocation with separable convex
costs (Ibaraki & Katoh 1988). Its minimum over all assignments of a pool's officers to its duties is a minimum-cost
flow in which the k-th outing of an officer costs (2k − 1)/a.

The flow is told who is able (covers the area, there, not recused), that a team's seats are different people, one
requirement of each duty, the one that fewest meet; in a small pool, where they weigh, also the weekly limits, on all
outings and on those of two visits, three … It is not told of slots and daily limits, of the visits of a week added up,
of a second requirement and of tickets: no plan with these duties has less.
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
from ortools.graph.python import min_cost_flow

from domain.calendar import monday
from domain.draw.force import places
from domain.draw.pools import Pool, pools
from domain.draw.roster import Duty, Roster, duties, requirements
from domain.plan import TeamMember, Visit
from domain.registry import Registry

UNIT = 1_000_000
"""Loads are whole numbers of millionths, each outing's part rounded to one: exact sums, the same on every machine."""


SMALL = 24
"""The officers of a department up to whom the flow is told of weekly limits."""


class Seats(NamedTuple):
    """Duties of one week and of as many visits that are open to the same officers; of all weeks for `week` 0.

    `able`, a bit mask over the department's officers, may take a seat; `fit` are those of them who meet what the
    duties ask for; at most `free` of the `all` seats may go to others. `week` is the ordinal of its Monday.
    """

    week: int
    visits: int
    able: int
    fit: int
    duties: int
    free: int
    all: int


class Figures(NamedTuple):
    """A pool as figures: of every officer, by id, the days there, the most visits of a week and the outings drawn; and
    the seats to be filled."""

    days: tuple[int, ...]
    weekly: tuple[int, ...]
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
    pool, first = staffed.pool, staffed.pool.duties[0]
    roster = Roster(pool.registry, pool.working_days)
    figures = figures_of(roster, pool.duties, staffed.teams)
    return Load(first.department, roster.pool(first.department, first.district), load(figures), least_load(figures))


def figures_of(roster: Roster, own: Sequence[Duty], teams: Mapping[str, Collection[str]]) -> Figures:
    """What the flow must know of a pool."""
    officers = roster.force(own[0].department).officers
    outings = Counter(officer for duty in own for officer in teams[duty.outing])
    alike: Counter[tuple[int, int, int, int, int, int]] = Counter()
    for duty in own:
        when = (monday(duty.day).toordinal(), duty.visits) if len(officers) <= SMALL else (0, 1)
        able, size, needs = roster.able_bits(duty), len(teams[duty.outing]), requirements(duty)
        fit = min((able & roster.meeting(duty.department, need) for need in needs), key=int.bit_count, default=able)
        alike[*when, able, fit, size - bool(needs), size] += 1
    return Figures(
        tuple(roster.days_there(officer) for officer in officers),
        tuple(officer.max_visits_per_week for officer in officers),
        tuple(outings[officer.id] for officer in officers),
        tuple(Seats(*kind[:4], n, n * kind[4], n * kind[5]) for kind, n in sorted(alike.items())),
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
    network = _Network(len(pool.days))
    for seats in pool.seats:
        _seat(network, seats, pool.weekly)
    sink = network.node(-sum(seats.all for seats in pool.seats))
    busiest = max(Fraction(c, a) for c, a in zip(pool.outings, pool.days, strict=True) if c)
    for officer in places(reduce(or_, (seats.able for seats in pool.seats))):
        most = int(busiest * pool.days[officer]) + 1
        network.arcs += [(officer, sink, 1, cost(pool.days[officer], nth)) for nth in range(1, most + 1)]
    return network.least_cost()


def _seat(network: _Network, seats: Seats, weekly: Sequence[int]) -> None:
    """From the seats to their officers; a gate lets no more than the free ones go to those who are not fit."""
    node, gate = network.node(seats.all), network.node()
    network.arcs.append((node, gate, seats.free, 0))
    for tail, officers in ((node, seats.fit), (gate, seats.able & ~seats.fit)):
        heads = places(officers)
        if seats.week:
            heads = (network.turns(officer, seats.week, seats.visits, weekly[officer]) for officer in heads)
        network.arcs += [(tail, head, seats.duties, 0) for head in heads]


class _Network:
    """A minimum-cost flow; its first nodes are the officers."""

    def __init__(self, officers: int) -> None:
        self.arcs: list[tuple[int, int, int, int]] = []
        self._supplies = [0] * officers
        self._weeks: dict[tuple[int, ...], int] = {}

    def node(self, supply: int = 0) -> int:
        """One more node, and what flows in there, or out for a negative supply."""
        self._supplies.append(supply)
        return len(self._supplies) - 1

    def turns(self, officer: int, week: int, visits: int, most: int) -> int:
        """The node of an officer's outings of so many visits in a week that may have so many visits at most."""
        in_week = self._once((officer, week), officer, most)
        return self._once((officer, week, visits), in_week, most // visits)

    def _once(self, key: tuple[int, ...], head: int, capacity: int) -> int:
        if key not in self._weeks:
            self._weeks[key] = self.node()
            self.arcs.append((self._weeks[key], head, capacity, 0))
        return self._weeks[key]

    def least_cost(self) -> int:
        """The cost of a cheapest flow that moves every supply."""
        flow = min_cost_flow.SimpleMinCostFlow()
        flow.add_arcs_with_capacity_and_unit_cost(*np.array(self.arcs).T)
        for node, supply in enumerate(self._supplies):
            flow.set_node_supply(node, supply)
        status = flow.solve()
        assert status == flow.OPTIMAL, "the drawn teams are a flow"
        return int(flow.optimal_cost())
