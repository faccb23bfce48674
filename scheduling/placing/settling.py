"""What found no day at first: ejections, then visits one by one, then without the departments that are short.

An outing that fits nowhere may push another one to another day. What still cannot be staffed loses the departments
that are short, never the whole visit; the parts that were lost are tried once more when all else has its day.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import islice

from scheduling.grouping.outings import Outing, alone
from scheduling.merging.checks import Check
from scheduling.merging.visits import MergedVisit, days_in, together, with_only
from scheduling.placing.constructive import Placer
from scheduling.placing.diary import Placed
from scheduling.placing.losses import Losses, Lost

EJECTIONS, LOOKED_AT, ASKED = 20, 200, 8
"""How many other outings one outing may try to push away, of how many that are in its way; and on how many days a visit
that fits nowhere asks which departments can come."""


class Settler:
    """Accounts for every visit of a placer: in its diary, or in `losses`."""

    def __init__(self, placer: Placer, losses: Losses) -> None:
        self._placer, self.diary, self.losses = placer, placer.diary, losses
        self._registry = self.diary.registry

    def run(self, left_out: Iterable[MergedVisit]) -> None:
        """Find days for what is missing, and the reasons for what cannot be done.

        `left_out` are visits for checks that the merge left out for the caps or the distance.
        """
        pushed_out: list[int] = []
        for key in self._placer.missing:
            if not self._placer.place(key) and not self._eject_for(key, pushed_out):
                self._one_by_one(self._placer.outings[key].visits, pushed_out)
        for key in pushed_out:
            self._one_by_one(self._placer.outings[key].visits)
        self._unstretch()
        with self.diary.exactly():
            for part in self.losses.parts():
                self._try(part)
            for visit in left_out:
                self._try_left_out(visit)
        self._confirm_all()

    def drop(self, key: int, department: str) -> None:
        """Take a department out of a placed outing; what is left is placed again, visit by visit."""
        for visit in self.diary.lift(key).outing.visits:
            left = self.losses.drop(visit, self._checks_of(visit, [department]), visit.days)
            if left is not None:
                self._one_by_one([left])
        self._confirm_all()

    def settle(self, keys: Iterable[int]) -> None:
        """Visit by visit, outings that lost their day; what finds no other is lost for good."""
        for key in keys:
            self._one_by_one(self._placer.outings[key].visits)
        self._confirm_all()

    def _confirm_all(self) -> None:
        for part in self.losses.parts():
            self.losses.confirm(part)

    def _enter(self, visit: MergedVisit) -> int:
        return self._placer.add(alone(self._registry, visit))

    # -- making room ---------------------------------------------------------------------------------------------

    def _eject_for(self, key: int, pushed_out: list[int]) -> bool:
        """Put the outing where another one is, if that one finds another day.

        Should the other not find back to its own day, it is pushed out and has to be settled as well.
        """
        outing = self._placer.outings[key]
        in_the_way = filter(self._could_go_elsewhere, islice(self._in_the_way(outing), LOOKED_AT))
        for other in islice(in_the_way, EJECTIONS):
            lifted = self.diary.lift(other)
            for day in days_in(outing.days):
                if abs(day - lifted.day) <= self._reach(outing, lifted) and self.diary.place(key, outing, day):
                    if self._placer.place(other):
                        return True
                    self.diary.lift(key)
            if not self.diary.put_back(other, lifted):
                pushed_out.append(other)
        return False

    def _could_go_elsewhere(self, key: int) -> bool:
        """Whether heads suffice for a placed outing on another of its days."""
        placed = self.diary.placed[key]
        room = self.diary.has_room(self.diary.demand.of(placed.outing))
        return any(room[day] for day in days_in(placed.outing.days & ~(1 << placed.day)))

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

    def _one_by_one(self, visits: Sequence[MergedVisit], pushed_out: list[int] | None = None) -> None:
        """Place visits as outings of their own, the one with the fewest days first.

        Without a list of those that are pushed out and have to be settled as well, nothing else is moved.
        """
        for visit in sorted(visits, key=lambda visit: visit.days.bit_count()):
            key = self._enter(visit)
            if not self._placer.place(key) and (pushed_out is None or not self._eject_for(key, pushed_out)):
                with self.diary.exactly():
                    self._reduce(key, visit)

    def _reduce(self, key: int, visit: MergedVisit) -> None:
        """Drop as little as possible: one matter of a department that is short, else the departments that are."""
        left: MergedVisit | None = visit
        while left is not None:
            self._placer.outings[key] = alone(self._registry, left)
            if self._placer.place(key) or (short := self._least_lost(key, left)) == []:
                return
            if short is None:
                left = self.losses.drop(left, left.checks, 0)
            elif self._placed_without_a_matter(key, left, short):
                return
            else:
                left = self.losses.drop(left, self._checks_of(left, short), left.days)

    def _placed_without_a_matter(self, key: int, visit: MergedVisit, short: Collection[str]) -> bool:
        """Whether the visit finds a day without one matter of a department that has others there."""
        of = self._registry.matters
        for matter in visit.matters:
            if (
                of[matter].department in short
                and sum(of[m].department == of[matter].department for m in visit.matters) > 1
            ):
                lighter = with_only(visit, [c for c in visit.checks if c.matter != matter], self._registry)
                if lighter is not None:
                    self._placer.outings[key] = alone(self._registry, lighter)
                    if self._placer.place(key):
                        self.losses.drop(visit, [c for c in visit.checks if c.matter == matter], visit.days)
                        return True
        return False

    def _checks_of(self, visit: MergedVisit, departments: Collection[str]) -> list[Check]:
        return [check for check in visit.checks if self.losses.department(check) in departments]

    def _least_lost(self, key: int, visit: MergedVisit) -> list[str] | None:
        """The departments to drop on the day that loses the fewest checks; None: no day keeps its distance.

        Empty if the oracle, asked again, finds a way after all: the visit is then placed.
        """
        best: tuple[int, list[str]] | None = None
        for least, day in islice(sorted(self._lost_at_least(visit)), ASKED):
            if best is not None and best[0] <= least:
                break
            short = self.diary.refusing(key, self._placer.outings[key], day, all_of_them=True)
            if short == []:
                return short
            if short is not None and (best is None or len(self._checks_of(visit, short)) < best[0]):
                best = len(self._checks_of(visit, short)), short
        return best and best[1]

    def _lost_at_least(self, visit: MergedVisit) -> Iterator[tuple[int, int]]:
        """The days that keep their distance, each after the checks of the departments that have no heads left there."""
        asked = {name: self.diary.demand.of_department(visit, name) for name in visit.departments}
        room = {name: self.diary.has_room(some) for name, some in asked.items()}
        for day in days_in(visit.days):
            if self.diary.is_spaced(visit.enterprise, day):
                short = [name for name in visit.departments if not room[name][day]]
                yield len(self._checks_of(visit, short)), day

    # -- what was lost, once more ----------------------------------------------------------------------------------

    def _try(self, lost: Lost) -> None:
        """A lost part of a visit may have days of its own, its pieces more; what finds none is lost for good."""
        part = lost.visit
        if (self.losses.caps_admit(part) and self._placer.place(self._enter(part))) or self._joined(part):
            return
        pieces = self.losses.pieces(lost)
        for piece in pieces:
            if not self._is_visited(piece.visit):
                self._try(piece)
            elif piece.visit.checks[0].due:
                self.losses.confirm(piece)
        if not pieces:
            self.losses.confirm(lost)

    def _joined(self, part: MergedVisit) -> bool:
        """Whether the part finds a place in another visit to the enterprise, on that visit's day."""
        for key in self.diary.siblings(part.enterprise):
            day, visits = self.diary.placed[key].day, self.diary.placed[key].outing.visits
            place = next(n for n, visit in enumerate(visits) if visit.enterprise == part.enterprise)
            both = together(visits[place], part, self._registry)
            if both is None or not both.days >> day & 1 or not self.losses.caps_admit_joining(visits[place], both):
                continue
            placed = self.diary.lift(key)
            if self.diary.place(key, placed.outing.with_visit(place, both), day):
                return True
            if not self.diary.put_back(key, placed):
                self._one_by_one(placed.outing.visits)
        return False

    def _try_left_out(self, part: MergedVisit) -> None:
        """A check that the merge left out: where a visit was lost, there may be room for it now."""
        if not self._is_visited(part) and not self.losses.caps_admit(part):
            self._joined(part)
        elif not self._is_visited(part):
            self._try(Lost(part, 0))

    def _is_visited(self, part: MergedVisit) -> bool:
        """Whether another visit checks one of the matters: a second one would have to make something new."""
        others = self.diary.visits_to(part.enterprise)
        return any(matter in visit.matters for visit in others for matter in part.matters)

    def _unstretch(self) -> None:
        """Split visits beyond the department limit where, after the losses, the caps no longer forbid it (rule 5)."""
        limit = self._registry.policy.max_departments_per_visit
        for key in [key for key, placed in self.diary.placed.items() if _beyond(placed.outing)]:
            outing = self.diary.placed[key].outing
            if any(visit.beyond_limit and self.losses.caps_admit_split(visit, limit) for visit in outing.visits):
                self.diary.lift(key)
                self._one_by_one([part for visit in outing.visits for part in self._split(visit, limit)])

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
