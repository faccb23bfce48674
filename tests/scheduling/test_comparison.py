"""The yardsticks of the summary."""

from __future__ import annotations

from fractions import Fraction
from hashlib import sha256

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import scheduling.comparison
from domain.draw.sample import Sample, draw
from domain.registry import Registry
from scheduling.comparison import drawn_apart, fewest_expected, independent
from scheduling.merging.merge import merge
from tests.builders import QUARTER, WORKING_DAYS, due, enterprise, matter, registry, sampling
from tests.domain.test_checker_draw import registries

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
    tags = [frozenset(["old"] * (n < 100) + ["new"] * (n >= 50)) for n in range(200)]
    lists = registry(
        [place._replace(tags=own) for place, own in zip(PLACES, tags, strict=True)],
        [matter("O", "a", tags=frozenset({"old"})), matter("N", "b", tags=frozenset({"new"}))],
        sampling=[*sampling("O", "0.5", classes="A"), *sampling("N", "0.02", classes="A")],
    )
    assert fewest_expected(list(draw(lists, round_id="2027Q1", seed="dice"))) == pytest.approx(100 * 0.5 + 100 * 0.02)


@given(registries(), st.lists(st.sampled_from(["E0", "E1", "E2", "elsewhere"])))
def test_the_bound_is_the_sum_over_every_enterprise(lists: Registry, certain: list[str]) -> None:
    samples = list(draw(lists, round_id="2027Q1", seed="dice"))
    chances = dict.fromkeys(certain, Fraction(1))
    for sample in samples:
        for e in sample.frame:
            chances[e.id] = max(chances.get(e.id, Fraction(0)), Fraction(len(sample.drawn), len(sample.frame)))
    assert fewest_expected(samples, certain) == float(sum(chances.values()))


@given(registries(), st.sampled_from([6, -2]))
def test_departments_draw_their_smallest_tickets_from_each_frame(lists: Registry, spare: int) -> None:
    samples = list(draw(lists, round_id="2027Q1", seed="dice"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(scheduling.comparison, "_SPARE", spare)
        assert drawn_apart(lists, samples, "apart") == one_by_one(lists, samples, "apart")


def one_by_one(lists: Registry, samples: list[Sample], seed: str) -> list[tuple[str, str]]:
    """The same samples, every frame sorted whole."""
    stream = np.random.default_rng(int.from_bytes(sha256(seed.encode()).digest()))
    ids = sorted(lists.enterprises)
    own = {name: dict(zip(ids, stream.random(len(ids)), strict=True)) for name in lists.departments}
    found = []
    for rule, frame, drawn in samples:
        tickets = own[lists.matters[rule.matter].department]
        ranked = sorted([e.id for e in frame], key=tickets.__getitem__)
        found += [(id, rule.matter) for id in ranked[: len(drawn)]]
    return found


def test_common_tickets_reach_the_bound_where_frames_and_shares_agree() -> None:
    assert fewest_expected(SAMPLES) == len({e.id for sample in SAMPLES for e in sample.drawn})


def test_the_fewest_visits_are_those_that_windows_and_scenes_ask_for() -> None:
    lists = registry(due=[due("M1", "01-04", "01-08"), due("M1", "01-11", "01-15")])
    assert merge(lists, QUARTER, WORKING_DAYS, []).fewest == 2
