"""What the days of given outings cost at least: every choice of days, tried one by one, costs as much or more."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.registry import DueCheck
from scheduling.bounds.days import least_excess, least_waiting
from scheduling.bounds.levels import waiting
from scheduling.grouping.outings import Outing
from scheduling.merging.visits import MergedVisit
from scheduling.placing.demand import Asked
from scheduling.placing.diary import Placed
from tests.builders import WORKING_DAYS, day, due, registry
from tests.scheduling.planned import planned

few = settings(max_examples=80, deadline=None, derandomize=True, database=None)
ALL = (1 << len(WORKING_DAYS)) - 1


def bound(sizes: list[int], shares: list[int], open_to: list[list[bool]] | None = None) -> int:
    """For one department, whose outings bring so many visits."""
    asked = [Asked(np.array([0]), np.array([size])) for size in sizes]
    everywhere = [[True] * len(shares)] * len(sizes)
    return least_excess(asked, np.array(open_to or everywhere, dtype=np.bool_), np.array([shares]))


# -- visits above the shares -------------------------------------------------------------------------------------


def test_two_visits_of_one_outing_are_above_a_share_of_one() -> None:
    assert bound([2, 2, 1], [1] * 9) == 2


def test_two_visits_of_one_outing_are_within_a_share_of_two() -> None:
    assert bound([2, 2, 1], [2, 3]) == 0


def test_more_than_all_shares_is_above_them() -> None:
    assert bound([1] * 7, [2, 3]) == 2


def test_outings_that_may_go_nowhere_else_are_above_the_share_there() -> None:
    assert bound([1, 1, 1], [1, 9], [[True, False]] * 2 + [[True, True]]) == 1


def test_departments_are_added_up_and_needs_are_not() -> None:
    asked = [Asked(np.array([0, 1, 2]), np.array([1, 1, 1]))] * 2
    assert least_excess(asked, np.ones((2, 1), dtype=np.bool_), np.array([[1], [0]])) == 1 + 2


def test_no_outings_are_above_nothing() -> None:
    assert least_excess([], np.ones((0, 3), dtype=np.bool_), np.array([[1, 1, 1]])) == 0


@few
@given(
    st.lists(st.tuples(st.integers(1, 3), st.integers(1, 7)), min_size=1, max_size=5),
    st.lists(st.integers(0, 4), min_size=3, max_size=3),
)
def test_no_choice_of_days_is_below_the_bound(outings: list[tuple[int, int]], shares: list[int]) -> None:
    open_to = [[bool(mask >> place & 1) for place in range(3)] for _, mask in outings]
    choices = product(*([n for n in range(3) if mask >> n & 1] for _, mask in outings))
    least = min(
        sum(
            max(0, sum(size for (size, _), at in zip(outings, chosen, strict=True) if at == place) - share)
            for place, share in enumerate(shares)
        )
        for chosen in choices
    )
    assert bound([size for size, _ in outings], shares, open_to) <= least


@few
@given(
    st.lists(st.integers(1, 2), min_size=1, max_size=5),
    st.lists(st.integers(0, 4), min_size=3, max_size=3),
)
def test_where_outings_of_one_or_two_visits_may_go_anywhere_the_bound_is_reached(
    sizes: list[int], shares: list[int]
) -> None:
    least = min(
        sum(
            max(0, sum(size for size, at in zip(sizes, chosen, strict=True) if at == place) - share)
            for place, share in enumerate(shares)
        )
        for chosen in product(range(3), repeat=len(sizes))
    )
    assert bound(sizes, shares) == least


# -- waiting -----------------------------------------------------------------------------------------------------


def placed(on: str, days: int = ALL) -> Placed:
    visit = MergedVisit("E1", ("M1",), ("health",), (), days, "", "health", (), False)
    return Placed(Outing("A1", (visit,), days), WORKING_DAYS.index(day(on)), (0,))


def mask(first: str, last: str) -> int:
    return sum(1 << n for n, when in enumerate(WORKING_DAYS) if day(first) <= when <= day(last))


JANUARY = due("M1", "01-04", "01-29")


@pytest.mark.parametrize(
    ("outings", "days"),
    [
        ([placed("01-14")], 0),
        ([placed("01-14", mask("01-12", "01-20"))], 8),
        ([placed("01-14", mask("01-12", "01-20")), placed("01-25", mask("01-07", "01-29"))], 3),
        ([placed("02-10", mask("01-12", "03-20"))], 0),
    ],
    ids=["open from the first day", "open later", "the one that is open first", "not made"],
)
def test_a_check_waits_at_least_until_an_outing_can_make_it(outings: list[Placed], days: int) -> None:
    assert least_waiting(registry(due=[JANUARY]), WORKING_DAYS, outings) == days


@pytest.mark.parametrize("window", [JANUARY, due("M1", "2026-12-01", "01-20"), due("M1", "02-06", "02-28")])
def test_a_due_check_alone_is_made_at_its_bound(window: DueCheck) -> None:
    lists = registry(due=[window])
    schedule = planned(lists)
    assert waiting(lists, WORKING_DAYS, schedule.visits) == schedule.bounds.least_waiting == 0
