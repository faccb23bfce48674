"""Enterprises' checks split so that the visits of an area go well in pairs."""

from __future__ import annotations

from collections import Counter
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.registry import Registry
from scheduling.bounds.trips import fewest_teams, least_trips, least_trips_however_split
from scheduling.grouping.outings import Grouping, group
from scheduling.grouping.splitting import split_for_pairs
from scheduling.merging.merge import Merged, merge
from scheduling.merging.splits import Way
from scheduling.progress import silent
from tests.builders import QUARTER, WORKING_DAYS, enterprise, officers, registry
from tests.scheduling.merged import MATTERS

ENTERPRISES = [enterprise(f"E{n}") for n in range(6)]
LISTS = registry(ENTERPRISES, MATTERS, inspectors=officers("abcdef"))
several = settings(max_examples=60, deadline=None, derandomize=True, database=None)
drawn = st.lists(st.sets(st.sampled_from("ABCDEF"), min_size=1), max_size=6).map(
    lambda rows: [(f"E{n}", name) for n, names in enumerate(rows) for name in sorted(names)]
)
kinds = st.lists(st.integers(1, 15), unique=True, max_size=4)
splits = st.lists(
    st.sampled_from([((1, 6), (2, 5), (4, 3)), ((9, 6), (3, 12), (5, 10)), ((1, 2, 4),), ((8, 7),)]), max_size=3
)


def plan(pairs: list[tuple[str, str]], lists: Registry = LISTS) -> Merged:
    return merge(lists, QUARTER, WORKING_DAYS, pairs)


def grouped(pairs: list[tuple[str, str]], lists: Registry = LISTS) -> Grouping:
    made = plan(pairs, lists)
    return group(lists, made.visits, silent, made.splits)


def teams(single: list[int], chosen: list[Way]) -> int:
    masks = [*single, *(mask for way in chosen for mask in way)]
    return fewest_teams(Counter(masks), 2)


@several
@given(kinds, splits)
def test_the_choice_for_a_handful_of_visits_is_hardly_ever_off_the_best(
    single: list[int], ways: list[tuple[Way, ...]]
) -> None:
    chosen = [own[n] for own, n in zip(ways, split_for_pairs(single, ways), strict=True)]
    best = min(teams(single, list(choice)) for choice in product(*ways))
    assert teams(single, chosen) <= best + 1


def test_two_enterprises_of_the_same_departments_are_split_alike() -> None:
    found = grouped([(f"E{n}", name) for n in range(2) for name in "ABCDEF"])
    assert found.proven and found.least == least_trips(LISTS, plan([("E0", name) for name in "ABCDEF"]).visits)


NEXT_DOOR = [("E0", name) for name in "ABCDEF"] + [("E1", name) for name in "AEF"] + [("E2", name) for name in "BCD"]


def outings_of(lists: Registry) -> list[list[str]]:
    """The matters of each visit, outing by outing."""
    return [["".join(visit.matters) for visit in outing.visits] for outing in grouped(NEXT_DOOR, lists).outings]


def test_an_enterprise_is_split_for_the_visits_next_door() -> None:
    assert outings_of(LISTS) == [["AEF", "AEF"], ["BCD", "BCD"]]


def test_an_enterprise_stays_as_merged_where_a_department_short_of_officers_would_lead_another_visit() -> None:
    short = registry(ENTERPRISES, MATTERS, inspectors=officers("acdef"))
    assert outings_of(short) == [["ABCD", "BCD"], ["AEF", "EF"]]


@several
@given(drawn)
def test_splitting_otherwise_never_costs_a_team_trip(pairs: list[tuple[str, str]]) -> None:
    assert grouped(pairs).least <= group(LISTS, plan(pairs).visits, silent).least


@several
@given(drawn)
def test_every_check_is_still_made_in_as_many_visits(pairs: list[tuple[str, str]]) -> None:
    visits = [visit for outing in grouped(pairs).outings for visit in outing.visits]
    made = sorted((visit.enterprise, matter) for visit in visits for matter in visit.matters)
    assert (made, len(visits)) == (sorted(pairs), len(plan(pairs).visits))


@several
@given(drawn)
def test_the_bound_on_trips_however_split_holds_for_every_split(pairs: list[tuple[str, str]]) -> None:
    found = grouped(pairs)
    visits = [visit for outing in found.outings for visit in outing.visits]
    assert least_trips_however_split(LISTS, plan(pairs).visits) <= least_trips(LISTS, visits) <= found.least


@several
@given(drawn, st.randoms(use_true_random=False))
def test_the_order_of_visits_and_splits_changes_nothing(pairs, random) -> None:  # type: ignore[no-untyped-def]
    made = plan(pairs)
    visits, splits = random.sample(made.visits, len(made.visits)), random.sample(made.splits, len(made.splits))
    assert group(LISTS, visits, silent, splits) == grouped(pairs)
