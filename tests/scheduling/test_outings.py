"""Visits of an area in outings: the fewest team trips, and what is never put together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.registry import Policy, Registry
from scheduling.bounds.trips import least_team_trips, least_trips
from scheduling.grouping.outings import Grouping, Outing, group
from scheduling.merging.visits import MergedVisit
from scheduling.progress import silent
from tests.builders import enterprise, registry

ENTERPRISES = [enterprise(f"E{n}", area=f"A{n % 2}") for n in range(24)]
"""Even numbers are in A0, odd ones in A1."""
QUARTER = (1 << 64) - 1
EARLY, LATE = (1 << 32) - 1, QUARTER ^ (1 << 32) - 1


def visit(at: int, departments: str, days: int = QUARTER, matters: str = "M") -> MergedVisit:
    """A visit to E<at> by departments of one letter each."""
    return MergedVisit(f"E{at}", (matters,), tuple(departments), (), days, "", departments[0], (), False)


def lists(slots: int = 2) -> Registry:
    named = tuple(f"S{n}" for n in range(slots))
    policy = replace(Policy(), slots=named, inspectors_per_department=1)
    return registry(ENTERPRISES, departments="abcd", inspectors=[], policy=policy)


def grouped(visits: Iterable[MergedVisit], slots: int = 2) -> Grouping:
    return group(lists(slots), visits, silent)


def trips(outings: Iterable[Outing]) -> int:
    """Team trips: a department's day in an area."""
    return sum(len(outing.departments) for outing in outings)


def sizes(outings: Iterable[Outing]) -> list[int]:
    return sorted(len(outing.visits) for outing in outings)


def together(outings: Iterable[Outing]) -> list[str]:
    return sorted(" ".join(sorted(visit.enterprise for visit in outing.visits)) for outing in outings)


def may_go_together(one: MergedVisit, other: MergedVisit) -> bool:
    """Different enterprises of one area with a day in common."""
    return one.enterprise != other.enterprise and _area(one) == _area(other) and bool(one.days & other.days)


def _area(of: MergedVisit) -> int:
    return int(of.enterprise[1:]) % 2


def pairings(visits: list[MergedVisit]) -> Iterator[int]:
    """The team trips of every way to pair some of the visits."""
    if not visits:
        yield 0
        return
    first, rest = visits[0], visits[1:]
    for more in pairings(rest):
        yield len(first.departments) + more
    for n, other in enumerate(rest):
        if may_go_together(first, other):
            for more in pairings(rest[:n] + rest[n + 1 :]):
                yield len({*first.departments, *other.departments}) + more


departments = st.frozensets(st.sampled_from("abcd"), min_size=1, max_size=3).map(lambda names: "".join(sorted(names)))
masks = st.sampled_from([QUARTER, QUARTER, EARLY, LATE, EARLY >> 8])
same_days = st.lists(departments, max_size=8).map(lambda rows: [visit(2 * n, row) for n, row in enumerate(rows)])
any_days = st.lists(st.tuples(st.integers(0, 9), st.sampled_from(["a", "ab", "b"]), masks), max_size=7).map(
    lambda rows: [visit(*row, matters=f"M{n}") for n, row in enumerate(rows)]
)
alike_but_for_a_few = st.tuples(
    st.integers(2, 6), st.lists(st.tuples(st.sampled_from(["a", "ab"]), masks), max_size=4)
).map(
    lambda drawn: (
        [visit(2 * n, "ab") for n in range(drawn[0])] + [visit(14 + 2 * n, *row) for n, row in enumerate(drawn[1])]
    )
)
small = settings(max_examples=80, deadline=None, derandomize=True, database=None)


@small
@given(same_days)
def test_no_pairing_of_visits_on_the_same_days_takes_fewer_team_trips(visits: list[MergedVisit]) -> None:
    found = grouped(visits)
    assert (trips(found.outings), found.proven) == (min(pairings(visits)), True)


@small
@given(any_days)
def test_no_pairing_of_visits_with_windows_takes_fewer_team_trips(visits: list[MergedVisit]) -> None:
    found = grouped(visits)
    assert (trips(found.outings), found.least, found.proven) == (*[min(pairings(visits))] * 2, True)


@small
@given(alike_but_for_a_few)
def test_nothing_is_lost_where_alike_visits_are_paired_before_the_few_with_windows(visits: list[MergedVisit]) -> None:
    found = grouped(visits)
    assert (trips(found.outings), found.proven) == (min(pairings(visits)), True)


@small
@given(any_days)
def test_the_bound_without_windows_is_never_above_the_one_with_windows(visits: list[MergedVisit]) -> None:
    assert least_team_trips(lists(), visits) <= grouped(visits).least


@small
@given(same_days)
def test_without_windows_both_bounds_are_the_fewest_team_trips(visits: list[MergedVisit]) -> None:
    assert least_team_trips(lists(), visits) == grouped(visits).least == min(pairings(visits))


def test_the_bound_of_a_grouping_knows_windows_as_long_as_its_visits_are_planned() -> None:
    visits = [visit(0, "a", EARLY), visit(2, "a", LATE)]
    assert grouped(visits).least_for(lists(), visits) == 2


