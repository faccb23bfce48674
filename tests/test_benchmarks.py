"""The benchmarks compare like with like: the peers obey every hard rule, and figures are what they say."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from hypothesis import given, settings

from api.folders import load_registry
from api.sample import write_sample
from api.sample.catalogue import size_called
from benchmarks.figures import Figures
from benchmarks.growth import exponent, part_of_city
from benchmarks.hard_table import hard_row, hard_table
from benchmarks.measure import NAIVE, PLANNER, measure
from benchmarks.memory import python, watched
from benchmarks.peers.apart import each_alone, merged_by_chance
from benchmarks.peers.naive import plan_naively
from benchmarks.peers.task import CannotRun, Task
from benchmarks.peers.timefold import plan_with_timefold
from benchmarks.quoting import quoted
from benchmarks.runs import ROOT, Run
from benchmarks.table import QUALITY, level_table, table
from benchmarks.tenfold import repeated
from domain.calendar import FOLDER
from domain.checker.book import HARD
from domain.checker.case import Case
from domain.enterprises import table_of
from tests.builders import QUARTER, WORKING_DAYS, enterprise, matter, registry, sampling
from tests.strategies import World, worlds

SEED = "dice 4 1 6 2"
TEN = Task(
    registry([enterprise(f"E{n}") for n in range(10)], sampling=sampling("M1", "1")), QUARTER, WORKING_DAYS, SEED
)
TWO = Task(
    registry(
        [enterprise(f"E{n}") for n in range(10)],
        [matter("M1", "health"), matter("M2", "fire")],
        sampling=[*sampling("M1"), *sampling("M2")],
    ),
    QUARTER,
    WORKING_DAYS,
    SEED,
)

WEEK = Task(
    registry([enterprise(f"E{n}") for n in range(6)], sampling=sampling("M1", "1")),
    QUARTER,
    WORKING_DAYS[:4],
    SEED,
    limit=20,
)


@settings(max_examples=60, deadline=None, derandomize=True, database=None)
@given(worlds())
def test_the_naive_planner_obeys_every_hard_rule(world: World) -> None:
    plan = plan_naively(Task(world.registry, world.quarter, world.working_days, SEED)).plan
    case = Case(world.registry, plan, world.working_days)
    broken = [(rule.__name__, *found) for rule in HARD for found in rule(case)]
    assert broken == []


def test_trips_are_officers_days_in_an_area() -> None:
    figures = measure(PLANNER, TEN)
    assert (figures["visits"], figures["trips"], figures["bound"], figures["gap"]) == (10, 10, 10, 0.0)


def test_the_naive_planner_is_measured_on_the_same_visits() -> None:
    planner, naive = (measure(name, TEN) for name in (PLANNER, NAIVE))
    assert (naive["visits"], naive["bound"]) == (planner["visits"], planner["bound"])


def test_departments_that_draw_apart_check_as_much() -> None:
    apart, together = each_alone(TWO).apart, TWO.registry.sampling
    assert apart is not None
    assert (len(apart), len(together)) == (10, 8)


def test_merging_what_was_drawn_apart_takes_fewer_visits() -> None:
    assert len(merged_by_chance(TWO).plan.visits) < len(each_alone(TWO).plan.visits)


def test_a_check_drawn_apart_is_no_violation() -> None:
    figures = measure("apart", TWO)
    assert (figures["visits"], figures["broken"]) == (10, 0)


@pytest.mark.parametrize("peer", ["monolith", "weeks by HiGHS"])
def test_solvers_obey_every_hard_rule_and_leave_nothing_out(peer: str) -> None:
    figures = measure(peer, WEEK)
    assert (figures["visits"], figures["left_out"], figures["broken"]) == (6, 0, 0)


def test_the_monolith_tells_its_own_bound_on_the_trips() -> None:
    figures = measure("monolith", WEEK)
    assert (figures["own_bound"], figures["trips"], figures["solved"]) == (6, 6, "OPTIMAL")


def test_timefold_is_skipped_with_a_sentence_where_it_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("benchmarks.peers.timefold.find_spec", lambda _: None)
    with pytest.raises(CannotRun, match="skipped: Timefold is not installed"):
        plan_with_timefold(WEEK)


def test_seconds_that_grow_as_the_square_have_the_exponent_two() -> None:
    assert exponent([(1_000, 3.0), (10_000, 300.0), (100_000, 30_000.0)]) == pytest.approx(2)


def test_a_part_of_a_city_is_a_whole_registry(tmp_path: Path) -> None:
    size = size_called("small")._replace(enterprises=300, districts=2, areas_per_district=3, officers=64)
    write_sample(size, 1, tmp_path / "city", year=QUARTER.year, progress=lambda *_: None)
    registry, _ = load_registry(part_of_city(tmp_path / "city", 1), QUARTER, FOLDER)
    assert len({enterprise.district for enterprise in registry.enterprises.values()}) == 1


def test_a_registry_repeated_has_every_enterprise_so_many_times() -> None:
    table = repeated(table_of(TEN.registry.enterprises), 3)
    assert (len(table), table["002E9"].area) == (30, TEN.registry.enterprises["E9"].area)


def test_the_memory_of_children_counts() -> None:
    hungry = "import time; held = bytearray(120 * 2**20); time.sleep(0.5)"
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {hungry!r}])"
    peak = watched(python("-c", parent), ROOT).peak
    assert peak > 120 or sys.platform != "linux"


def test_the_table_has_the_mean_the_least_and_the_most_of_the_seeds() -> None:
    runs = [Run("small", seed, PLANNER, _figures(visits=visits), 0.0) for seed, visits in ((1, 200), (2, 210))]
    assert "| small | planner | 0 | 205 (200–210) | 0 |" in table(runs, QUALITY)


def test_a_run_is_quoted_in_place_of_the_run_before() -> None:
    once = quoted("# Title\n\n<!-- peers -->\n<!-- end of peers -->\nrest\n", "peers", "| a |")
    assert quoted(once, "peers", "| b |") == "# Title\n\n<!-- peers -->\n\n| b |\n\n<!-- end of peers -->\nrest\n"


def test_a_document_without_a_place_for_a_run_is_refused() -> None:
    with pytest.raises(ValueError, match="no place for peers"):
        quoted("# Title\n", "peers", "| a |")


def test_a_level_is_told_with_how_often_it_was_proven() -> None:
    runs = [Run("small", seed, PLANNER, _figures(proven=seed == 1), 0.0) for seed in (1, 2)]
    assert "| small | trips | 10 | 9 | 11.10 | 1 of 2 |" in level_table(runs)


def test_an_unexpected_reason_is_told() -> None:
    row = hard_row("x", Run("x", 1, PLANNER, _figures(reasons={"lead": 2}), 0.0, ("officers",), 1))
    assert "| x | lead 2 | no | 0 | 2 | 1 | 2.00 | 0 | 0.00 | 0 |" in hard_table([row])


def _figures(visits: int = 0, *, proven: bool = False, reasons: dict[str, int] | None = None) -> Figures:
    return Figures(
        left_out=sum((reasons or {}).values()),
        reasons=reasons or {},
        visits=visits,
        trips=0,
        bound=0,
        gap=0.0,
        team_bound=0,
        team_gap=0.0,
        own_bound=None,
        solved="",
        load_gap=0.0,
        spread=0.0,
        by_day=0,
        by_week=0,
        waiting=0,
        broken=0,
        rules_broken={},
        seconds=0.0,
        stages={},
        levels=[{"level": "trips", "value": 10, "bound": 9, "gap": 11.1, "proven": proven}],
    )
