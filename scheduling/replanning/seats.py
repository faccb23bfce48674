"""Seats that officers leave: filled by ticket with the fewest changes, group by group."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date
from typing import NamedTuple

from domain.calendar import monday
from domain.draw.changes import Change, absences
from scheduling.replanning.board import Board
from scheduling.replanning.exact import fewest_exactly
from scheduling.replanning.flow import Fewest, Seat, fewest_changes
from scheduling.replanning.groups import Group, Key


class Vacated(NamedTuple):
    """A seat that its officer leaves, and the change (by its place in the report) that is why."""

    key: Key
    inspector: str
    change: int


def vacate(board: Board, reported: Sequence[Change], as_of: date) -> list[Vacated]:
    """Lift everybody who is away from the teams of the days from `as_of` on."""
    left: list[Vacated] = []
    for number, change in enumerate(reported):
        for away in absences([change]):
            for key in sorted(board.seats.get(away.inspector, ())):
                if max(away.first, as_of) <= board.duties[key].day <= away.last:
                    left.append(Vacated(key, away.inspector, number))
                    board.lift(key, away.inspector)
    return left


class Refilled(NamedTuple):
    """A group that is full again: seats given up beside the vacated ones, how many changed, and the bound on that."""

    given_up: tuple[Seat, ...]
    changed: int
    bound: int


def refill(board: Board, group: Group, locked: Callable[[Key], bool]) -> Refilled | Fewest:
    """Fill every open seat of a group; else the flow, which says what is missing, and nothing is done.

    Directly, if everybody else can stay: then the changes are the vacated seats, and less is impossible. Else one more
    seat is given up, that with the smallest ticket: fewer do not suffice, for the search was exact. Else as many as the
    flow or, where it leaves too much aside, CP-SAT finds to be the fewest.
    """
    keys, size = board.open_teams(group), board.registry.policy.inspectors_per_department
    vacated = sum(size - len(board.teams.get(key, ())) for key in keys)
    if board.fill(keys) is not None:
        return Refilled((), vacated, vacated)
    if (seat := _one_more(board, group, board.core(keys) or (), locked)) is not None:
        return Refilled((seat,), vacated + 1, vacated + 1)
    fewest = fewest_in(board, group, locked)
    if fewest.missing:
        return fewest
    if give_up(board, group, fewest.given_up):
        return Refilled(fewest.given_up, vacated + len(fewest.given_up), fewest.changed)
    found = fewest_exactly(board, group, _staying(board, group, locked))
    if found.given_up is not None and give_up(board, group, found.given_up):
        changed = vacated + len(found.given_up)
        return Refilled(found.given_up, changed, changed if found.proven else fewest.changed)
    return fewest._replace(hopeless=found.proven and found.given_up is None)


def fewest_in(board: Board, group: Group, locked: Callable[[Key], bool]) -> Fewest:
    """The flow of a group; nothing is done."""
    return fewest_changes(board, group, _staying(board, group, locked))


def _staying(board: Board, group: Group, locked: Callable[[Key], bool]) -> set[Key]:
    return {key for key in board.groups[group] if locked(key)}


def _one_more(board: Board, group: Group, core: Collection[str], locked: Callable[[Key], bool]) -> Seat | None:
    """Give up one seat and fill all that are open: the holder, with the smallest ticket of all, must be able to go to
    an outing of those that cannot all be filled. None: no single seat helps, and nothing is done."""
    if _asked(board, group) > _left(board, group):
        return None
    short = [(outing, group.department) for outing in sorted(core)]
    able = {i.id for place in short for i in board.roster.able(board.duties[place])}
    held = sorted(
        (member.ticket, place, member.inspector)
        for place in board.groups[group]
        if not locked(place) and place not in short
        for member in board.teams.get(place, ())
        if member.inspector in able
    )
    for _, key, inspector in held:
        mark = board.mark()
        board.lift(key, inspector)
        if board.can_all_be_filled([*short, key]) and board.fill(board.open_teams(group)) is not None:
            return key, inspector
        board.back_to(mark)
    return None


def _asked(board: Board, group: Group) -> int:
    """Visits that the group's officers are still asked for, each officer of a team counted."""
    size = board.registry.policy.inspectors_per_department
    return sum((size - len(board.teams.get(key, ()))) * board.duties[key].visits for key in board.open_teams(group))


def _left(board: Board, group: Group) -> int:
    """Visits that the officers who might go can still make in the week; no exchange among them makes it more."""
    reasons, days = board.reasons[group.department], [d for d in board.sealed.working_days if monday(d) == group.week]
    left = 0
    for inspector in board.roster.of_department[group.department]:
        there = [day for day in days if board.roster.is_there(inspector, day)]
        room = [reasons.room(inspector, day) for day in there]
        left += min(sum(today for today, _ in room), room[0][1]) if room else 0
    return left


def give_up(board: Board, group: Group, seats: Iterable[Seat]) -> bool:
    """Open some seats and fill all that are open; False: that cannot be, and nothing is done."""
    mark = board.mark()
    for key, inspector in seats:
        board.lift(key, inspector)
    if board.fill(board.open_teams(group)) is not None:
        return True
    board.back_to(mark)
    return False
