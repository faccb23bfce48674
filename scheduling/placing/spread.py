"""Even weeks, then even days, by CP-SAT: how many outings of each kind go where.

Outings that bring the same departments the same number of visits and may go to the same places are of one kind, and
only their number in a week (then on a day) is decided: a few thousand integers instead of every outing's own choice.
The objective is what departments get above their even share; its bound is 0. The constructive start is the hint.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

from ortools.sat.python import cp_model

from scheduling.merging.visits import days_in
from scheduling.outings import Outing
from scheduling.placing.capacity import Grid
from scheduling.placing.diary import Diary
from scheduling.placing.targets import Targets

LIMITS = ((2, 0.5), (0, 1.5))
"""Linearization level and deterministic time of each attempt: the first proves, the second finds."""


Siblings = Mapping[int, list[int]]
"""By key, the outings that visit one of the same enterprises and so must keep their distance."""


class Movable(NamedTuple):
    """An outing to be spread: its key, what it brings each row of the diary, where it may go, where it stands."""

    key: int
    brings: tuple[tuple[int, int], ...]
    places: tuple[int, ...]
    stands: int | None


def propose(diary: Diary, targets: Targets, outings: Mapping[int, Outing]) -> dict[int, int]:
    """A working day for every outing, by key; a proposal only, the staffing oracle has the last word."""
    capacity, size = diary.capacity, diary.registry.policy.inspectors_per_department
    of_week = [[d for d in range(len(diary.days)) if capacity.week_of[d] == week] for week in range(capacity.weeks)]
    movable = [_to_weeks(diary, key, outing) for key, outing in sorted(outings.items())]
    weeks = _spread(movable, targets.by_week, capacity.weekly // size, _siblings(outings))
    in_a_day = capacity.present * len(diary.registry.policy.slots) // size

    def spread_week(week: int, days: list[int]) -> dict[int, int]:
        here = [_to_days(diary, m.key, outings[m.key], m.brings, days) for m in movable if weeks.get(m.key) == week]
        return _spread(here, targets.by_day, in_a_day, {})

    # CP-SAT lets go of the interpreter while it solves, and every week is a model of its own: threads change nothing.
    with ThreadPoolExecutor() as pool:
        proposals = pool.map(spread_week, range(capacity.weeks), of_week)
        return {key: day for proposal in proposals for key, day in proposal.items()}


def _to_weeks(diary: Diary, key: int, outing: Outing) -> Movable:
    weeks = tuple(sorted({int(diary.capacity.week_of[day]) for day in days_in(outing.days)}))
    placed = diary.placed.get(key)
    brings = tuple((row, diary.visits_of(outing, row)) for row in diary.rows(outing))
    return Movable(key, brings, weeks, None if placed is None else int(diary.capacity.week_of[placed.day]))


def _to_days(
    diary: Diary, key: int, outing: Outing, brings: tuple[tuple[int, int], ...], days: Iterable[int]
) -> Movable:
    placed = diary.placed.get(key)
    allowed = tuple(day for day in days if outing.days >> day & 1)
    return Movable(key, brings, allowed, placed.day if placed and placed.day in allowed else None)


def _spread(movable: Iterable[Movable], share: Grid, capacity: Grid, siblings: Siblings) -> dict[int, int]:
    """The place of every outing so that the excess over the shares is least; empty if the capacities forbid it."""
    kinds: dict[Hashable, list[Movable]] = defaultdict(list)
    for outing in movable:
        kinds[outing.brings, outing.places].append(outing)
    model = cp_model.CpModel()
    numbers = [_numbers(model, same) for same in kinds.values()]
    loads: dict[tuple[int, int], list[tuple[int, cp_model.IntVar]]] = defaultdict(list)
    for same, number in zip(kinds.values(), numbers, strict=True):
        for place, variable in number.items():
            for row, visits in same[0].brings:
                loads[row, place].append((visits, variable))
    model.minimize(sum(_excess(model, load, int(share[at]), int(capacity[at])) for at, load in loads.items()))
    solution = _solve(model, [variable for number in numbers for variable in number.values()])
    counts = [{place: next(solution) for place in number} for number in numbers] if solution else []
    dealt: dict[int, int] = {}
    for same, count in zip(kinds.values(), counts, strict=False):
        _deal(same, count, dealt, siblings)
    return dealt


def _numbers(model: cp_model.CpModel, same: list[Movable]) -> dict[int, cp_model.IntVar]:
    standing = Counter(outing.stands for outing in same)
    numbers = {place: model.new_int_var(0, len(same), "") for place in same[0].places}
    for place, variable in numbers.items():
        model.add_hint(variable, standing[place])
    model.add(sum(numbers.values()) == len(same))
    return numbers


def _excess(
    model: cp_model.CpModel, load: list[tuple[int, cp_model.IntVar]], share: int, capacity: int
) -> cp_model.IntVar:
    visits = sum(number * variable for number, variable in load)
    model.add(visits <= capacity)
    excess = model.new_int_var(0, max(0, capacity - share), "")
    model.add(visits <= share + excess)
    return excess


def _solve(model: cp_model.CpModel, variables: list[cp_model.IntVar]) -> Iterator[int] | None:
    """The values of the best solution within the limits, the same on every machine; None if none was found."""
    best: tuple[float, list[int]] | None = None
    for level, limit in LIMITS:
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = 1
        solver.parameters.linearization_level = level
        solver.parameters.max_deterministic_time = limit
        solver.parameters.catch_sigint_signal = False
        status = solver.solve(model)
        if status in (cp_model.OPTIMAL, cp_model.FEASIBLE) and (best is None or solver.objective_value < best[0]):
            best = solver.objective_value, [solver.value(variable) for variable in variables]
        if status in (cp_model.OPTIMAL, cp_model.INFEASIBLE):
            break
    return iter(best[1]) if best else None


def _deal(same: list[Movable], count: dict[int, int], dealt: dict[int, int], siblings: Siblings) -> None:
    """Hand the places of a kind out: where an outing stands if it may stay, never next to a sibling if that can be."""
    left = Counter(count)
    for outing in sorted(same, key=lambda outing: (not siblings.get(outing.key), outing.key)):
        near = {dealt[other] + step for other in siblings.get(outing.key, ()) if other in dealt for step in (-1, 0, 1)}
        free = [place for place in left if left[place]]
        best = min(free, key=lambda place: (place in near, place != outing.stands))
        left[best] -= 1
        dealt[outing.key] = best


def _siblings(outings: Mapping[int, Outing]) -> Siblings:
    """For each outing the others that visit one of its enterprises."""
    visiting: dict[str, list[int]] = defaultdict(list)
    for key, outing in outings.items():
        for visit in outing.visits:
            visiting[visit.enterprise].append(key)
    found: dict[int, list[int]] = defaultdict(list)
    for keys in visiting.values():
        for key in keys if len(keys) > 1 else ():
            found[key] += [other for other in keys if other != key]
    return found
