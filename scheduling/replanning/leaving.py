"""How many visits must leave their week at least, where one that leaves may help several departments."""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil

from ortools.sat.python import cp_model

from scheduling.replanning.board import Board
from scheduling.replanning.exact import solver_within
from scheduling.replanning.groups import Group

LIMIT = 0.02
"""Deterministic seconds; visits that help the same groups are one variable, so it is never near."""


def fewest_leaving(board: Board, short: Mapping[Group, int]) -> int:
    """The smallest multicover: `short` tells how many visits must leave each group at least, as the board stands.

    Adding these up would count a visit for each of its departments.
    """
    model = cp_model.CpModel()
    alike: dict[tuple[Group, ...], cp_model.IntVar] = {}
    outings = dict.fromkeys(outing for group in short for outing, _ in board.groups[group])
    for visit in (board.visits[id] for outing in outings for id in board.outings[outing]):
        keys = ((visit.outing, department) for department in visit.departments)
        if helped := tuple(group for group in map(board.group, keys) if group in short):
            alike.setdefault(helped, model.new_int_var(0, sum(short.values()), ""))
    for group, fewest in short.items():
        model.add(sum(count for helped, count in alike.items() if group in helped) >= fewest)
    model.minimize(sum(alike.values()))
    solver = solver_within(LIMIT)
    status = solver.solve(model)
    return ceil(solver.best_objective_bound - 1e-6) if status == cp_model.OPTIMAL else max(short.values())
