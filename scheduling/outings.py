"""Grouping visits of an area into outings: the fewest team trips.

A trip is one officer's day in one area. An outing holds at most one visit per slot, so with two slots grouping is
pairing, and the saving of a pair is the number of departments that both visits share. Grouping is
a maximum-weight matching, solved to proof by CP-SAT area by area. In a large area visits with the same departments are
paired first, which is never worse where any two visits could be joined (|A∩B| + |A∩C| ≤ |A| + |B∩C|).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial, reduce
from operator import and_
from typing import NamedTuple

from ortools.sat.python import cp_model

from domain.registry import Registry
from scheduling.merging.visits import MergedVisit
from scheduling.progress import Progress

DETERMINISTIC_LIMIT = 5.0
"""CP-SAT's own deterministic time per area and round of matching: the same result on every machine."""


SMALL = 40
"""With two slots and up to so many visits in an area, nothing is paired before the matching."""


class Outing(NamedTuple):
    """Visits of one area to be made in turn on one day; `days` is the mask of days that suits all of them."""

    area: str
    visits: tuple[MergedVisit, ...]
    days: int

    @property
    def departments(self) -> frozenset[str]:
        """Every department that joins at least one of the visits."""
        return frozenset(department for visit in self.visits for department in visit.departments)

    def with_visit(self, place: int, visit: MergedVisit) -> Outing:
        """The outing with another visit in this place."""
        visits = (*self.visits[:place], visit, *self.visits[place + 1 :])
        return Outing(self.area, visits, reduce(and_, (each.days for each in visits)))


class Grouping(NamedTuple):
    """Outings with the number of team trips they take; `proven`: no grouping into pairs takes fewer."""

    outings: list[Outing]
    proven: bool


def alone(registry: Registry, visit: MergedVisit) -> Outing:
    """An outing of one visit."""
    return Outing(registry.enterprises[visit.enterprise].area, (visit,), visit.days)


def group(registry: Registry, visits: Iterable[MergedVisit], progress: Progress) -> Grouping:
    """Group visits into outings, area by area, in the order of the areas' names."""
    by_area: dict[str, list[Outing]] = defaultdict(list)
    for visit in visits:
        outing = alone(registry, visit)
        by_area[outing.area].append(outing)
    found, proven = list[Outing](), len(registry.policy.slots) <= 2
    # CP-SAT lets go of the interpreter while it solves, and every area is a model of its own: threads change nothing.
    with ThreadPoolExecutor() as pool:
        areas = pool.map(partial(_group_area, registry), (by_area[area] for area in sorted(by_area)))
        for done, (outings, optimal) in enumerate(areas, 1):
            found += outings
            proven &= optimal
            progress("outings", done, len(by_area))
    return Grouping(found, proven)


def _group_area(registry: Registry, outings: list[Outing]) -> tuple[list[Outing], bool]:
    most = len(registry.policy.slots)
    full, rest = list[Outing](), sorted(outings, key=_order)
    optimal = len(outings) <= SMALL or _any_two_join(outings)
    if len(outings) > SMALL or most > 2:
        full, rest = _alike_together(rest, most)
    while most > 1:
        merged, proven = _match(rest, most)
        optimal &= proven
        if len(merged) == len(rest):
            break
        rest = merged
    return full + rest, optimal


def _any_two_join(outings: Sequence[Outing]) -> bool:
    """Whether windows and enterprises keep no two of the outings apart."""
    enterprises = [visit.enterprise for outing in outings for visit in outing.visits]
    return len({outing.days for outing in outings}) == 1 and len(set(enterprises)) == len(enterprises)


def _order(outing: Outing) -> tuple[object, ...]:
    return sorted(outing.departments), outing.days, [(visit.enterprise, visit.matters) for visit in outing.visits]


def _alike_together(outings: list[Outing], most: int) -> tuple[list[Outing], list[Outing]]:
    """Fill outings with visits of the same departments and days; what is left over goes to the matching."""
    alike: dict[tuple[frozenset[str], int], list[Outing]] = defaultdict(list)
    for outing in outings:
        alike[outing.departments, outing.days].append(outing)
    full, rest = list[Outing](), list[Outing]()
    for same in alike.values():
        while len(same) >= most and most > 1:
            chosen = _join_all(same[:most])
            if chosen is None:
                break
            full.append(chosen)
            del same[:most]
        rest += same
    return full, rest


def _join_all(outings: Sequence[Outing]) -> Outing | None:
    joined: Outing | None = outings[0]
    for outing in outings[1:]:
        joined = joined and join(joined, outing)
    return joined


def join(one: Outing, other: Outing) -> Outing | None:
    """One outing of both, or None: an enterprise twice, or too few days in common to be placed well."""
    days = one.days & other.days
    enough = -(-min(one.days.bit_count(), other.days.bit_count()) // 2)
    if days.bit_count() < enough or {v.enterprise for v in one.visits} & {v.enterprise for v in other.visits}:
        return None
    return Outing(one.area, one.visits + other.visits, days)


def _match(outings: list[Outing], most: int) -> tuple[list[Outing], bool]:
    """Join pairs of outings so that the departments saved are most; whether that is proven."""
    edges: list[tuple[int, int, int, Outing]] = []
    for j, other in enumerate(outings):
        for i, one in enumerate(outings[:j]):
            saved = len(one.departments & other.departments)
            if saved and len(one.visits) + len(other.visits) <= most and (both := join(one, other)):
                edges.append((i, j, saved, both))
    chosen, proven = _heaviest(edges, len(outings)) if edges else ([], True)
    gone = {end for edge in chosen for end in edge[:2]}
    return [edge[3] for edge in chosen] + [o for n, o in enumerate(outings) if n not in gone], proven


def _heaviest(edges: list[tuple[int, int, int, Outing]], nodes: int) -> tuple[list[tuple[int, int, int, Outing]], bool]:
    model = cp_model.CpModel()
    chosen = [model.new_bool_var("") for _ in edges]
    at = defaultdict[int, list[cp_model.IntVar]](list)
    for variable, (i, j, _, _) in zip(chosen, edges, strict=True):
        at[i].append(variable)
        at[j].append(variable)
    for node in range(nodes):
        model.add_at_most_one(at[node])
    model.maximize(sum(edge[2] * variable for variable, edge in zip(chosen, edges, strict=True)))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    # The solver's own handler would end the process on Ctrl-C without the clean-up that leaves nothing half-written.
    solver.parameters.catch_sigint_signal = False
    solver.parameters.random_seed = 1
    solver.parameters.max_deterministic_time = DETERMINISTIC_LIMIT
    status = solver.solve(model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return [], False
    return [e for variable, e in zip(chosen, edges, strict=True) if solver.value(variable)], status == cp_model.OPTIMAL
