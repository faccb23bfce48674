"""The rounds and their figures, after any event."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from projections.queries.paging import Paging
from projections.queries.refusals import NothingRecorded
from projections.queries.rounds import round_summary, rounds
from tests.api.queries import plain
from tests.api.queries.world import World
from tests.api.walked import ROUND

WHEN = pytest.mark.parametrize("when", ["published", "changed", "imported"])


@WHEN
def test_a_round_is_told_in_the_figures_of_its_plan_folder(world: World, when: str) -> None:
    _, plan = world.files(getattr(world, when))
    visits, seats = plain.table(plan, "visits"), plain.table(plan, "teams")
    with world.at(getattr(world, when)) as at:
        found = round_summary(at, ROUND)
    assert (found.enterprises, found.visits, found.joint, found.people) == plain.burden(visits, plan)[:4]
    assert (found.outings, found.officers) == (
        len({visit["outing"] for visit in visits}),
        len({seat["inspector"] for seat in seats}),
    )
    assert found.unplanned == Counter(row["reason"] for row in plain.table(plan, "unplanned"))
    assert found.counts == json.loads((world.plan / "plan.json").read_text(encoding="utf-8"))["counts"]


def test_a_round_that_is_opened_before_any_enterprise_is_listed_is_told_with_nothing_in_it(world: World) -> None:
    with world.at(1) as at:
        found = round_summary(at, ROUND)
    assert (found.stage, found.visits, found.enterprises, found.people) == ("opened", 0, 0, 0)


def test_the_changes_since_publication_are_told_with_their_days(world: World) -> None:
    with world.at(world.published) as at:
        assert round_summary(at, ROUND).changes == ()
    with world.at() as at:
        changes = round_summary(at, ROUND).changes
    assert [(it.number, it.kind) for it in changes] == [
        (1, "officer_absent"),
        (2, "enterprise_closed"),
        (3, "complaint"),
    ]
    assert changes[0].subject == world.ill
    assert all(it.first and it.last for it in changes if it.kind != "enterprise_closed")


@WHEN
def test_the_list_of_rounds_says_what_their_summaries_say(world: World, when: str) -> None:
    with world.at(getattr(world, when)) as at:
        ((row,), one) = rounds(at, Paging()).rows, round_summary(at, ROUND)
    assert (row.round, row.stage, row.drawn, row.visits, row.confirmed) == (
        ROUND,
        one.stage,
        one.drawn,
        one.visits,
        one.confirmed,
    )
    assert (row.unplanned, row.changes) == (sum(one.unplanned.values()), len(one.changes))


def test_before_its_opening_there_is_no_round(world: World) -> None:
    with world.at(0) as at:
        assert rounds(at, Paging()).rows == ()
        with pytest.raises(NothingRecorded):
            round_summary(at, ROUND)
