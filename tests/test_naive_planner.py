"""The naive planner of the benchmarks is a fair one: its plans obey every hard rule."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings

from api.planning import policy_facts
from benchmarks.naive import plan_naively
from domain.checker.book import HARD
from domain.checker.case import Case
from domain.plan import Plan
from tests.strategies import World, worlds

SEED = "dice 4 1 6 2"


def facts(world: World, **facts: Any) -> dict[str, Any]:
    """What the hard rules read in `plan.json`."""
    policy = policy_facts(world.registry.policy)
    return {"round": str(world.quarter), "seed": SEED, "officer_seed": "", "policy": policy, **facts}


@settings(max_examples=60, deadline=None, derandomize=True, database=None)
@given(worlds())
def test_the_naive_planner_obeys_every_hard_rule(world: World) -> None:
    naive = plan_naively(world.registry, world.quarter, world.working_days, seed=SEED)
    plan = Plan(naive.visits, naive.teams, (), (), (), naive.unplanned, facts(world, beyond_limit=naive.beyond_limit))
    case = Case(world.registry, plan, world.working_days)
    broken = [(rule.__name__, *found) for rule in HARD for found in rule(case)]
    assert broken == []
