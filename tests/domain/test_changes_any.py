"""An absent officer in any small round: the next ticket takes each seat, and nothing else moves."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.checker import rules_officers, rules_teams
from domain.checker.case import Case
from domain.draw.changes import replace_officer
from domain.draw.current import CurrentPlan, Replacement
from domain.draw.replacing import OfficersReplaced
from domain.plan import Plan, TeamMember
from domain.refusals import RoundRefusal
from domain.registry import Absence
from tests.builders import WORKING_DAYS, day
from tests.domain.any_absences import Ill, absences, answered, sealed
from tests.domain.any_outings import SEED, Round

few = settings(max_examples=60, deadline=None, derandomize=True, database=None)
many = settings(few, max_examples=200)
RULES = (
    rules_teams.team_size, rules_teams.own_officers, rules_teams.leader, rules_teams.skill,
    rules_officers.certified, rules_officers.present, rules_officers.not_recused, rules_officers.own_area,
    rules_officers.one_place, rules_officers.daily_limit, rules_officers.weekly_limit,
)  # fmt: skip


def after(it: Ill, replacements: tuple[Replacement, ...]) -> CurrentPlan:
    now = it.now.report_absent(it.absence)
    for replacement in replacements:
        now = now.replace_officer(replacement, it.of.lists.inspectors)
    return now


@few
@given(answered())
def test_there_is_one_change_for_every_vacated_seat_and_no_other(case: tuple[Ill, OfficersReplaced]) -> None:
    it, answer = case
    assert sorted(r.outing for r in answer.replacements) == sorted(it.vacated())
    assert {(r.department, r.inspector) for r in answer.replacements} <= {("health", it.absence.inspector)}


@many
@given(answered())
def test_successors_and_reasons_are_those_of_the_page(case: tuple[Ill, OfficersReplaced]) -> None:
    it, answer = case
    plain = it.plainly()
    kept = {outing: list(plain.teams[outing]) for outing in it.vacated()}
    for outing in sorted(kept, key=lambda outing: plain.hash(outing, "health")):
        plain.serve(outing)
    took = {o: next(i.id for i in plain.teams[o] if i not in team) for o, team in kept.items()}
    assert [(s.outing, s.inspector, s.reason) for s in answer.passed_over] == plain.passed
    assert {r.outing: r.successor for r in answer.replacements} == took
    assert all(r.ticket == plain.hash(r.outing, "health", r.successor) for r in answer.replacements)


@many
@given(absences)
def test_it_is_refused_if_and_only_if_the_seats_cannot_all_be_filled(it: Ill) -> None:
    try:
        found: OfficersReplaced | None = it.answer()
    except RoundRefusal:
        found = None
    assert (found is not None) == it.plainly().can_go_on()


@few
@given(answered())
def test_every_other_seat_stays_as_drawn(case: tuple[Ill, OfficersReplaced]) -> None:
    it, answer = case
    vacated, now = it.vacated(), after(it, answer.replacements)
    assert [m for m in now.teams if m.outing not in vacated] == [m for m in it.drawn if m.outing not in vacated]
    stayed = {m[:4] for m in it.drawn} - {m[:4] for m in now.teams}
    assert stayed == {m[:4] for m in it.drawn if m.outing in vacated and m.inspector == it.absence.inspector}


@few
@given(answered())
def test_the_hard_rules_hold_afterwards(case: tuple[Ill, OfficersReplaced]) -> None:
    it, answer = case
    now = after(it, answer.replacements)
    plan = Plan(now.visits, now.teams, (), (), (), (), {"round": "2027Q1", "seed": "", "officer_seed": SEED})
    away = it.absence._replace(first=max(it.absence.first, it.on))
    laid = Case(replace(it.of.lists, absences=(*it.of.lists.absences, away)), plan, WORKING_DAYS)
    assert [found for rule in RULES for found in rule(laid)] == []


@few
@given(answered())
def test_the_mark_of_who_leads_moves_only_with_the_officer_who_had_it(case: tuple[Ill, OfficersReplaced]) -> None:
    it, answer = case
    officers, had = it.of.lists.inspectors, {m.outing: m for m in it.drawn if m.lead}
    for outing, team in _by_outing(after(it, answer.replacements).teams).items():
        if outing in had and had[outing].inspector == it.absence.inspector and outing in it.vacated():
            expected = [min(m.ticket for m in team if officers[m.inspector].can_lead)]
        else:
            expected = [had[outing].ticket] if outing in had else []
        assert [m.ticket for m in team if m.lead] == expected


@few
@given(answered())
def test_a_replacement_says_whether_the_mark_goes_to_the_successor(case: tuple[Ill, OfficersReplaced]) -> None:
    it, answer = case
    marked = {(m.outing, m.inspector) for m in after(it, answer.replacements).teams if m.lead}
    assert [r.lead for r in answer.replacements] == [(r.outing, r.successor) in marked for r in answer.replacements]


def _by_outing(members: tuple[TeamMember, ...]) -> dict[str, list[TeamMember]]:
    found: dict[str, list[TeamMember]] = {}
    for member in members:
        found.setdefault(member.outing, []).append(member)
    return found


@few
@given(answered())
def test_the_order_of_lists_and_teams_changes_nothing(case: tuple[Ill, OfficersReplaced]) -> None:
    it, answer = case
    lists = replace(it.of.lists, inspectors=dict(reversed([*it.of.lists.inspectors.items()])))
    now = CurrentPlan(tuple(reversed(it.of.visits)), tuple(reversed(it.drawn)), ())
    assert replace_officer(sealed(lists), now, it.absence, it.on) == answer


@few
@given(answered(), st.data())
def test_a_second_absence_is_answered_from_where_the_first_one_left_off(
    case: tuple[Ill, OfficersReplaced], data: st.DataObject
) -> None:
    it, answer = case
    now = after(it, answer.replacements)
    another = data.draw(st.sampled_from(now.teams)).inspector
    second = it._replace(absence=Absence(another, it.on, day("01-11"), "ill"), drawn=now.teams)
    lists = replace(it.of.lists, absences=(*it.of.lists.absences, it.absence))
    plain = second._replace(of=Round(lists, it.of.visits)).plainly()
    if not plain.can_go_on():
        with pytest.raises(RoundRefusal):
            second.answer(now)
        return
    for outing in sorted(second.vacated(), key=lambda outing: plain.hash(outing, "health")):
        plain.serve(outing)
    assert [(s.outing, s.inspector, s.reason) for s in second.answer(now).passed_over] == plain.passed
