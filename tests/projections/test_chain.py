"""The hash chain finds what was altered, removed or inserted, and names it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projections import ChainBroken, Head, Store, open_store
from projections.log.chain import START, link
from tests.projections.builders import event, stream, tamper


@pytest.fixture
def ten(store: Store) -> Store:
    """A store of ten events."""
    store.recorder.insert_events(stream("enterprise:1", 9))
    store.recorder.insert_events([event("enterprise:2")])
    return store


def broken(store: Store, anchor: Head | None = None) -> tuple[int, str]:
    with pytest.raises(ChainBroken) as refusal:
        store.verify(anchor)
    return refusal.value.position, refusal.value.kind


def test_an_untouched_store_verifies_up_to_its_last_event(ten: Store) -> None:
    assert ten.verify().position == 10


def test_an_empty_store_verifies(store: Store) -> None:
    assert store.verify() == START


@pytest.mark.parametrize(
    "change",
    [
        "topic = 'never.v1'",
        "originator_id = 'enterprise:9'",
        "originator_version = 99",
        "state = chain",
        "chain = state",
    ],
)
def test_an_altered_column_is_named_by_its_position(ten: Store, change: str) -> None:
    tamper(ten, f"UPDATE stored_events SET {change} WHERE position = 4")
    assert broken(ten) == (4, "altered")


def test_a_removed_event_is_named(ten: Store) -> None:
    tamper(ten, "DELETE FROM stored_events WHERE position = 4")
    assert broken(ten) == (4, "removed")


def test_a_removed_tail_is_named_by_its_first_event(ten: Store) -> None:
    tamper(ten, "DELETE FROM stored_events WHERE position >= 8")
    assert broken(ten) == (8, "removed")


def test_a_removed_last_event_never_gives_its_position_to_another(ten: Store) -> None:
    tamper(ten, "DELETE FROM stored_events WHERE position = 10")
    assert ten.recorder.insert_events([event("enterprise:3")]) == [11]


def test_an_emptied_store_is_named(ten: Store) -> None:
    tamper(ten, "DELETE FROM stored_events")
    assert broken(ten) == (1, "removed")


@pytest.mark.parametrize("position", [0, 11])
def test_an_event_inserted_at_either_end_is_named(ten: Store, position: int) -> None:
    tamper(ten, f"INSERT INTO stored_events SELECT {position}, 'x', 1, topic, state, chain FROM stored_events LIMIT 1")
    assert broken(ten) == (position, "inserted")


def test_an_event_inserted_between_others_is_named_where_it_stands(ten: Store) -> None:
    tamper(ten, "UPDATE stored_events SET position = position + 100 WHERE position >= 5")
    tamper(ten, "UPDATE stored_events SET position = position - 99 WHERE position >= 100")
    tamper(ten, "INSERT INTO stored_events SELECT 5, 'x', 1, topic, state, chain FROM stored_events WHERE position = 4")
    assert broken(ten) == (5, "altered")


def test_two_exchanged_events_are_named_by_the_first(ten: Store) -> None:
    for before, after in ((3, 100), (4, 3), (100, 4)):
        tamper(ten, f"UPDATE stored_events SET position = {after} WHERE position = {before}")
    assert broken(ten) == (3, "altered")


def test_an_altered_head_is_named(ten: Store) -> None:
    tamper(ten, "UPDATE chain_head SET chain = (SELECT chain FROM stored_events WHERE position = 3)")
    assert broken(ten) == (10, "altered")


def test_a_store_that_continues_from_a_published_head_verifies(ten: Store) -> None:
    anchor = ten.verify()
    ten.recorder.insert_events([event("enterprise:3")])
    assert ten.verify(anchor).position == 11


def test_a_chain_recomputed_to_its_end_is_caught_by_a_published_head(ten: Store, another: Store) -> None:
    anchor = ten.verify()
    another.recorder.insert_events(stream("enterprise:1", 10, state=b"forged"))
    assert broken(another, anchor) == (10, "altered")


def test_a_store_that_ends_before_a_published_head_has_lost_events(ten: Store, another: Store) -> None:
    anchor = ten.verify()
    another.recorder.insert_events(stream("enterprise:1", 3))
    assert broken(another, anchor) == (4, "removed")


def test_a_cell_of_another_type_is_an_alteration(another: Store) -> None:
    another.recorder.insert_events(stream("enterprise:1", 3))
    tamper(another, "UPDATE stored_events SET state = 'text' WHERE position = 2")
    assert broken(another) == (2, "altered")


def test_the_stored_link_is_the_documented_one(another: Store) -> None:
    another.recorder.insert_events([event("企业:1", state=b"{}")])
    assert another.verify().digest == link(bytes(32), 1, "企业:1", 1, "happened.v1", b"{}")


@given(st.lists(st.tuples(st.text(max_size=3), st.text(max_size=3), st.binary(max_size=3)), min_size=2, max_size=2))
def test_two_different_events_never_hash_the_same_bytes(events: list[tuple[str, str, bytes]]) -> None:
    one, other = (link(bytes(32), 1, stream, 1, topic, state) for stream, topic, state in events)
    assert (one == other) == (events[0] == events[1])


def test_the_chain_can_be_recomputed_with_the_standard_library_alone(another: Store) -> None:
    another.recorder.insert_events(stream("enterprise:1", 5))
    rows = sqlite3.connect(str(another.url.database))
    digest = bytes(32)
    for row in rows.execute("SELECT position, originator_id, originator_version, topic, state FROM stored_events"):
        digest = link(digest, *row)
    rows.close()
    assert digest == another.verify().digest


@pytest.fixture
def another(tmp_path: Path) -> Iterator[Store]:
    with open_store(str(tmp_path / "another.db")) as opened:
        yield opened
