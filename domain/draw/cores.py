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

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from domain.draw.joint import joint_teams
from domain.draw.reasons import Reasons, Refused
from domain.draw.roster import Duty, Roster, duties
from domain.draw.seats import Seats, rooms_beside
from domain.draw.staffing import Unstaffable, week_and_pool
from domain.draw.tickets import officer_ticket, turn
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
) -> list[Stranded]:
    """Every refusal with `would_strand` of a draw of officers, in the order in which it was made, with its core.

    Raises:
        Unstaffable: these teams are not those of the draw; somebody is in a team whom the draw does not reach.
    """
    roster, of_department = Roster(registry, working_days), defaultdict[str, list[Duty]](list)
    for duty in duties(registry, visits):
        of_department[duty.department].append(duty)
    recorded = defaultdict[tuple[str, str], set[str]](set)
    for member in teams:
        recorded[member.outing, member.department].add(member.inspector)
    found = []
    for own in of_department.values():
        in_turn = sorted(own, key=lambda duty: turn(officer_seed, round_id, duty.outing, duty.department))
        for question in _Replay(roster, in_turn, recorded, round_id, officer_seed).questions():
            found.append(question.answered())
    return found


class _Replay:
    """One department's draw, gone through with the teams as recorded."""

    def __init__(
        self,
        roster: Roster,
        in_turn: Sequence[Duty],
        recorded: Mapping[tuple[str, str], set[str]],
        round_id: str,
        officer_seed: str,
    ) -> None:
        self._roster, self._in_turn, self._recorded = roster, in_turn, recorded
        self._round, self._seed = round_id, officer_seed
        self._reasons = Reasons(roster, in_turn[0].department)
        self._drawn: dict[tuple[str, date], list[tuple[Duty, list[Inspector]]]] = defaultdict(list)

    def questions(self) -> Iterator[_Question]:
        """Every refusal, as the question that it answered."""
        for duty in self._in_turn:
            here = week_and_pool(self._roster, duty)
            taken, asked = self._draw(duty)
            if asked:
                week = [each for each in self._in_turn if week_and_pool(self._roster, each) == here]
                later = week[len(self._drawn[here]) + 1 :]
                for n, (inspector, had) in enumerate(asked):
                    fixed = [*self._drawn[here], (duty, [*had, inspector])]
                    yield _Question(self._roster, fixed, later, [before for before, _ in asked[:n]])
            self._drawn[here].append((duty, taken))

    def _draw(self, duty: Duty) -> tuple[list[Inspector], list[tuple[Inspector, list[Inspector]]]]:
        """The team, and everybody refused as stranding, in the order of asking, with those taken before."""
        taken: list[Inspector] = []
        asked: list[tuple[Inspector, list[Inspector]]] = []

        def strands(_: Duty, inspector: Inspector) -> Refused | None:
            if inspector.id in self._recorded[duty.outing, duty.department]:
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
        names = self._seed, self._round, duty.outing, duty.department
        return sorted(candidates, key=lambda inspector: officer_ticket(*names, inspector.id))


class _Question:
    """Could the duty of the last fixed team, and the later ones, have had teams with the officer who is last in it?"""

    def __init__(
        self,
        roster: Roster,
        fixed: Sequence[tuple[Duty, Sequence[Inspector]]],
        later: Sequence[Duty],
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
