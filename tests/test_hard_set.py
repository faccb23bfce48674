"""Where something is scarce, closed or contradictory: no rule is broken, and as little is left out as can be."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from api.planning import plan_round
from api.workers import workers
from benchmarks.hard import HARD_SET, QUARTER, SEED, Hard
from domain.calendar import FOLDER
from domain.checker import check
from domain.plan import Plan

COUNTED = [
    "five leads for 384 visits",
    "all dates closed",
    "a worked Saturday",
    "a week of three days",
    "ratio × size below 1",
    "windows that never meet",
    "a cap against the department limit",
]
"""Those of which one can count by hand what must be left out."""
PROVEN = ["five leads for 384 visits", "two of four on leave", "all dates closed", "a worked Saturday",
          "a week of three days", "ratio × size below 1"]  # fmt: skip
"""Those in which no plan leaves out less."""


@cache
def hard(name: str) -> Hard:
    return HARD_SET[name]()


@cache
def plan_of(name: str) -> Plan:
    return planned(name, processes=1)


def planned(name: str, processes: int) -> Plan:
    with workers(processes) as executor:
        return plan_round(
            hard(name).registry,
            QUARTER,
            hard(name).days,
            seed=SEED,
            officer_seed=SEED,
            calendar=FOLDER,
            executor=executor,
        )


@pytest.mark.parametrize("name", HARD_SET)
def test_no_rule_is_broken(name: str) -> None:
    assert check(hard(name).registry, plan_of(name), hard(name).days) == []


@pytest.mark.parametrize("name", HARD_SET)
def test_what_is_left_out_is_left_out_for_the_reason_that_was_to_be_expected(name: str) -> None:
    assert {row.reason for row in plan_of(name).unplanned} <= hard(name).reasons


@pytest.mark.parametrize("name", COUNTED)
def test_no_more_is_left_out_than_must_be(name: str) -> None:
    assert len(plan_of(name).unplanned) == hard(name).least


def left_out(name: str) -> dict[str, Any]:
    """The level of checks left out, as the plan tells it."""
    return next(level for level in plan_of(name).facts["bounds"]["levels"] if level["level"] == "left_out")


@pytest.mark.parametrize("name", PROVEN)
def test_the_plan_proves_that_no_less_can_be_left_out(name: str) -> None:
    assert left_out(name)["proven"]


@pytest.mark.parametrize("name", HARD_SET)
def test_no_bound_lies_above_what_is_left_out(name: str) -> None:
    assert left_out(name)["bound"] <= left_out(name)["value"] == len(plan_of(name).unplanned)


@pytest.mark.parametrize(("name", "share"), [("load 85 %", 0.02), ("load 95 %", 0.04), ("load 105 %", 0.08)])
def test_a_tight_roster_costs_few_checks(name: str, share: float) -> None:
    counts = plan_of(name).facts["counts"]
    assert len(plan_of(name).unplanned) <= share * (counts["checks_drawn"] + counts["checks_due"])


def test_beyond_what_the_roster_can_do_no_more_than_thrice_the_bound_is_left_out() -> None:
    assert left_out("load 105 %")["value"] <= 3 * left_out("load 105 %")["bound"]


def test_the_plan_is_the_same_with_four_processes() -> None:
    assert planned("all dates closed", processes=4) == plan_of("all dates closed")


def test_one_is_drawn_of_a_stratum_whose_share_is_less_than_one() -> None:
    frames = plan_of("ratio × size below 1").frames
    assert {(frame.frame_size > 0, frame.sample_size) for frame in frames} <= {(True, 1), (False, 0)}


def test_a_visit_is_stretched_to_the_head_count_where_the_cap_would_be_broken() -> None:
    (visit,) = plan_of("a cap against the department limit").visits
    assert (len(visit.departments), plan_of("a cap against the department limit").facts["beyond_limit"]) == (
        5,
        [visit.visit],
    )
