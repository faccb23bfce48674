"""The days on which a department could send a team for a matter, against counting officers day by day."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.draw.roster import Roster
from domain.registry import Absence, Inspector, Policy, Recusal
from scheduling.merging.able import AbleDays
from tests.builders import WORKING_DAYS, enterprise, inspector, matter, registry

DAYS = WORKING_DAYS[1:7]
skills = st.frozensets(st.sampled_from(["gas", "oil"]))
staff = st.lists(skills, max_size=5).map(lambda rows: [inspector(f"i{n}", "a", skills=s) for n, s in enumerate(rows)])
stretches = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 8), st.integers(0, 4)), max_size=5)


@settings(max_examples=100, deadline=None, derandomize=True, database=None)
@given(staff, stretches, st.sets(st.integers(0, 4)), st.integers(1, 3), st.sampled_from(["", "gas"]))
def test_a_day_is_able_where_enough_unrecused_officers_are_there_and_one_has_the_skill(
    officers: list[Inspector], gone: list[tuple[int, int, int]], recused: set[int], size: int, skill: str
) -> None:
    lists = registry(
        [enterprise("E1"), enterprise("E2")],
        [matter("M", "a", skill=skill)],
        inspectors=officers,
        absences=[Absence(f"i{n}", DAYS[0] + timedelta(at), DAYS[0] + timedelta(at + more)) for n, at, more in gone],
        recusals=[Recusal(f"i{n}", "E2", "") for n in sorted(recused)],
        policy=replace(Policy(), inspectors_per_department=size),
    )
    roster, found = Roster(lists, DAYS), []
    for day in DAYS:
        for of, out in (("E1", set[int]()), ("E2", recused)):
            there = [i for i in officers if roster.is_there(i, day) and int(i.id[1:]) not in out]
            found.append((of, day, len(there) >= size and (not skill or any(skill in i.skills for i in there))))
    able = AbleDays(lists, roster)
    masks = {of: able.of(lists.enterprises[of], "M") for of in ("E1", "E2")}
    assert [(of, day, bool(masks[of] >> DAYS.index(day) & 1)) for of, day, _ in found] == found
