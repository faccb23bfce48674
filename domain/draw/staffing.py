"""The staffing oracle: can all duties of a department have teams at the same time?

Daily and weekly limits and the slots tie duties together only inside one week, and only among officers of one pool.
`docs/draw.md`, section 5, fixes the procedure.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from domain.calendar import monday
from domain.draw.roster import Duty, Roster, requirements
from domain.draw.witness import WeekStaffing
from domain.registry import Inspector


class Unstaffable(Exception):
    """The duties of a department in a week cannot all have teams; a plan must not ask for this."""

    def __init__(self, duty: Duty) -> None:
        super().__init__(f"{duty.outing} {duty.department} {duty.day}: no joint teams in its week")
        self.duty = duty

    def __reduce__(self) -> tuple[type[Unstaffable], tuple[Duty]]:
        """What another process sends is the duty; the sentence follows from it."""
        return Unstaffable, (self.duty,)


class DepartmentStaffing:
    """All duties of one department, each week and pool of officers by itself."""

    def __init__(self, roster: Roster, duties: Iterable[Duty]) -> None:
        """Build a first witness for every week, from duties in the order of the outings.

        Raises:
            Unstaffable: a week has no joint teams.
        """
        together: dict[tuple[str, date], list[Duty]] = {}
        for duty in duties:
            together.setdefault(week_and_pool(roster, duty), []).append(duty)
        self._roster = roster
        self._weeks = {key: _first_witness(roster, week) for key, week in together.items()}

    def take(self, duty: Duty, inspector: Inspector) -> bool:
        """Fix the officer in the duty's team unless that would strand another duty."""
        return self.week_of(duty).take(duty, inspector)

    def week_of(self, duty: Duty) -> WeekStaffing:
        """The witness of the duty's week and pool."""
        return self._weeks[week_and_pool(self._roster, duty)]


def week_and_pool(roster: Roster, duty: Duty) -> tuple[str, date]:
    """What ties duties of a department together: the officers' pool and the week (by its Monday)."""
    return roster.pool(duty.department, duty.district), monday(duty.day)


def _first_witness(roster: Roster, week: Sequence[Duty]) -> WeekStaffing:
    """In the order of the outings, else the hardest first, else by the exact search."""
    hardest_first = sorted(week, key=lambda d: (-len(requirements(d)), -d.visits, len(roster.able(d)), d.outing))
    for order in (week, hardest_first):
        staffing = WeekStaffing(roster)
        if all(staffing.add(duty) for duty in order):
            return staffing
    staffing = WeekStaffing(roster)
    for duty in hardest_first:
        if not staffing.add_exactly(duty):
            raise Unstaffable(duty)
    return staffing
