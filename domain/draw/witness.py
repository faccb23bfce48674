"""A witness that all duties of one department in one week can have teams at the same time.

`WeekStaffing` keeps one joint choice of teams and repairs it by chains of displacements (augmenting paths; H. W. Kuhn
1955) whenever a duty is added or an officer is taken. Where repair fails, `domain.draw.joint` decides exactly.
No witness is ever a plan: who goes is drawn by ticket (`domain.draw.officers`).

Officers are numbers here, and some officers the bits of one number (`domain.draw.force`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from domain.draw.force import DayRoom, Force, Officers, WeekRoom, bits
from domain.draw.joint import joint_teams
from domain.draw.roster import Duty, Roster, requirements
from domain.draw.seats import Seats, rooms_beside
from domain.draw.teams import Seat, Team, shares
from domain.registry import Inspector

Tried = dict[DayRoom, Officers]
"""By day, the officers whom a repair has asked already."""


class WeekStaffing:
    """Duties of one department in one week, with a joint choice of teams that obeys the hard rules."""

    STEPS = 300
    """Displacements that one repair may try before the question goes to the exact search."""
    DEPTH = 60
    """How long one chain of displacements may become."""

    def __init__(self, roster: Roster) -> None:
        self._roster, self._size = roster, roster.policy.inspectors_per_department
        self._teams: dict[Duty, Team] = {}
        self._trail: list[tuple[Seat, int | None]] = []
        self._steps = 0

    # -- what callers do ---------------------------------------------------------------------------------------

    def add(self, duty: Duty) -> bool:
        """Take the duty on if all duties can still be staffed, by repair alone; else leave everything as it is."""
        return self._reseat(self._team_of(duty), [])

    def remove(self, duty: Duty) -> None:
        """Take a duty away again."""
        for seat in self._teams.pop(duty).seats:
            self._set(seat, None)

    def take(self, duty: Duty, inspector: Inspector) -> bool:
        """Fix the officer in the duty's team if all duties can still be staffed; else leave everything as it is."""
        team = self._teams[duty]
        officer = self._force.number.get(inspector.id)
        if officer is None:
            return False
        members = [*team.fixed(), officer]
        if self._reseat(team, members) or self._rebuild(team, members):
            return True
        self._refuse(team, officer)
        return False

    def add_exactly(self, duty: Duty) -> bool:
        """Like `add`, but exact: repair first, then search."""
        team = self._team_of(duty)
        return self._reseat(team, []) or self._rebuild(team, [])

    @staticmethod
    def _refuse(team: Team, officer: int) -> None:
        """Keep the officer out of the duty for good.

        A search that ended at its limit may have refused wrongly; a later witness that relied on this officer, whom
        the draw will not ask again, would leave the team short.
        """
        team.able &= ~(1 << officer)
        for seat in team.seats:
            seat.able &= ~(1 << officer)

    def _team_of(self, duty: Duty) -> Team:
        if not self._teams:
            self._begin(self._roster.force(duty.department))
        if duty in self._teams:
            return self._teams[duty]
        meeting = [self._roster.meeting(duty.department, need) for need in requirements(duty)]
        return Team(duty, self._room.on(duty.day), self._roster.able_bits(duty), meeting)

    def _begin(self, force: Force) -> None:
        self._force, self._room = force, WeekRoom(force)
        self._held: list[list[Seat]] = [[] for _ in force.officers]

    # -- repair ------------------------------------------------------------------------------------------------

    def _reseat(self, team: Team, fixed: list[int]) -> bool:
        """Give the duty its fixed officers and new open seats, then find holders for whatever lost its own."""
        for open_seats in self._open_seats(team, fixed):
            self._trail.clear()
            self._steps = self.STEPS
            for seat in team.seats:
                self._assign(seat, None)
            taken = [Seat(team, 1 << officer) for officer in fixed]
            narrowest = sorted(open_seats, key=lambda seat: seat.able.bit_count())
            if self._seat_all(taken, fix=True) and self._seat_all(narrowest, fix=False):
                team.seats = taken + open_seats
                self._teams[team.duty] = team
                return True
            self._undo(0)
            for seat in taken:
                seat.fixed = False
        return False

    def _open_seats(self, team: Team, fixed: list[int]) -> Iterator[list[Seat]]:
        taken = bits(fixed)
        if taken & ~team.able:
            return
        needs = [meeting for meeting in team.meeting if not meeting & taken]
        rest = team.able & ~taken
        for share in shares(len(needs), self._size - len(fixed)):
            seats = []
            for needed in share:
                able = rest
                for need in needed:
                    able &= needs[need]
                seats.append(Seat(team, able))
            yield seats

    def _seat_all(self, seats: list[Seat], *, fix: bool) -> bool:
        for seat in seats:
            if not self._augment(seat, {}, self.DEPTH):
                return False
            seat.fixed = fix
        return True

    def _augment(self, seat: Seat, tried: Tried, depth: int) -> bool:
        """Find a holder, displacing open seats in turn: an augmenting path when one seat moves, a tree when more."""
        team = seat.team
        if free := seat.able & self._room.admitting(team.day, team.slots):
            self._assign(seat, (free & -free).bit_length() - 1)
            return True
        while depth and (untried := seat.able & ~tried.get(team.day, 0)):
            one = untried & -untried
            tried[team.day] = tried.get(team.day, 0) | one
            officer = one.bit_length() - 1
            for displaced in self._ways_to_make_room(officer, team):
                self._steps -= 1
                if self._steps < 0:
                    return False
                if self._displace(seat, officer, displaced, tried, depth - 1):
                    return True
        return False

    def _displace(self, seat: Seat, officer: int, displaced: Sequence[Seat], tried: Tried, depth: int) -> bool:
        mark = len(self._trail)
        for other in displaced:
            self._assign(other, None)
        self._assign(seat, officer)
        if all(self._augment(other, tried, depth) for other in displaced):
            return True
        self._undo(mark)
        return False

    def _ways_to_make_room(self, officer: int, team: Team) -> Iterator[tuple[Seat, ...]]:
        """The smallest sets of open seats the officer could give up for this one."""
        inspector, held = self._force.officers[officer], self._held[officer]
        if team.visits > min(inspector.max_visits_per_day, inspector.max_visits_per_week):
            return
        clashing = [s for s in held if s.team.day is team.day and s.team.slots & team.slots]
        if any(s.fixed for s in clashing):
            return
        spare = [s for s in held if not s.fixed and s not in clashing]
        gone = sum(s.team.visits for s in clashing)
        too_many = team.visits - gone - self._room.week.left[officer]
        today = team.visits - gone - team.day.visits.left[officer]
        for count in range(3):
            found = False
            for more in combinations(spare, count):
                of_week = sum(s.team.visits for s in more)
                of_day = sum(s.team.visits for s in more if s.team.day is team.day)
                if of_week >= too_many and of_day >= today:
                    found = True
                    yield (*clashing, *more)
            if found:
                return

    def _assign(self, seat: Seat, officer: int | None) -> None:
        self._trail.append((seat, seat.holder))
        self._set(seat, officer)

    def _set(self, seat: Seat, officer: int | None) -> None:
        team = seat.team
        if seat.holder is not None:
            self._held[seat.holder].remove(seat)
            self._room.give_back(seat.holder, team.day, team.slots)
        seat.holder = officer
        if officer is not None:
            self._held[officer].append(seat)
            self._room.take(officer, team.day, team.slots)

    def _undo(self, mark: int) -> None:
        while len(self._trail) > mark:
            self._set(*self._trail.pop())

    # -- exact answer ------------------------------------------------------------------------------------------

    def _rebuild(self, team: Team, fixed: list[int]) -> bool:
        """Ask the exact search for a whole new witness in which the duty has these officers."""
        begun = {each: each.fixed() for each in self._teams.values()} | {team: fixed}
        officers, number = self._force.officers, self._force.number
        taken = {each: [officers[n] for n in members] for each, members in begun.items()}
        rooms = rooms_beside(officers, ((each.duty, members) for each, members in taken.items()))
        some = [each for each in taken if each is team or len(taken[each]) < self._size]
        seats = [Seats.of(each.duty, self._size, taken[each], self._force.named(each.able)) for each in some]
        found = joint_teams([s for s in seats if s.seats or s.needs], rooms).teams if rooms else None
        if found is None:
            return False
        for seat in [seat for each in self._teams.values() for seat in each.seats]:
            self._set(seat, None)
        for each, members in begun.items():
            more = [number[name] for name in found.get(each.duty.outing, ())]
            each.seats = list(self._witness(each, len(members), [*members, *more]))
            self._teams[each.duty] = each
        return True

    def _witness(self, team: Team, taken: int, members: Sequence[int]) -> Iterator[Seat]:
        """Seats for a team that the search chose, some taken before; the first who meets a need answers for it."""
        before: Officers = 0
        for place, officer in enumerate(members):
            able = team.able
            for meeting in team.meeting:
                if meeting >> officer & 1 and not meeting & before:
                    able &= meeting
            before |= 1 << officer
            seat = Seat(team, able, fixed=place < taken)
            self._set(seat, officer)
            yield seat
