"""Why taking an officer would have stranded others: for each such refusal, a few duties that show it.

Whoever was taken needs no proof: the teams as they are drawn show that nothing was stranded. A refusal needs one, and
a *core* is that proof: some duties of the same department, week and pool that could not all have had teams.

**The question.** The department's draw is gone through again, outing by outing in turn, candidate by candidate, with
the teams as they are recorded (`docs/draw.md`, section 4). Let officer X be refused for outing O with `would_strand`.

- *Fixed* are the teams of the department's outings of that week that had their turn before O, those whom O had taken
  when X was asked, and X in O. They count toward X's and everybody's slots, day and week.
- *Whom O had taken* are not always its members with smaller tickets: an officer first passed over for `load` may be
  taken in the second pass, after X was asked.
- *Core*: outings of that week, each O or one whose turn comes after O; for another department's part nothing is said.
  O stands in the core only if its own seats left are part of the proof; its fixed members sit there anyway.
- *Open seats* of a core outing: `inspectors_per_department`, in O less those it has. *Able* to take one: officers
  of the department who cover the outing's area, are present and certified that day, and not recused from an
  enterprise the department visits there; in O less those it has, and less those whom O had refused with
  `would_strand` before X. (Whoever was refused is out for good; refusals for other outings do not matter, for those
  before O are full, and those after O have not been asked.)
- *Needs*: a lead and each skill of the outing that none of its fixed members meets; somebody on its open seats must.
- *The proof*: there is no choice of officers for all open seats of the core in which everybody is able, nobody is in
  two places in one slot, all daily and weekly limits hold, and each need is met. A core is short enough that
  counting, and then trying every team of the tightest outing in turn, settles it (`domain.draw.joint`).

No core can be left out of: without any of its outings the same search, trying few teams, proves nothing. An empty core:
not proven.

**Who is listed.** Every officer who was ever asked and refused for this reason. That is every `would_strand` row of
`skipped.csv`, and also those whom it does not list because in the end nobody with a larger ticket was taken: where
the second pass filled the team with smaller ones. There, too, the next in order was passed over, and it needs a proof.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from datetime import date
from operator import itemgetter
from typing import NamedTuple

from domain.calendar import monday
from domain.draw.joint import joint_teams
from domain.draw.pools import Pool, for_departments, pools
from domain.draw.reasons import Reasons, Refused
from domain.draw.roster import Duty, Roster, duties
from domain.draw.seats import Seats, rooms_beside
from domain.draw.staffing import Unstaffable
from domain.draw.tickets import officer_tickets, turn
from domain.plan import TeamMember, Visit
from domain.registry import Inspector, Registry

FEW = 50
"""Teams that may be tried to show that an outing is not needed in a core."""


class Stranded(NamedTuple):
    """A refusal and its core, outings in ascending order; an empty core: not proven within the search's limit."""

    outing: str
    department: str
    inspector: str
    core: tuple[str, ...]


def stranded(
    registry: Registry,
    visits: Iterable[Visit],
    teams: Iterable[TeamMember],
    working_days: Sequence[date],
    *,
    round_id: str,
    officer_seed: str,
    executor: Executor | None = None,
) -> list[Stranded]:
    """Every refusal with `would_strand` of a draw of officers, in the order in which it was made, with its core.

    Each pool of officers is a task of its own (`domain.draw.pools`).

    Raises:
        Unstaffable: these teams are not those of the draw; somebody is in a team whom the draw does not reach.
    """
    recorded = defaultdict[tuple[str, str], set[str]](set)
    for member in teams:
        recorded[member.outing, member.department].add(member.inspector)
    found = pools(registry, duties(registry, visits), working_days, round_id=round_id, officer_seed=officer_seed)
    tasks = [_Task(pool, {d.outing: recorded[d.outing, d.department] for d in pool.duties}) for pool in found]
    answered = (executor.map if executor else map)(_stranded_in, tasks)
    return [row for own in for_departments(zip(found, answered, strict=True)).values() for _, row in own]


class _Task(NamedTuple):
    """A pool with the teams recorded for its duties, by outing."""

    pool: Pool
    teams: Mapping[str, Collection[str]]


