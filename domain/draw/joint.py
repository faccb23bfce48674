"""Exactly: do joint teams exist for a set of duties of one department in one week?

First a maximum flow in which an officer may serve the slots of one duty for different seats: if that relaxation
already falls short, no teams exist. Otherwise a depth-first search over teams, the duty with the fewest officers
left first. The search stops at `NODES` nodes and then answers no, the careful side: nobody is taken whose taking
is not known to be safe. Figures on how rarely that happens are in `docs/draw.md`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date
from itertools import combinations
from typing import NamedTuple

from domain.registry import Inspector

NODES = 500


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
    return chosen and [[*duty.taken, *chosen[n]] for n, duty in enumerate(duties)]


class _Search:
    """Depth-first over teams, most constrained duty first."""

    def __init__(self, duties: Sequence[OpenDuty], size: int, load: _Load) -> None:
        self._duties, self._size, self._load = duties, size, load
        self._chosen: dict[int, Sequence[Inspector]] = {}
        self._nodes = NODES

    def run(self) -> dict[int, Sequence[Inspector]] | None:
        waiting = [n for n, duty in enumerate(self._duties) if len(duty.taken) < self._size]
        full = [n for n in range(len(self._duties)) if n not in waiting]
        if any(self._duties[n].unmet() for n in full) or not self._descend(waiting):
            return None
        return {**dict.fromkeys(full, ()), **self._chosen}

    def _descend(self, waiting: list[int]) -> bool:
        if not waiting:
            return True
        free = {n: self._free(self._duties[n]) for n in waiting}
        tightest = min(waiting, key=lambda n: (len(free[n]) - self._seats(n), n))
        rest = [n for n in waiting if n != tightest]
        duty = self._duties[tightest]
        for team in combinations(free[tightest], self._seats(tightest)):
            if not all(any(i.id in need for i in team) for need in duty.unmet()):
                continue
            self._nodes -= 1
            if self._nodes < 0:
                return False
            self._load.give(team, duty)
            self._chosen[tightest] = team
            if self._descend(rest):
                return True
            self._load.take_back(team, duty)
        return False

    def _seats(self, n: int) -> int:
        return self._size - len(self._duties[n].taken)

    def _free(self, duty: OpenDuty) -> list[Inspector]:
        """Who could join now, those with most visits left in the week first."""
        free = [i for i in duty.able if i not in duty.taken and self._load.admits(i, duty.day, duty.slots)]
        return sorted(free, key=lambda i: self._load.week[i.id] - i.max_visits_per_week)


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
                    network.ensure((i.id, duty.day, slot), (i.id, duty.day), 1)
                    spare = i.max_visits_per_day - load.slots[i.id, duty.day].bit_count()
                    network.ensure((i.id, duty.day), (i.id,), spare)
                    network.ensure((i.id,), "sink", i.max_visits_per_week - load.week[i.id])
    return network.carries(demand)


class _Network:
    """A small maximum flow by shortest augmenting paths (Edmonds and Karp 1972)."""

    def __init__(self) -> None:
        self._room: dict[object, dict[object, int]] = defaultdict(dict)

    def arc(self, tail: object, head: object, capacity: int) -> None:
        self._room[tail][head] = capacity
        self._room[head].setdefault(tail, 0)

    def ensure(self, tail: object, head: object, capacity: int) -> None:
        if head not in self._room[tail]:
            self.arc(tail, head, capacity)

    def carries(self, demand: int) -> bool:
        """Whether the whole demand flows from source to sink."""
        for _ in range(demand):
            path = self._path()
            if path is None:
                return False
            for tail, head in path:
                self._room[tail][head] -= 1
                self._room[head][tail] += 1
        return True

    def _path(self) -> list[tuple[object, object]] | None:
        came: dict[object, object] = {"source": None}
        queue: list[object] = ["source"]
        for tail in queue:
            for head, room in self._room[tail].items():
                if room > 0 and head not in came:
                    came[head] = tail
                    if head == "sink":
                        return self._walk_back(came)
                    queue.append(head)
        return None

    @staticmethod
    def _walk_back(came: dict[object, object]) -> list[tuple[object, object]]:
        path, head = [], came["sink"]
        path.append((head, "sink"))
        while head != "source":
            path.append((came[head], head))
            head = came[head]
        return path
