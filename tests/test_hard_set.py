"""Where something is scarce, closed or contradictory: no rule is broken, and as little is left out as can be."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache, partial

import pytest

from api.planning import plan_round
from api.workers import workers
from benchmarks.hard import HARD_SET, QUARTER, SEED, Hard, few_leads
from domain.calendar import FOLDER
from domain.checker import check
from domain.plan import Plan

SLOW = ("five leads for 384 visits", "load 85 %", "load 105 %")
"""Those that the benchmarks alone plan."""
QUICK: Mapping[str, Callable[[], Hard]] = {
    "one lead for 32 visits": partial(few_leads, 1, 32, 2),
    **{name: make for name, make in HARD_SET.items() if name not in SLOW},
}
COUNTED = ["one lead for 32 visits", "all dates closed", "a worked Saturday", "a week of three days",
           "ratio × size below 1", "windows that never meet", "a cap against the department limit"]  # fmt: skip
"""Those of which one can count by hand what must be left out."""


@cache
def hard(name: str) -> Hard:
    return QUICK[name]()


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


@pytest.mark.parametrize("name", QUICK)
def test_no_rule_is_broken(name: str) -> None:
    assert check(hard(name).registry, plan_of(name), hard(name).days) == []


@pytest.mark.parametrize("name", QUICK)
def test_what_is_left_out_is_left_out_for_the_reason_that_was_to_be_expected(name: str) -> None:
    assert {row.reason for row in plan_of(name).unplanned} <= hard(name).reasons


@pytest.mark.parametrize("name", COUNTED)
def test_no_more_is_left_out_than_must_be(name: str) -> None:
    assert len(plan_of(name).unplanned) == hard(name).least


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
