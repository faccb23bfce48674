"""Exactly: do joint teams exist for a set of duties of one department in one week?

First a maximum flow in which an officer may serve the slots of one duty for different seats: if that relaxation
already falls short, no teams exist. Otherwise a depth-first search over teams, the duty with the fewest officers
left first. The search stops at `NODES` nodes and then answers no, the careful side: nobody is taken whose taking
is not known to be safe. Figures on how rarely that happens are in `docs/draw.md`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import chain, combinations
from typing import NamedTuple

from domain.registry import Inspector

NODES = 200


class OpenDuty(NamedTuple):
    """A duty with the officers it already has, those who could join, and for each need the ids that meet it."""

    day: date
    slots: int
    taken: list[Inspector]
    able: list[Inspector]
    needs: list[set[str]]

    def unmet(self) -> list[set[str]]:
        """The needs that nobody taken meets."""
        return [need for need in self.needs if not any(i.id in need for i in self.taken)]


class _Load:
    """What the officers have been given so far: slots a day, visits a day, visits a week."""

    def __init__(self) -> None:
        self.slots: Counter[tuple[str, date]] = Counter()
        self.week: Counter[str] = Counter()

    def admits(self, inspector: Inspector, day: date, slots: int) -> bool:
        busy = self.slots[inspector.id, day]
        return (
            not busy & slots
            and (busy | slots).bit_count() <= inspector.max_visits_per_day
            and self.week[inspector.id] + slots.bit_count() <= inspector.max_visits_per_week
        )

    def give(self, team: Sequence[Inspector], duty: OpenDuty) -> None:
        for inspector in team:
            self.slots[inspector.id, duty.day] |= duty.slots
            self.week[inspector.id] += duty.slots.bit_count()

    def take_back(self, team: Sequence[Inspector], duty: OpenDuty) -> None:
        for inspector in team:
            self.slots[inspector.id, duty.day] &= ~duty.slots
            self.week[inspector.id] -= duty.slots.bit_count()


def jointly_staffed(duties: Sequence[OpenDuty], size: int) -> list[list[Inspector]] | None:
    """A team of `size` for every duty, the taken officers first, that together obey the hard rules; None: none."""
    load = _Load()
    for duty in duties:
        for inspector in duty.taken:
            if not load.admits(inspector, duty.day, duty.slots):
                return None
            load.give([inspector], duty)
    if not _flow_suffices(duties, size, load):
        return None
    chosen = _Search(duties, size, load).run()
    return None if chosen is None else [[*duty.taken, *chosen[n]] for n, duty in enumerate(duties)]


class _Search:
    """Depth-first over teams, most constrained duty first."""

    def __init__(self, duties: Sequence[OpenDuty], size: int, load: _Load) -> None:
        self._duties, self._size, self._load = duties, size, load
        self._chosen: dict[int, Sequence[Inspector]] = {}
        self._nodes = NODES

    def run(self) -> dict[int, Sequence[Inspector]] | None:
        full = {n: () for n, duty in enumerate(self._duties) if len(duty.taken) == self._size}
        if any(self._duties[n].unmet() for n in full):
            return None
        free = {n: self._free(duty) for n, duty in enumerate(self._duties) if n not in full}
        return {**full, **self._chosen} if self._descend(free) else None

    def _descend(self, free: dict[int, list[Inspector]]) -> bool:
        """Give every duty of `free` a team from those who are still free for it."""
        if not free:
            return True
        tightest = min(free, key=lambda n: (len(free[n]) - self._seats(n), n))
        duty = self._duties[tightest]
        for team in combinations(sorted(free[tightest], key=self._left, reverse=True), self._seats(tightest)):
            if not all(any(i.id in need for i in team) for need in duty.unmet()):
                continue
            self._nodes -= 1
            if self._nodes < 0:
                return False
            self._load.give(team, duty)
            self._chosen[tightest] = team
            if self._descend({n: self._still_free(n, free[n], team) for n in free if n != tightest}):
                return True
            self._load.take_back(team, duty)
        return False

    def _seats(self, n: int) -> int:
        return self._size - len(self._duties[n].taken)

    def _left(self, inspector: Inspector) -> int:
        """Visits that the officer could still be given this week."""
        return inspector.max_visits_per_week - self._load.week[inspector.id]

    def _free(self, duty: OpenDuty) -> list[Inspector]:
        return [i for i in duty.able if i not in duty.taken and self._load.admits(i, duty.day, duty.slots)]

    def _still_free(self, n: int, before: list[Inspector], team: Sequence[Inspector]) -> list[Inspector]:
        duty = self._duties[n]
        return [i for i in before if i not in team or self._load.admits(i, duty.day, duty.slots)]


def _flow_suffices(duties: Sequence[OpenDuty], size: int, load: _Load) -> bool:
    """Whether the relaxation can be filled: seat by slot → (officer, day, slot) → officer's day → officer's week.

    One seat of a duty with an unmet need is kept for those who meet the first such need.
    """
    network = _Network()
    demand = 0
    for n, duty in enumerate(duties):
        seats, unmet = size - len(duty.taken), duty.unmet()
        if unmet and not seats:
            return False
        free = [i for i in duty.able if i not in duty.taken and load.admits(i, duty.day, duty.slots)]
        for slot in (1 << bit for bit in range(duty.slots.bit_length()) if duty.slots >> bit & 1):
            parts = [(0, 1, [i for i in free if i.id in unmet[0]])] if unmet else []
            for part, count, officers in [*parts, (1, seats - len(parts), free)]:
                demand += count
                network.arc("source", (n, slot, part), count)
                for i in officers:
                    network.arc((n, slot, part), (i.id, duty.day, slot), 1)
                    network.arc((i.id, duty.day, slot), (i.id, duty.day), 1)
                    spare = i.max_visits_per_day - load.slots[i.id, duty.day].bit_count()
                    network.arc((i.id, duty.day), (i.id,), spare)
                    network.arc((i.id,), "sink", i.max_visits_per_week - load.week[i.id])
    return network.carries(demand)


class _Network:
    """A small maximum flow by blocking flows in layered networks (Dinic 1970). Nodes are small tuples or names."""

    def __init__(self) -> None:
        self._number: dict[object, int] = {"source": 0, "sink": 1}
        self._room: list[dict[int, int]] = [{}, {}]

    def arc(self, tail: object, head: object, capacity: int) -> None:
        """An arc with a capacity; given twice, it stays as it was."""
        one, other = self._node(tail), self._node(head)
        if other not in self._room[one]:
            self._room[one][other] = capacity
            self._room[other][one] = 0

    def carries(self, demand: int) -> bool:
        """Whether the whole demand flows from source to sink."""
        while demand and (layer := self._layers()):
            arcs = [iter(room) for room in self._room]
            while demand and self._push(0, layer, arcs):
                demand -= 1
        return not demand

    def _node(self, name: object) -> int:
        if name not in self._number:
            self._number[name] = len(self._room)
            self._room.append({})
        return self._number[name]

    def _layers(self) -> list[int] | None:
        """Each node's distance from the source, -1 where it is out of reach; None if the sink is."""
        layer = [-1] * len(self._room)
        layer[0] = 0
        queue = [0]
        for tail in queue:
            for head, room in self._room[tail].items():
                if room > 0 and layer[head] < 0:
                    layer[head] = layer[tail] + 1
                    queue.append(head)
        return layer if layer[1] >= 0 else None

    def _push(self, tail: int, layer: list[int], arcs: list[Iterator[int]]) -> bool:
        """Send one unit from a node to the sink along rising layers; arcs that lead nowhere are not tried again."""
        if tail == 1:
            return True
        for head in arcs[tail]:
            if self._room[tail][head] > 0 and layer[head] == layer[tail] + 1 and self._push(head, layer, arcs):
                self._room[tail][head] -= 1
                self._room[head][tail] += 1
                if self._room[tail][head] > 0:
                    arcs[tail] = chain((head,), arcs[tail])
                return True
        return False
