"""A check that the plan did not have: it joins a visit that goes there, or gets one of its own, with day and team."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from itertools import combinations

from domain.calendar import monday
from domain.plan import Visit
from domain.registry import DueCheck
from scheduling.replanning.board import Board
from scheduling.replanning.caps import within_caps
from scheduling.replanning.dressing import blank_visit, with_matters
from scheduling.replanning.places import crowding, nearest, open_days, settle, settle_on

TRIED = 12
"""How many routine visits may be asked, on one day, to make room for a check that cannot wait."""
WEIGHED = 6
"""Of up to so many checks of an enterprise every way of sharing them among visits is weighed."""


class Added:
    """What became of a check: the visit that makes it, whether it is new, and the routine visits that moved for it."""

    def __init__(self, visit: Visit, made_room: Iterable[tuple[Visit, Visit]] = (), *, new: bool) -> None:
        self.visit, self.made_room, self.is_new = visit, tuple(made_room), new


Housed = tuple[tuple[str, ...], Added | None]
"""Matters of an enterprise, and what became of their checks; None: there is no place for them."""


class Adding:
    """Checks put on a board. `days` are those on which anything may still be put."""

    def __init__(self, board: Board, days: list[date], movable: Callable[[Visit], bool]) -> None:
        self._board, self._days, self._movable = board, days, movable

    def soon(self, enterprise: str, matter: str, first: date, last: date) -> Added | None:
        """In the first slot of the window; routine visits move if they must. None: there is none."""
        window = [day for day in self._days if first <= day <= last]
        for day in window:
            if there := self._joined_on(enterprise, matter, day):
                return there
            new = blank_visit(self._board, enterprise, [matter], day)
            if new is None or day not in list(open_days(self._board, new, [day])):
                continue
            if found := self._alone(new, day) or self._with_room(new, day):
                return found
        return None

    def near(self, enterprise: str, matters: Iterable[str], to: date, *, but: Iterable[date] = ()) -> list[Housed]:
        """Near another day, in the windows of the due checks that are made then: in unconfirmed visits that go there
        anyway, the others in as few new ones as can be; each part of the matters with what became of it."""
        barred = set(but)
        days = [day for day in self._days if day not in barred]
        found, rest = self._in_visits_there(enterprise, tuple(matters), to, days)
        return found + self._in_few(enterprise, rest, to, days)

    def _in_visits_there(
        self, enterprise: str, matters: tuple[str, ...], to: date, days: Sequence[date]
    ) -> tuple[list[Housed], tuple[str, ...]]:
        """As many as can be at a time, the nearest visit first; and the matters that no visit takes."""
        promised = self._board.plan.confirmed
        visits = [self._board.visits[id] for id in self._board.to.get(enterprise, ())]
        visits = sorted(visits, key=lambda visit: (abs((visit.date - to).days), visit.date))
        for size in range(len(matters) if visits else 0, 0, -1):
            for some in combinations(matters, size):
                open_to_them = set(self._within_windows(enterprise, some, to, days))
                for visit in visits:
                    free = visit.visit not in promised or set(some) <= set(visit.matters)
                    if free and visit.date in open_to_them and (there := self._joined(visit, some)):
                        rest = tuple(matter for matter in matters if matter not in some)
                        more, rest = self._in_visits_there(enterprise, rest, to, days)
                        return [(some, there), *more], rest
        return [], matters

    def _in_few(self, enterprise: str, matters: tuple[str, ...], to: date, days: Sequence[date]) -> list[Housed]:
        """In new visits, as few as can be; if not all find a place, one matter after the other."""
        homes: dict[tuple[str, ...], bool] = {}
        for parts in partitions(matters) if 1 < len(matters) <= WEIGHED else ():
            for part in parts:
                if part not in homes:
                    mark = self._board.mark()
                    homes[part] = self._on_its_own(enterprise, part, to, days) is not None
                    self._board.back_to(mark)
            if all(homes[part] for part in parts) and (found := self._all(enterprise, parts, to, days)):
                return found
        found = []
        for matter in matters:
            there, rest = self._in_visits_there(enterprise, (matter,), to, days)
            found += there or [(rest, self._on_its_own(enterprise, rest, to, days))]
        return found

    def _all(
        self, enterprise: str, parts: Iterable[tuple[str, ...]], to: date, days: Sequence[date]
    ) -> list[Housed] | None:
        """Every part in a visit of its own; None: not all of them, and nothing is done."""
        mark, found = self._board.mark(), list[Housed]()
        for part in parts:
            if (there := self._on_its_own(enterprise, part, to, days)) is None:
                self._board.back_to(mark)
                return None
            found.append((part, there))
        return found

    def _on_its_own(self, enterprise: str, matters: tuple[str, ...], to: date, days: Sequence[date]) -> Added | None:
        """A new visit for these matters on the nearest day."""
        new = blank_visit(self._board, enterprise, matters, to)
        within = nearest(self._within_windows(enterprise, matters, to, days), to)
        for day in open_days(self._board, new, within) if new else ():
            if new and (found := self._alone(new._replace(date=day), day)):
                return found
        return None

    def _within_windows(
        self, enterprise: str, matters: Iterable[str], to: date, days: Iterable[date]
    ) -> Iterator[date]:
        """The days that keep the windows of the due checks of these matters that hold a day."""
        rows = (due for matter in matters for due in self._board.due.get((enterprise, matter), ()))
        windows = [due for due in rows if _holds(due, to)]
        return (day for day in days if all(_holds(due, day) for due in windows))

    def _joined_on(self, enterprise: str, matter: str, day: date) -> Added | None:
        """A visit of the day that makes the check already, or can make it too."""
        visits = [self._board.visits[id] for id in self._board.to.get(enterprise, ())]
        joined = (self._joined(visit, (matter,)) for visit in visits if visit.date == day)
        return next((there for there in joined if there), None)

    def _joined(self, visit: Visit, matters: tuple[str, ...]) -> Added | None:
        """The visit with these matters, on its day; None: it cannot make them too, and nothing is done."""
        if set(matters) <= set(visit.matters):
            return Added(visit, new=False)
        more = with_matters(self._board.registry, visit, (*visit.matters, *matters))
        if more and within_caps(self._board, more) and settle(self._board, more):
            return Added(self._board.visits[visit.visit], new=False)
        return None

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


def partitions(items: tuple[str, ...]) -> list[tuple[tuple[str, ...], ...]]:
    """Every way of parting them, in ascending number of parts."""
    if not items:
        return [()]
    found = []
    for parts in partitions(items[1:]):
        found.append((items[:1], *parts))
        found += [(*parts[:n], (items[0], *part), *parts[n + 1 :]) for n, part in enumerate(parts)]
    return sorted(found, key=len)
