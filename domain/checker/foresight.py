"""`would_strand`: asked of the one procedure that the draw fixes, duty by duty as the draw itself asked it."""

from __future__ import annotations

from collections.abc import Iterable

from domain.draw.roster import Duty, Roster
from domain.draw.staffing import DepartmentStaffing, Unstaffable
from domain.registry import Inspector


class Foresight:
    """One pool's duties, each week with joint teams for all of them; `unstaffed` are those that have none."""

    def __init__(self, roster: Roster, duties: Iterable[Duty]) -> None:
        self._roster = roster
        self.unstaffed: list[Duty] = []
        staffed = list(duties)
        while (found := self._staff(staffed)) is not None:
            self.unstaffed.append(found)
            staffed.remove(found)

    def _staff(self, duties: list[Duty]) -> Duty | None:
        """Find joint teams for the duties; one for which there are none, if any."""
        try:
            self._staffing = DepartmentStaffing(self._roster, duties)
        except Unstaffable as unstaffable:
            return unstaffable.duty
        return None

    def strands(self, duty: Duty, inspector: Inspector) -> bool:
        """Whether taking the officer leaves the pool's outings of the week without teams; if not, it is taken."""
        return duty not in self.unstaffed and not self._staffing.take(duty, inspector)

    def set_right(self, duty: Duty, recorded: Iterable[Inspector]) -> None:
        """Go on from the team that the plan records instead of the one drawn here."""
        if duty in self.unstaffed:
            return
        week = self._staffing.week_of(duty)
        week.remove(duty)
        if not week.add_exactly(duty):
            self.unstaffed.append(duty)
            return
        for inspector in recorded:
            week.take(duty, inspector)
