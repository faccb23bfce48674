"""Who recorded what when: one row for each run of events that were recorded in one go."""

from __future__ import annotations

from datetime import timedelta, timezone
from typing import Any

import pytest
from eventsourcing.persistence import MapperDeserialisationError

from domain.aggregates.department import Department, DepartmentFacts
from projections import Projector, Store
from projections.models.journal import JOURNAL, JournalModel
from tests.projections.builders import event
from tests.projections.recorded import BY, followed, later, record, rows

BEIJING = timezone(timedelta(hours=8))


def established(*ids: str, by: Any = BY) -> list[Department]:
    return [Department.establish(id, DepartmentFacts(id, 1), by) for id in ids]


def runs(store: Store, position: int | None = None) -> Any:
    return rows(store, JournalModel(), JOURNAL, ("first", "actor", "recorded_at"), position)


def test_events_recorded_in_one_go_are_one_run(store: Store) -> None:
    record(store, *established("a", "b", "c"))
    followed(store, JournalModel())
    assert runs(store) == [(1, "li", "2027-01-04T09:30:00.000000+00:00")]


@pytest.mark.parametrize("batch", [1, 2, 5_000])
def test_batches_cut_no_run(store: Store, batch: int) -> None:
    record(store, *established("a", "b", "c"), *established("d", "e", by=later(1)))
    followed(store, JournalModel(), batch)
    assert [first for first, *_ in runs(store)] == [1, 4]


def test_another_actor_reason_or_command_begins_a_run(store: Store) -> None:
    told = [BY, BY._replace(actor="wang"), BY._replace(reason="again"), BY._replace(correlation_id="import-2")]
    record(store, *(department for n, by in enumerate(told) for department in established(str(n), by=by)))
    followed(store, JournalModel())
    assert [first for first, *_ in runs(store)] == [1, 2, 3, 4]


def test_the_same_moment_told_in_another_zone_begins_none(store: Store) -> None:
    elsewhere = BY._replace(recorded_at=BY.recorded_at.astimezone(BEIJING))
    record(store, *established("a"), *established("b", by=elsewhere))
    followed(store, JournalModel())
    assert [first for first, *_ in runs(store)] == [1]


def test_moments_sort_as_text(store: Store) -> None:
    moments = [BY.recorded_at, BY.recorded_at + timedelta(microseconds=1), BY.recorded_at + timedelta(days=1)]
    record(store, *(d for at in moments for d in established(str(at), by=BY._replace(recorded_at=at))))
    followed(store, JournalModel())
    texts = [at for _, _, at in runs(store)]
    assert texts == sorted(texts) and len(set(texts)) == 3


def test_the_journal_is_known_as_it_was(store: Store) -> None:
    record(store, *established("a"), *established("b", by=later(1)))
    followed(store, JournalModel())
    assert len(runs(store, 1)) == 1 and len(runs(store, 2)) == 2


def test_a_run_that_goes_on_later_changes_no_row(store: Store) -> None:
    record(store, *established("a"))
    followed(store, JournalModel())
    before = runs(store)
    record(store, *established("b"))
    followed(store, JournalModel())
    assert runs(store) == before


def test_an_event_that_says_nothing_of_its_recording_is_named(store: Store) -> None:
    store.recorder.insert_events([event("round:2027Q1", topic="drawn.v1")])
    with pytest.raises(MapperDeserialisationError, match=r"drawn\.v1 at 1"):
        Projector(store, JournalModel()).catch_up()
