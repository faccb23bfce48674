"""What the benchmarks are to show, held on the small sample: relations between planners and bounds, never seconds."""

from __future__ import annotations

from functools import cache

import pytest

from benchmarks.figures import Figures
from benchmarks.hard import QUARTER, hard, sample
from benchmarks.measure import NAIVE, PLANNER, measure
from benchmarks.peers.task import Task
from benchmarks.replanning import HAPPENS, World, answered, world_of

SEED = "seed 1"


@cache
def figures(planner: str) -> Figures:
    found = hard(sample())
    return measure(planner, Task(found.registry, QUARTER, found.days, SEED))


@cache
def world() -> World:
    found = hard(sample())
    return world_of(found.registry, found.days, SEED)


def test_the_planner_leaves_nothing_out_and_breaks_nothing() -> None:
    assert (figures(PLANNER)["left_out"], figures(PLANNER)["broken"]) == (0, 0)


def test_no_plan_has_fewer_visits() -> None:
    (visits,) = (level for level in figures(PLANNER)["levels"] if level["level"] == "visits")
    assert visits["proven"]


def test_trips_are_within_one_percent_of_the_bound_of_rule_6() -> None:
    assert figures(PLANNER)["team_gap"] <= 1


def test_first_fit_takes_half_as_many_trips_again() -> None:
    assert figures(NAIVE)["trips"] >= 1.4 * figures(PLANNER)["trips"]


def test_separate_draws_take_more_visits_and_merging_them_does_not_make_up_for_it() -> None:
    planner, merged, apart = (figures(name)["visits"] for name in (PLANNER, "apart, merged", "apart"))
    assert planner < merged < apart


def test_the_load_is_nearer_to_its_bound_than_that_of_first_fit() -> None:
    planner, naive = figures(PLANNER)["load_gap"], figures(NAIVE)["load_gap"]
    assert planner is not None and naive is not None and planner < naive


@pytest.mark.parametrize("happened", HAPPENS)
def test_whatever_happens_no_rule_is_broken_and_no_more_seats_change_than_must(happened: str) -> None:
    found = answered(world(), happened)
    assert (found["new_breaches"], found["changed"]) == (0, found["bound"])


def test_a_complaint_is_looked_at_in_its_three_days() -> None:
    assert answered(world(), "a complaint due in three days")["left_out"] == 0