def _stranded_in(task: _Task) -> list[tuple[str, Stranded]]:
    """The refusals of one pool, each with the turn of its outing."""
    return [(own_turn, question.answered()) for own_turn, question in _Replay(task).questions()]


class _Replay:
    """One pool's draw, gone through with the teams as recorded."""

    def __init__(self, task: _Task) -> None:
        pool, self._recorded = task
        self._roster = Roster(pool.registry, pool.working_days)
        self._round, self._seed = pool.round_id, pool.officer_seed
        turns = ((turn(self._seed, self._round, duty.outing, duty.department), duty) for duty in pool.duties)
        self._in_turn = sorted(turns, key=itemgetter(0))
        self._reasons = Reasons(self._roster, pool.duties[0].department)
        self._later: dict[date, deque[Duty]] = defaultdict(deque)
        for _, duty in self._in_turn:
            self._later[monday(duty.day)].append(duty)
        self._drawn: dict[date, list[tuple[Duty, list[Inspector]]]] = defaultdict(list)

    def questions(self) -> Iterator[tuple[str, _Question]]:
        """Every refusal, as the question that it answered, with the outing's turn."""
        for own_turn, duty in self._in_turn:
            drawn, later = self._drawn[monday(duty.day)], self._later[monday(duty.day)]
            later.popleft()
            taken, asked = self._draw(duty)
            for n, (inspector, had) in enumerate(asked):
                fixed = [*drawn, (duty, [*had, inspector])]
                yield own_turn, _Question(self._roster, fixed, later, [before for before, _ in asked[:n]])
            drawn.append((duty, taken))

    def _draw(self, duty: Duty) -> tuple[list[Inspector], list[tuple[Inspector, list[Inspector]]]]:
        """The team, and everybody refused as stranding, in the order of asking, with those taken before."""
        taken: list[Inspector] = []
        asked: list[tuple[Inspector, list[Inspector]]] = []

        def strands(_: Duty, inspector: Inspector) -> Refused | None:
            if inspector.id in self._recorded[duty.outing]:
                taken.append(inspector)
                return None
            asked.append((inspector, list(taken)))
            return "would_strand", ""

        self._reasons.draw_team(duty, self._in_order(duty), [], strands)
        if len(taken) < self._reasons.size:
            raise Unstaffable(duty)
        for inspector in taken:
            self._reasons.engage(inspector, duty)
        return taken, asked

    def _in_order(self, duty: Duty) -> list[Inspector]:
        candidates = self._roster.covering(duty.department, duty.district, duty.area)
        names = [inspector.id for inspector in candidates]
        tickets = officer_tickets(self._seed, self._round, duty.outing, duty.department, names)
        return [i for _, i in sorted(zip(tickets, candidates, strict=True), key=itemgetter(0))]


class _Question:
    """Could the duty of the last fixed team, and the later ones, have had teams with the officer who is last in it?"""

    def __init__(
        self,
        roster: Roster,
        fixed: Sequence[tuple[Duty, Sequence[Inspector]]],
        later: Iterable[Duty],
        refused: Sequence[Inspector],
    ) -> None:
        self._duty, self._team = fixed[-1]
        size, officers = roster.policy.inspectors_per_department, roster.of_department[self._duty.department]
        self._rooms = rooms_beside(officers, fixed)
        able = [i for i in roster.able(self._duty) if i not in refused]
        here = [Seats.of(self._duty, size, self._team, able)] if len(self._team) < size else []
        self._open = here + [Seats.of(each, size, (), roster.able(each)) for each in later]

    def answered(self) -> Stranded:
        """The refusal with its core."""
        outings = sorted((each.outing for each in self._core()), key=lambda outing: (len(outing), outing))
        return Stranded(self._duty.outing, self._duty.department, self._team[-1].id, tuple(outings))

    def _core(self) -> Sequence[Seats]:
        """What the search says cannot be filled, without whatever can be left out, other days first."""
        core = joint_teams(self._open, self._rooms).core
        for each in sorted(core, key=self._closeness):
            if each in core:
                core = joint_teams([other for other in core if other is not each], self._rooms, FEW).core or core
        return core

    def _closeness(self, seats: Seats) -> tuple[bool, bool]:
        return seats.outing == self._duty.outing, seats.day == self._duty.day
