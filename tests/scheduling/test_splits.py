"""The other ways to split an enterprise's checks over as few visits, against every way there is."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from domain.registry import EVERY, Policy
from scheduling.merging.merge import Merged, merge
from scheduling.merging.splits import Splits
from scheduling.merging.visits import MergedVisit
from tests.builders import QUARTER, cap, due, registry, scene
from tests.scheduling.brute import cheapest, cost, way_of, ways
from tests.scheduling.merged import MATTERS as SIX
from tests.scheduling.merged import merged
from tests.scheduling.test_merge_optimum import DAYS, MATTERS, Case, scenes

several = settings(max_examples=100, deadline=None, derandomize=True, database=None)


@st.composite
def cases(draw: st.DrawFn, *, caps: bool) -> Case:
    """One enterprise with three to five drawn checks that take several visits."""
    policy = Policy(max_departments_per_visit=draw(st.integers(1, 2)), min_days_between_visits=0)
    room = (
        [cap(draw(st.integers(1, 3)), name) for name in draw(st.sets(st.sampled_from([EVERY, "d1"])))] if caps else []
    )
    names = draw(st.lists(st.sampled_from([m.id for m in MATTERS]), unique=True, min_size=3, max_size=5))
    lists = registry(matters=MATTERS, scenes=draw(scenes), policy=policy, caps=sorted(room))
    return Case(lists, [("E1", name) for name in names])


def plan_of(case: Case) -> Merged:
    return merge(case.registry, QUARTER, DAYS, case.drawn)


def offered(case: Case, plan: Merged) -> list[list[MergedVisit]]:
    """The visits of each way to split the enterprise's checks."""
    known = Splits(case.registry)
    return [known.visits(split, way) for split in plan.splits for way in known.ways(split, plan.visits)]


def departments(visits: Sequence[Sequence[str]], case: Case) -> frozenset[frozenset[str]]:
    """The departments of each visit, given its matters."""
    return frozenset(frozenset(case.registry.matters[name].department for name in names) for names in visits)


@several
@given(cases(caps=True))
def test_every_split_makes_the_same_checks_within_the_caps_at_the_same_cost(case: Case) -> None:
    plan, terms = plan_of(case), case.terms(caps=True, beyond=99)
    costs = {cost(way_of(visits, case.checks), case.checks, terms) for visits in [plan.visits, *offered(case, plan)]}
    assert len(costs) == 1 and None not in costs


@several
@given(cases(caps=False))
def test_every_way_as_cheap_as_the_merges_is_offered(case: Case) -> None:
    found = offered(case, plan_of(case))
    assume(found)
    terms = case.terms(caps=False)
    least = cheapest(case.checks, terms, may_leave=False)
    cheap = [
        blocks for blocks, out in ways(case.checks) if not out and cost((blocks, out), case.checks, terms) == least
    ]
    assert {departments([visit.matters for visit in visits], case) for visits in found} == {
        departments([[check.matter for check in block] for block in blocks], case) for blocks in cheap
    }


@several
@given(cases(caps=True))
def test_the_first_way_is_that_of_the_merge(case: Case) -> None:
    plan = plan_of(case)
    found = offered(case, plan)
    assert not found or found[0] == plan.visits


@several
@given(cases(caps=False), st.sampled_from(["d0", "d1", "d2"]))
def test_a_department_short_of_officers_leads_no_more_visits_than_as_merged(case: Case, short: str) -> None:
    plan, known = plan_of(case), Splits(case.registry, [short])
    ways = [known.visits(split, way) for split in plan.splits for way in known.ways(split, plan.visits)]
    led = [sum(visit.lead_department == short for visit in visits) for visits in ways]
    assert max(led, default=0) <= sum(visit.lead_department == short for visit in plan.visits)


def test_five_departments_at_four_a_visit_split_in_fifteen_ways() -> None:
    plan, known = merged("ABCDE"), Splits(registry(matters=SIX))
    assert [len(known.ways(split, plan.visits)) for split in plan.splits] == [15]


def test_one_visit_cannot_be_split_otherwise() -> None:
    assert merged("ABCD").splits == []


def test_what_is_due_by_a_day_stays_as_it_is_merged() -> None:
    assert merged("ABCD", due=[due("E")]).splits == []


def test_a_visit_beyond_the_limit_stays_as_it_is_merged() -> None:
    assert merged("ABCDE", caps=[cap(1)]).splits == []


def test_a_department_that_must_come_twice_is_not_moved_about() -> None:
    lists = registry(matters=[SIX[0], SIX[1]._replace(department="a")], scenes=[scene("S1", "a", "A")])
    plan = merge(lists, QUARTER, DAYS, [("E1", "A"), ("E1", "B")])
    assert [Splits(lists).ways(split, plan.visits) for split in plan.splits] == [()]
