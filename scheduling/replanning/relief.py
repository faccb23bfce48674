"""A week in which too few are left: visits move to other weeks, as few as can be, until the others have their teams.

What no move helps is taken out: the department's part of the visit that lacks officers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from domain.calendar import monday
from domain.plan import Visit
from scheduling.replanning.board import Board, Group, Key
from scheduling.replanning.dressing import without
from scheduling.replanning.flow import Fewest
from scheduling.replanning.ledger import Ledger, Why
from scheduling.replanning.places import nearest, open_days, settle_on
from scheduling.replanning.seats import fewest_in, refill

TRIED = 12
"""How many visits are weighed against each other before one is moved."""


class Relief:
    """The weeks of a board that lack officers."""

    def __init__(self, board: Board, ledger: Ledger, days: list[date], movable: Callable[[Visit], bool]) -> None:
        self._board, self._ledger, self._days, self._movable = board, ledger, days, movable

    def run(self, group: Group, locked: Callable[[Key], bool], change: int) -> None:
        """Fill every open seat of the group, moving and at last taking out what must be."""
        vacated = set(self._board.open_teams(group))
        found = refill(self._board, group, locked)
        if isinstance(found, Fewest):
            per_visit = self._board.registry.policy.inspectors_per_department
            self._ledger.fewest_moved += -(-sum(found.missing.values()) // per_visit)
        while isinstance(found, Fewest):
            if not self._move_one(group, found, locked, change):
                self._take_out(group, found, change)
            found = refill(self._board, group, locked)
        self._ledger.bound += found.bound
        for key in (*sorted(vacated), *(key for key, _ in found.given_up)):
            self._ledger.teams.setdefault(key, change)

    def _move_one(self, group: Group, lack: Fewest, locked: Callable[[Key], bool], change: int) -> bool:
        """Move the visit to another week that leaves the fewest officers missing there; False: none can be moved."""
        before = sum(lack.missing.values())
        ranked: list[tuple[int, int, str]] = []
        for place, visit in zip(range(TRIED), self._candidates(group, lack), strict=False):
            mark = self._board.mark()
            self._board.put(visit.visit, None)
            after = fewest_in(self._board, group, locked)
            self._board.back_to(mark)
            ranked.append((sum(after.missing.values()), place, visit.visit))
            if ranked[-1][0] == 0 and before:
                break
        return any(self._moved(self._board.visits[id], group, change) for *_, id in sorted(ranked))

    def _candidates(self, group: Group, lack: Fewest) -> Iterator[Visit]:
        """Movable visits: of teams that lack somebody first, alone on their outing first, of few departments first."""
        short = lack.missing or self._board.open_teams(group)
        visits = (
            (key not in short, self._board.duties[key].visits, len(visit.departments), visit.visit, visit)
            for key in self._board.groups[group]
            for visit in map(self._board.visits.__getitem__, self._board.outings[key[0]])
            if group.department in visit.departments and self._movable(visit)
        )
        return (visit for *_, visit in sorted(visits))

    def _moved(self, visit: Visit, group: Group, change: int) -> bool:
        others = [day for day in self._days if monday(day) != group.week]
        for day in nearest(open_days(self._board, visit, others), visit.date):
            if there := settle_on(self._board, visit, day):
                self._ledger.touched(there, Why(change, _moved_because(group, visit, there)))
                return True
        return False

    def _take_out(self, group: Group, lack: Fewest, change: int) -> None:
        """The department no longer joins the visits of one team that lacks somebody."""
        key = min(lack.missing or self._board.open_teams(group))
        why = Why(change, _taken_out_because(group))
        for visit in [self._board.visits[id] for id in self._board.outings[key[0]]]:
            if group.department in visit.departments:
                own = [m for m in visit.matters if self._board.registry.matters[m].department == group.department]
                self._board.put(visit.visit, without(self._board.registry, visit, group.department))
                self._ledger.touched(visit, why)
                self._ledger.lost(self._board, visit, own, "officers", why)


def _moved_because(group: Group, visit: Visit, there: Visit) -> str:
    was, now = f"{visit.date} {visit.slot}", f"{there.date} {there.slot}"
    return (
        f"{group.department} 在 {group.week} 当周人手不足，由 {was} 改至 {now} / "
        f"{group.department} lacks officers in the week of {group.week}: moved from {was} to {now}"
    )


def _taken_out_because(group: Group) -> str:
    return (
        f"{group.department} 在 {group.week} 当周人手不足，也没有其他日期可改 / "
        f"{group.department} lacks officers in the week of {group.week}, and no other day has a team"
    )
