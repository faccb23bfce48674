"""Pools of officers are drawn, and held against the draw, each by itself: what that changes is nothing."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from dataclasses import replace
from hashlib import sha256

import pytest

from domain.checker import check
from domain.draw.cores import stranded
from domain.draw.officers import OfficerDraw, draw_officers
from domain.draw.pools import pools
from domain.draw.roster import duties
from domain.draw.staffing import Unstaffable
from domain.plan import SKIP_REASONS, Plan
from tests.builders import WORKING_DAYS
from tests.domain.hand_made import OFFICER_SEED, ROUND, facts_of
from tests.domain.made_up_round import MadeUp, made_up

DRAWN = {
    (0, 5): ("ebbe9e144fee82ff", "90fe38229c520e65"),
    (2, 5): ("da17c0efad26e4f1", "38b412c93cf47e29"),
    (0, 6): ("57847ab1b7db8a62", "2e8b7ec91f8cc06e"),
    (0, 8): ("52ddbed5356663c6", "4978b35fb52101a8"),
}
"""By seed and officers of a made-up round, what its draw and its cores came to when the rules of the draw got their
version: however they are found, they stay the same bytes."""

HARD = made_up(0, 5)


def draw(of: MadeUp, executor: Executor | None = None) -> OfficerDraw:
    return draw_officers(
        of.lists, of.visits, WORKING_DAYS, round_id=ROUND, officer_seed=OFFICER_SEED, executor=executor
    )


def digest(rows: Iterable[tuple[object, ...]]) -> str:
    return sha256("\n".join("|".join(map(str, row)) for row in rows).encode()).hexdigest()[:16]


@pytest.fixture(scope="module", params=[1, 4])
def workers(request: pytest.FixtureRequest) -> Iterator[Executor]:
    with ProcessPoolExecutor(request.param, multiprocessing.get_context("spawn")) as executor:
        yield executor


@pytest.mark.parametrize("which", DRAWN)
def test_a_round_is_drawn_as_it_ever_was(which: tuple[int, int]) -> None:
    assert digest(row for rows in draw(made_up(*which)) for row in rows) == DRAWN[which][0]


@pytest.mark.parametrize("which", DRAWN)
def test_the_cores_of_a_round_are_as_they_ever_were(which: tuple[int, int]) -> None:
    of = made_up(*which)
    found = stranded(of.lists, of.visits, draw(of).teams, WORKING_DAYS, round_id=ROUND, officer_seed=OFFICER_SEED)
    assert digest(found) == DRAWN[which][1]


def test_these_rounds_have_an_example_of_nearly_every_reason() -> None:
    found = {row.reason for which in DRAWN for row in draw(made_up(*which)).skipped}
    assert found == {*SKIP_REASONS} - {"certificate", "day_limit"}


def test_workers_draw_the_same_rows_in_the_same_order(workers: Executor) -> None:
    assert draw(HARD, workers) == draw(HARD)


def test_workers_find_the_same_violations(workers: Executor) -> None:
    drawn = draw(HARD)
    teams = (drawn.teams[0]._replace(inspector=drawn.teams[-1].inspector), *drawn.teams[1:])
    plan = Plan(HARD.visits, teams, (), (), drawn.skipped[1:], (), facts_of(HARD.lists))
    found = check(HARD.lists, plan, WORKING_DAYS)
    assert {"officers_drawn", "passed_over"} <= {violation.rule for violation in found}
    assert check(HARD.lists, plan, WORKING_DAYS, workers) == found


def test_workers_find_the_same_cores(workers: Executor) -> None:
    given = HARD.lists, HARD.visits, draw(HARD).teams, WORKING_DAYS
    here = stranded(*given, round_id=ROUND, officer_seed=OFFICER_SEED)
    assert stranded(*given, round_id=ROUND, officer_seed=OFFICER_SEED, executor=workers) == here


def test_workers_tell_which_duty_has_no_team(workers: Executor) -> None:
    few = replace(HARD.lists, inspectors=dict(list(HARD.lists.inspectors.items())[1:]))
    with pytest.raises(Unstaffable) as here:
        draw(MadeUp(few, HARD.visits))
    with pytest.raises(Unstaffable) as there:
        draw(MadeUp(few, HARD.visits), workers)
    assert there.value.duty == here.value.duty


def test_officers_bound_to_districts_are_a_pool_in_each_and_others_are_one() -> None:
    found = pools(HARD.lists, duties(HARD.lists, HARD.visits), WORKING_DAYS, round_id=ROUND, officer_seed=OFFICER_SEED)
    there = [(pool.duties[0].department, {duty.district for duty in pool.duties}) for pool in found]
    assert sorted(there, key=str) == sorted(
        [("fire", {"D1"}), ("fire", {"D2"}), ("health", {"D1"}), ("health", {"D2"}), ("urban", {"D1", "D2"})], key=str
    )


def test_a_pool_takes_only_its_own_officers_along() -> None:
    found = pools(HARD.lists, duties(HARD.lists, HARD.visits), WORKING_DAYS, round_id=ROUND, officer_seed=OFFICER_SEED)
    for pool in found:
        own, (department, *_) = pool.registry, pool.registry.departments
        assert all(i.department == department for i in own.inspectors.values())
        assert {row.inspector for row in own.absences} | {
            row.inspector for row in own.recusals
        } <= own.inspectors.keys()


def test_progress_is_told_pool_by_pool() -> None:
    told: list[tuple[int, int]] = []
    draw_officers(
        HARD.lists,
        HARD.visits,
        WORKING_DAYS,
        round_id=ROUND,
        officer_seed=OFFICER_SEED,
        progress=lambda done, total: told.append((done, total)),
    )
    total = len(duties(HARD.lists, HARD.visits))
    assert len(told) == 5
    assert told[-1] == (total, total)
