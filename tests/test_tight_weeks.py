"""Where officers are short, the plan does what can be done, says what cannot, and strands nobody."""

from __future__ import annotations

import pytest

from api.planning import plan_round
from domain.calendar import FOLDER
from domain.checker import check
from domain.draw.officers import draw_officers
from domain.plan import Plan
from tests.builders import QUARTER
from tests.domain.hand_made import Stop, visits_of
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


AT_THE_LIMIT = """
E2 01-04 M1;M3
E11 01-04 M2
E15 01-04 M1;M2
E16 01-05 M2;M3
E3 01-05 M2;M3
E5 01-05 M1;M2
E13 01-05 M1;M2
E19 01-06 M0
E10 01-06 M1
E7 01-06 M1
"""
"""Visits for nine officers with which the exact search ends at its limit and refuses one who would have done."""


def test_every_team_is_filled_although_an_officer_was_refused_who_would_have_done() -> None:
    week = tight_week(416, enterprises=(15, 40), teams=(3, 6))
    rows = [line.split() for line in AT_THE_LIMIT.split("\n") if line]
    stops = [Stop(enterprise, on, "AM", matters, n) for n, (enterprise, on, matters) in enumerate(rows, 1)]
    visits = visits_of(week.registry, stops)
    officers = draw_officers(week.registry, visits, week.working_days, round_id=str(QUARTER), officer_seed="27")
    assert len(officers.teams) == 2 * len(visits)
