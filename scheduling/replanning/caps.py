"""What visits of the plan as of now make that is due, and the yearly caps as they keep them; history counts."""

from __future__ import annotations

from datetime import date

from domain.plan import Visit
from domain.registry import EVERY, DueCheck
from scheduling.replanning.board import Board


def made_on(board: Board, visit: Visit, day: date) -> list[DueCheck]:
    """The due checks that the visit makes on a day."""
    pairs = ((visit.enterprise, matter) for matter in visit.matters)
    return [due for pair in pairs for due in board.due.get(pair, ()) if due.not_before <= day <= due.not_after]


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
