"""Replanning: what happened is taken in, what it hits is answered, and everything else stays.

In this order: visits that end, and parts that departments decline; seats that officers leave; checks that cannot
wait; visits that have to go elsewhere; the checks of successors and of departments that declined. Whatever is put
somewhere is put on a day after that of the report.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from domain.draw.changes import CLOSED, DECLINED, MOVED, REFUSES, Change, Succession, successions
from domain.plan import Drawn, Unplanned, Visit
from domain.registry import DUE_KINDS
from scheduling.replanning.adding import Added, Adding
from scheduling.replanning.board import Board
from scheduling.replanning.caps import made_on
from scheduling.replanning.dressing import blank_visit, without
from scheduling.replanning.groups import Group, Key
from scheduling.replanning.hindrance import Hindrance, Window, hindrance
from scheduling.replanning.ledger import Ledger, Why
from scheduling.replanning.outcome import Replanned, outcome
from scheduling.replanning.places import Teams, is_too_quiet, nearest, open_days, settle_on
from scheduling.replanning.relief import Relief
from scheduling.replanning.seats import vacate
from scheduling.replanning.told import (
    added_because,
    cancelled_because,
    declined_because,
    elsewhere_because,
    made_room_because,
    succeeded_because,
)
from scheduling.replanning.unfit import give_way, is_unfit, unfit


def replan(board: Board, reported: Sequence[Change], as_of: date) -> Replanned:
    """Answer changes reported on a day; the board is afterwards the plan as it is from then on."""
    return _Replanning(board, [change._replace(as_of=as_of) for change in reported], as_of).run()


class _Replanning:
    def __init__(self, board: Board, reported: Sequence[Change], as_of: date) -> None:
        self._board, self._reported, self._as_of = board, reported, as_of
        self._days = [day for day in board.sealed.working_days if day > as_of]
        self._ledger, self._confirmed = Ledger(), frozenset(board.plan.confirmed)
        self._adding = Adding(board, self._days, self._movable)
        self._successions: list[tuple[int, Succession]] = []
        self._near: dict[str, date] = {}
        self._closed = {it.subject for it in (*board.plan.reported, *reported) if it.ends_visits}

    def run(self) -> Replanned:
        """Take the steps in their order."""
        board = self._board
        homeless = self._end_visits()
        board.learn(self._reported)
        self._vacated()
        for number, change in self._of_kinds(*DUE_KINDS):
            self._cannot_wait(number, change)
        for number, visit, teams in homeless:
            self._find_a_day(number, visit, teams)
        for number, change in self._of_kinds(DECLINED):
            self._alone_elsewhere(number, change)
        self._check_successors()
        return outcome(board, self._ledger, self._successions)

    def _movable(self, visit: Visit) -> bool:
        """Not past, not promised, and nothing but drawn checks in it."""
        return self._not_promised(visit) and not made_on(self._board, visit, visit.date)

    def _not_promised(self, visit: Visit) -> bool:
        return visit.visit not in self._confirmed and visit.date > self._as_of

    def _locked(self, key: Key) -> bool:
        """Whether the team's officers stay unless they are away themselves."""
        promised = any(id in self._confirmed for id in self._board.outings[key[0]])
        return promised or self._board.duties[key].day <= self._as_of

    # -- what a change hits ------------------------------------------------------------------------------------

    def _end_visits(self) -> list[tuple[int, Visit, Teams]]:
        """Cancel visits that end, take declined parts out, and lift the visits that need another day or area."""
        homeless: list[tuple[int, Visit, Teams]] = []
        for number, change in self._of_kinds(CLOSED, MOVED):
            if change.ends_visits:
                self._close(number, change)
        for number, change in self._of_kinds(DECLINED):
            if visit := self._board.visits.get(change.subject):
                self._board.put(visit.visit, without(self._board.registry, visit, change.department))
                self._ledger.touched(visit, Why(number, declined_because(change)))
        declined = [(number, self._board.visits.get(it.subject)) for number, it in self._of_kinds(DECLINED)]
        hit = [(number, visit) for number, it in self._of_kinds(REFUSES, MOVED) for visit in self._hit(it)]
        for number, visit in [*((n, v) for n, v in declined if v and not self._can_stay(v)), *hit]:
            if visit.visit in self._board.visits:
                homeless.append((number, visit, self._alone_with(visit)))
                self._board.put(visit.visit, None)
        return homeless

    def _can_stay(self, visit: Visit) -> bool:
        """Whether what is left of a visit may be made on its day, and by its team or by one that is not promised."""
        others = [id for id in self._board.outings[visit.outing] if id != visit.visit]
        promised = not self._confirmed.isdisjoint(others)
        unled = promised and is_unfit(self._board, (visit.outing, visit.lead_department))
        return not unled and not is_too_quiet(self._board, visit)

    def _of_kinds(self, *kinds: str) -> Iterator[tuple[int, Change]]:
        return ((number, change) for number, change in enumerate(self._reported) if change.kind in kinds)

    def _alone_with(self, visit: Visit) -> Teams:
        """The teams of a visit that is alone on its outing: they go with it."""
        if self._board.outings[visit.outing] != (visit.visit,):
            return {}
        keys = [(visit.outing, department) for department in visit.departments]
        return {key: self._board.teams[key] for key in keys if key in self._board.teams}

    def _hit(self, change: Change) -> list[Visit]:
        """The enterprise's visits of the days concerned that were not made yet."""
        first = max(self._as_of, change.first or self._as_of)
        last = (change.last or first) if change.kind == REFUSES else date.max
        visits = (self._board.visits[id] for id in sorted(self._board.to.get(change.subject, ())))
        return [visit for visit in visits if first <= visit.date <= last]

    def _close(self, number: int, change: Change) -> None:
        board, gone = self._board, change.subject
        visits = [board.visits[id] for id in board.to.get(gone, ())]
        made = {matter for visit in visits if visit.date < self._as_of for matter in visit.matters}
        drawn = self._drawn()
        vacated = [row for row in drawn if row.enterprise == gone and row.matter not in made]
        board.drawn -= {(gone, row.matter) for row in vacated}
        why = Why(number, cancelled_because(change))
        for visit in sorted(visits):
            if visit.date >= self._as_of:
                board.put(visit.visit, None)
                self._ledger.touched(visit, why)
                self._ledger.lost(board, visit, visit.matters, "closed", why)
                self._near.setdefault(gone, visit.date)
        sealed = board.sealed
        for row in successions(
            sealed.registry, vacated, drawn, self._closed, round_id=sealed.round_id, seed=sealed.seed
        ):
            self._successions.append((number, row))
            board.drawn |= {(row.successor, row.matter)} if row.successor else set()

    def _drawn(self) -> list[Drawn]:
        """The enterprises drawn as of now, the successions so far included."""
        now = self._board.plan
        for _, row in self._successions:
            now = now.after(row, self._board.registry.inspectors)
        return list(now.drawn)

    # -- answers -----------------------------------------------------------------------------------------------

    def _vacated(self) -> None:
        board, relief = self._board, Relief(self._board, self._ledger, self._days, self._not_promised, self._adding)
        for seat in (left := vacate(board, self._reported, self._as_of)):
            self._ledger.teams.setdefault(seat.key, seat.change)
        self._ledger.forced, opened = len(left), [seat.key for seat in left]
        while (teams := unfit(board, self._as_of)) or opened:
            given = [seat for key in teams for seat in give_way(board, key)]
            first: dict[Group, int] = {}
            for key in (*opened, *teams):
                change = self._ledger.teams[key]
                first[board.group(key)] = min(change, first.get(board.group(key), change))
            relief.run(first, self._locked, teams)
            self._ledger.made_way(board, given)
            opened = []

    def _cannot_wait(self, number: int, change: Change) -> None:
        first, last = change.first or self._as_of, change.last or date.max
        if change.subject in self._closed:
            row = Unplanned(change.subject, change.matter, first, "closed", cancelled_because(change))
            self._ledger.left_out.append((number, row))
            return
        found = self._adding.soon(change.subject, change.matter, first, last)
        if found is None:
            why = self._hindrance(change.subject, [change.matter], self._days, first, (first, last))
            self._ledger.left_out.append((number, Unplanned(change.subject, change.matter, first, *why)))
            return
        self._note(number, found, added_because(change, found.visit))

    def _find_a_day(self, number: int, visit: Visit, teams: Teams) -> None:
        change, board = self._reported[number], self._board
        for day in nearest(open_days(board, visit, self._days), visit.date):
            if there := settle_on(board, visit, day, teams):
                self._ledger.fewest_moved += 1
                self._ledger.touched(there, Why(number, elsewhere_because(change, visit, there)))
                return
        _, sentence = hindrance(board, visit, self._days)
        self._ledger.touched(visit, Why(number, sentence))
        self._in_parts(number, visit)

    def _in_parts(self, number: int, visit: Visit) -> None:
        """No day suits all departments of a visit: its checks are made in new ones, and only those lost that must."""
        self._ledger.taken_out += 1
        for part, found in self._adding.near(visit.enterprise, visit.matters, visit.date):
            if found is None:
                reason, sentence = self._hindrance(visit.enterprise, part, self._days, visit.date)
                self._ledger.lost(self._board, visit, part, reason, Why(number, sentence))
            else:
                self._note(number, found, elsewhere_because(self._reported[number], visit, found.visit))

    def _alone_elsewhere(self, number: int, change: Change) -> None:
        """The declined part: its checks on another day, alone or with a visit that goes there anyway."""
        was = next(visit for visit in self._board.plan.visits if visit.visit == change.subject)
        if was.enterprise in self._closed:
            return
        first, last = change.first or was.date, change.last or change.first or was.date
        but = [day for day in self._days if first <= day <= last]
        own = [m for m in was.matters if self._board.registry.matters[m].department == change.department]
        for part, found in self._adding.near(was.enterprise, own, was.date, but=but):
            if found is None:
                days = [day for day in self._days if day not in but]
                reason, sentence = self._hindrance(was.enterprise, part, days, was.date)
                self._ledger.lost(self._board, was, part, reason, Why(number, sentence))
            else:
                self._note(number, found, declined_because(change))

    def _check_successors(self) -> None:
        """All that an enterprise succeeds to, with what has waited there since earlier, in as few visits as can be."""
        of: dict[str, dict[str, tuple[int, Succession]]] = {}
        for number, row in self._successions:
            if row.successor:
                of.setdefault(row.successor, {})[row.matter] = number, row
        for successor, rows in of.items():
            to = self._near.get(next(iter(rows.values()))[1].enterprise, self._days[0] if self._days else self._as_of)
            waiting = [row.matter for row in self._board.plan.awaiting if row.enterprise == successor]
            for part, found in self._adding.near(successor, dict.fromkeys([*rows, *waiting]), to):
                new = [rows[matter] for matter in part if matter in rows]
                if found:
                    number = min((number for number, _ in new), default=next(iter(rows.values()))[0])
                    self._note(number, found, succeeded_because([row for _, row in new or rows.values()]))
                    continue
                for number, row in new:
                    why = self._hindrance(successor, part, self._days, to)
                    self._ledger.left_out.append((number, Unplanned(successor, row.matter, None, *why)))

    def _hindrance(
        self, enterprise: str, matters: Iterable[str], days: list[date], on: date, window: Window | None = None
    ) -> Hindrance:
        """Why no new visit makes these checks on any of the days."""
        new = blank_visit(self._board, enterprise, matters, on)
        assert new is not None, "one matter is always a visit"
        return hindrance(self._board, new, days, window)

    def _note(self, number: int, found: Added, sentence: str) -> None:
        self._ledger.touched(found.visit, self._ledger.visits.get(found.visit.visit) or Why(number, sentence))
        for visit, there in found.made_room:
            self._ledger.touched(there, Why(number, made_room_because(found.visit, visit, there)))
