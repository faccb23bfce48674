"""What is given up when a department cannot staff a visit: its checks, never the whole visit.

Each department's part is kept as a visit of its own, to be tried once more when everything else has its day: the
part may have more days than the visit had.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from math import inf
from typing import NamedTuple

from domain.draw.frames import VisitsThisYear
from domain.plan import Unplanned
from domain.registry import EVERY
from scheduling.bounds.overload import Overload
from scheduling.merging.checks import Check, no_open_day
from scheduling.merging.visits import MergedVisit, days_in, with_only
from scheduling.placing.diary import Diary
from scheduling.placing.importance import Importance, Rank
from scheduling.placing.shortage import Reason, Shortage


class Lost(NamedTuple):
    """A part of a visit that was given up, and the days on which its department could not staff it.

    `tried` 0: it was lost for the distance to other visits, or left out before any day was tried.
    """

    visit: MergedVisit
    tried: int


class Losses:
    """Keeps account of the checks that were given up, first as parts of visits, in the end with their reasons."""

    def __init__(self, diary: Diary, overload: Overload) -> None:
        self._unplanned: list[Unplanned] = []
        self._parts: list[Lost] = []
        self._confirmed: list[Lost] = []
        self._ranks: list[Rank] = []
        self._diary, self._registry, self._shortage = diary, diary.registry, Shortage(diary, overload)
        self._importance = Importance(diary.registry)
        self._made = VisitsThisYear(diary.registry, diary.days[0].year) if diary.days else None

    def drop(self, visit: MergedVisit, lost: Collection[Check], tried: int) -> MergedVisit | None:
        """Take checks out of a visit. What is left of it, or None: then everything is lost."""
        left = with_only(visit, [check for check in visit.checks if check not in lost], self._registry)
        gone = visit.checks if left is None else lost
        for department in visit.departments:
            own = [check for check in gone if self.department(check) == department]
            if part := self._alone(visit, own) if own else None:
                self._parts.append(Lost(part, tried))
        return left

    def parts(self) -> Iterator[Lost]:
        """The parts that were given up, the most important first; they are then the caller's."""
        parts, self._parts = self._parts, []
        parts.sort(key=lambda part: (part.visit.enterprise, part.visit.matters))
        return iter(sorted(parts, key=lambda part: self._importance.rank(part.visit.checks), reverse=True))

    def confirm(self, lost: Lost) -> None:
        """Nobody can make the part's checks."""
        self._confirmed.append(lost)

    def take_back(self) -> list[Lost]:
        """The parts given up for good, the most important first; they are then the caller's."""
        self._parts, self._confirmed = self._confirmed, []
        return list(self.parts())

    @property
    def unplanned(self) -> list[Unplanned]:
        """The checks given up for good, with the reasons as things stand now."""
        confirmed, self._confirmed = self._confirmed, []
        for lost in confirmed:
            self._ranks += [self._importance.rank([check]) for check in lost.visit.checks]
            why = self._why(lost)
            for check in lost.visit.checks:
                not_before = check.due.not_before if check.due else None
                self._unplanned.append(Unplanned(check.enterprise, check.matter, not_before, *why))
        return self._unplanned

    @property
    def ranks(self) -> tuple[Rank, ...]:
        """How important each of the checks given up for good is, the most important first."""
        return tuple(sorted(self._ranks, reverse=True))

    def _why(self, lost: Lost) -> Reason:
        part = lost.visit
        apart = sum(1 << day for day in days_in(part.days) if self._diary.is_spaced(part.enterprise, day))
        if days := (apart if self.caps_admit(part) else 0) or lost.tried & part.days:
            return self._shortage.explain(part._replace(days=days), part.departments[0])
        return self._shortage.too_close(part)

    def caps_admit(self, part: MergedVisit) -> bool:
        """Whether the yearly caps leave a visit more to the enterprise, beside those in the diary."""
        return not part.counts or all(self._room(part, name) > 0 for name in (EVERY, *part.departments))

    def caps_admit_one_more(self, enterprise: str, visits: Iterable[MergedVisit]) -> bool:
        """Whether the cap of all departments together leaves a visit more beside these, none of them in the diary."""
        of, counted = self._registry.enterprises[enterprise], sum(visit.counts for visit in visits)
        left = None if self._made is None else self._made.left(of, EVERY)
        return left is None or left > counted

    def caps_admit_joining(self, visit: MergedVisit, both: MergedVisit) -> bool:
        """Whether a visit of the diary may become `both`: new departments, or its counting at all, use up caps."""
        already = {EVERY, *visit.departments} if visit.counts else set[str]()
        return not both.counts or all(self._room(both, n) > 0 for n in (EVERY, *both.departments) if n not in already)

    def caps_admit_split(self, visit: MergedVisit, limit: int) -> bool:
        """Whether the caps leave room for splitting a visit of the diary into visits of at most `limit` departments."""
        counting = {self._registry.matters[matter].department for matter in visit.counting}
        return self._room(visit, EVERY) >= -(-len(counting) // limit) - 1

    def _room(self, visit: MergedVisit, department: str) -> float:
        """Counted visits left to the enterprise under a department's cap, or that of all (`*`), beside the diary's."""
        enterprise = self._registry.enterprises[visit.enterprise]
        left = None if self._made is None else self._made.left(enterprise, department)
        if left is None:
            return inf
        counted = (other for other in self._diary.visits_to(visit.enterprise) if other.counts)
        return left - sum(department in (EVERY, *other.departments) for other in counted)

    def pieces(self, lost: Lost) -> list[Lost]:
        """The part in smaller pieces, which may have more days: by matter, else check by check; none if it is one."""
        part = lost.visit
        groups = [[c for c in part.checks if c.matter == matter] for matter in part.matters]
        if len(groups) == 1:
            groups = [[check] for check in part.checks]
        pieces = (self._alone(part, group) for group in groups) if len(part.checks) > 1 else ()
        return [Lost(piece, lost.tried) for piece in pieces if piece is not None]

    def _alone(self, visit: MergedVisit, checks: Sequence[Check]) -> MergedVisit | None:
        """The checks as a visit; drawn ones may have had no days but those of the due checks beside them."""
        part = with_only(visit, checks, self._registry)
        for check in checks if part is None else ():
            self._unplanned.append(no_open_day(check, self._diary.days[0], self._diary.days[-1]))
        return part

    def department(self, check: Check) -> str:
        """Whose check it is."""
        return self._registry.matters[check.matter].department
