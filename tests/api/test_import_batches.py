"""An import is stored in batches, each whole, with the read model; what changed meanwhile or is damaged is told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from api.record.store import Record, open_record
from domain.aggregates.base import DomainEvent
from domain.aggregates.enterprise import Enterprise, EnterpriseFacts
from domain.refusals import RecordRefusal, UsageRefusal
from projections.log import recorder
from projections.models.catalogue import REGISTRY
from projections.models.inline import following
from projections.models.read_model import Projector
from tests import builders
from tests.api.recorded import AGAIN, BY, imported, registry, stored
from tests.api.test_import import without


@pytest.fixture
def record(store_url: str) -> Iterator[Record]:
    with open_record(store_url) as opened:
        yield opened


class Killed(BaseException):
    """The process dies."""


def die_after(record: Record, batches: int, monkeypatch: pytest.MonkeyPatch) -> None:
    store, calls = record.store_events, iter(range(batches))

    def store_or_die(events: Sequence[DomainEvent], **options: Any) -> None:
        if next(calls, None) is None:
            raise Killed
        store(events, **options)

    monkeypatch.setattr(record, "store_events", store_or_die)


@pytest.mark.parametrize("batches", range(7))
def test_an_import_killed_between_batches_is_completed_by_the_next(
    store_url: str, batches: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_record(store_url) as first, pytest.raises(Killed):
        die_after(first, batches, monkeypatch)
        imported(first, registry(), batch=3)
    with open_record(store_url) as second:
        imported(second, registry(), AGAIN)
        assert stored(second).total() == 25


def test_another_import_meanwhile_is_refused_in_a_sentence(store_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_record(store_url) as slow, open_record(store_url) as fast:
        store = slow.store_events

        def store_late(events: Sequence[DomainEvent], **options: Any) -> None:
            imported(fast, registry())
            store(events, **options)

        monkeypatch.setattr(slow, "store_events", store_late)
        with pytest.raises(UsageRefusal, match="run it again"):
            imported(slow, registry(), AGAIN)


def test_what_is_stored_is_in_the_read_model_at_once(store_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_record(store_url) as record, pytest.raises(Killed):
        die_after(record, 3, monkeypatch)
        imported(record, registry(), batch=3)
    with open_record(store_url) as again:
        assert Projector(again.store, REGISTRY).position() == stored(again).total() > 0


def test_a_read_model_that_lags_behind_is_left_to_its_projector(record: Record) -> None:
    first, second = (Enterprise.registered(id, EnterpriseFacts.of(builders.enterprise(id)), BY) for id in ("E1", "E2"))
    record.store_events([first])
    record.store_events([second], inline=[following(record.store, REGISTRY)])
    assert Projector(record.store, REGISTRY).position() == 0
    assert [entry.id for entry in record.entries("enterprise")] == []
    record.catch_up()
    assert [entry.id for entry in record.entries("enterprise")] == ["E1", "E2"]


def test_rows_are_recorded_by_id_whatever_their_order_in_the_registry(record: Record) -> None:
    imported(record, registry(enterprises=[builders.enterprise(id) for id in ("E3", "E1", "E2")]))
    events = record.recorder.select_notifications(1, 1_000)
    assert [e.originator_id for e in events if e.topic == "enterprise.registered.v1"] == [
        "enterprise:E1", "enterprise:E2", "enterprise:E3"
    ]  # fmt: skip


def test_a_row_that_only_the_read_model_has_is_refused_with_what_to_do(record: Record) -> None:
    imported(record, registry())
    with record.as_of() as at:
        table = at.versions["registry_entry"]
    with record.store.engines.writer.begin() as connection:
        connection.execute(table.update().where(table.c.id == "E2").values(id="E2a"))
    with pytest.raises(RecordRefusal, match=r"1 rows \(E2a …\) of which nothing is recorded; run chayici rebuild"):
        imported(record, without("enterprises", "E2"), AGAIN)


def test_many_changed_rows_are_read_together(record: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    many = [builders.enterprise(f"E{n}", "B") for n in range(40)]
    imported(record, registry(enterprises=many))
    monkeypatch.setattr(recorder, "_TOGETHER", 7)
    changed = [row._replace(credit_class="D") for row in many]
    assert imported(record, registry(enterprises=changed), AGAIN) == {"enterprise.reclassified.v1": 40}


@pytest.mark.parametrize(("table", "gone"), [("enterprises", "E2"), ("inspectors", "fire-2")])
def test_what_somebody_else_took_off_since_the_read_model_was_read_is_not_taken_off_again(
    record: Record, table: str, gone: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    imported(record, registry())
    before = {kind: list(record.entries(kind)) for kind in ("department", "matter", "enterprise", "inspector", "list")}
    imported(record, without(table, gone), AGAIN)
    monkeypatch.setattr(record, "entries", lambda kind: iter(before.get(kind, ())))
    assert imported(record, without(table, gone, absences=[], recusals=[]), AGAIN) == {}
