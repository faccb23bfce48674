"""`would_strand`: asked of the one procedure that the draw fixes, duty by duty as the draw itself asked it."""

from __future__ import annotations

from domain.checker.case import Case
from domain.checker.entries import Part
from domain.draw.roster import Duty
from domain.draw.staffing import DepartmentStaffing, Unstaffable
from domain.registry import Inspector


class Foresight:
    """One department's duties, each week with joint teams for all of them; `unstaffed` are the parts that have none."""

    def __init__(self, case: Case, parts: list[Part]) -> None:
        self._case = case
        self.unstaffed: list[Part] = []
        staffed = sorted(parts, key=lambda part: (len(part.outing), part.outing))
        while (found := self._staff(staffed)) is not None:
            self.unstaffed.append(next(part for part in staffed if part.outing == found.outing))
            staffed.remove(self.unstaffed[-1])

    def _staff(self, parts: list[Part]) -> Duty | None:
        """Find joint teams for the parts; a duty for which there are none, if any."""
        try:
            self._staffing = DepartmentStaffing(self._case.roster, map(self._duty, parts))
        except Unstaffable as unstaffable:
            return unstaffable.duty
        return None

    def strands(self, part: Part, inspector: Inspector) -> bool:
        """Whether taking the officer leaves the department's outings of the week without teams; if not, it is taken."""
        return part not in self.unstaffed and not self._staffing.take(self._duty(part), inspector)

    def set_right(self, part: Part, recorded: list[str]) -> None:
        """Go on from the team that the plan records instead of the one drawn here."""
        if part in self.unstaffed:
            return
        duty = self._duty(part)
        week = self._staffing.week_of(duty)
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
