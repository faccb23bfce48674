"""What a replanning came to: the facts that lead from the plan before to the plan now, and its figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from domain.draw.changes import Succession
from domain.draw.current import (
    Added,
    Cancelled,
    Extended,
    Fact,
    LeftOut,
    Moved,
    Replacement,
    TeamDrawn,
    Withdrawn,
)
from domain.plan import Skip, Visit
from scheduling.replanning.board import Board
from scheduling.replanning.groups import Key
from scheduling.replanning.ledger import Ledger, Why


class Figures(NamedTuple):
    """How much moved.

    `forced` seats were vacated, `changed` were given to somebody else on the days that stay, `bound`: no answer changes
    fewer seats. `moved` visits have another day, slot or outing; at least `fewest_moved` must. `taken_out`: parts of
    visits that a department leaves because no move frees enough of its officers.
    """

    forced: int
    changed: int
    bound: int
    moved: int
    fewest_moved: int
    added: int
    cancelled: int
    left_out: int
    taken_out: int

    @property
    def proven(self) -> bool:
        """Whether fewer changes are impossible."""
        return self.changed <= self.bound and self.moved <= self.fewest_moved and not self.taken_out


class Answer(NamedTuple):
    """A fact, and the change that it answers, by its place in the report."""

    change: int
    fact: Fact


class Replanned(NamedTuple):
    """The answers in the order in which they are recorded, figures, and who was passed over."""

    answers: tuple[Answer, ...]
    figures: Figures
    passed_over: tuple[Skip, ...]


def outcome(board: Board, ledger: Ledger, successions: Sequence[tuple[int, Succession]]) -> Replanned:
    """Compare what the board had before with what it has now, where it was touched."""
    was = {id: visit for id, visit in board.before_visits.items() if visit is not None}
    visits = list(_visits(was, board, ledger))
    teams = list(_teams(board, ledger, _dissolved(was, board, visits)))
    lost = [Answer(change, LeftOut((row,))) for change, row in ledger.left_out]
    answers = [*(Answer(change, row) for change, row in successions), *visits, *teams, *lost]
    touched = {(answer.fact.outing, answer.fact.department) for answer in teams if isinstance(answer.fact, Replacement)}
    kinds = [type(answer.fact) for answer in visits]
    cancelled = sum(len(answer.fact.visits) for answer in visits if isinstance(answer.fact, Cancelled))
    seats, visited = (ledger.forced, ledger.changed, ledger.bound), (kinds.count(Moved), ledger.fewest_moved)
    figures = Figures(*seats, *visited, kinds.count(Added), cancelled, len(lost), ledger.taken_out)
    passed = [skip for key in sorted(board.passed_over) if key in touched for skip in board.passed_over[key]]
    return Replanned(tuple(answers), figures, tuple(passed))


def _visits(was: dict[str, Visit], board: Board, ledger: Ledger) -> Iterator[Answer]:
    gone: dict[int, list[str]] = {}
    for id in sorted(was.keys() - board.visits.keys()):
        gone.setdefault(ledger.visits[id].change, []).append(id)
    for change, ids in sorted(gone.items()):
        yield Answer(change, Cancelled(tuple(ids)))
    for id in sorted(board.before_visits.keys() & board.visits.keys()):
        visit, before = board.visits[id], was.get(id)
        if visit != before:
            yield Answer(ledger.visits[id].change, _visit_fact(before, visit, ledger.visits[id]))


def _visit_fact(before: Visit | None, visit: Visit, why: Why) -> Fact:
    if before is None:
        return Added(visit, why.sentence)
    if (before.date, before.slot, before.outing) != (visit.date, visit.slot, visit.outing):
        return Moved(visit, why.sentence)
    if less := [department for department in before.departments if department not in visit.departments]:
        return Withdrawn(visit, less[0], why.sentence)
    return Extended(visit, why.sentence)


def _dissolved(was: Mapping[str, Visit], board: Board, answers: Iterable[Answer]) -> set[Key]:
    """Teams that end on the way from before to now, taking the answers one by one, though their outing has one again.

    Whoever follows the record has lost such a team by then, so it is told anew, even if the same officers go.
    """
    rows, ended = dict(was), set[Key]()
    joined = Counter(place for visit in was.values() for place in _places(visit))
    for outing in {outing for outing, _ in joined}:
        others = (board.visits[id] for id in board.outings.get(outing, ()) if id not in board.before_visits)
        joined.update(place for visit in others for place in _places(visit))
    for _, fact in answers:
        now = [fact.visit] if isinstance(fact, Moved | Added | Extended | Withdrawn) else []
        gone = fact.visits if isinstance(fact, Cancelled) else [visit.visit for visit in now]
        left = [place for id in gone if id in rows for place in _places(rows.pop(id))]
        joined.subtract(left)
        for visit in now:
            rows[visit.visit] = visit
            joined.update(_places(visit))
        ended.update(place for place in left if not joined[place])
    return ended


def _places(visit: Visit) -> list[Key]:
    return [(visit.outing, department) for department in visit.departments]


def _teams(board: Board, ledger: Ledger, dissolved: Collection[Key]) -> Iterator[Answer]:
    for key in sorted(board.before_teams.keys() & board.teams.keys()):
        now, old = board.teams[key], sorted(board.before_teams[key], key=lambda member: member.ticket)
        stay = {member.inspector for member in now} & {member.inspector for member in old}
        new = [member for member in now if member.inspector not in stay]
        if not old or key in dissolved:
            yield Answer(ledger.teams[key], TeamDrawn(now))
            continue
        left = [member for member in old if member.inspector not in stay]
        for gone, member in zip(left, new, strict=True):
            row = Replacement(*key, gone.inspector, member.inspector, member.ticket, member.lead)
            yield Answer(ledger.teams[key], row)
