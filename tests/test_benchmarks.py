"""The benchmarks compare like with like: the naive planner obeys every hard rule, and figures are what they say."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings

from api.planning import policy_facts
from benchmarks.measure import NAIVE, PLANNER, Figures, measure
from benchmarks.naive import plan_naively
from benchmarks.table import Run, table
from domain.checker.book import HARD
from domain.checker.case import Case
from domain.plan import Plan
from tests.builders import WORKING_DAYS, enterprise, registry, sampling
from tests.strategies import World, worlds

SEED = "dice 4 1 6 2"
TEN = registry([enterprise(f"E{n}") for n in range(10)], sampling=sampling("M1", "1"))


def facts(world: World, **facts: Any) -> dict[str, Any]:
    """What the hard rules read in `plan.json`."""
    policy = policy_facts(world.registry.policy)
    return {"round": str(world.quarter), "seed": SEED, "officer_seed": SEED, "policy": policy, **facts}


@settings(max_examples=60, deadline=None, derandomize=True, database=None)
@given(worlds())
def test_the_naive_planner_obeys_every_hard_rule(world: World) -> None:
    naive = plan_naively(world.registry, world.quarter, world.working_days, seed=SEED)
    plan = Plan(naive.visits, naive.teams, (), (), (), naive.unplanned, facts(world, beyond_limit=naive.beyond_limit))
    case = Case(world.registry, plan, world.working_days)
    broken = [(rule.__name__, *found) for rule in HARD for found in rule(case)]
    assert broken == []


def test_trips_are_officers_days_in_an_area() -> None:
    figures = measure(PLANNER, TEN, WORKING_DAYS, SEED)
    assert (figures["visits"], figures["trips"], figures["bound"], figures["gap"]) == (10, 10, 10, 0.0)


def test_the_naive_planner_is_measured_on_the_same_visits() -> None:
    planner, naive = (measure(name, TEN, WORKING_DAYS, SEED) for name in (PLANNER, NAIVE))
    assert (naive["visits"], naive["bound"]) == (planner["visits"], planner["bound"])


def test_the_table_has_the_mean_the_least_and_the_most_of_the_seeds() -> None:
    runs = [Run("small", seed, PLANNER, _figures(visits=visits)) for seed, visits in ((1, 200), (2, 210))]
    assert "| small | planner | 205 (200–210) | 0 |" in table(runs)


def _figures(visits: int) -> Figures:
    return Figures(visits=visits, trips=0, bound=0, gap=0.0, spread=0.0, unplanned=0, broken=0, seconds=0.0, peak=0.0)
