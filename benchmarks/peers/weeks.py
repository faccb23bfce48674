"""Blocks to weeks by a mixed-integer program: HiGHS instead of the planner's own placing.

The outings are the planner's; every one of them chooses a week, then, week by week, a day, so that visits above the
even shares are least. What comes out goes through the staffing oracle and the officer draw like the planner's own.
HiGHS comes with OR-Tools (MathOpt): the package `highspy` and OR-Tools cannot be loaded into one process.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta

from ortools.math_opt.python import mathopt

from api.planning import staff
from benchmarks.peers.task import Answer, Task, drawn_pairs, facts_of
from domain.draw.roster import Roster
from domain.plan import Plan, Unplanned
from scheduling.accounts import settle
from scheduling.bounds.overload import Overload
from scheduling.district import District, districts
from scheduling.grouping.outings import Outing, group
from scheduling.merging.able import AbleDays
from scheduling.merging.merge import merge
from scheduling.merging.visits import days_in
from scheduling.numbering import Entry, entries, numbered
from scheduling.placing.capacity import Capacity, Grid
from scheduling.placing.constructive import Placer
from scheduling.placing.diary import Diary
from scheduling.placing.inking import first_unstaffable, ink
from scheduling.placing.losses import Losses
from scheduling.placing.masks import open_days
from scheduling.placing.settling import Settler
from scheduling.placing.targets import Targets
from scheduling.progress import silent

WEEKS_SHARE = 0.5
"""How much of the limit the weeks may take; the rest is for the days."""


def plan_by_weeks(task: Task) -> Answer:
    """The planner with its weeks and days from HiGHS."""
    drawn = drawn_pairs(task, task.seed)
    task.progress("draw", 1, 1)
    made, unplanned, proven = list[Entry](), list[Unplanned](), True
    for district in districts(task.registry, task.quarter, task.days, drawn):
        placing = Placing(task, district)
        made += placing.entries
        unplanned += placing.unplanned
        proven &= placing.proven
    rows = numbered(task.registry, task.days, made)
    visits = tuple(row.visit for row in rows)
    officers = staff(task.registry, task.quarter, task.days, visits, task.seed)
    task.progress("officers", 1, 1)
    facts = {**facts_of(task), "beyond_limit": [row.visit.visit for row in rows if row.entry.beyond_limit]}
    plan = Plan(visits, officers.teams, (), (), officers.skipped, tuple(sorted(unplanned, key=str)), facts)
    return Answer(plan, solved="weeks and days proven" if proven else "the limit was reached")


class Placing:
    """One district: its visits on days, and what has none."""

    def __init__(self, task: Task, district: District) -> None:
        registry, quarter, days, drawn = district
        self._task, roster = task, Roster(registry, days)
        merged = merge(registry, quarter, days, drawn, AbleDays(registry, roster))
        task.progress("merge", 1, 1)
        self._outings = dict(enumerate(group(registry, merged.visits, silent, merged.splits).outings))
        task.progress("outings", 1, 1)
        self._diary, self.proven = Diary(registry, roster, Capacity(registry, roster)), True
        proposed = self._days()
        task.progress("HiGHS", 1, 1)
        overload = Overload(registry, self._diary.capacity, merged.visits)
        settler = Settler(self._inked(proposed), Losses(self._diary, overload))
        settler.run(merged.left_out)
        while (short := first_unstaffable(settler.diary)) is not None:
            settler.drop(*short)
        task.progress("days", 1, 1)
        self.entries = entries(self._diary.placed.values())
        visits = [row.visit for row in numbered(registry, days, self.entries)]
        self.unplanned = settle(registry, drawn, visits, [*settler.losses.unplanned, *merged.unplanned])

    def _inked(self, proposed: Mapping[int, int]) -> Placer:
        """The outings on their days, as far as distances hold and they can be staffed there."""
        placer, pencilled = Placer(self._diary, self._outings), list[int]()
        for key, day in proposed.items():
            outing = self._outings[key]
            if all(self._diary.is_spaced(visit.enterprise, day) for visit in outing.visits):
                self._diary.pencil(key, outing, day)
                pencilled.append(key)
        placer.missing = [*sorted(set(self._outings).difference(pencilled)), *ink(self._diary)]
        return placer

    def _days(self) -> dict[int, int]:
        """A day for every outing: a week first."""
        diary, outings, limit = self._diary, self._outings, self._task.limit * WEEKS_SHARE
        capacity, asked = diary.capacity, {key: diary.demand.of(outing) for key, outing in outings.items()}
        week_of = [int(week) for week in capacity.week_of]
        targets = Targets(capacity, list(asked.values()), open_days([o.days for o in outings.values()], len(week_of)))
        brings = {
            key: dict(zip(map(int, rows), map(int, visits), strict=True)) for key, (rows, visits) in asked.items()
        }
        weeks = {key: sorted({week_of[day] for day in days_in(outing.days)}) for key, outing in outings.items()}
        apart = list(_siblings(outings))
        chosen = self._spread(brings, weeks, targets.by_week, capacity.visits_a_week, limit, apart)
        proposed: dict[int, int] = {}
        for week in range(capacity.weeks):
            here = {key: brings[key] for key, its in chosen.items() if its == week}
            days = {key: [day for day in days_in(outings[key].days) if week_of[day] == week] for key in here}
            proposed |= self._spread(here, days, targets.by_day, capacity.visits_a_day, limit / capacity.weeks, [])
        return proposed

    def _spread(
        self,
        brings: Mapping[int, Mapping[int, int]],
        places: Mapping[int, list[int]],
        share: Grid,
        most: Grid,
        limit: float,
        apart: Iterable[list[int]],
    ) -> dict[int, int]:
        """A place for every key, by the program; empty if none was found in time."""
        model = mathopt.Model()
        at = {(key, place): model.add_binary_variable() for key in brings for place in places[key]}
        load: dict[tuple[int, int], list[mathopt.LinearTypes]] = defaultdict(list)
        for (key, place), chosen in at.items():
            for row, visits in brings[key].items():
                load[row, place].append(visits * chosen)
        for key in brings:
            model.add_linear_constraint(mathopt.fast_sum(at[key, place] for place in places[key]) == 1)
        above = {cell: model.add_variable(lb=0) for cell in load}
        for cell, terms in load.items():
            total = mathopt.fast_sum(terms)
            model.add_linear_constraint(total <= int(most[cell]))
            if cell[0] < len(share):
                model.add_linear_constraint(total - above[cell] <= int(share[cell]))
        for keys in apart:
            for place in sorted({place for key in keys for place in places[key]}):
                together = [at[key, place] for key in keys if (key, place) in at]
                model.add_linear_constraint(mathopt.fast_sum(together) <= 1)
        model.minimize(mathopt.fast_sum(above.values()))
        return self._solved(model, at, limit)

    def _solved(
        self, model: mathopt.Model, at: Mapping[tuple[int, int], mathopt.Variable], limit: float
    ) -> dict[int, int]:
        params = mathopt.SolveParameters(time_limit=timedelta(seconds=limit), random_seed=1)
        result = mathopt.solve(model, mathopt.SolverType.HIGHS, params=params)
        self.proven &= result.termination.reason == mathopt.TerminationReason.OPTIMAL
        if not result.has_primal_feasible_solution():
            return {}
        values = result.variable_values()
        return {key: place for (key, place), chosen in at.items() if values[chosen] > 0.5}


def _siblings(outings: Mapping[int, Outing]) -> Iterator[list[int]]:
    """The outings that visit one enterprise, where there are several."""
    visiting: dict[str, list[int]] = defaultdict(list)
    for key, outing in outings.items():
        for visit in outing.visits:
            visiting[visit.enterprise].append(key)
    return (keys for keys in visiting.values() if len(keys) > 1)
