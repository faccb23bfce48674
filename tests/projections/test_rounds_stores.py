"""The rounds' read model has the same rows in every kind of store, whatever the batches."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from eventsourcing.persistence import StoredEvent

from api.ceremony.changes import confirm, plan_now
from projections import Projector, Store
from projections.models.as_of import as_of
from projections.models.catalogue import ROUNDS
from tests.api.walked import ROUND, office_in

Rows = Mapping[str, set[tuple[Any, ...]]]


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[StoredEvent], Rows]:
    """The events of a round that was changed and redrawn, and every version of every row that SQLite has of them."""
    with office_in(tmp_path_factory.mktemp("office")) as office:
        office.walk("publish")
        office.now = datetime(2026, 12, 31, 9, tzinfo=UTC)
        visits = plan_now(office.standing()).visits
        confirm(office.record, ROUND, [visits[0].visit], visits[0].departments[0], None, office.by())
        office.report("closed", next(visit.enterprise for visit in visits[1:] if visit.enterprise != "E01"))
        office.report("absent", "health-0", date(2027, 1, 1), date(2027, 3, 31))
        office.report("complaint", "E03", date(2027, 1, 10), date(2027, 1, 10), matter="H1")
        office.redraw("officers")
        office.walk("publish", after="schedule")
        office.redraw("draw")
        office.walk("schedule", after="seal")
        Projector(office.record.store, ROUNDS).catch_up()
        return list(office.record.store.recorder.scan()), versions(office.record.store)


def versions(store: Store) -> Rows:
    with as_of(store, [ROUNDS]) as at:
        return {
            name: {tuple(row) for row in at.connection.execute(sa.select(table))} for name, table in at.versions.items()
        }


@pytest.mark.parametrize("batch", [3, 5_000])
def test_every_store_has_the_same_versions_of_every_row(
    store: Store, history: tuple[list[StoredEvent], Rows], batch: int
) -> None:
    events, rows = history
    store.recorder.insert_events(events)
    Projector(store, ROUNDS).catch_up(batch)
    assert versions(store) == rows
    assert all(rows.values())
