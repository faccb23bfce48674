"""The staffing oracle against brute force on small weeks."""

from __future__ import annotations

from itertools import combinations, product
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import domain.draw.witness
from domain.draw.joint import Answer
from domain.draw.roster import Duty, Roster, meets, requirements
from domain.draw.witness import WeekStaffing
from domain.registry import Inspector, Policy
from tests.builders import WORKING_DAYS, day, inspector, matter, registry


def duty(name: str, on: str = "01-04", slots: int = 1, *, lead: bool = False, skills: str = "", at: str = "E1") -> Duty:
    return Duty(name, "fire", day(on), slots, "D1", "A1", (at,), lead, frozenset(skills))


def roster(officers: list[Inspector], size: int = 2) -> Roster:
    lists = registry(matters=[matter("M1", "fire")], inspectors=officers, policy=Policy(inspectors_per_department=size))
    return Roster(lists, WORKING_DAYS)


def obeys(team_of: dict[Duty, tuple[Inspector, ...]]) -> bool:
    """The hard rules of a week, written once more and as plainly as possible."""
    for one, team in team_of.items():
        if not all(any(meets(i, need) for i in team) for need in requirements(one)):
            return False
    for officer in {i for team in team_of.values() for i in team}:
        own = [d for d, team in team_of.items() if officer in team]
        if sum(d.visits for d in own) > officer.max_visits_per_week:
            return False
        for on in {d.day for d in own}:
            today = [d for d in own if d.day == on]
            if sum(d.visits for d in today) > officer.max_visits_per_day:
                return False
            if any(a.slots & b.slots for a, b in combinations(today, 2)):
                return False
    return True


def exists(who: Roster, duties: list[Duty], taken: dict[Duty, list[Inspector]], size: int) -> bool:
    choices = [[team for team in combinations(who.able(d), size) if set(taken.get(d, [])) <= set(team)] for d in duties]
    return any(obeys(dict(zip(duties, teams, strict=True))) for teams in product(*choices))


officers: st.SearchStrategy[dict[str, Any]] = st.builds(
    dict,
    can_lead=st.booleans(),
    skills=st.frozensets(st.sampled_from("xy")),
    max_visits_per_day=st.integers(1, 2),
    max_visits_per_week=st.integers(1, 3),
)
rosters = st.lists(officers, min_size=2, max_size=5).map(
    lambda all_of_them: [inspector(f"i{n}", "fire", **fields) for n, fields in enumerate(all_of_them)]
)
weeks = st.lists(
    st.tuples(
        st.sampled_from(["01-04", "01-05"]), st.integers(1, 3), st.booleans(), st.sampled_from(["", "x", "y", "xy"])
    ),
    min_size=1,
    max_size=4,
).map(lambda rows: [duty(f"O{n}", on, s, lead=lead, skills=k) for n, (on, s, lead, k) in enumerate(rows)])


@settings(max_examples=300, deadline=None)
@given(rosters, weeks)
def test_adding_exactly_says_yes_if_and_only_if_joint_teams_exist(everybody: list[Inspector], week: list[Duty]) -> None:
    who, staffing, held = roster(everybody), WeekStaffing(roster(everybody)), list[Duty]()
    for one in week:
        expected = exists(who, [*held, one], {}, 2)
        assert staffing.add_exactly(one) == expected
        held += [one] if expected else []


@settings(max_examples=300, deadline=None)
@given(rosters, weeks, st.randoms(use_true_random=False))
def test_taking_an_officer_is_refused_if_and_only_if_it_would_strand(
    everybody: list[Inspector], week: list[Duty], random: Random
) -> None:
    who, staffing = roster(everybody), WeekStaffing(roster(everybody))
    held = [one for one in week if staffing.add_exactly(one)]
    taken: dict[Duty, list[Inspector]] = {one: [] for one in held}
    for one in held:
        candidates = random.sample(who.able(one), len(who.able(one)))
        for officer in candidates:
            if len(taken[one]) == 2:
                break
            expected = exists(who, held, {**taken, one: [*taken[one], officer]}, 2)
            assert staffing.take(one, officer) == expected
            taken[one] += [officer] if expected else []
        assert len(taken[one]) == 2


def test_a_refused_duty_leaves_the_witness_as_it_was() -> None:
    staffing = WeekStaffing(roster([inspector("i1", "fire"), inspector("i2", "fire")]))
    first = duty("O1")
    assert staffing.add(first)
    assert not staffing.add(duty("O2"))
    assert staffing.take(first, inspector("i1", "fire"))


def test_a_removed_duty_frees_its_officers() -> None:
    staffing = WeekStaffing(roster([inspector("i1", "fire"), inspector("i2", "fire")]))
    first = duty("O1")
    staffing.add(first)
    staffing.remove(first)
    assert staffing.add(duty("O2"))


def test_no_later_team_relies_on_whom_a_search_at_its_limit_refused_wrongly(monkeypatch: pytest.MonkeyPatch) -> None:
    leads, skilled = ["i1", "i5"], ["i1", "i2"]
    names = ["i1", "i2", "i3", "i4", "i5"]
    who = {n: inspector(n, "fire", can_lead=n in leads, skills=frozenset("x" * (n in skilled))) for n in names}
    staffing, led = WeekStaffing(roster([*who.values()])), duty("O1", lead=True)
    assert staffing.add(led)
    assert staffing.add(duty("O2", skills="x"))
    with monkeypatch.context() as at_the_limit:
        at_the_limit.setattr(WeekStaffing, "_reseat", lambda *_: False)
        at_the_limit.setattr(domain.draw.witness, "joint_teams", lambda *_: Answer())
        assert not staffing.take(led, who["i5"])
    assert not staffing.take(led, who["i2"])
