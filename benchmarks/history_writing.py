"""The stages of the benchmark of history that write."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import sqlalchemy as sa

from api.record import rows
from api.record.importing import BATCH, import_registry
from api.record.store import Record, open_record
from benchmarks.history_bare import Twin, run_out, timed
from benchmarks.history_rows import BY, EVENTS_IN_ORDER, Row, read_by_driver, registry_in
from domain.aggregates.base import DomainEvent
from domain.aggregates.enterprise import Enterprise
from domain.registry import Registry
from projections.log.tables import EVENTS
from projections.models.catalogue import CATALOGUE, REGISTRY
from projections.models.generations import live
from projections.models.read_model import ReadModel

AT_ONCE = {1: 1_000, 100: 10_000, 1_000: 10_000, 5_000: 10_000}
"""Events a save → events that are saved so, at most."""


def read(url: str, folder: Path) -> Iterator[Row]:
    """The registry read from its folder; bare: the rows of enterprises.csv, cut into cells. What an import begins with.

    Nothing is stored: it shows the memory that the registry itself takes.
    """
    seconds = timed(lambda: registry_in(folder))
    with (folder / "enterprises.csv").open(encoding="utf-8", newline="") as file:
        bare = timed(lambda: run_out(csv.reader(file)))
    yield Row("read the folder", len(registry_in(folder).enterprises), seconds, bare)


def append(url: str, folder: Path) -> Iterator[Row]:
    """New enterprises saved, so many at a time, in a store of their own; bare: the stored rows inserted as many."""
    with open_record(url) as record:
        for size, most in AT_ONCE.items():
            events = list(islice(_registered(registry_in(folder), f"{size}-"), most))
            begun, after = perf_counter(), record.recorder.max_notification_id() or 0
            for first in range(0, len(events), size):
                record.store_events(events[first : first + size])
            seconds = perf_counter() - begun
            yield Row(f"append, {size:,} a save", len(events), seconds, _inserted(record, [EVENTS], size, after))


def _registered(registry: Registry, prefix: str) -> Iterator[DomainEvent]:
    return (Enterprise.registered(prefix + id, facts, BY) for id, facts in rows.enterprises(registry))


def imports(url: str, folder: Path) -> Iterator[Row]:
    """A registry imported into an empty store, then once more; bare: stored events and registry rows inserted, read."""
    registry = registry_in(folder)
    with open_record(url) as record:
        begun = perf_counter()
        count = import_registry(record, registry, BY).total()
        seconds = perf_counter() - begun
        with record.as_of(None, (REGISTRY,)) as at:
            table = at.versions["registry_entry"]
        twin = Twin(record.store, EVENTS, table)
        yield Row("import", count, seconds, twin.insert(BATCH))
        twin.close()
        seconds = timed(lambda: import_registry(record, registry, BY))
        bare = read_by_driver(record, f"SELECT * FROM {table.name} ORDER BY kind, id")
        yield Row("import again", count, seconds, bare)


def rebuild(url: str, folder: Path) -> Iterator[Row]:
    """Each read model and all of them built anew; bare: the log read, and the rows of the models' tables inserted."""
    with open_record(url, must_exist=True) as record:
        record.catch_up(CATALOGUE.values())
        count = record.recorder.max_notification_id() or 0
        scan, inserted = read_by_driver(record, f"{EVENTS_IN_ORDER} ORDER BY position"), 0.0
        for name, model in CATALOGUE.items():
            bare = _inserted(record, _tables(record, model))
            inserted += bare
            yield Row(f"rebuild {name}", count, timed(partial(_rebuilt, record, [model])), scan + bare)
        yield Row("rebuild all", count, timed(lambda: _rebuilt(record, [*CATALOGUE.values()])), scan + inserted)


def _rebuilt(record: Record, models: Sequence[ReadModel]) -> None:
    from projections.models.building import begin, drop_retired

    building = begin(record.store, models)
    building.fill()
    building.swap()
    drop_retired(record.store)


def backup(url: str, folder: Path) -> Iterator[Row]:
    """The store copied into a file; bare: the log read, and its events inserted."""
    from projections.backup import back_up

    with open_record(url, must_exist=True) as record, TemporaryDirectory() as place:
        count = record.recorder.max_notification_id() or 0
        bare = read_by_driver(record, f"{EVENTS_IN_ORDER} ORDER BY position") + _inserted(record, [EVENTS])
        yield Row("backup", count, timed(lambda: back_up(record.store, Path(place) / "backup")), bare)


def _tables(record: Record, model: ReadModel) -> list[sa.Table]:
    with record.store.engines.reader.connect() as connection:
        generation = live(connection, model)
    assert generation is not None
    return [*generation.tables.values()]


def _inserted(record: Record, tables: Sequence[sa.Table], size: int = BATCH, after: int = 0) -> float:
    """Seconds of inserting the tables' rows once more, one table after the other."""
    seconds = 0.0
    for table in tables:
        twin = Twin(record.store, table)
        seconds += twin.insert(size, after)
        twin.close()
    return seconds
