"""Where a visit may go: days, slots and outings that keep every hard rule, with teams for all its departments."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from domain.draw.reasons import missing
from domain.plan import TeamMember, Visit
from scheduling.replanning.board import Board
from scheduling.replanning.caps import made_on, within_caps
from scheduling.replanning.groups import Key

Teams = Mapping[Key, tuple[TeamMember, ...]]
NOBODY: Teams = {}


def open_days(board: Board, visit: Visit, days: Iterable[date]) -> Iterator[date]:
    """Those of the days on which the visit may take place, its distance from others to the enterprise apart.

    It goes on making the due checks that it makes on its own day.
    """
    place = board.registry.enterprises[visit.enterprise]
    closed = [*board.blackouts.get((place.id, ""), ()), *board.blackouts.get(("", place.area), ())]
    made = made_on(board, visit, visit.date)
    for day in days:
        quiet = _is_quiet(board, day) and not made
        shut = any(row.first <= day <= row.last for row in closed)
        if not quiet and not shut and all(due.not_before <= day <= due.not_after for due in made):
            yield day


def is_too_quiet(board: Board, visit: Visit) -> bool:
    """Whether the visit is on a quiet day, though it makes nothing that is due."""
    return _is_quiet(board, visit.date) and not made_on(board, visit, visit.date)


def _is_quiet(board: Board, day: date) -> bool:
    return day.day in board.registry.policy.quiet_days_of_month


def crowding(board: Board, visit: Visit, day: date) -> list[Visit]:
    """The enterprise's other visits that lie too near to the day."""
    apart = max(1, board.registry.policy.min_days_between_visits)
    others = (board.visits[id] for id in board.to.get(visit.enterprise, ()) if id != visit.visit)
    return [other for other in others if abs((other.date - day).days) < apart]


def nearest(days: Iterable[date], to: date) -> list[date]:
    """The days by their distance, the earlier first."""
    return sorted(days, key=lambda day: (abs((day - to).days), day))


def settle_on(board: Board, visit: Visit, day: date, teams: Teams = NOBODY) -> Visit | None:
    """Put the visit on a day, in the first slot in which it can be; None: it cannot, and nothing is done.

    `teams` are those that it had before it was taken off the board.
    """
    if crowding(board, visit, day) or not within_caps(board, visit._replace(date=day)):
        return None
    for slot in board.registry.policy.slots:
        for there in _ways(board, visit._replace(date=day, slot=slot)):
            if settle(board, there, teams):
                return board.visits[visit.visit]
    return None


def _ways(board: Board, visit: Visit) -> Iterator[Visit]:
    """A visit that is alone on its outing keeps it and so its team; else it joins one that is there; else a new one."""
    alone = not [id for id in board.outings.get(visit.outing, ()) if id != visit.visit]
    if alone and visit.outing:
        yield visit
    for outing in sorted(board.at.get(board.place(visit), ())):
        busy = [board.visits[id].slot for id in board.outings[outing] if id != visit.visit]
        if busy and visit.slot not in busy:
            yield visit._replace(outing=outing)
    if not alone or not visit.outing:
        yield visit._replace(outing="")


def settle(board: Board, visit: Visit, teams: Teams = NOBODY) -> bool:
    """Put the visit as it stands, with a team for each department; False: there is none, and nothing is done.

    An empty outing is numbered. Officers of an outing that is joined must be able to go on; of an outing of its own,
    those who can stay.
    """
    mark = board.mark()
    if not visit.outing:
        visit = visit._replace(outing=board.next_number(outing=True))
    keys = [(visit.outing, department) for department in visit.departments]
    joins = any(id != visit.visit for id in board.outings.get(visit.outing, ()))
    needed = {key: len(board.teams.get(key, ())) if joins else 0 for key in keys}
    board.put(visit.visit, visit)
    for key in keys:
        if key in teams and not board.teams.get(key):
            board.seat_who_can(key, teams[key])
    if all(len(board.teams.get(key, ())) >= needed[key] and _staff(board, key) for key in keys):
        return True
    board.back_to(mark)
    return False


def _staff(board: Board, key: Key) -> bool:
    if len(board.teams.get(key, ())) == board.registry.policy.inspectors_per_department:
        return missing(board.duties[key], board.officers(key)) is None
    others = [other for other in board.open_teams(board.group(key)) if other != key]
    could = board.can_all_be_filled(others)
    return board.fill([key]) is not None and (not could or board.can_all_be_filled(others))
