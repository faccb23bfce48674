"""Read models follow the events; rows and position move together or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import pytest
import sqlalchemy as sa
from eventsourcing.persistence import StoredEvent

from projections import Projector, RegistryEntry, RegistryView, Store
from tests.projections.builders import event


class Listed(NamedTuple):
    """An event of the registry, as the view sees one."""

    originator_id: str
    originator_version: int
    facts: bytes | None

    def entry(self) -> tuple[str, str, bytes | None]:
        kind, _, bare = self.originator_id.partition(":")
        return kind, bare, self.facts


def decode(stored: StoredEvent) -> object:
    if stored.topic != "happened.v1":
        return stored
    return Listed(str(stored.originator_id), stored.originator_version, stored.state or None)


class Spoilt(RegistryView):
    """Writes its rows and then fails."""

    def apply(self, connection: sa.Connection, events: Sequence[object]) -> None:
        super().apply(connection, events)
        raise ArithmeticError


def projector(store: Store, view: RegistryView | None = None) -> Projector[object]:
    return Projector(store, view or RegistryView(), decode)


def rows(store: Store, kind: str = "enterprise") -> list[RegistryEntry]:
    return list(RegistryView().entries(store, kind))


def test_the_view_keeps_the_last_facts_and_version_of_every_row(store: Store) -> None:
    store.recorder.insert_events([event("enterprise:1", 1, b"A"), event("enterprise:2", 1, b"B")])
    store.recorder.insert_events([event("enterprise:1", 2, b"C")])
    projector(store).catch_up()
    assert rows(store) == [("enterprise", "1", b"C", 2), ("enterprise", "2", b"B", 1)]


def test_the_last_of_several_events_in_one_batch_wins(store: Store) -> None:
    store.recorder.insert_events([event("enterprise:1", version, b"%d" % version) for version in range(1, 6)])
    projector(store).catch_up(batch=3)
    assert rows(store) == [("enterprise", "1", b"5", 5)]


def test_a_row_that_is_no_longer_listed_keeps_its_version(store: Store) -> None:
    store.recorder.insert_events([event("enterprise:1", 1, b"A"), event("enterprise:1", 2, b"")])
    projector(store).catch_up()
    assert RegistryView().entry(store, "enterprise", "1") == ("enterprise", "1", None, 2)


def test_a_row_that_was_never_listed_is_none(store: Store) -> None:
    projector(store)
    assert RegistryView().entry(store, "enterprise", "1") is None


def test_events_without_an_entry_only_move_the_position(store: Store) -> None:
    store.recorder.insert_events([event("round:2027Q1", topic="drawn.v1")])
    model = projector(store)
    assert (model.catch_up(), model.position(), rows(store, "round")) == (1, 1, [])


def test_entries_come_in_the_order_of_their_ids(store: Store) -> None:
    store.recorder.insert_events([event(f"enterprise:{bare}") for bare in ("b", "企", "B", "a")])
    projector(store).catch_up()
    assert [entry.id for entry in rows(store)] == ["B", "a", "b", "企"]


def test_catching_up_again_applies_nothing(store: Store) -> None:
    store.recorder.insert_events([event("enterprise:1")])
    model = projector(store)
    assert (model.catch_up(), model.catch_up()) == (1, 0)


def test_rebuilt_from_nothing_equals_kept_up_to_date(store: Store) -> None:
    model = projector(store)
    for version in range(1, 6):
        store.recorder.insert_events([event(f"enterprise:{number}", version, b"%d" % version) for number in range(50)])
        model.catch_up(batch=7)
    kept = rows(store)
    assert model.rebuild() == 250
    assert rows(store) == kept


def test_a_failing_apply_moves_neither_rows_nor_position(store: Store) -> None:
    store.recorder.insert_events([event("enterprise:1", 1, b"A")])
    model = projector(store)
    model.catch_up()
    store.recorder.insert_events([event("enterprise:1", 2, b"B")])
    with pytest.raises(ArithmeticError):
        projector(store, Spoilt()).catch_up()
    assert (model.position(), rows(store)) == (1, [("enterprise", "1", b"A", 1)])


def test_a_failed_batch_leaves_the_batches_before_it(store: Store) -> None:
    def decode_but_third(stored: StoredEvent) -> object:
        if stored.originator_version == 3:
            raise ValueError("third")
        return decode(stored)

    store.recorder.insert_events([event("enterprise:1", version, b"%d" % version) for version in range(1, 5)])
    model = Projector(store, RegistryView(), decode_but_third)
    with pytest.raises(ValueError, match="third"):
        model.catch_up(batch=2)
    assert (model.position(), rows(store)) == (2, [("enterprise", "1", b"2", 2)])


def test_a_batch_that_another_projector_applied_first_is_not_applied_twice(store: Store) -> None:
    applied: list[int] = []

    class Counting(RegistryView):
        def apply(self, connection: sa.Connection, events: Sequence[object]) -> None:
            applied.append(len(events))
            super().apply(connection, events)

    def decode_while_another_overtakes(stored: StoredEvent) -> object:
        if not applied:
            projector(store, Counting()).catch_up()
        return decode(stored)

    store.recorder.insert_events([event("enterprise:1")])
    assert Projector(store, Counting(), decode_while_another_overtakes).catch_up() == 0
    assert applied == [1]


def test_a_batch_of_15_megabytes_is_applied(store: Store) -> None:
    facts = b"x" * 3_000
    store.recorder.insert_events([event(f"enterprise:{number:05}", 1, facts) for number in range(5_000)])
    model = projector(store)
    model.catch_up(batch=5_000)
    assert len(rows(store)) == 5_000
