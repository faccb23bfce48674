"""How few seats must change: a minimum-cost flow over the teams of one department, pool and week.

Every visit of a duty asks for as many officers as a team has. An officer gives one visit a slot, so many a day and a
week. Who keeps a seat costs nothing, whoever is new costs one seat. What is left aside (a team stays together for all
its visits, somebody leads, somebody has the skill) only makes it cheaper, so the cost is a bound that no answer beats.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import date
from fractions import Fraction
from math import ceil, gcd, lcm
from typing import NamedTuple

import numpy as np
from ortools.graph.python import min_cost_flow

from domain.draw.roster import Duty
from domain.registry import Inspector
from scheduling.replanning.board import Board
from scheduling.replanning.groups import Group, Key

TICKET = 1 << 16
"""Tickets are compared by their first four digits where seats have to be given up."""
CHANGED, MISSING = 1 << 28, 1 << 44
"""The cost of a seat that changes, and of one that nobody takes: no sum of lesser costs comes near."""

Seat = tuple[Key, str]
"""A team and an officer of it."""


class Fewest(NamedTuple):
    """What the flow came to.

    `changed`: no answer changes fewer seats. `missing`: for each team that cannot be full, the visits that its officers
    lack. `given_up`: seats that are not vacated and change nevertheless; among equals those with the smallest tickets.
    `hopeless`: nobody is missing by the flow, but it is proven otherwise that there is no answer.
    """

    changed: int
    missing: dict[Key, int]
    given_up: tuple[Seat, ...]
    hopeless: bool = False

    def moves(self, size: int) -> int:
        """How many visits must leave the week at least: each frees the officers of one team."""
        return max(-(-sum(self.missing.values()) // size), int(self.hopeless))


class _Arc(NamedTuple):
    """A department's duty, an officer who could make one of its visits, and whether they hold the seat."""

    key: Key
    inspector: str
    kept: bool
    share: int


class _Network:
    def __init__(self) -> None:
        self._nodes: dict[object, int] = {}
        self.tails: list[int] = []
        self.heads: list[int] = []
        self.capacities: list[int] = []
        self.costs: list[int] = []
        self.supplies: dict[int, int] = defaultdict(int)
        self.slots: set[tuple[str, date, int]] = set()
        self.visits: dict[tuple[str, date], set[int]] = defaultdict(set)

    def node(self, name: object) -> int:
        return self._nodes.setdefault(name, len(self._nodes))

    def arc(self, tail: object, head: object, capacity: int, cost: int = 0) -> None:
        self.tails.append(self.node(tail))
        self.heads.append(self.node(head))
        self.capacities.append(capacity)
        self.costs.append(cost)

    def flows(self) -> list[int]:
        """The cheapest flow, arc by arc."""
        flow = min_cost_flow.SimpleMinCostFlow()
        arcs = flow.add_arcs_with_capacity_and_unit_cost(
            np.array(self.tails), np.array(self.heads), np.array(self.capacities), np.array(self.costs)
        )
        for node, supply in self.supplies.items():
            flow.set_node_supply(node, supply)
        status = flow.solve()
        assert status == flow.OPTIMAL, status
        found: list[int] = flow.flows(arcs).tolist()
        return found


def fewest_changes(board: Board, group: Group, locked: Collection[Key]) -> Fewest:
    """The fewest seats of a group that change when all its teams are full again; teams that are `locked` keep whom
    they have."""
    network, arcs, unit = _Network(), dict[int, _Arc](), lcm(*range(1, len(board.registry.policy.slots) + 1))
    sink, asked = network.node("sink"), 0
    for key, duty, seats, fixed in _asked(board, group, locked):
        share = unit // duty.visits
        for slot in _slots(duty):
            network.supplies[network.node((key, slot))] += seats
            asked += seats
            for inspector in board.roster.able(duty):
                if inspector in fixed:
                    continue
                kept = inspector in board.officers(key)
                arcs[len(network.tails)] = _Arc(key, inspector.id, kept, share)
                network.slots.add((inspector.id, duty.day, slot))
                network.visits[inspector.id, duty.day].add(duty.visits)
                network.arc((key, slot), (inspector.id, duty.day, slot), 1, _cost(board, key, inspector, kept) * share)
            arcs[len(network.tails)] = _Arc(key, "", False, share)
            network.arc((key, slot), "sink", seats, MISSING)
    _limits(network, board, group, locked)
    network.supplies[sink] -= asked
    return _read(board, group, locked, arcs, network.flows(), unit)


def _asked(
    board: Board, group: Group, locked: Collection[Key]
) -> Iterator[tuple[Key, Duty, int, tuple[Inspector, ...]]]:
    """Each team of a group: the seats that are asked for, and who is not to be moved."""
    size = board.registry.policy.inspectors_per_department
    for key in sorted(board.groups[group]):
        fixed = board.officers(key) if key in locked else ()
        if size > len(fixed):
            yield key, board.duties[key], size - len(fixed), fixed


def _cost(board: Board, key: Key, inspector: Inspector, kept: bool) -> int:
    if not kept:
        return CHANGED + TICKET
    return TICKET - int(board.draw.ticket(board.duties[key], inspector)[:4], 16)


def _limits(network: _Network, board: Board, group: Group, locked: Collection[Key]) -> None:
    """What an officer gives in a slot, a day and the week, less what is locked."""
    busy = defaultdict[str, list[Duty]](list)
    for key in board.groups[group]:
        for inspector in board.officers(key) if key in locked else ():
            busy[inspector.id].append(board.duties[key])
    slots, together = sorted(network.slots), network.visits
    for id, day, slot in slots:
        taken = any(duty.day == day and duty.slots >> slot & 1 for duty in busy[id])
        network.arc((id, day, slot), (id, day), 0 if taken else 1)
    for id, day in sorted({(id, day) for id, day, _ in slots}):
        made = sum(duty.visits for duty in busy[id] if duty.day == day)
        left = max(0, board.registry.inspectors[id].max_visits_per_day - made)
        network.arc((id, day), id, left - left % gcd(*together[id, day]))
    for id in sorted({id for id, _, _ in slots}):
        made = sum(duty.visits for duty in busy[id])
        left = max(0, board.registry.inspectors[id].max_visits_per_week - made)
        network.arc(
            id, "sink", left - left % gcd(*(n for (who, _), some in together.items() if who == id for n in some))
        )


def _read(
    board: Board, group: Group, locked: Collection[Key], arcs: dict[int, _Arc], flows: list[int], unit: int
) -> Fewest:
    changed, missing, held = Fraction(0), dict[Key, int](), dict[Seat, int]()
    for place, arc in arcs.items():
        flow = flows[place]
        if arc.kept:
            held[arc.key, arc.inspector] = held.get((arc.key, arc.inspector), 0) + flow
        elif flow and arc.inspector:
            changed += Fraction(flow * arc.share, unit)
        elif flow:
            missing[arc.key] = missing.get(arc.key, 0) + flow
    given_up = tuple(sorted(seat for seat, flow in held.items() if flow < board.duties[seat[0]].visits))
    return Fewest(ceil(changed), missing, given_up)


def _slots(duty: Duty) -> list[int]:
    return [slot for slot in range(duty.slots.bit_length()) if duty.slots >> slot & 1]
