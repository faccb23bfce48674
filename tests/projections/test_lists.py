"""The rows of the planning lists as each revision left them."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import Any

import pytest

from domain.aggregates.planning_list import Cells, PlanningList
from projections import Projector, Store
from projections.models.lists import LIST_ROW, ListsModel
from tests.projections.recorded import BY, followed, record, rows

SMOKE, FIRE, NOISE = ("E1", "smoke"), ("E1", "fire"), ("E2", "noise")


def revised(store: Store, *revisions: Iterable[Cells], name: str = "due") -> PlanningList:
    """A list that holds one after the other, each revision recorded in one go."""
    listed = PlanningList.start(name, BY)
    for cells in revisions:
        listed.revise(cells, BY)
        record(store, listed)
    return listed


def held(store: Store, position: int | None = None) -> Any:
    return rows(store, ListsModel(), LIST_ROW, ("cells", "times"), position)


def test_a_list_holds_what_the_last_revision_left(store: Store) -> None:
    revised(store, [SMOKE, NOISE], [NOISE, FIRE])
    followed(store, ListsModel())
    assert held(store) == [('["E1","fire"]', 1), ('["E2","noise"]', 1)]


def test_a_list_is_known_as_it_was_before_a_revision(store: Store) -> None:
    revised(store, [SMOKE], [FIRE])
    followed(store, ListsModel())
    assert (held(store, 1), held(store, 2)) == ([], [('["E1","smoke"]', 1)])


def test_a_row_may_stand_twice_and_be_struck_once(store: Store) -> None:
    revised(store, [SMOKE, SMOKE], [SMOKE])
    followed(store, ListsModel())
    assert (held(store, 2), held(store, 3)) == ([('["E1","smoke"]', 2)], [('["E1","smoke"]', 1)])


def test_a_row_that_is_entered_again_holds_again(store: Store) -> None:
    revised(store, [SMOKE], [NOISE], [SMOKE])
    followed(store, ListsModel())
    assert held(store) == [('["E1","smoke"]', 1)] and held(store, 3) == [('["E2","noise"]', 1)]


def test_the_same_row_of_another_list_is_another_row(store: Store) -> None:
    revised(store, [SMOKE], [])
    revised(store, [SMOKE], name="history")
    followed(store, ListsModel())
    assert rows(store, ListsModel(), LIST_ROW, ("list", "about")) == [("history", "E1")]


def test_a_cell_of_any_length_is_kept(store: Store) -> None:
    text = "".join(chr(0x4E00 + n % 20_000) for n in range(50_000))
    revised(store, [("E1", text)])
    followed(store, ListsModel())
    assert rows(store, ListsModel(), LIST_ROW, ("cells",)) == [(f'["E1","{text}"]',)]


@pytest.mark.parametrize("batch", [1, 2, 3])
def test_batches_of_any_size_leave_the_same_lists(store: Store, batch: int) -> None:
    held_one_after_the_other = [[SMOKE, SMOKE], [FIRE, SMOKE], [NOISE], [NOISE, FIRE, FIRE]]
    revised(store, *held_one_after_the_other)
    followed(store, ListsModel(), batch)
    sizes = [sum(times for _, times in held(store, position)) for position in range(2, 6)]
    assert sizes == [len(cells) for cells in held_one_after_the_other]


def test_what_is_revised_after_the_model_has_followed_is_followed_too(store: Store) -> None:
    listed = revised(store, [SMOKE])
    model = Projector(store, ListsModel())
    model.catch_up()
    for before, after in pairwise([[SMOKE], [SMOKE, SMOKE], [SMOKE, FIRE]]):
        listed.revise(after, BY)
        record(store, listed)
        model.catch_up()
        assert before != after
    assert held(store) == [('["E1","fire"]', 1), ('["E1","smoke"]', 1)]
