"""The yardsticks of the summary."""

from __future__ import annotations

import pytest

from domain.draw.sample import Sample, draw
from scheduling.comparison import fewest_expected, independent
from scheduling.merging.merge import merge
from tests.builders import QUARTER, WORKING_DAYS, due, enterprise, matter, registry, sampling

PLACES = [enterprise(f"E{n:03}") for n in range(200)]
LISTS = registry(
    PLACES,
    [matter(name, name.lower()) for name in "ABC"],
    sampling=[row for name in "ABC" for row in sampling(name, "0.2", classes="A")],
    due=[due("A", enterprise="E000")],
)
SAMPLES = list(draw(LISTS, round_id="2027Q1", seed="dice"))


def test_unmerged_draws_visit_once_per_enterprise_and_department() -> None:
    found = independent(LISTS, QUARTER, WORKING_DAYS, SAMPLES, seed="dice")
    assert found.unmerged in (120, 121)


def test_one_ticket_for_all_departments_needs_fewer_visits_than_independent_draws() -> None:
    common = merge(LISTS, QUARTER, WORKING_DAYS, [(e.id, s.rule.matter) for s in SAMPLES for e in s.drawn])
    found = independent(LISTS, QUARTER, WORKING_DAYS, SAMPLES, seed="dice")
    assert len(common.visits) < found.merged < found.unmerged


def test_the_same_seed_gives_the_same_yardstick() -> None:
    first, again = (independent(LISTS, QUARTER, WORKING_DAYS, SAMPLES, seed="dice") for _ in range(2))
    assert first == again


def test_the_bound_takes_the_largest_chance_of_each_enterprise() -> None:
    rule = SAMPLES[0].rule
    samples = [Sample(rule, PLACES[:100], PLACES[:50]), Sample(rule, PLACES[50:], PLACES[50:53])]
    assert fewest_expected(samples) == pytest.approx(100 * 0.5 + 100 * 0.02)


def test_common_tickets_reach_the_bound_where_frames_and_shares_agree() -> None:
    assert fewest_expected(SAMPLES) == len({e.id for sample in SAMPLES for e in sample.drawn})


def test_the_fewest_visits_are_those_that_windows_and_scenes_ask_for() -> None:
    lists = registry(due=[due("M1", "01-04", "01-08"), due("M1", "01-11", "01-15")])
    assert merge(lists, QUARTER, WORKING_DAYS, []).fewest == 2
