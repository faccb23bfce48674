"""What is scarce: for each pool of officers and each thing a team must bring, the week in which least is to spare.

Plain counts of officer-visits. `there` is the most that the pool's officers who have it could make in the week, for
whatever and wherever it were. So a week in which it is used up is tight indeed; one in which it is not may be tight all
the same, in one area, or because the same officers are needed for something else.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from domain.calendar import monday
from domain.draw.roster import LEAD, Requirement, Roster, duties, meets, requirements
from domain.plan import Unplanned, Visit
from domain.registry import DueCheck, Registry

OFFICERS, LEADS, SKILL = "officers", "lead", "skill"
"""What can be scarce, named as the reasons of `unplanned.csv`."""

Key = tuple[str, str, Requirement]
"""A department, its pool (a district, or empty for all), and what is needed, empty for any officer."""


class Scarce(NamedTuple):
    """The tightest week of a pool: officer-visits that the plan needs of it, and that there are at most.

    `need` is `officers`, `lead` or `skill`, and then `skill` names it. `week` is its first working day. `left_out`:
    checks left out for just this want that could have been made that week.
    """

    department: str
    district: str
    need: str
    skill: str
    week: date
    needed: int
    there: int
    left_out: int


def scarce(
    registry: Registry, working_days: Sequence[date], visits: Iterable[Visit], unplanned: Iterable[Unplanned]
) -> list[Scarce]:
    """The tightest week of every pool and need, the scarcest first: where checks are left out, then what is used up."""
    counting = _Counting(registry, working_days, visits, unplanned)
    found = [min((counting.week(key, week) for week in counting.weeks), key=_scarcest) for key in counting.wanted()]
    return sorted(found, key=_scarcest)


def _scarcest(row: Scarce) -> tuple[object, ...]:
    used = Fraction(row.needed, row.there) if row.there else Fraction(row.needed + row.left_out)
    return not row.left_out, -used, -row.left_out, row.there, row


class _Counting:
    """Officer-visits needed and there, and checks left out, by pool and need and by week (its Monday)."""

    def __init__(
        self,
        registry: Registry,
        working_days: Sequence[date],
        visits: Iterable[Visit],
        unplanned: Iterable[Unplanned],
    ) -> None:
        self._registry, self._roster = registry, Roster(registry, working_days)
        self.weeks: dict[date, list[int]] = defaultdict(list)
        for number, day in enumerate(working_days):
            self.weeks[monday(day)].append(number)
        self._days = working_days
        self._needed: dict[Key, dict[date, int]] = defaultdict(lambda: defaultdict(int))
        self._left_out: dict[Key, dict[date, int]] = defaultdict(lambda: defaultdict(int))
        self._count(visits)
        self._count_left_out(unplanned)

    def wanted(self) -> list[Key]:
        """Every pool and need for which there is something to do or something left out."""
        return sorted(self._needed.keys() | self._left_out.keys())

    def week(self, key: Key, week: date) -> Scarce:
        department, district, need = key
        kind = OFFICERS if not need else LEADS if need == LEAD else SKILL
        return Scarce(
            department,
            district,
            kind,
            need if kind == SKILL else "",
            self._days[self.weeks[week][0]],
            self._needed[key][week],
            self._there(key, week),
            self._left_out[key][week],
        )

    def _count(self, visits: Iterable[Visit]) -> None:
        size = self._registry.policy.inspectors_per_department
        for duty in duties(self._registry, visits):
            pool, week = self._roster.pool(duty.department, duty.district), monday(duty.day)
            self._needed[duty.department, pool, ""][week] += size * duty.visits
            for need in requirements(duty):
                self._needed[duty.department, pool, need][week] += duty.visits

    def _count_left_out(self, unplanned: Iterable[Unplanned]) -> None:
        windows: dict[tuple[str, str, date | None], DueCheck] = {
            (row.enterprise, row.matter, row.not_before): row for row in self._registry.due
        }
        for row in unplanned:
            matter = self._registry.matters[row.matter]
            needs = {OFFICERS: "", LEADS: LEAD, SKILL: matter.skill}
            if row.reason in needs:
                district = self._registry.enterprises[row.enterprise].district
                key = matter.department, self._roster.pool(matter.department, district), needs[row.reason]
                for week in self._open(windows.get(row[:3])):
                    self._left_out[key][week] += 1

    def _open(self, due: DueCheck | None) -> list[date]:
        """The weeks with a working day in the window; all of them for a drawn check."""
        if due is None:
            return list(self.weeks)
        return list(dict.fromkeys(monday(day) for day in self._days if due.not_before <= day <= due.not_after))

    def _there(self, key: Key, week: date) -> int:
        department, district, need = key
        days, slots = sum(1 << day for day in self.weeks[week]), len(self._registry.policy.slots)
        return sum(
            min(
                (self._roster.mask_there(i) & days).bit_count() * min(i.max_visits_per_day, slots),
                i.max_visits_per_week,
            )
            for i in self._roster.of_department[department]
            if i.district in ("", district or i.district) and (not need or meets(i, need))
        )
