"""What was lost, tried again in a plan that has all else: ejection chains, and exchanges for less important checks.

A chain (Glover 1996) puts a lost part where an outing is that can go elsewhere, whole, visit by visit, or by pushing
on another one. Where no chain ends, the part may take the place of checks that are less important, or fewer: those are
then lost, and tried in their turn. Every exchange gives up less than before, so this ends.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce
from itertools import islice
from operator import and_

from scheduling.grouping.outings import Outing, alone
from scheduling.merging.checks import Check
from scheduling.merging.visits import MergedVisit, days_in, with_only
from scheduling.placing.constructive import Placer
from scheduling.placing.diary import Placed
from scheduling.placing.importance import Importance, Rank
from scheduling.placing.inking import put_back_anew
from scheduling.placing.losses import Losses, Lost

DEPTH, CHAINED, EXCHANGED, LIFTED = 2, (60, 8), 15, 150
"""How long a chain may become, how many outings each of its links may try to push away, how many an exchange looks at,
and how many are lifted for one department's chains."""


class Rescue:
    """Brings back what `losses` has confirmed; `pushed_out` are the keys of outings that lost their day on the way."""

    def __init__(self, placer: Placer, losses: Losses) -> None:
        self._placer, self._diary, self._losses = placer, placer.diary, losses
        self._registry = self._diary.registry
        self._importance, self._left = Importance(self._diary.registry), 0
        self.pushed_out: list[int] = []

    def run(self) -> None:
        """Try all that was lost, the most important first, then what was lost in exchange."""
        self.pushed_out, lifts = [], dict[str, int]()
        with self._diary.exactly():
            lost = self._losses.take_back()
            while lost:
                for part in lost:
                    (department,) = part.visit.departments
                    self._left = lifts.get(department, LIFTED)
                    if not self._brought_back(part):
                        self._losses.confirm(part)
                    lifts[department] = self._left
                lost = list(self._losses.parts())

    def _brought_back(self, lost: Lost) -> bool:
        part = lost.visit
        visited = {matter for visit in self._diary.visits_to(part.enterprise) for matter in visit.matters}
        if visited.intersection(part.matters) or not self._losses.caps_admit(part):
            return False
        key = self._placer.add(alone(self._registry, part))
        return self._placer.place(key) or self._chained(key, 0) or self._exchanged(key, part)

    # -- chains --------------------------------------------------------------------------------------------------

    def _chained(self, key: int, depth: int) -> bool:
        """Put the outing where another one is, which finds another day, or pushes on another one."""
        outing = self._placer.outings[key]
        for other in self._candidates(outing, depth):
            if self._left <= 0 or other not in self._diary.placed:
                continue
            lifted = self._lifted(other)
            for day in self._near(outing, lifted):
                if self._diary.place(key, outing, day):
                    if self._placer.place(other) or self._parted(other) or self._pushed_on(other, depth + 1):
                        return True
                    self._diary.lift(key)
                    break
            self._put_back(other, lifted)
        return False

    def _pushed_on(self, key: int, depth: int) -> bool:
        return depth < DEPTH and self._chained(key, depth)

    def _parted(self, key: int) -> bool:
        """Place the visits of an outing each by itself, if all of them find a day."""
        visits, entered = self._placer.outings[key].visits, list[int]()
        for visit in visits if len(visits) > 1 else ():
            entered.append(self._placer.add(alone(self._registry, visit)))
            if not self._placer.place(entered[-1]):
                for each in entered[:-1]:
                    self._diary.lift(each)
                return False
        return bool(entered)

    def _lifted(self, key: int) -> Placed:
        self._left -= 1
        return self._diary.lift(key)

    def _put_back(self, key: int, lifted: Placed) -> None:
        back = self._diary.put_back(key, lifted) or put_back_anew(self._diary, key, lifted)
        if not (back or self._placer.place(key) or self._parted(key)):
            self.pushed_out.append(key)

    def _near(self, outing: Outing, lifted: Placed) -> list[int]:
        """The outing's days that a lifted one made freer, its own first, then those of its week, by what they cost."""
        week = self._diary.capacity.week_of
        days = [day for day in self._placer.best_days(outing) if week[day] == week[lifted.day]]
        return sorted(days, key=lambda day: day != lifted.day)

    def _candidates(self, outing: Outing, depth: int) -> Iterator[int]:
        """What to push away: outings with room elsewhere, as far as heads go; at first a few without as well."""
        yield from islice(filter(self._has_room_elsewhere, self._in_the_way(outing)), CHAINED[depth])
        if depth + 1 < DEPTH:
            stuck = (key for key in self._in_the_way(outing) if not self._has_room_elsewhere(key))
            yield from islice(stuck, CHAINED[depth + 1])

    def _has_room_elsewhere(self, key: int) -> bool:
        """Whether heads suffice for the outing, or one of its visits, on another of its days."""
        if key not in self._diary.placed:
            return False
        outing, day, _ = self._diary.placed[key]
        some = [outing, *(alone(self._registry, visit) for visit in outing.visits if len(outing.visits) > 1)]
        return any(self._has_room(each, each.days & ~(1 << day)) for each in some)

    def _has_room(self, outing: Outing, days: int) -> bool:
        room = self._diary.has_room(self._diary.demand.of(outing))
        return any(room[day] for day in days_in(days))

    def _in_the_way(self, outing: Outing) -> Iterator[int]:
        """Placed outings in the outing's weeks with a department of its own, those with most other days first."""
        week = self._diary.capacity.week_of
        weeks = {int(week[day]) for day in days_in(outing.days)}
        freest = sorted(self._diary.placed.items(), key=lambda item: (-item[1].outing.days.bit_count(), item[0]))
        for key, placed in freest:
            elsewhere = placed.outing.days & ~(1 << placed.day)
            if elsewhere and int(week[placed.day]) in weeks and outing.departments & placed.outing.departments:
                yield key

    # -- exchanges -----------------------------------------------------------------------------------------------

    def _exchanged(self, key: int, part: MergedVisit) -> bool:
        """Give the outing, a lost part alone, the place of less important checks of its department."""
        outing, (department,) = self._placer.outings[key], part.departments
        for _, other, visit, checks in self._less_important(outing, part.checks, department)[:EXCHANGED]:
            lifted = self._diary.lift(other)
            after = self._without(lifted.outing, visit, checks)
            if after is None or self._diary.place(other, after, lifted.day):
                if any(self._diary.place(key, outing, day) for day in self._near(outing, lifted)):
                    self._losses.drop(visit, checks, visit.days)
                    self._placer.outings[other] = after or self._placer.outings[other]
                    return True
                if after is not None:
                    self._diary.lift(other)
            self._put_back(other, lifted)
        return False

    def _less_important(
        self, outing: Outing, checks: tuple[Check, ...], department: str
    ) -> list[tuple[Rank, int, MergedVisit, tuple[Check, ...]]]:
        """Checks of the department that are on the outing's days and weigh less, the least important first."""
        week, most = self._diary.capacity.week_of, self._importance.rank(checks)
        weeks = {int(week[day]) for day in days_in(outing.days)}
        found = []
        for key, placed in self._diary.placed.items():
            if int(week[placed.day]) in weeks and department in placed.outing.departments:
                for visit in placed.outing.visits:
                    own = tuple(check for check in visit.checks if self._losses.department(check) == department)
                    if own and (rank := self._importance.rank(own)) < most:
                        found.append((rank, key, visit, own))
        return sorted(found, key=lambda row: row[:2])

    def _without(self, outing: Outing, visit: MergedVisit, checks: tuple[Check, ...]) -> Outing | None:
        """The outing without these checks of a visit; None if nothing is left."""
        left = with_only(visit, [check for check in visit.checks if check not in checks], self._registry)
        if left is not None:
            return outing.with_visit(outing.visits.index(visit), left)
        visits = tuple(each for each in outing.visits if each is not visit)
        return Outing(outing.area, visits, reduce(and_, (each.days for each in visits))) if visits else None
