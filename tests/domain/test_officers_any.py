"""The draw of officers for any few officers and outings: as the page tells it, and blind to names."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import domain.draw.officers
from domain.draw.officers import OfficerDraw
from domain.draw.staffing import Unstaffable
from domain.draw.tickets import officer_tickets
from domain.plan import TeamMember
from domain.registry import Registry
from tests.builders import registry
from tests.domain.any_outings import Round, rounds, staffable

few = settings(max_examples=300, deadline=None, derandomize=True, database=None)


@few
@given(rounds().map(staffable))
def test_teams_and_reasons_are_those_of_the_page(of: Round) -> None:
    plainly = of.plainly()
    plainly.run()
    found = of.draw()
    assert [(s.outing, s.inspector, s.reason) for s in found.skipped] == plainly.passed
    assert [(t.outing, t.inspector) for t in found.teams] == [
        (o, i.id) for o, team in plainly.teams.items() for i in team
    ]


@few
@given(rounds())
def test_a_lack_of_teams_is_refused_if_and_only_if_there_are_none(of: Round) -> None:
    try:
        found: OfficerDraw | None = of.draw()
    except Unstaffable:
        found = None
    assert (found is not None) == of.plainly().can_start()


@few
@given(rounds().map(staffable), st.data())
def test_officers_who_swap_names_and_tickets_swap_seats(of: Round, data: st.DataObject) -> None:
    ids = list(of.lists.inspectors)
    name = dict(zip(ids, data.draw(st.permutations(ids)), strict=True))
    back = {new: old for old, new in name.items()}
    renamed = Round(_renamed(of.lists, name), of.visits)
    before = [_called(member, name) for member in of.draw().teams]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            domain.draw.officers,
            "officer_tickets",
            lambda seed, round_id, outing, department, ids: officer_tickets(
                seed, round_id, outing, department, [back[id] for id in ids]
            ),
        )
        assert list(renamed.draw().teams) == before


def _called(member: TeamMember, name: dict[str, str]) -> TeamMember:
    return member._replace(inspector=name[member.inspector])


def _renamed(lists: Registry, name: dict[str, str]) -> Registry:
    return registry(
        lists.enterprises.values(),
        lists.matters.values(),
        inspectors=[i._replace(id=name[i.id]) for i in lists.inspectors.values()],
        departments=lists.departments,
        absences=[a._replace(inspector=name[a.inspector]) for a in lists.absences],
        recusals=[r._replace(inspector=name[r.inspector]) for r in lists.recusals],
        policy=lists.policy,
    )
