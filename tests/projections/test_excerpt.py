"""Some of the events of a store: found by topic, aggregate and position, a part at a time."""

from __future__ import annotations

import pytest

from projections import Store
from projections.log.excerpt import Excerpt
from tests.projections.builders import event

LOG = [
    event("round:1", 1, topic="round.opened.v1"),
    event("list:due", 1, topic="list.revised.v1"),
    event("round:1", 2, topic="round.drawn.v1"),
    event("round:2", 1, topic="round.opened.v1"),
    event("rounding:1", 1, topic="rounding.up.v1"),
]


@pytest.fixture
def log(store: Store) -> Store:
    store.recorder.insert_events(LOG)
    return store


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        (Excerpt(1, 5), [1, 2, 3, 4, 5]),
        (Excerpt(2, 4), [2, 3, 4]),
        (Excerpt(4, 2), []),
        (Excerpt(1, 5, "round."), [1, 3, 4]),
        (Excerpt(1, 5, "round"), [1, 3, 4, 5]),
        (Excerpt(1, 5, "round.opened"), [1, 4]),
        (Excerpt(1, 5, "round_"), []),
        (Excerpt(1, 5, streams=("round:1",)), [1, 3]),
        (Excerpt(1, 5, streams=("round:1",), positions=(2, 3)), [1, 2, 3]),
        (Excerpt(2, 5, "round.", ("round:1", "list:due"), (4,)), [3, 4]),
        (Excerpt(1, 5, streams=()), []),
    ],
)
def test_what_is_asked_for_is_found_counted_and_cut_into_pages(log: Store, asked: Excerpt, found: list[int]) -> None:
    reader = log.engines.reader
    assert [stored.id for stored in asked.events(reader)] == found
    assert asked.count(reader) == len(found)
    assert [stored.id for stored in asked.events(reader, limit=2, offset=1)] == found[1:3]


def test_an_event_is_given_as_it_was_stored(log: Store) -> None:
    (stored,) = Excerpt(3, 3).events(log.engines.reader)
    assert (stored.originator_id, stored.originator_version, stored.topic, stored.state) == (
        "round:1",
        2,
        "round.drawn.v1",
        b"{}",
    )
