"""Any small district with any changes: what must stay stays, what must hold holds, and nothing moves for nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from itertools import product
from typing import NamedTuple

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from api.planning import plan_round
from domain.calendar import FOLDER
from domain.draw.changes import ABSENT, CLOSED, DECLINED, GONE, MOVED, REFUSES, Change
from domain.draw.current import CurrentPlan, Sealed
from domain.plan import TeamMember, Visit
from domain.registry import Inspector, Registry
from scheduling.replanning.after import violations
from tests.scheduling.any_absences import Ill, crowded
from tests.scheduling.hand_replanned import Answer, replanned
from tests.strategies import World, worlds

few = settings(max_examples=20, deadline=None, derandomize=True, database=None)


class Changed(NamedTuple):
    """A planned district, what happens on a day, and what was confirmed by then."""

    sealed: Sealed
    before: CurrentPlan
    beyond: tuple[str, ...]
    changes: list[Change]
    on: date

    @property
    def answer(self) -> Answer:
        return replanned(self.sealed, self.before, self.changes, self.on)


def planned(world: World) -> tuple[Sealed, CurrentPlan, tuple[str, ...]]:
    lists = world.registry.sorted_by_key()
    plan = plan_round(lists, world.quarter, world.working_days, seed="dice 4", officer_seed="dice 3", calendar=FOLDER)
    of = Sealed(lists, world.working_days, str(world.quarter), "dice 4", "dice 3")
    now = CurrentPlan(plan.visits, plan.teams, plan.drawn, unplanned=plan.unplanned)
    return of, now, tuple(plan.facts["beyond_limit"])


def happening(of: Sealed, now: CurrentPlan, days: list[date]) -> st.SearchStrategy[Change]:
    """One thing that may happen to the plan from the first of the days on."""
    spans = st.tuples(st.sampled_from(days), st.integers(0, 14)).map(lambda it: (it[0], it[0] + timedelta(it[1])))
    officer = st.sampled_from(sorted({member.inspector for member in now.teams}))
    later = [visit for visit in now.visits if visit.date >= days[0]]
    visit, matter = st.sampled_from(later), st.sampled_from(sorted(of.registry.matters))
    return st.one_of(
        st.builds(lambda who, span: Change(ABSENT, who, span[0], span[1], "ill"), officer, spans),
        st.builds(lambda who: Change(GONE, who, cause="left"), officer),
        st.builds(lambda it: Change(CLOSED, it.enterprise, cause="shut"), visit),
        st.builds(lambda it, span: Change(REFUSES, it.enterprise, span[0], span[1], "busy"), visit, spans),
        st.builds(
            lambda it, span, m: Change("complaint", it.enterprise, span[0], span[1], "smoke", m), visit, spans, matter
        ),
        st.builds(
            lambda it, leads: Change(
                DECLINED, it.visit, cause="too few", department=it.lead_department if leads else it.departments[-1]
            ),
            visit,
            st.booleans(),
        ),
        st.builds(lambda it: Change(MOVED, it.enterprise, cause="new address", district="D2", area="A3"), visit),
    )


def fewer_leads(lists: Registry, among: int) -> Registry:
    """At most every second, or third, officer can lead."""
    rows = enumerate(lists.inspectors.values())
    some = {i.id: i._replace(can_lead=i.can_lead and n % among == 0) for n, i in rows}
    return replace(lists, inspectors=some)


@st.composite
def changed(draw: st.DrawFn) -> Changed:
    world = draw(worlds())
    of, now, beyond = planned(world._replace(registry=fewer_leads(world.registry, draw(st.sampled_from([1, 2, 3])))))
    assume(now.teams)
    on = draw(st.sampled_from(of.working_days[: max(1, len(of.working_days) // 2)]))
    days = [day for day in of.working_days if day >= on]
    assume(any(visit.date >= on for visit in now.visits))
    promised = [visit.visit for visit in now.visits if draw(st.booleans())]
    now = replace(now, confirmed=tuple(promised))
    for _ in range(draw(st.integers(0, 3))):
        now = replanned(of, now, [draw(happening(of, now, days))], on).now
        assume(now.teams and any(visit.date >= on for visit in now.visits))
    gone = {it.subject for it in now.reported if it.ends_visits}
    found = draw(st.lists(happening(of, now, days), min_size=1, max_size=4, unique_by=lambda it: it.subject))
    found = [it for it in found if it.subject not in gone]
    shut = {it.subject for it in found if it.kind == CLOSED}
    gone = {visit.visit for visit in now.visits if visit.enterprise in shut}
    found = [it for it in found if it.kind == CLOSED or it.subject not in shut | gone]
    return Changed(of, now, beyond, found, on)


@few
@given(changed())
def test_every_hard_rule_holds_afterwards(it: Changed) -> None:
    assert violations(it.sealed, it.answer.now, it.beyond) == []


@few
@given(changed())
def test_the_past_stays(it: Changed) -> None:
    past = {visit.outing for visit in it.before.visits if visit.date < it.on}
    now = it.answer.now
    assert {v for v in now.visits if v.date < it.on} == {v for v in it.before.visits if v.date < it.on}
    assert {m for m in now.teams if m.outing in past} == {m for m in it.before.teams if m.outing in past}


def hit(it: Changed) -> set[str]:
    """The enterprises and visits that something happens to."""
    return {change.subject for change in it.changes}


@few
@given(changed())
def test_what_is_confirmed_stays_unless_a_change_hits_it(it: Changed) -> None:
    away = {change.subject for change in it.changes if change.kind in (ABSENT, GONE)}
    left = {member.outing for member in it.before.teams if member.inspector in away}
    promised = [v for v in it.before.visits if v.visit in it.before.confirmed and v.outing not in left]
    untouched = [v for v in promised if not {v.visit, v.enterprise} & hit(it)]
    stands = {visit.visit: visit[1:5] for visit in it.answer.now.visits}
    assert [stands.get(visit.visit) for visit in untouched] == [visit[1:5] for visit in untouched]


@few
@given(changed())
def test_every_check_is_made_or_told_to_be_left_out(it: Changed) -> None:
    now = it.answer.now
    made = {(visit.enterprise, matter) for visit in now.visits for matter in visit.matters}
    told = {(row.enterprise, row.matter) for row in now.unplanned}
    assert {(row.enterprise, row.matter) for row in now.drawn} <= made | told
    due = {(change.subject, change.matter) for change in it.changes if change.kind == "complaint"}
    assert due <= made | told and now.awaiting == ()


@few
@given(changed())
def test_no_number_is_given_twice(it: Changed) -> None:
    before, now = it.before, it.answer.now
    new = {visit.visit for visit in now.visits} - {visit.visit for visit in before.visits}
    assert len({visit.visit for visit in now.visits}) == len(now.visits)
    assert all(int(id[1:]) > before.numbers[0] for id in new)


@few
@given(changed())
def test_the_same_changes_give_the_same_answer_whatever_was_done_before(it: Changed) -> None:
    assert it.answer.replanned == it.answer.replanned


@few
@given(changed())
def test_no_fewer_seats_change_than_the_bound_says(it: Changed) -> None:
    figures = it.answer.replanned.figures
    assert figures.changed >= figures.bound or figures.moved or figures.left_out


few_crowded = settings(few, max_examples=40)


def possible(it: Ill) -> list[set[tuple[str, str]]]:
    """Every set of seats (outing, officer) that keeps the hard rules of persons on the days as they are."""
    days, officers = _visits(it.of.visits), list(it.of.lists.inspectors.values())

    @cache
    def may(outing: str) -> tuple[str, ...]:
        return tuple(i.id for i in officers if _able(it, i, days[outing]))

    outings = sorted(days)
    teams = ({*zip(outings, who, strict=True)} for who in product(*map(may, outings)))
    return [team for team in teams if _within_limits(it, team, days)]


def _visits(visits: list[Visit]) -> dict[str, list[Visit]]:
    return {outing: [v for v in visits if v.outing == outing] for outing in {v.outing for v in visits}}


def _able(it: Ill, inspector: Inspector, visits: list[Visit]) -> bool:
    away = [*it.of.lists.absences, it.absence]
    there = not any(a.inspector == inspector.id and a.first <= visits[0].date <= a.last for a in away)
    skills = {it.of.lists.matters[m].skill for v in visits for m in v.matters} - {""}
    return there and inspector.can_lead and skills <= inspector.skills


def _within_limits(it: Ill, team: set[tuple[str, str]], days: dict[str, list[Visit]]) -> bool:
    for inspector in it.of.lists.inspectors.values():
        mine = [visit for outing, who in team if who == inspector.id for visit in days[outing]]
        slots = {(visit.date, visit.slot) for visit in mine}
        daily = max((sum(v.date == day for v in mine) for day in {v.date for v in mine}), default=0)
        weeks = {v.date.isocalendar().week for v in mine}
        weekly = max((sum(v.date.isocalendar().week == week for v in mine) for week in weeks), default=0)
        if len(slots) < len(mine) or daily > inspector.max_visits_per_day or weekly > inspector.max_visits_per_week:
            return False
    return True


def seats(members: tuple[TeamMember, ...]) -> set[tuple[str, str]]:
    return {(member.outing, member.inspector) for member in members}


@few_crowded
@given(crowded())
def test_brute_force_finds_no_answer_with_fewer_changed_seats(it: Ill) -> None:
    found, before = possible(it), seats(it.drawn)
    answer = it.answer()
    if found:
        fewest = min(len(before - other) for other in found)
        assert (answer.replanned.figures.changed, answer.replanned.figures.moved) == (fewest, 0)
    else:
        assert answer.replanned.figures.moved or answer.replanned.figures.cancelled


@few_crowded
@given(crowded())
def test_a_bound_is_never_above_what_brute_force_finds(it: Ill) -> None:
    found, before = possible(it), seats(it.drawn)
    assume(found)
    assert it.answer().replanned.figures.bound <= min(len(before - other) for other in found)
