"""A week in which too few are left: visits move to other weeks, as few as can be, until the others have their teams.

What no move helps is taken out: the department's part of the visit, which then is made alone if another week admits it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date
from itertools import islice

from domain.calendar import monday
from domain.draw.reasons import missing
from domain.plan import Visit
from scheduling.replanning.adding import Adding
from scheduling.replanning.board import Board
from scheduling.replanning.caps import made_on
from scheduling.replanning.dressing import without
from scheduling.replanning.flow import Fewest
from scheduling.replanning.groups import Group, Key
from scheduling.replanning.leaving import fewest_leaving
from scheduling.replanning.ledger import Ledger, Why
from scheduling.replanning.places import is_too_quiet, nearest, open_days, settle_on
from scheduling.replanning.seats import Refilled, fewest_in, refill

TRIED = 12
"""How many visits are weighed against each other at a time before one is moved."""


class Relief:
    """The weeks of a board that lack officers."""

    def __init__(
        self, board: Board, ledger: Ledger, days: list[date], movable: Callable[[Visit], bool], adding: Adding
    ) -> None:
        self._board, self._ledger, self._days, self._movable, self._adding = board, ledger, days, movable, adding
        self._short: set[Group] = set()
        self._unfit: frozenset[Key] = frozenset()

    def run(self, hit: Mapping[Group, int], locked: Callable[[Key], bool], unfit: Collection[Key] = ()) -> None:
        """Fill every open seat of the groups that the changes hit, moving and at last taking out what must be.

        Each of the teams that are `unfit` changes in one seat at least; another than the open one might have done.
        """
        self._unfit = frozenset(unfit)
        vacated = {group: self._board.open_teams(group) for group in sorted(hit)}
        size = self._board.registry.policy.inspectors_per_department
        short: dict[Group, int] = {}
        for group in sorted(hit):
            found = self._refill(group, locked)
            if isinstance(found, Fewest):
                short[group] = found.moves(size)
            else:
                self._filled(found, vacated[group], hit[group])
        if short:
            self._ledger.fewest_moved += fewest_leaving(self._board, short)
        self._short = set(short)
        for group in short:
            self._fill(group, vacated[group], locked, hit[group])

    def _fill(self, group: Group, vacated: Sequence[Key], locked: Callable[[Key], bool], change: int) -> None:
        """One group: visits move one by one, and what no move helps is taken out."""
        found = self._refill(group, locked)
        while isinstance(found, Fewest):
            if not self._move_one(group, found, locked, change):
                self._take_out(group, found, change)
            found = self._refill(group, locked)
        self._short.discard(group)
        self._filled(found, vacated, change)

    def _filled(self, found: Refilled, vacated: Sequence[Key], change: int) -> None:
        self._ledger.changed += found.changed
        self._ledger.bound += found.bound
        for key in (*vacated, *(key for key, _ in found.given_up)):
            self._ledger.teams.setdefault(key, change)

    def _refill(self, group: Group, locked: Callable[[Key], bool]) -> Refilled | Fewest:
        """As `refill`; an unfit team counts one seat in the bound, for it might have opened another than it did."""
        size = self._board.registry.policy.inspectors_per_department
        mine = self._unfit.intersection(self._board.open_teams(group))
        more = sum(size - len(self._board.teams.get(key, ())) - 1 for key in mine)
        found = refill(self._board, group, locked)
        if isinstance(found, Fewest) or not mine:
            return found
        return found._replace(bound=min(found.bound, found.changed - len(found.given_up) - more))

    def _move_one(self, group: Group, lack: Fewest, locked: Callable[[Key], bool], change: int) -> bool:
        """Move the visit to another week that leaves the fewest officers missing there; False: none can be moved."""
        candidates = self._candidates(group, lack)
        while some := list(islice(candidates, TRIED)):
            ranked = self._ranked(some, group, lack, locked)
            if any(self._moved(visit, group, change) for visit in ranked):
                return True
        return False

    def _ranked(self, some: Sequence[Visit], group: Group, lack: Fewest, locked: Callable[[Key], bool]) -> list[Visit]:
        """The visits by how many officers would still be missing without them."""
        found: list[tuple[int, int, Visit]] = []
        for place, visit in enumerate(some):
            mark = self._board.mark()
            self._board.put(visit.visit, None)
            found.append((self._still_missing(group, lack, locked), place, visit))
            self._board.back_to(mark)
            if found[-1][0] == 0:
                break
        return [*(visit for *_, visit in sorted(found)), *some[len(found) :]]

    def _still_missing(self, group: Group, lack: Fewest, locked: Callable[[Key], bool]) -> int:
        """How many officers the group lacks as the board stands, by the flow; if that saw none missing, by search."""
        if lack.missing:
            return sum(fewest_in(self._board, group, locked).missing.values())
        return len(self._board.core(self._board.open_teams(group)) or ())

    def _candidates(self, group: Group, lack: Fewest) -> Iterator[Visit]:
        """Movable visits; first the routine ones, those that lack somebody, that help several groups, that are alone
        or of few departments."""
        short = lack.missing or self._board.open_teams(group)
        visits = (
            (
                bool(made_on(self._board, visit, visit.date)),
                key not in short,
                -self._helped(visit),
                self._board.duties[key].visits,
                len(visit.departments),
                visit.visit,
                visit,
            )
            for key in self._board.groups[group]
            for visit in map(self._board.visits.__getitem__, self._board.outings[key[0]])
            if group.department in visit.departments and self._movable(visit)
        )
        return (visit for *_, visit in sorted(visits))

    def _helped(self, visit: Visit) -> int:
        """How many groups that still lack somebody the visit asks for officers."""
        return sum(self._board.group((visit.outing, department)) in self._short for department in visit.departments)

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
        reason = self._lacks(key)
        why = Why(change, _taken_out_because(group, reason))
        for visit in [self._board.visits[id] for id in self._board.outings[key[0]]]:
            if group.department in visit.departments:
                rest = without(self._board.registry, visit, group.department)
                rest = None if rest and is_too_quiet(self._board, rest) else rest
                own = [matter for matter in visit.matters if rest is None or matter not in rest.matters]
                self._board.put(visit.visit, rest)
                self._ledger.touched(visit, why)
                self._ledger.taken_out += 1
                self._alone(group, visit, own, reason, why)

    def _lacks(self, key: Key) -> str:
        """`lead` or `skill` if nobody who is free that week brings it to the team; else officers are too few."""
        duty, free = self._board.duties[key], self._board.reasons[key[1]].free_for(self._board.duties[key])
        some = [*self._board.officers(key), *self._board.roster.force(key[1]).named(free)]
        why = missing(duty, some)
        return why[0] if why and len(some) >= self._board.registry.policy.inspectors_per_department else "officers"

    def _alone(self, group: Group, visit: Visit, matters: Sequence[str], reason: str, why: Why) -> None:
        """What the visit no longer checks is checked in another week, by itself or in a visit made anyway."""
        that_week = [day for day in self._days if monday(day) == group.week]
        for part, found in self._adding.near(visit.enterprise, matters, visit.date, but=that_week):
            if found is None:
                self._ledger.lost(self._board, visit, part, reason, why)
            else:
                self._ledger.touched(found.visit, self._ledger.visits.get(found.visit.visit) or why)


def _moved_because(group: Group, visit: Visit, there: Visit) -> str:
    was, now = f"{visit.date} {visit.slot}", f"{there.date} {there.slot}"
    return (
        f"{group.department} 在 {group.week} 当周人手不足，由 {was} 改至 {now} / "
        f"{group.department} lacks officers in the week of {group.week}: moved from {was} to {now}"
    )


_LACKING = {
    "officers": ("人手不足", "officers"),
    "lead": ("无可带队者有空", "a free officer who can lead"),
    "skill": ("无具备所需技能者有空", "a free officer with the skill"),
}


def _taken_out_because(group: Group, reason: str) -> str:
    zh, en = _LACKING[reason]
    return (
        f"{group.department} 在 {group.week} 当周{zh}，整次上门也无法改到其他周 / "
        f"{group.department} lacks {en} in the week of {group.week}, and the visit as a whole fits in no other"
    )
