"""Both draws are even, over fixed seeds: a few hundred here, thousands in `make fairness`.

Everything is determined, so a test fails only when the draw changes. It is then wrongly alarmed about once in a
thousand times: `ALARM` bounds the least of many p-values, times their number, and the p-value of a test of them all.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from scipy.stats import kstest

from api.folders import load_registry
from api.sample import write_sample
from benchmarks.colleagues import (
    Counts,
    Duties,
    against_fair_share,
    evenness,
    exchangeable,
    outings,
    without_leave,
)
from benchmarks.inclusion import Draws, Stratum, draws, pairs, single, strata, stratum
from domain.calendar import FOLDER, Quarter
from domain.draw.sample import draw
from domain.plan import Visit
from domain.registry import Absence, Registry
from tests.builders import WORKING_DAYS, enterprise, inspector, matter, past, registry, sampling

ROUND = "2027Q1"
ALARM = 0.001
SEEDS = 200


# -- enterprises ---------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Registry:
    """The small sample without its history, for whoever was visited is not to be drawn as often."""
    folder = tmp_path_factory.mktemp("fairness") / "small"
    write_sample("small", 1, folder, year=2027, progress=lambda *_: None)
    return replace(load_registry(folder, Quarter(2027, 1), FOLDER)[0], history=())


@pytest.fixture(scope="module")
def found(small: Registry) -> list[Stratum]:
    """Every stratum of which each enterprise is expected five times or more; each with seeds of its own."""
    rows = [
        stratum(alone, ROUND, [f"even {alone.sampling[0][:2]} {n}" for n in range(SEEDS)])
        for alone in strata(small, 2027)
    ]
    return [row for row in rows if row]


def test_every_enterprise_of_a_stratum_is_drawn_equally_often(found: list[Stratum]) -> None:
    assert len(found) > 100
    assert min(row.single.p for row in found) * len(found) > ALARM


def test_the_p_values_of_the_strata_are_uniform(found: list[Stratum]) -> None:
    assert kstest([row.single.p for row in found], "uniform").pvalue > ALARM


def test_every_two_enterprises_of_a_stratum_are_drawn_together_equally_often(found: list[Stratum]) -> None:
    values = [row.pairs.p for row in found if row.pairs]
    assert len(values) > 20
    assert (min(values) * len(values) > ALARM, kstest(values, "uniform").pvalue > ALARM) == (True, True)


def test_a_row_of_sampling_csv_by_itself_draws_what_it_draws_among_the_others(small: Registry) -> None:
    whole = {s.rule: [e.id for e in s.drawn] for s in draw(small, round_id=ROUND, seed="dice")}
    for alone in strata(small, 2027):
        (sample,) = draw(alone, round_id=ROUND, seed="dice")
        assert [e.id for e in sample.drawn] == whole[sample.rule]


def skipping(times: int, size: int, taken: int) -> Draws:
    """Today's draw: from a random place onwards, every k-th of the list."""
    chance, drawn = np.random.default_rng(1), np.zeros((times, size), dtype=np.bool_)
    for row in drawn:
        step = size // taken
        row[(chance.integers(step) + step * np.arange(taken)) % size] = True
    return drawn


def test_a_draw_that_skips_through_the_list_is_found_out_by_its_pairs() -> None:
    drawn = skipping(SEEDS, 40, 10)
    assert (single(drawn).p > ALARM, pairs(drawn).p < 1e-9) == (True, True)


def test_a_draw_that_never_reaches_the_end_of_the_list_is_found_out() -> None:
    assert single(skipping(SEEDS, 43, 10)).p < 1e-9


def test_an_enterprise_that_ranks_last_for_its_visits_is_found_out() -> None:
    shops = [enterprise(f"E{n}") for n in range(20)]
    lists = registry(
        shops, sampling=sampling("M1", "0.25", classes="A"), history=[past("health", "01-04", enterprise="E7")]
    )
    assert single(draws(lists, ROUND, map(str, range(SEEDS)))).p < 1e-9


