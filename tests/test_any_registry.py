"""Any registry gives a plan that the checker passes, the same every time; its draw keeps the contract's promises."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

import domain.draw.sample
from api.planning import plan_round
from domain.calendar import FOLDER, Quarter
from domain.checker.folder import check_folder
from domain.draw.sample import Sample, draw, raw_tickets
from domain.folder import read_registry, write_plan
from domain.plan import Plan
from domain.registry import CalendarDay, Enterprise, Registry
from tests.builders import blackout, due, enterprise, registry, sampling
from tests.strategies import World, worlds
from tests.world_folder import write_registry

NEW_YEAR = date(2027, 1, 1)
SEED, OFFICER_SEED = "dice 4 1 6 2", "dice 3 3 5 1"
Key = tuple[str, str, str]
"""What a row of `unplanned.csv` names: enterprise, matter, not_before (empty: the drawn check)."""

any_world = settings(
    max_examples=100, deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow]
)


def world(**tables: Any) -> World:
    """Nine enterprises, four of which are drawn, and one complaint; all else as told."""
    given = {
        "sampling": sampling("M1", at_least=4),
        "due": [due("M1")],
        "calendar": [CalendarDay(NEW_YEAR, False)],
        **tables,
    }
    return World(registry([enterprise(f"E{n}") for n in range(9)], **given), Quarter(2027, 1), FOLDER)


PLAIN, DARK = world(), world(blackouts=[blackout("01-01", "03-31", area="A1")])
IDLE = world(calendar=[CalendarDay(day, False) for day in Quarter(2027, 1).days()])
"""Days closed to visits, or not worked, from the first to the last."""


def plan_of(world: World, registry: Registry | None = None) -> Plan:
    return plan_round(
        registry or world.registry,
        world.quarter,
        world.working_days,
        seed=SEED,
        officer_seed=OFFICER_SEED,
        calendar=world.calendar,
    )


def samples_of(world: World, registry: Registry | None = None) -> list[Sample]:
    return list(draw(registry or world.registry, round_id=str(world.quarter), seed=SEED))


def ids(enterprises: Sequence[Enterprise]) -> list[str]:
    return [enterprise.id for enterprise in enterprises]


@any_world
@example(DARK)
@example(IDLE)
@given(worlds())
def test_any_folder_is_read_back_as_it_was_and_gives_a_plan_folder_that_the_checker_passes(world: World) -> None:
    def load(quarter: Quarter, calendar: str):  # type: ignore[no-untyped-def]
        return read_registry(lists, quarter=quarter, calendar=calendar, built_in=lambda _: None)

    with TemporaryDirectory() as folder:
        lists, plan = write_registry(world.registry, Path(folder) / "registry"), Path(folder) / "plan"
        registry, working_days = load(world.quarter, world.calendar)
        assert (replace(registry, inputs={}), working_days) == (world.registry, world.working_days)
        write_plan(plan_of(world, registry), plan)
        assert check_folder(plan, load) == []


def made(world: World, plan: Plan) -> Counter[Key]:
    """The checks that the visits make, written once more from the contract, without the checker."""
    days = [(visit.enterprise, matter, visit.date) for visit in plan.visits for matter in visit.matters]
    visited = {pair[:2] for pair in days}
    drawn = [(row.enterprise, row.matter, "") for row in plan.drawn if (row.enterprise, row.matter) in visited]
    due = [
        (row.enterprise, row.matter, str(row.not_before))
        for row in world.registry.due
        if any(day[:2] == row[:2] and row.not_before <= day[2] <= row.not_after for day in days)
    ]
    return Counter([*drawn, *due])


@any_world
@example(DARK)
@example(IDLE)
@given(worlds())
def test_every_drawn_and_every_due_check_is_made_or_explained_and_never_both(world: World) -> None:
    plan = plan_of(world)
    every = [(row.enterprise, row.matter, "") for row in plan.drawn]
    every += [(row.enterprise, row.matter, str(row.not_before)) for row in world.registry.due]
    explained = [(row.enterprise, row.matter, str(row.not_before or "")) for row in plan.unplanned if row.detail]
    assert made(world, plan) + Counter(explained) == Counter(every)


@any_world
@given(worlds())
def test_the_same_registry_again_gives_an_equal_plan(world: World) -> None:
    assert plan_of(world) == plan_of(world)


@any_world
@example(PLAIN, Random(1))
@given(worlds(), st.randoms(use_true_random=False))
def test_the_order_of_the_enterprises_in_their_file_changes_nothing(world, random) -> None:  # type: ignore[no-untyped-def]
    rows = list(world.registry.enterprises.items())
    random.shuffle(rows)
    assert plan_of(world, replace(world.registry, enterprises=dict(rows))) == plan_of(world)


@any_world
@given(worlds())
def test_samples_of_a_class_nest_where_their_frames_overlap(world: World) -> None:
    samples = samples_of(world)
    for one in samples:
        for other in samples:
            shared = {e.id for e in one.frame} & {e.id for e in other.frame}
            mine, theirs = shared & {*ids(one.drawn)}, shared & {*ids(other.drawn)}
            assert mine <= theirs or theirs <= mine


@any_world
@given(worlds(), st.data())
def test_enterprises_renamed_together_with_their_tickets_are_drawn_as_before(world: World, data: st.DataObject) -> None:
    lists = world.registry
    name = dict(zip(lists.enterprises, data.draw(st.permutations(list(lists.enterprises))), strict=True))
    back = {new: old for old, new in name.items()}
    renamed = replace(
        lists,
        enterprises={name[e.id]: e._replace(id=name[e.id]) for e in lists.enterprises.values()},
        history=tuple(row._replace(enterprise=name[row.enterprise]) for row in lists.history),
    )
    before = [[name[id] for id in ids(sample.drawn)] for sample in samples_of(world)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            domain.draw.sample,
            "raw_tickets",
            lambda seed, round_id, ids: raw_tickets(seed, round_id, [back[id] for id in ids]),
        )
        assert [ids(sample.drawn) for sample in samples_of(world, renamed)] == before


@any_world
@given(worlds())
def test_taking_away_an_enterprise_that_was_not_drawn_changes_no_sample_of_the_same_size(world: World) -> None:
    before = samples_of(world)
    for taken in world.registry.enterprises:
        others = {id: row for id, row in world.registry.enterprises.items() if id != taken}
        for was, now in zip(before, samples_of(world, replace(world.registry, enterprises=others)), strict=True):
            if taken not in ids(was.drawn) and len(now.drawn) == len(was.drawn):
                assert ids(now.drawn) == ids(was.drawn)
