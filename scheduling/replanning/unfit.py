"""Teams that are full and yet do not bring what their visits ask for: the one who led came with another department."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import combinations
from typing import NamedTuple

from domain.draw.reasons import missing
from scheduling.replanning.board import Board
from scheduling.replanning.groups import Key


class GivenWay(NamedTuple):
    """A seat that gives way to one who can lead, or has the skill, on a day."""

    key: Key
    inspector: str
    day: date


def unfit(board: Board, as_of: date) -> list[Key]:
    """The full teams, of outings that were touched and days from `as_of` on, that lack one who can lead or a skill."""
    rows = [*board.before_visits.values(), *map(board.visits.get, board.before_visits)]
    outings = sorted({visit.outing for visit in rows if visit})
    keys = [(outing, department) for outing in outings for department in board.registry.departments]
    return [key for key in keys if key in board.duties and board.duties[key].day >= as_of and is_unfit(board, key)]


def is_unfit(board: Board, key: Key) -> bool:
    """Whether the team is full and lacks one who can lead, or a skill."""
    team = board.officers(key)
    full = len(team) == board.registry.policy.inspectors_per_department
    return full and missing(board.duties[key], team) is not None


def give_way(board: Board, key: Key) -> list[GivenWay]:
    """Open the fewest seats of an unfit team with which all open seats of its group can be filled, among equals those
    with the largest tickets, as the draw leaves the last seat to one who can lead; else the last seat alone."""
    day, group = board.duties[key].day, board.group(key)
    ways = _ways(board, key)
    last = next(ways)
    for way in (last, *ways):
        mark = board.mark()
        for inspector in way:
            board.lift(key, inspector)
        if board.can_all_be_filled(board.open_teams(group)):
            return [GivenWay(key, inspector, day) for inspector in way]
        board.back_to(mark)
    board.lift(key, last[0])
    return [GivenWay(key, last[0], day)]


def _ways(board: Board, key: Key) -> Iterator[tuple[str, ...]]:
    """Officers of a team who might leave it: one of them, the largest ticket first, then two …"""
    members = sorted(board.teams[key], key=lambda member: member.ticket, reverse=True)
    names = [member.inspector for member in members]
    return (way for size in range(1, len(names) + 1) for way in combinations(names, size))