def test_the_bound_of_other_visits_than_those_grouped_leaves_windows_aside() -> None:
    visits = [visit(0, "a", EARLY), visit(2, "a", LATE), visit(4, "b")]
    assert grouped(visits).least_for(lists(), visits[:2]) == 1


@small
@given(any_days, st.integers(1, 3))
def test_no_grouping_is_below_the_bound_on_team_trips(visits: list[MergedVisit], slots: int) -> None:
    found = grouped(visits, slots)
    assert least_trips(lists(slots), visits) <= found.least <= trips(found.outings)


def test_visits_on_any_day_are_shared_out_among_those_whose_days_do_not_meet() -> None:
    visits = [visit(0, "a"), visit(2, "a"), visit(4, "a", EARLY), visit(6, "a", LATE)]
    assert trips(grouped(visits).outings) == 2


def test_visits_to_others_are_shared_out_among_two_visits_to_one_enterprise() -> None:
    visits = [visit(0, "a"), visit(2, "a"), visit(4, "a", matters="M1"), visit(4, "a", matters="M2")]
    assert together(grouped(visits).outings) == ["E0 E4", "E2 E4"]


@small
@given(any_days, st.integers(1, 3))
def test_every_visit_is_in_one_outing(visits: list[MergedVisit], slots: int) -> None:
    assert Counter(v for o in grouped(visits, slots).outings for v in o.visits) == Counter(visits)


@small
@given(any_days, st.integers(1, 3))
def test_an_outing_never_visits_an_enterprise_twice(visits: list[MergedVisit], slots: int) -> None:
    for outing in grouped(visits, slots).outings:
        assert len({v.enterprise for v in outing.visits}) == len(outing.visits)


@small
@given(any_days, st.integers(1, 3))
def test_an_outing_stays_in_one_area(visits: list[MergedVisit], slots: int) -> None:
    for outing in grouped(visits, slots).outings:
        assert {f"A{_area(v)}" for v in outing.visits} == {outing.area}


@small
@given(any_days, st.integers(1, 3))
def test_an_outing_has_at_most_one_visit_per_slot(visits: list[MergedVisit], slots: int) -> None:
    assert all(len(outing.visits) <= slots for outing in grouped(visits, slots).outings)


@small
@given(any_days, st.integers(1, 3))
def test_the_days_of_an_outing_suit_all_of_its_visits(visits: list[MergedVisit], slots: int) -> None:
    for outing in grouped(visits, slots).outings:
        assert outing.days
        assert all(outing.days & ~v.days == 0 for v in outing.visits)


@small
@given(any_days, st.randoms(use_true_random=False))
def test_the_order_of_the_visits_changes_nothing(visits, random) -> None:  # type: ignore[no-untyped-def]
    assert grouped(random.sample(visits, len(visits))) == grouped(visits)


def test_with_one_slot_every_visit_is_an_outing() -> None:
    found = grouped([visit(2 * n, "a") for n in range(5)], slots=1)
    assert (sizes(found.outings), found.proven) == ([1] * 5, True)


def test_with_two_slots_alike_visits_go_in_pairs() -> None:
    assert sizes(grouped([visit(2 * n, "a") for n in range(5)]).outings) == [1, 2, 2]


def test_with_three_slots_alike_visits_go_in_threes() -> None:
    assert sizes(grouped([visit(2 * n, "a") for n in range(7)], slots=3).outings) == [1, 3, 3]


def test_with_three_slots_a_grouping_is_proven_where_it_meets_the_count_of_slots() -> None:
    assert grouped([visit(2 * n, "a") for n in range(7)], slots=3).proven


def test_with_three_slots_a_grouping_above_the_count_of_slots_is_not_said_to_be_proven() -> None:
    assert not grouped([visit(0, "a", EARLY), visit(2, "a", LATE)], slots=3).proven


def test_visits_without_a_department_in_common_are_not_joined() -> None:
    assert sizes(grouped([visit(0, "a"), visit(2, "b")]).outings) == [1, 1]


def test_windows_that_do_not_meet_are_not_joined() -> None:
    assert sizes(grouped([visit(0, "a", EARLY), visit(2, "a", LATE)]).outings) == [1, 1]


def test_visits_with_one_day_in_common_are_joined() -> None:
    assert sizes(grouped([visit(0, "a", 0b1111), visit(2, "a", 0b1111000)]).outings) == [2]


def test_among_equal_savings_visits_with_most_days_in_common_are_joined() -> None:
    visits = [visit(0, "a", EARLY), visit(2, "a", EARLY >> 8), visit(4, "a", EARLY), visit(6, "a", EARLY >> 8)]
    assert together(grouped(visits).outings) == ["E0 E4", "E2 E6"]


def test_visits_of_two_areas_are_not_joined() -> None:
    assert sizes(grouped([visit(0, "a"), visit(1, "a")]).outings) == [1, 1]


def test_the_pair_that_shares_most_departments_is_joined() -> None:
    visits = [visit(0, "abc"), visit(2, "cd"), visit(4, "ab")]
    assert together(grouped(visits).outings) == ["E0 E4", "E2"]


def test_a_smaller_saving_is_given_up_for_two_greater_ones_together() -> None:
    visits = [visit(0, "ab"), visit(2, "ac"), visit(4, "abcd"), visit(6, "bd")]
    assert trips(grouped(visits).outings) == min(pairings(visits))
