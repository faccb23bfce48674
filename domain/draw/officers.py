"""The draw of officers: smallest ticket first, each passed-over officer with the reason.

By ascending ticket each candidate is taken until the team is full, unless one of `domain.plan.SKIP_REASONS` holds
(`domain.draw.reasons`). No optimiser chooses a person.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from operator import itemgetter
from typing import NamedTuple

from domain.calendar import monday
from domain.draw.reasons import Reasons, Refused, members
from domain.draw.roster import Duty, Roster, duties
from domain.draw.staffing import DepartmentStaffing, Unstaffable
from domain.draw.tickets import officer_ticket, turn
from domain.plan import Skip, TeamMember, Visit
from domain.registry import Inspector, Registry


class OfficerDraw(NamedTuple):
    """The teams and everybody who was passed over."""

    teams: tuple[TeamMember, ...]
    skipped: tuple[Skip, ...]


def draw_officers(
    registry: Registry,
    visits: Iterable[Visit],
    working_days: Sequence[date],
    *,
    round_id: str,
    officer_seed: str,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> OfficerDraw:
    """Draw every team of a schedule, department by department.

    Raises:
        Unstaffable: some duties of a department in one week have no joint teams.
    """
    roster, of_department = Roster(registry, working_days), defaultdict[str, list[Duty]](list)
    for duty in duties(registry, visits):
        of_department[duty.department].append(duty)
    teams: list[TeamMember] = []
    skipped: list[Skip] = []
    total, done = sum(map(len, of_department.values())), 0
    for own in of_department.values():
        members, passed = DepartmentDraw(roster, own, round_id, officer_seed).run()
        teams += members
        skipped += passed
        done += len(own)
        progress(done, total)
    return OfficerDraw(tuple(teams), tuple(skipped))


class DepartmentDraw:
    """The officer draw of one department."""

    def __init__(self, roster: Roster, own: Sequence[Duty], round_id: str, officer_seed: str) -> None:
        self._roster, self._round, self._seed = roster, round_id, officer_seed
        self._turns = sorted(own, key=lambda d: turn(officer_seed, round_id, d.outing, d.department))
        self._staffing = DepartmentStaffing(roster, own)
        self._reasons = Reasons(roster, own[0].department)

    def run(self) -> tuple[list[TeamMember], list[Skip]]:
        """Serve the department's outings in turn."""
        teams: list[TeamMember] = []
        skipped: list[Skip] = []
        for duty in self._turns:
            in_order = sorted(self._tickets(duty), key=itemgetter(0))
            team, refused = self._draw_team(duty, [inspector for _, inspector in in_order])
            teams += members(duty, [(ticket, i) for ticket, i in in_order if i in team])
            last = teams[-1].ticket
            skipped += [
                Skip(duty.outing, duty.department, i.id, ticket, *refused[i.id])
                for ticket, i in in_order
                if i.id in refused and ticket < last
            ]
        return teams, skipped

    def _tickets(self, duty: Duty) -> list[tuple[str, Inspector]]:
        candidates = self._roster.covering(duty.department, duty.district, duty.area)
        return [(officer_ticket(self._seed, self._round, duty.outing, duty.department, i.id), i) for i in candidates]

    def _draw_team(self, duty: Duty, in_order: list[Inspector]) -> tuple[list[Inspector], dict[str, Refused]]:
        team, refused = self._reasons.draw_team(duty, in_order, [], self._strands)
        if len(team) < self._reasons.size:
            raise Unstaffable(duty)
        for inspector in team:
            self._reasons.engage(inspector, duty)
        return team, refused

    def _strands(self, duty: Duty, inspector: Inspector) -> Refused | None:
        """`would_strand`, asked of the joint teams of the week; if it does not hold, the officer is taken."""
        if self._staffing.take(duty, inspector):
            return None
        week = monday(duty.day)
        return "would_strand", (
            f"若取此人，该部门 {week} 当周其余检查组无法同时配齐 / with this officer here, "
            f"the department's other outings of the week of {week} cannot all have teams"
        )