@pytest.mark.parametrize("count", [1, 9])
def test_even_draws_have_statistics_as_large_as_their_degrees_of_freedom(count: int) -> None:
    chance = np.random.default_rng(count)
    tests = [single(_simple(chance, 60, 10, count)) for _ in range(400)]
    mean, deviation = np.mean([t.statistic for t in tests]), np.sqrt(2 * 9 / 400)
    assert abs(mean - 9) < 4 * deviation


def test_even_draws_have_pair_statistics_as_large_as_their_degrees_of_freedom() -> None:
    chance = np.random.default_rng(1)
    tests = [pairs(_simple(chance, 60, 10, 4)) for _ in range(400)]
    mean, deviation = np.mean([t.statistic for t in tests]), np.sqrt(2 * 35 / 400)
    assert (tests[0].freedom, abs(mean - 35) < 4 * deviation) == (35, True)


def _simple(chance: np.random.Generator, times: int, size: int, taken: int) -> Draws:
    """Simple random samples of another source."""
    ranks = chance.random((times, size)).argsort(axis=1).argsort(axis=1)
    drawn: Draws = ranks < taken
    return drawn


# -- officers ------------------------------------------------------------------------------------------------------


def visits(outings: int) -> tuple[Visit, ...]:
    """An outing of one visit on every second working day, in turn to the ten enterprises."""
    return tuple(
        Visit(f"V{n}", f"E{n % 10}", WORKING_DAYS[2 * n % 64], "AM", f"O{n}", "", "health", ("health",), ("M1",))
        for n in range(outings)
    )


def duties(*absences: Absence) -> Duties:
    """Six officers, 32 outings of two."""
    lists = registry(
        [enterprise(f"E{n}") for n in range(10)],
        [matter("M1", "health")],
        inspectors=[inspector(f"i{n}", "health") for n in range(6)],
        absences=absences,
    )
    return Duties(lists, visits(32), WORKING_DAYS)


def counts(given: Duties, seeds: int = SEEDS) -> Counts:
    return np.array([outings(given, ROUND, f"even {n}") for n in range(seeds)])


LEAVE = [Absence("i1", WORKING_DAYS[0], WORKING_DAYS[31]), Absence("i2", WORKING_DAYS[10], WORKING_DAYS[15])]


def test_officers_who_differ_in_nothing_are_drawn_equally_often() -> None:
    assert evenness(counts(duties())).p > ALARM


def test_officers_who_differ_in_nothing_are_drawn_equally_often_beside_one_on_leave() -> None:
    given = duties(*LEAVE)
    (group,) = exchangeable(given)
    assert (group, evenness(counts(given)[:, group]).p > ALARM) == ([0, 3, 4, 5], True)


def test_one_who_is_drawn_one_time_in_twenty_more_often_is_found_out() -> None:
    favoured = counts(duties())
    favoured[::2, 0] += 1
    assert evenness(favoured).p < 1e-9


def test_under_leave_the_chance_is_near_the_share_of_the_days_an_officer_is_there() -> None:
    given = duties(*LEAVE)
    shares = against_fair_share(counts(given, 50), given)
    assert 0.8 < shares.min() <= shares.max() < 1.25


def test_shares_are_measured_by_the_days_an_officer_is_there() -> None:
    given = duties(Absence("i1", WORKING_DAYS[0], WORKING_DAYS[31]))
    even = np.full((1, 6), 64 / 6)
    assert against_fair_share(even, given)[1] == pytest.approx(11 / 6)


def test_an_officer_who_is_never_there_has_no_share() -> None:
    given = duties(Absence("i1", date(2027, 1, 1), date(2027, 3, 31)))
    assert len(against_fair_share(counts(given, 2), given)) == 5


def test_without_leave_everybody_is_exchangeable() -> None:
    assert exchangeable(without_leave(duties(*LEAVE))) == [[0, 1, 2, 3, 4, 5]]
