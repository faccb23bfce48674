"""A check that the plan did not have: it joins a visit that goes there, or gets one of its own, with day and team."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date

from domain.calendar import monday
from domain.plan import Visit
from domain.registry import EVERY, DueCheck
from scheduling.replanning.board import Board
from scheduling.replanning.dressing import with_matters
from scheduling.replanning.places import crowding, made_on, nearest, open_days, settle, settle_on

TRIED = 12
"""How many routine visits may be asked, on one day, to make room for a check that cannot wait."""


class Added:
    """What became of a check: the visit that makes it, whether it is new, and the routine visits that moved for it."""

    def __init__(self, visit: Visit, made_room: Iterable[tuple[Visit, Visit]] = (), *, new: bool) -> None:
        self.visit, self.made_room, self.is_new = visit, tuple(made_room), new


class Adding:
    """Checks put on a board. `days` are those on which anything may still be put."""

    def __init__(self, board: Board, days: list[date], movable: Callable[[Visit], bool]) -> None:
        self._board, self._days, self._movable = board, days, movable

    def soon(self, enterprise: str, matter: str, first: date, last: date) -> Added | None:
        """In the first slot of the window; routine visits move if they must. None: there is none."""
        window = [day for day in self._days if first <= day <= last]
        for day in window:
            if there := self._joined(enterprise, matter, day):
                return there
            new = self._new(enterprise, matter, day)
            if new is None or day not in list(open_days(self._board, new, [day])):
                continue
            if found := self._alone(new, day) or self._with_room(new, day):
                return found
        return None

    def near(self, enterprise: str, matter: str, to: date, *, but: Iterable[date] = ()) -> Added | None:
        """On the day nearest to another, in the windows of the due checks that are made then; it joins a visit that
        goes there before it gets one of its own."""
        barred, windows = set(but), [due for due in self._board.due.get((enterprise, matter), ()) if _holds(due, to)]
        days = [day for day in self._days if day not in barred and all(_holds(due, day) for due in windows)]
        days = nearest(days, to)
        for day in days:
            if there := self._joined(enterprise, matter, day):
                return there
        new = self._new(enterprise, matter, to)
        for day in open_days(self._board, new, days) if new else ():
            if new and (found := self._alone(new._replace(date=day), day)):
                return found
        return None

    def _joined(self, enterprise: str, matter: str, day: date) -> Added | None:
        """A visit of the day that makes the check already, or can make it too."""
        for visit in (self._board.visits[id] for id in self._board.to.get(enterprise, ())):
            if visit.date != day:
                continue
            if matter in visit.matters:
                return Added(visit, new=False)
            more = with_matters(self._board.registry, visit, (*visit.matters, matter))
            if more and within_caps(self._board, more) and settle(self._board, more):
                return Added(self._board.visits[visit.visit], new=False)
        return None

    def _new(self, enterprise: str, matter: str, day: date) -> Visit | None:
        blank = Visit("", enterprise, day, "", "", "", "", (), ())
        return with_matters(self._board.registry, blank, [matter])

    def _alone(self, new: Visit, day: date) -> Added | None:
        """A visit of its own, with the next number."""
        mark = self._board.mark()
        new = new._replace(visit=self._board.next_number(outing=False))
        if within_caps(self._board, new) and (there := settle_on(self._board, new, day)):
            return Added(there, new=True)
        self._board.back_to(mark)
        return None

    def _with_room(self, new: Visit, day: date) -> Added | None:
        """The same after routine visits have moved: those too near at the enterprise, and one more if need be."""
        mark = self._board.mark()
        near = crowding(self._board, new, day)
        if all(map(self._movable, near)):
            for visit in near:
                self._board.put(visit.visit, None)
            for more in ([], *([visit] for visit in self._in_the_way(new, day))):
                tried = self._board.mark()
                for visit in more:
                    self._board.put(visit.visit, None)
                if (near or more) and (found := self._alone(new, day)):
                    moved = [(visit, there) for visit in (*near, *more) if (there := self._elsewhere(visit))]
                    if len(moved) == len(near) + len(more):
                        return Added(found.visit, moved, new=True)
                self._board.back_to(tried)
        self._board.back_to(mark)
        return None

    def _in_the_way(self, new: Visit, day: date) -> Iterator[Visit]:
        """Routine visits of the departments, of that day before the rest of the week, the smallest first."""
        own = set(new.departments)
        visits = (
            (visit.date != day, len(visit.departments), visit.visit, visit)
            for department in new.departments
            for group in sorted(self._board.groups)
            if (group.department, group.week) == (department, monday(day))
            for key in self._board.groups[group]
            for visit in map(self._board.visits.__getitem__, self._board.outings[key[0]])
            if own & set(visit.departments) and self._movable(visit)
        )
        for *_, visit in sorted(set(visits))[:TRIED]:
            yield visit

    def _elsewhere(self, visit: Visit) -> Visit | None:
        """The visit on the nearest other day that has room for it."""
        for day in nearest(open_days(self._board, visit, self._days), visit.date):
            if there := settle_on(self._board, visit, day):
                return there
        return None


def _holds(due: DueCheck, day: date) -> bool:
    return due.not_before <= day <= due.not_after


def within_caps(board: Board, visit: Visit) -> bool:
    """Whether the enterprise's visits, this one as it would be, keep every yearly cap; history counts."""
    grade = board.registry.enterprises[visit.enterprise].credit_class
    others = [board.visits[id] for id in board.to.get(visit.enterprise, ()) if id != visit.visit]
    counted = [each for each in (*others, visit) if counts(board, each)]
    for cap in board.registry.caps:
        if cap.credit_class in (EVERY, grade):
            joined = sum(cap.department in (EVERY, *each.departments) for each in counted)
            if joined and _made(board, visit.enterprise, cap.department) + joined > cap.max_visits_per_year:
                return False
    return True


def _made(board: Board, enterprise: str, department: str) -> int:
    """Counted visits of `history.csv` this year, of a department or of all together (`*`)."""
    year = int(board.sealed.round_id[:4])
    rows = (row for row in board.registry.history if row.enterprise == enterprise and row.counted)
    return len({row.date for row in rows if row.date.year == year and department in (EVERY, row.department)})


def counts(board: Board, visit: Visit) -> bool:
    """Whether the visit counts toward caps: it may make a drawn check that does, or makes a due one that does."""
    drawn = (m for m in visit.matters if (visit.enterprise, m) in board.drawn)
    flagged = any(due.counts_toward_cap for due in made_on(board, visit, visit.date))
    return flagged or any(board.registry.matters[matter].counts_toward_cap for matter in drawn)
