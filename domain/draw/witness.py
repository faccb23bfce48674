"""A witness that all duties of one department in one week can have teams at the same time.

`WeekStaffing` keeps one joint choice of teams and repairs it by chains of displacements (augmenting paths; H. W. Kuhn
1955) whenever a duty is added or an officer is taken. Where repair fails, `domain.draw.joint` decides exactly.
No witness is ever a plan: who goes is drawn by ticket (`domain.draw.officers`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, product

from domain.draw.joint import joint_teams
from domain.draw.roster import Duty, Requirement, Roster, meets, requirements
from domain.draw.seats import Seats, rooms_beside
from domain.registry import Inspector


def _shares(needs: Sequence[Requirement], seats: int) -> Iterator[tuple[tuple[Requirement, ...], ...]]:
    """Every way to share requirements among seats; seats are alike, so the first need always sits on the first seat."""
    seen = set()
    for where in product(range(seats), repeat=len(needs)):
        share = tuple(tuple(n for n, at in zip(needs, where, strict=True) if at == seat) for seat in range(seats))
        if tuple(sorted(share)) not in seen:
            seen.add(tuple(sorted(share)))
            yield share


class _Seat:
    """One officer's place in a duty's team; `able` are those who may sit there, `holder` is the witness."""

    __slots__ = ("able", "duty", "fixed", "holder")

    def __init__(self, duty: Duty, able: list[Inspector], holder: Inspector | None = None, fixed: bool = False) -> None:
        self.duty, self.able, self.holder, self.fixed = duty, able, holder, fixed


class WeekStaffing:
    """Duties of one department in one week, with a joint choice of teams that obeys the hard rules."""

    STEPS = 300
    """Displacements that one repair may try before the question goes to the exact search."""
    DEPTH = 60
    """How long one chain of displacements may become."""

    def __init__(self, roster: Roster) -> None:
        self._roster, self._size = roster, roster.policy.inspectors_per_department
        self._seats: dict[Duty, list[_Seat]] = {}
        self._held: dict[str, list[_Seat]] = {}
        self._refused: dict[Duty, list[Inspector]] = {}
        self._trail: list[tuple[_Seat, Inspector | None]] = []
        self._steps = 0

    # -- what callers do ---------------------------------------------------------------------------------------

    def add(self, duty: Duty) -> bool:
        """Take the duty on if all duties can still be staffed, by repair alone; else leave everything as it is."""
        return self._reseat(duty, [])

    def remove(self, duty: Duty) -> None:
        """Take a duty away again."""
        self._refused.pop(duty, None)
        for seat in self._seats.pop(duty):
            self._assign(seat, None)

    def take(self, duty: Duty, inspector: Inspector) -> bool:
        """Fix the officer in the duty's team if all duties can still be staffed; else leave everything as it is."""
        fixed = [seat.holder for seat in self._seats[duty] if seat.fixed and seat.holder]
        if self._reseat(duty, [*fixed, inspector]) or self._rebuild(duty, [*fixed, inspector]):
            return True
        self._refuse(duty, inspector)
        return False

    def add_exactly(self, duty: Duty) -> bool:
        """Like `add`, but exact: repair first, then search."""
        return self._reseat(duty, []) or self._rebuild(duty, [])

    def _refuse(self, duty: Duty, inspector: Inspector) -> None:
        """Keep the officer out of the duty for good.

        A search that ended at its limit may have refused wrongly; a later witness that relied on this officer, whom
        the draw will not ask again, would leave the team short.
        """
        self._refused.setdefault(duty, []).append(inspector)
        for seat in self._seats[duty]:
            seat.able = [i for i in seat.able if i is not inspector]

    def _able(self, duty: Duty) -> list[Inspector]:
        refused = self._refused.get(duty, ())
        return [i for i in self._roster.able(duty) if i not in refused]

    # -- repair ------------------------------------------------------------------------------------------------

    def _reseat(self, duty: Duty, fixed: list[Inspector]) -> bool:
        """Give the duty its fixed officers and new open seats, then find holders for whatever lost its own."""
        before = self._seats.get(duty, [])
        for open_seats in self._open_seats(duty, fixed):
            self._trail.clear()
            self._steps = self.STEPS
            for seat in before:
                self._assign(seat, None)
            taken = [_Seat(duty, [inspector]) for inspector in fixed]
            if self._seat_all(taken, fix=True) and self._seat_all(self._kept(open_seats, before), fix=False):
                self._seats[duty] = taken + open_seats
                return True
            self._undo(0)
            for seat in taken:
                seat.fixed = False
        return False

    def _open_seats(self, duty: Duty, fixed: list[Inspector]) -> Iterator[list[_Seat]]:
        able = self._able(duty)
        if any(inspector not in able for inspector in fixed):
            return
        needs = [need for need in requirements(duty) if not any(meets(inspector, need) for inspector in fixed)]
        rest = [inspector for inspector in able if inspector not in fixed]
        for share in _shares(needs, self._size - len(fixed)):
            yield [_Seat(duty, [i for i in rest if all(meets(i, need) for need in needed)]) for needed in share]

    @staticmethod
    def _kept(seats: list[_Seat], before: list[_Seat]) -> list[_Seat]:
        """Let those who held the duty be asked first: the less moves, the cheaper the repair."""
        held = [seat.holder for seat in before]
        for seat in seats:
            seat.able.sort(key=lambda inspector: inspector not in held)
        return sorted(seats, key=lambda seat: len(seat.able))

    def _seat_all(self, seats: list[_Seat], *, fix: bool) -> bool:
        for seat in seats:
            if not self._augment(seat, set(), self.DEPTH):
                return False
            seat.fixed = fix
        return True

    def _augment(self, seat: _Seat, tried: set[tuple[str, int]], depth: int) -> bool:
        """Find a holder, displacing open seats in turn: an augmenting path when one seat moves, a tree when more."""
        for inspector in seat.able:
            if self._has_room(inspector, seat):
                self._assign(seat, inspector)
                return True
        for inspector in seat.able if depth else ():
            key = inspector.id, seat.duty.day.toordinal()
            if key in tried:
                continue
            tried.add(key)
            for displaced in self._ways_to_make_room(inspector, seat):
                self._steps -= 1
                if self._steps < 0:
                    return False
                if self._displace(seat, inspector, displaced, tried, depth - 1):
                    return True
        return False

    def _displace(
        self, seat: _Seat, inspector: Inspector, displaced: Sequence[_Seat], tried: set[tuple[str, int]], depth: int
    ) -> bool:
        mark = len(self._trail)
        for other in displaced:
            self._assign(other, None)
        self._assign(seat, inspector)
        if all(self._augment(other, tried, depth) for other in displaced):
            return True
        self._undo(mark)
        return False

    def _has_room(self, inspector: Inspector, seat: _Seat) -> bool:
        duty = seat.duty
        today = week = duty.slots.bit_count()
        for other in self._held.get(inspector.id, ()):
            visits = other.duty.slots.bit_count()
            week += visits
            if other.duty.day == duty.day:
                today += visits
                if other.duty.slots & duty.slots:
                    return False
        return today <= inspector.max_visits_per_day and week <= inspector.max_visits_per_week

    def _ways_to_make_room(self, inspector: Inspector, seat: _Seat) -> Iterator[tuple[_Seat, ...]]:
        """The smallest sets of open seats the officer could give up for this one."""
        duty, held = seat.duty, self._held.get(inspector.id, [])
        if duty.visits > min(inspector.max_visits_per_day, inspector.max_visits_per_week):
            return
        clashing = [s for s in held if s.duty.day == duty.day and s.duty.slots & duty.slots]
        if any(s.fixed for s in clashing):
            return
        spare = [s for s in held if not s.fixed and s not in clashing]
        for count in range(3):
            found = False
            for more in combinations(spare, count):
                gone = [*clashing, *more]
                if self._fits_without(inspector, duty, [s for s in held if s not in gone]):
                    found = True
                    yield tuple(gone)
            if found:
                return

    @staticmethod
    def _fits_without(inspector: Inspector, duty: Duty, kept: list[_Seat]) -> bool:
        week = duty.visits + sum(s.duty.visits for s in kept)
        today = duty.visits + sum(s.duty.visits for s in kept if s.duty.day == duty.day)
        return week <= inspector.max_visits_per_week and today <= inspector.max_visits_per_day

    def _assign(self, seat: _Seat, inspector: Inspector | None) -> None:
        self._trail.append((seat, seat.holder))
        self._set(seat, inspector)

    def _set(self, seat: _Seat, inspector: Inspector | None) -> None:
        if seat.holder is not None:
            self._held[seat.holder.id].remove(seat)
        seat.holder = inspector
        if inspector is not None:
            self._held.setdefault(inspector.id, []).append(seat)

    def _undo(self, mark: int) -> None:
        while len(self._trail) > mark:
            self._set(*self._trail.pop())

    # -- exact answer ------------------------------------------------------------------------------------------

    def _rebuild(self, duty: Duty, fixed: list[Inspector]) -> bool:
        """Ask the exact search for a whole new witness in which the duty has these officers."""
        begun = {each: [s.holder for s in seats if s.fixed and s.holder] for each, seats in self._seats.items()}
        begun[duty] = fixed
        everybody = {i.id: i for i in self._roster.of_department[duty.department]}
        rooms = rooms_beside(everybody.values(), begun.items())
        some = [each for each, team in begun.items() if each is duty or len(team) < self._size]
        open_seats = [Seats.of(each, self._size, begun[each], self._able(each)) for each in some]
        teams = (
            joint_teams([seats for seats in open_seats if seats.seats or seats.needs], rooms).teams if rooms else None
        )
        if teams is None:
            return False
        for seat in [seat for seats in self._seats.values() for seat in seats]:
            self._set(seat, None)
        for each, team in begun.items():
            more = [everybody[name] for name in teams.get(each.outing, ())]
            self._seats[each] = list(self._witness(each, team, [*team, *more]))
        return True

    def _witness(self, duty: Duty, taken: list[Inspector], team: Sequence[Inspector]) -> Iterator[_Seat]:
        """Seats for a team that the exact search chose; the first of the team who meets a need answers for it."""
        needs = requirements(duty)
        for place, inspector in enumerate(team):
            own = [n for n in needs if meets(inspector, n) and not any(meets(i, n) for i in team[:place])]
            able = [i for i in self._able(duty) if all(meets(i, need) for need in own)]
            seat = _Seat(duty, able, fixed=inspector in taken)
            self._set(seat, inspector)
            yield seat
