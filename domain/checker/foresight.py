"""`would_strand`: asked of the one procedure that the draw fixes, duty by duty as the draw itself asked it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from domain.calendar import monday
from domain.draw.roster import Duty
from domain.draw.staffing import WeekStaffing
from domain.registry import Inspector

if TYPE_CHECKING:
    from domain.checker.case import Case
    from domain.checker.entries import Part


class Foresight:
    """One department's weeks, each with joint teams for all its outings; `unstaffed` are the parts that have none."""

    def __init__(self, case: Case, parts: list[Part]) -> None:
        self._case = case
        self._roster = case.roster
        self._weeks: dict[date, WeekStaffing] = {}
        self.unstaffed: list[Part] = []
        for part in sorted(parts, key=lambda part: (len(part.outing), part.outing)):
            week = self._weeks.setdefault(monday(part.day), WeekStaffing(self._roster))
            if not week.add_exactly(self._duty(part)):
                self.unstaffed.append(part)

    def strands(self, part: Part, inspector: Inspector) -> bool:
        """Whether taking the officer leaves the department's outings of the week without teams; if not, it is taken."""
        if part in self.unstaffed:
            return False
        return not self._weeks[monday(part.day)].take(self._duty(part), inspector)

    def set_right(self, part: Part, recorded: list[str]) -> None:
        """Go on from the team that the plan records instead of the one drawn here."""
        if part in self.unstaffed:
            return
        week, duty = self._weeks[monday(part.day)], self._duty(part)
        week.remove(duty)
        if not week.add_exactly(duty):
            self.unstaffed.append(part)
            return
        for inspector in recorded:
            week.take(duty, self._case.registry.inspectors[inspector])

    def _duty(self, part: Part) -> Duty:
        return Duty(
            part.outing,
            part.department,
            part.day,
            sum({1 << self._case.slot(slot) for slot in part.slots}),
            part.place.district,
            part.place.area,
            tuple(entry.enterprise.id for entry in part.entries),
            part.leads,
            part.skills,
        )
