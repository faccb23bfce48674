"""Read models follow the events; rows and position move together or not at all."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from eventsourcing.persistence import Notification, StoredEvent

from domain.aggregates.base import encode
from domain.aggregates.enterprise import EnterpriseFacts
from projections import Projector, Store
from projections.models.as_of import as_of
from projections.models.registry import RegistryEntry, RegistryModel, entries
from projections.models.versions import Writing
from tests.projections.builders import event

WHEN = b'"timestamp":"2027-01-04T00:00:00Z","actor":"li","reason":"import","correlation_id":"c"'


def facts(name: str) -> bytes:
    return encode(EnterpriseFacts(name, "A", "hotel", (), "east", "E1", None, None, "active", None))


def amended(id: str, version: int, name: str) -> StoredEvent:
    state = b'{"originator_id":"enterprise:%s","originator_version":%d,%s,"facts":%s}'
    filled = state % (id.encode(), version, WHEN, facts(name))
    return event(f"enterprise:{id}", version, filled, "enterprise.amended.v1")


class Spoilt(RegistryModel):
    """Writes its rows and then fails."""

    def apply(self, writing: Writing, events: Sequence[Notification]) -> None:
        super().apply(writing, events)
        raise ArithmeticError


def rows(store: Store, position: int | None = None) -> list[RegistryEntry]:
    with as_of(store, [RegistryModel()], position) as at:
        return list(entries(at, "enterprise"))


def projector(store: Store) -> Projector:
    return Projector(store, RegistryModel())


def test_the_model_keeps_every_version_of_every_row(store: Store) -> None:
    store.recorder.insert_events([amended("1", 1, "A"), amended("2", 1, "B"), amended("1", 2, "C")])
    projector(store).catch_up()
    assert [entry.facts for entry in rows(store)] == [facts("C"), facts("B")]
    assert [entry.facts for entry in rows(store, 2)] == [facts("A"), facts("B")]


@pytest.mark.parametrize("batch", [1, 2, 5_000])
def test_batches_of_any_size_leave_the_same_rows(store: Store, batch: int) -> None:
    store.recorder.insert_events([amended("1", version, str(version)) for version in range(1, 6)])
    projector(store).catch_up(batch)
    assert [rows(store, at)[0].version for at in range(1, 6)] == [1, 2, 3, 4, 5]


def test_catching_up_again_applies_nothing(store: Store) -> None:
    store.recorder.insert_events([amended("1", 1, "A")])
    model = projector(store)
    assert (model.catch_up(), model.catch_up()) == (1, 0)


def test_events_that_do_not_concern_a_model_only_move_its_position(store: Store) -> None:
    store.recorder.insert_events([event("round:2027Q1", topic="drawn.v1")])
    model = projector(store)
    assert (model.catch_up(), model.position(), rows(store)) == (0, 1, [])


def test_a_failing_apply_moves_neither_rows_nor_position(store: Store) -> None:
    store.recorder.insert_events([amended("1", 1, "A")])
    model = projector(store)
    model.catch_up()
    store.recorder.insert_events([amended("1", 2, "B")])
    with pytest.raises(ArithmeticError):
        Projector(store, Spoilt()).catch_up()
    assert (model.position(), [entry.version for entry in rows(store)]) == (1, [1])
