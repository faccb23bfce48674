"""A year of four rounds on the small sample, and what the figures of such a year are."""

from __future__ import annotations

from dataclasses import replace

import pytest

from api.folders import load_registry
from api.sample import write_sample
from benchmarks.year import QUARTERS, YEAR, Made, YearFigures, count_visits, figures, planned_year, separate_year
from domain.calendar import FOLDER
from domain.draw.sample import draw
from domain.plan import Visit
from domain.registry import EVERY, Cap, Registry
from tests.builders import day, due, enterprise, matter, past, registry, sampling


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Registry:
    """The small sample, its class A capped at one visit a year."""
    folder = tmp_path_factory.mktemp("year") / "small"
    write_sample("small", 1, folder, year=YEAR, progress=lambda *_: None)
    lists, _ = load_registry(folder, QUARTERS[0], FOLDER)
    caps = [cap for cap in lists.caps if cap[:2] != (EVERY, "A")]
    return replace(lists, caps=(*caps, Cap(EVERY, "A", 1))).sorted_by_key()


@pytest.fixture(scope="module")
def planned(small: Registry) -> YearFigures:
    """Four rounds, each with the visits of those before."""
    return figures("planned", small, planned_year(small)[0])


def separate(small: Registry, *, alone: bool) -> YearFigures:
    return figures("separate", small, separate_year(small, merged=False, alone=alone))


def test_every_quarter_has_visits(planned: YearFigures) -> None:
    assert min(planned.visits) > 100


def test_no_enterprise_is_visited_more_often_than_its_caps_admit(planned: YearFigures) -> None:
    assert planned.over_cap == 0


def test_class_a_capped_at_one_visit_is_never_visited_twice(planned: YearFigures) -> None:
    assert (planned.class_a_again, planned.class_a_twice) == (0, 0)


@pytest.mark.parametrize("alone", [False, True])
def test_separate_draws_exceed_the_caps(small: Registry, alone: bool) -> None:
    assert separate(small, alone=alone).over_cap > 0


@pytest.mark.parametrize("alone", [False, True])
def test_a_smaller_share_is_visited_in_two_quarters_than_by_separate_draws(
    small: Registry, planned: YearFigures, alone: bool
) -> None:
    apart = separate(small, alone=alone)
    assert planned.again / planned.visited < apart.again / apart.visited


# -- what counts ---------------------------------------------------------------------------------------------------


def visit(on: str = "01-04", *matters: str) -> Visit:
    checked = matters or ("M1",)
    return Visit(f"V{on}", "E1", day(on), "AM", f"O{on}", "", "health", ("health",), checked)


def counted(of: Registry, *visits: Visit) -> list[bool]:
    samples = list(draw(of, round_id=str(QUARTERS[0]), seed="dice"))
    return [made.counted for made in count_visits(of, QUARTERS[0], samples, visits)]


DRAWN = sampling("M1", "1", classes="A")


def test_the_earliest_visit_that_makes_a_drawn_check_counts() -> None:
    assert counted(registry(sampling=DRAWN), visit("02-01"), visit("01-04")) == [True, False]


def test_a_drawn_check_of_a_matter_that_does_not_count_does_not_count() -> None:
    checked = matter("M1", "health", counts_toward_cap=False)
    assert counted(registry(matters=[checked], sampling=DRAWN), visit()) == [False]


@pytest.mark.parametrize("flag", [False, True])
def test_a_due_check_counts_by_its_flag(flag: bool) -> None:
    assert counted(registry(due=[due("M1", counts=flag)]), visit()) == [flag]


def test_a_due_check_counts_only_in_its_window() -> None:
    lists = registry(due=[due("M1", "01-01", "01-31", counts=True)])
    assert counted(lists, visit("01-04"), visit("02-01")) == [True, False]


def test_more_counted_visits_than_a_cap_admits_are_found() -> None:
    made = [Made(q.number, "E1", q.first, ("health",), True) for q in QUARTERS]
    assert figures("", registry(caps=[Cap("health", "A", 3)]), made).over_cap == 1


def test_uncounted_visits_exceed_no_cap() -> None:
    made = [Made(q.number, "E1", q.first, ("health",), False) for q in QUARTERS]
    assert figures("", registry(caps=[Cap("health", "A", 3)]), made).over_cap == 0


def test_two_visits_in_one_quarter_are_not_visits_in_two_quarters() -> None:
    made = [Made(1, "E1", day(on), ("health",), True) for on in ("01-04", "02-01")]
    found = figures("", registry(), made)
    assert (found.visited, found.again, found.twice, found.class_a_again, found.class_a_twice) == (1, 0, 1, 0, 1)


def test_an_uncounted_visit_is_a_second_one_but_no_second_one_of_class_a() -> None:
    made = [Made(q.number, "E1", q.first, ("health",), q.number == 1) for q in QUARTERS[:2]]
    found = figures("", registry(), made)
    assert (found.again, found.twice, found.class_a_again, found.class_a_twice) == (1, 1, 0, 0)


def test_a_merged_visit_is_history_of_each_of_its_departments() -> None:
    made = Made(1, "E1", day("01-04"), ("health", "fire"), True)
    assert made.rows() == [past("health", "01-04"), past("fire", "01-04")]


def test_departments_that_draw_for_themselves_are_merged_or_come_one_by_one() -> None:
    both = [matter("M1", "health"), matter("M2", "fire")]
    lists = registry([enterprise("E1")], both, sampling=[*DRAWN, *sampling("M2", "1", classes="A")])
    years = [separate_year(lists, merged=merged, alone=False) for merged in (True, False)]
    assert [figures("", lists, made).visits for made in years] == [(1, 1, 1, 1), (2, 2, 2, 2)]
