"""The draw of officers: smallest ticket first, each passed-over officer with the reason.

By ascending ticket each candidate is taken until the team is full, unless one of `domain.plan.SKIP_REASONS` holds
(`domain.draw.reasons`). No optimiser chooses a person.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Executor
from datetime import date
from operator import itemgetter
from typing import NamedTuple

from domain.calendar import monday
from domain.draw.pools import Pool, for_departments, pools
from domain.draw.reasons import Reasons, Refused, members
from domain.draw.roster import Duty, Roster, duties
from domain.draw.staffing import DepartmentStaffing, Unstaffable
from domain.draw.tickets import officer_tickets, turn
from domain.plan import Skip, TeamMember, Visit
from domain.registry import Inspector, Registry


class OfficerDraw(NamedTuple):
    """The teams and everybody who was passed over."""

    teams: tuple[TeamMember, ...]
    skipped: tuple[Skip, ...]


class Served(NamedTuple):
    """A duty that had its turn: its team, and whoever was passed over."""

    turn: str
    team: list[TeamMember]
    skipped: list[Skip]


def draw_officers(
    registry: Registry,
    visits: Iterable[Visit],
    working_days: Sequence[date],
    *,
    round_id: str,
    officer_seed: str,
    progress: Callable[[int, int], None] = lambda done, total: None,
    executor: Executor | None = None,
) -> OfficerDraw:
    """Draw every team of a schedule, department by department, each pool of officers as a task of its own.

    That is the draw of the whole department: every reason looks at the candidates of one outing and at what they
    have been drawn for, and the candidates, who cover the outing, are all of its pool. `load` compares candidates, and
    `would_strand` asks about joint teams, which never share an officer of two pools. So neither the pools nor the
    number of workers change a row, or the order of the rows: departments, and in them outings by turn.

    Raises:
        Unstaffable: some duties of a department in one week have no joint teams.
    """
    found = duties(registry, visits)
    tasks = pools(registry, found, working_days, round_id=round_id, officer_seed=officer_seed)
    served, done = list[list[Served]](), 0
    for drawn in (executor.map if executor else map)(draw_pool, tasks):
        served.append(drawn)
        done += len(drawn)
        progress(done, len(found))
    in_turn = [each for own in for_departments(zip(tasks, served, strict=True)).values() for each in own]
    teams, skipped = (row for each in in_turn for row in each.team), (row for each in in_turn for row in each.skipped)
    return OfficerDraw(tuple(teams), tuple(skipped))


def draw_pool(pool: Pool) -> list[Served]:
    """Draw the teams of one pool, in turn.

    Raises:
        Unstaffable: the duties of a week have no joint teams.
    """
    return PoolDraw(pool).run()


class PoolDraw:
    """The officer draw of one pool."""

    def __init__(self, pool: Pool) -> None:
        self._roster, self._round, self._seed = (
            Roster(pool.registry, pool.working_days),
            pool.round_id,
            pool.officer_seed,
        )
        turns = ((turn(pool.officer_seed, pool.round_id, d.outing, d.department), d) for d in pool.duties)
        self._turns = sorted(turns, key=itemgetter(0))
        self._staffing = DepartmentStaffing(self._roster, pool.duties)
        self._reasons = Reasons(self._roster, pool.duties[0].department)

    def run(self) -> list[Served]:
        """Serve the pool's outings in turn."""
        return [Served(own_turn, *self._serve(duty)) for own_turn, duty in self._turns]

    def _serve(self, duty: Duty) -> tuple[list[TeamMember], list[Skip]]:
        by_ticket = self._by_ticket(duty)
        team, refused = self._draw_team(duty, [inspector for _, inspector in by_ticket])
        seated = {inspector.id for inspector in team}
        drawn = [(ticket, i) for ticket, i in by_ticket if i.id in seated]
        last = drawn[-1][0]
        skipped = [
            Skip(duty.outing, duty.department, i.id, ticket.hex(), *refused[i.id])
            for ticket, i in by_ticket
            if ticket < last and i.id in refused
        ]
        return members(duty, [(ticket.hex(), i) for ticket, i in drawn]), skipped

    def _by_ticket(self, duty: Duty) -> list[tuple[bytes, Inspector]]:
        candidates = self._roster.covering(duty.department, duty.district, duty.area)
        names = (inspector.id for inspector in candidates)
        tickets = officer_tickets(self._seed, self._round, duty.outing, duty.department, names)
        return sorted(zip(tickets, candidates, strict=True), key=itemgetter(0))

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
