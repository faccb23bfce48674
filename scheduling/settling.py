"""What found no day at first: ejections, then visits one by one, then without the departments that are short.

An outing that fits nowhere may push another one to another day. What still cannot be staffed loses the departments
that are short, never the whole visit; the parts that were lost are tried once more when all else has its day.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from scheduling.diary import Placed
from scheduling.losses import Losses
from scheduling.outings import Outing, alone
from scheduling.placing import Placer
from scheduling.visits import MergedVisit, days_in, with_only

EJECTIONS = 60
"""How many other outings one outing may try to push away."""


class Settler:
    """Accounts for every visit of a placer: in its diary, or in `losses`."""

    def __init__(self, placer: Placer) -> None:
        self._placer, self.diary = placer, placer.diary
        self._registry = self.diary.registry
        self.losses = Losses(self.diary)
        self._last_key = max(placer.outings, default=0)

    def run(self) -> None:
        """Find days for what is missing, and the reasons for what cannot be done."""
        self.diary.exact = True
        pushed_out: list[int] = []
        for key in self._placer.missing:
            if not self._placer.place(key) and not self._eject_for(key, pushed_out):
                self._one_by_one(self._placer.outings[key].visits, pushed_out)
        for key in pushed_out:
            self._one_by_one(self._placer.outings[key].visits, [])
        self._unstretch()
        self._try_parts()

    @property
    def excess(self) -> tuple[int, int]:
        """Visits above the even shares, by day and by week."""
        return self._placer.excess

    def drop(self, key: int, department: str) -> None:
        """Take a department out of a placed outing; what is left is placed again, visit by visit."""
        for visit in self.diary.lift(key).outing.visits:
            left = self.losses.drop(visit, [department]) if department in visit.departments else visit
            if left is not None:
                self._one_by_one([left], [])
        for part in self.losses.parts():
            self.losses.confirm(part)

    def _enter(self, visit: MergedVisit) -> int:
        self._last_key += 1
        self._placer.outings[self._last_key] = alone(self._registry, visit)
        return self._last_key

    # -- making room ---------------------------------------------------------------------------------------------

    def _eject_for(self, key: int, pushed_out: list[int]) -> bool:
        """Put the outing where another one is, if that one finds another day.

        Should the other not find back to its own day, it is pushed out and has to be settled as well.
        """
        outing = self._placer.outings[key]
        for other in islice(self._in_the_way(outing), EJECTIONS):
            lifted = self.diary.lift(other)
            for day in days_in(outing.days):
                if abs(day - lifted.day) <= self._reach(outing, lifted) and self.diary.place(key, outing, day):
                    if self._placer.place(other):
                        return True
                    self.diary.lift(key)
            if not self.diary.place(other, lifted.outing, lifted.day):
                pushed_out.append(other)
        return False

    def _reach(self, outing: Outing, lifted: Placed) -> int:
        """Lifting a sibling visit frees days around it; lifting anything else frees its own day."""
        same = {v.enterprise for v in outing.visits} & {v.enterprise for v in lifted.outing.visits}
        return self._registry.policy.min_days_between_visits if same else 0

    def _in_the_way(self, outing: Outing) -> Iterator[int]:
        """Outings that could make room: those of the same enterprises, then those that share a department."""
        near = sorted({key for visit in outing.visits for key in self.diary.siblings(visit.enterprise)})
        yield from near
        freest = sorted(self.diary.placed.items(), key=lambda item: (-item[1].outing.days.bit_count(), item[0]))
        for key, placed in freest:
            if key not in near and outing.days >> placed.day & 1 and outing.departments & placed.outing.departments:
                yield key

    # -- giving up as little as possible ---------------------------------------------------------------------------

    def _one_by_one(self, visits: Sequence[MergedVisit], pushed_out: list[int]) -> None:
        """Place visits as outings of their own, the one with the fewest days first."""
        for visit in sorted(visits, key=lambda visit: visit.days.bit_count()):
            key = self._enter(visit)
            if not self._placer.place(key) and not self._eject_for(key, pushed_out):
                self._reduce(key, visit)

    def _reduce(self, key: int, visit: MergedVisit) -> None:
        """Drop the departments that are short on the day on which the fewest checks are lost, and place the rest."""
        left: MergedVisit | None = visit
        while left is not None:
            self._placer.outings[key] = alone(self._registry, left)
            if self._placer.place(key) or (short := self._least_lost(key, left)) == []:
                return
            left = self.losses.drop(left, left.departments if short is None else short)

    def _least_lost(self, key: int, visit: MergedVisit) -> list[str] | None:
        """The departments to drop on the day that loses the fewest checks; None: no day keeps its distance.

        Empty if the oracle, asked again, finds a way after all: the visit is then placed.
        """
        best: tuple[int, list[str]] | None = None
        for day in days_in(visit.days):
            short = self.diary.refusing(key, self._placer.outings[key], day, all_of_them=True)
            if short == []:
                return short
            if short is not None:
                lost = sum(self._registry.matters[c.matter].department in short for c in visit.checks)
                if best is None or lost < best[0]:
                    best = lost, short
        return best and best[1]

    def _try_parts(self) -> None:
        """Lost parts of visits may have days of their own; where the caps leave a visit for them, they are tried."""
        for part in self.losses.parts():
            if not self.losses.caps_admit(part) or not self._placer.place(self._enter(part)):
                self.losses.confirm(part)

    def _unstretch(self) -> None:
        """Split visits beyond the department limit where, after the losses, the caps no longer forbid it (rule 5)."""
        limit = self._registry.policy.max_departments_per_visit
        for key in [key for key, placed in self.diary.placed.items() if _beyond(placed.outing)]:
            outing = self.diary.placed[key].outing
            if any(visit.beyond_limit and self.losses.caps_admit_split(visit, limit) for visit in outing.visits):
                self.diary.lift(key)
                self._one_by_one([part for visit in outing.visits for part in self._split(visit, limit)], [])

    def _split(self, visit: MergedVisit, limit: int) -> list[MergedVisit]:
        """The visit in parts within the limit, the departments that make it count together first."""
        if not visit.beyond_limit:
            return [visit]
        matters = self._registry.matters
        counting = {matters[matter].department for matter in visit.counting}
        names = sorted(visit.departments, key=lambda name: name not in counting)
        chunks = [set(names[n : n + limit]) for n in range(0, len(names), limit)]
        of_chunk = [[c for c in visit.checks if matters[c.matter].department in chunk] for chunk in chunks]
        return [part for checks in of_chunk if (part := with_only(visit, checks, self._registry))]


def _beyond(outing: Outing) -> bool:
    return any(visit.beyond_limit for visit in outing.visits)
