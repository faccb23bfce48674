"""The merge against every way there is, for enterprises with a handful of checks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import NamedTuple

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from domain.registry import DUE_KINDS, EVERY, DueCheck, Policy, Registry
from scheduling.merging.checks import Check, gather
from scheduling.merging.merge import merge
from tests.builders import QUARTER, WORKING_DAYS, cap, due, matter, registry, scene
from tests.scheduling.brute import Terms, cheapest, cost, way_of

DAYS = WORKING_DAYS[1:9]
"""Monday 4 January to Wednesday 13 January."""
MATTERS = [matter(f"M{n}", f"d{n // 2}", counts_toward_cap=n != 3) for n in range(7)]


class Case(NamedTuple):
    """One enterprise's registry and drawn pairs."""

    registry: Registry
    drawn: list[tuple[str, str]]

    def __repr__(self) -> str:
        lists = self.registry
        return f"Case({lists.policy}, {lists.scenes}, {lists.caps}, {lists.due}, {self.drawn})"

    @property
    def checks(self) -> list[Check]:
        """The checks that some day admits."""
        return gather(self.registry, QUARTER, DAYS, self.drawn).checks.get("E1", [])

    def terms(self, *, caps: bool, beyond: int = 0, apart: bool = False) -> Terms:
        """What a way is judged by."""
        room = {row.department: row.max_visits_per_year for row in self.registry.caps} if caps else {}
        gap = self.registry.policy.min_days_between_visits if apart else 0
        return Terms(self.registry, DAYS, room, gap, beyond)

    def merged_cost(self, terms: Terms) -> tuple[int, ...] | None:
        """What the merge's visits cost; None if they break a rule."""
        visits = merge(self.registry, QUARTER, DAYS, self.drawn).visits
        return cost(way_of(visits, self.checks), self.checks, terms)


names = st.sampled_from([m.id for m in MATTERS])
policies = st.builds(
    Policy,
    max_departments_per_visit=st.integers(1, 3),
    max_people_per_visit=st.sampled_from([2, 4, 6, 8]),
    min_days_between_visits=st.integers(0, 6),
)
scenes = st.none() | st.lists(st.frozensets(names, min_size=1, max_size=5), max_size=3).map(
    lambda sets: [scene(f"S{n}", "d0", *sorted(matters)) for n, matters in enumerate(sets)]
)


@st.composite
def due_rows(draw: st.DrawFn) -> list[DueCheck]:
    """Up to three due checks, often of one matter, with windows inside the eight days."""
    rows = []
    for n in range(draw(st.integers(0, 3))):
        first = DAYS[0] + timedelta(days=draw(st.integers(0, 8)))
        last = first + timedelta(days=draw(st.integers(0, 6)))
        name, kind = draw(st.sampled_from(["M0", "M0", "M1", "M2", "M4"])), draw(st.sampled_from(DUE_KINDS))
        row = due(name, first.isoformat(), last.isoformat(), kind=kind, counts=draw(st.booleans()))
        rows.append(row._replace(reason=str(n)))
    return rows


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """One enterprise with at most five checks; caps of none to two visits, of all together or of a department."""
    caps = [cap(draw(st.integers(0, 2)), name) for name in draw(st.sets(st.sampled_from([EVERY, "d0", "d1", "d2"])))]
    rows = draw(due_rows())
    drawn = draw(st.lists(names, unique=True, min_size=1, max_size=5 - len(rows)))
    lists = registry(matters=MATTERS, scenes=draw(scenes), policy=draw(policies), due=rows, caps=sorted(caps))
    case = Case(lists, [("E1", name) for name in drawn])
    assume(case.checks)
    return case


def without(case: Case, *, caps: bool = False) -> Case:
    """The same case without a distance between visits, and without caps if told so."""
    policy = replace(case.registry.policy, min_days_between_visits=0)
    return Case(replace(case.registry, policy=policy, caps=() if caps else case.registry.caps), case.drawn)


@settings(max_examples=300, deadline=None)
@given(cases())
def test_no_way_has_fewer_visits_when_only_scenes_limits_and_windows_bind(case: Case) -> None:
    free = without(case, caps=True)
    terms = free.terms(caps=False)
    assert free.merged_cost(terms) == cheapest(free.checks, terms, may_leave=False)


@settings(max_examples=300, deadline=None)
@given(cases())
def test_no_way_within_the_caps_leaves_less_important_checks_out(case: Case) -> None:
    capped = without(case)
    terms = capped.terms(caps=True, beyond=99)
    assert capped.merged_cost(terms) == cheapest(capped.checks, terms)


@settings(max_examples=300, deadline=None)
@given(cases())
def test_no_way_within_caps_and_distances_costs_less(case: Case) -> None:
    by_caps = cheapest(case.checks, case.terms(caps=True, beyond=99))
    terms = case.terms(caps=True, beyond=by_caps[-4], apart=True)
    assert case.merged_cost(terms) == cheapest(case.checks, terms)


@settings(max_examples=200, deadline=None)
@given(cases())
def test_every_check_is_in_one_visit_or_unplanned(case: Case) -> None:
    merged = merge(case.registry, QUARTER, DAYS, case.drawn)
    made = [(c.enterprise, c.matter, c.due.not_before if c.due else None) for v in merged.visits for c in v.checks]
    left = [(row.enterprise, row.matter, row.not_before) for row in merged.unplanned]
    due_rows = [(row.enterprise, row.matter, row.not_before) for row in case.registry.due]
    assert _sorted(made + left) == _sorted(due_rows + [(*pair, None) for pair in case.drawn])


def _sorted(rows: Sequence[tuple[str, str, date | None]]) -> list[tuple[str, str, str]]:
    return sorted((enterprise, name, str(day)) for enterprise, name, day in rows)
