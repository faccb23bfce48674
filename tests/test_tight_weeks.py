"""Where officers are short, the plan does what can be done, says what cannot, and strands nobody."""

from __future__ import annotations

import pytest

from api.planning import plan_round
from domain.calendar import FOLDER
from domain.checker import check
from domain.plan import Plan
from tests.builders import QUARTER
from tests.tight_weeks import TightWeek, tight_week


def plan_of(week: TightWeek) -> Plan:
    return plan_round(
        week.registry, QUARTER, week.working_days, seed="dice 4 1 6 2", officer_seed="dice 3 3 5 1", calendar=FOLDER
    )


@pytest.mark.parametrize("number", range(60))
def test_a_week_with_few_officers_gives_a_plan_that_the_checker_passes(number: int) -> None:
    week = tight_week(number, enterprises=(3, 14), teams=(1, 3))
    assert check(week.registry, plan_of(week), week.working_days) == []


PUSHED_OUT_TWICE = 335
"""A week in which what makes room for another outing does not find back, and makes another one lose its day in turn."""


@pytest.mark.parametrize("number", [*range(8), PUSHED_OUT_TWICE])
def test_a_crowded_week_gives_a_plan_that_the_checker_passes(number: int) -> None:
    week = tight_week(number, enterprises=(15, 40), teams=(3, 6))
    assert check(week.registry, plan_of(week), week.working_days) == []
