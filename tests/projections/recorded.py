"""Aggregates recorded in a store as an application records them, at a given moment by a given person."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from domain.aggregates.base import Attribution, DomainEvent, RecordedAggregate
from domain.aggregates.codec import EventMapper, NoTranscoder
from projections import Projector, Store
from projections.models.as_of import as_of
from projections.models.read_model import ReadModel

BY = Attribution(datetime(2027, 1, 4, 9, 30, tzinfo=UTC), "li", "first import", "import-1")
_mapper = EventMapper(NoTranscoder())


def later(hours: int, by: Attribution = BY) -> Attribution:
    """The same person so many hours later."""
    return by._replace(recorded_at=by.recorded_at + timedelta(hours=hours))


def record(store: Store, *aggregates: RecordedAggregate) -> list[int]:
    """Store what the aggregates recorded, in one go; the positions."""
    events = [event for aggregate in aggregates for event in aggregate.collect_events()]
    stored = [_mapper.to_stored_event(event) for event in events if isinstance(event, DomainEvent)]
    return list(store.recorder.insert_events(stored))


def followed(store: Store, model: ReadModel, batch: int = 5_000) -> None:
    """Bring a model up to the last event."""
    Projector(store, model).catch_up(batch)


def rows(store: Store, model: ReadModel, table: str, columns: Iterable[str], position: int | None = None) -> Any:
    """Some columns of the rows of a table that held at a position, sorted."""
    with as_of(store, [model], position) as at:
        found = at.connection.execute(at[table].select()).mappings()
        return sorted(tuple(row[name] for name in columns) for row in found)
