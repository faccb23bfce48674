"""What a replanning writes down as it goes: which change each visit, seat and lost check answers, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from domain.plan import Unplanned, Visit
from scheduling.replanning.board import Board
from scheduling.replanning.caps import made_on
from scheduling.replanning.groups import Key
from scheduling.replanning.unfit import GivenWay


class Why(NamedTuple):
    """The change, by its place in the report, and a sentence in both languages."""

    change: int
    sentence: str


@dataclass
class Ledger:
    """`visits` by their number, `teams` by outing and department; `forced`, `changed`, `bound`: seats of all groups;
    `fewest_moved` visits and `taken_out` parts of them."""

    visits: dict[str, Why] = field(default_factory=dict)
    teams: dict[Key, int] = field(default_factory=dict)
    left_out: list[tuple[int, Unplanned]] = field(default_factory=list)
    forced: int = 0
    changed: int = 0
    bound: int = 0
    fewest_moved: int = 0
    taken_out: int = 0

    def touched(self, visit: Visit, why: Why) -> None:
        """A visit was moved, added or changed."""
        self.visits[visit.visit] = why
        for department in visit.departments:
            self.teams.setdefault((visit.outing, department), why.change)

    def made_way(self, board: Board, given: Iterable[GivenWay]) -> None:
        """Seats were opened for somebody who can lead; those that went back to who had them did not change."""
        for key, inspector, day in given:
            stays = key in board.duties and board.duties[key].day == day
            back = stays and any(member.inspector == inspector for member in board.teams.get(key, ()))
            self.forced += not back
            self.changed -= back

    def lost(self, board: Board, visit: Visit, matters: Iterable[str], reason: str, why: Why) -> None:
        """Nobody makes these checks of a visit any longer; the board no longer has them."""
        for matter in matters:
            for not_before in _unmade(board, visit, matter):
                row = Unplanned(visit.enterprise, matter, not_before, reason, why.sentence)
                self.left_out.append((why.change, row))


def _unmade(board: Board, visit: Visit, matter: str) -> Iterator[date | None]:
    """The checks of a matter that the visit would have made and no other visit makes; None: the drawn one."""
    others = [board.visits[id] for id in board.to.get(visit.enterprise, ()) if id != visit.visit]
    days = [other.date for other in others if matter in other.matters]
    if (visit.enterprise, matter) in board.drawn and not days:
        yield None
    for due in made_on(board, visit._replace(matters=(matter,)), visit.date):
        if not any(due.not_before <= day <= due.not_after for day in days):
            yield due.not_before
