"""How few seats must change, exactly: CP-SAT for the weeks in which the flow leaves too much aside.

Officers stay in a team for all its visits, somebody leads, somebody has each skill. The flow's cost is the bound.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from ortools.sat.python import cp_model

from domain.draw.roster import meets, requirements
from scheduling.replanning.board import Board
from scheduling.replanning.flow import Seat
from scheduling.replanning.groups import Group, Key

LIMIT = 0.02
"""Deterministic seconds for each of the two questions: how few, and which of so few."""


class Exact(NamedTuple):
    """The seats given up in an answer, None if none was found, and whether it is proven that no answer is better."""

    given_up: tuple[Seat, ...] | None
    proven: bool


def fewest_exactly(board: Board, group: Group, locked: Collection[Key]) -> Exact:
    """An answer with the fewest changes; among equals the seats with the smallest tickets, as in the flow."""
    model, held = _model(board, group, locked)
    solver, total = solver_within(LIMIT), sum(held.values())
    model.maximize(total)
    status = solver.solve(model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Exact(None, status == cp_model.INFEASIBLE)
    stay = round(solver.objective_value)
    found = _given_up(solver, held)
    model.add(total == stay)
    model.maximize(sum(_digits(board, seat) * kept for seat, kept in held.items()))
    if solver.solve(model) in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        found = _given_up(solver, held)
    return Exact(found, status == cp_model.OPTIMAL)


def _given_up(solver: cp_model.CpSolver, held: dict[Seat, cp_model.IntVar]) -> tuple[Seat, ...]:
    return tuple(sorted(seat for seat, kept in held.items() if not solver.boolean_value(kept)))


def _digits(board: Board, seat: Seat) -> int:
    """The first four digits of the ticket of who holds the seat."""
    key, inspector = seat
    return int(board.draw.ticket(board.duties[key], board.registry.inspectors[inspector])[:4], 16)


def _model(board: Board, group: Group, locked: Collection[Key]) -> tuple[cp_model.CpModel, dict[Seat, cp_model.IntVar]]:
    """Every team of the group full, within everybody's limits; who holds a seat now has a variable of its own."""
    model, takes = cp_model.CpModel(), _Takes()
    held: dict[Seat, cp_model.IntVar] = {}
    for key in sorted(board.groups[group]):
        duty, team = board.duties[key], board.officers(key)
        if key in locked:
            able = [*team, *(i for i in board.roster.able(duty) if i not in team)]
        else:
            able = board.roster.able(duty)
        seats = {i: model.new_bool_var("") for i in able}
        for inspector, seat in seats.items():
            takes.add(inspector.id, duty.day, duty.slots, seat)
            if inspector in team:
                held[key, inspector.id] = seat
            if inspector in team and key in locked:
                model.add(seat == 1)
        model.add(sum(seats.values()) == board.registry.policy.inspectors_per_department)
        for need in requirements(duty):
            model.add_bool_or([seat for inspector, seat in seats.items() if meets(inspector, need)])
    takes.limit(model, board)
    return model, held


class _Takes:
    """What each officer takes on, by day and slots."""

    def __init__(self) -> None:
        self._of: dict[str, list[tuple[date, int, cp_model.IntVar]]] = defaultdict(list)

    def add(self, inspector: str, day: date, slots: int, seat: cp_model.IntVar) -> None:
        self._of[inspector].append((day, slots, seat))

    def limit(self, model: cp_model.CpModel, board: Board) -> None:
        """One place in a slot, so many visits a day and a week."""
        for id, taken in sorted(self._of.items()):
            officer = board.registry.inspectors[id]
            model.add(sum(s.bit_count() * seat for _, s, seat in taken) <= officer.max_visits_per_week)
            for day in sorted({day for day, _, _ in taken}):
                today = [(s, seat) for on, s, seat in taken if on == day]
                model.add(sum(s.bit_count() * seat for s, seat in today) <= officer.max_visits_per_day)
                for slot in range(len(board.registry.policy.slots)):
                    model.add_at_most_one(seat for s, seat in today if s >> slot & 1)


def solver_within(limit: float) -> cp_model.CpSolver:
    """A solver whose answers are the same on every machine, within so many deterministic seconds."""
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 1
    solver.parameters.max_deterministic_time = limit
    solver.parameters.catch_sigint_signal = False
    return solver
