"""What is measured of a record's history, each beside the bare database on the same bytes in the same run."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from itertools import islice
from pathlib import Path
from time import perf_counter
from typing import Any, NamedTuple

import click
import msgspec
import sqlalchemy as sa

from api.folders import load_registry
from api.record import rows
from api.record.importing import BATCH, import_registry
from api.record.store import Record, open_record
from benchmarks.history_bare import Twin, driver, median_of, run_out, timed
from benchmarks.measure import QUARTER
from domain.aggregates.base import Attribution, DomainEvent
from domain.aggregates.enterprise import Enterprise
from domain.calendar import FOLDER
from domain.registry import Registry
from projections.log.tables import EVENTS
from projections.models.as_of import AsOf
from projections.models.catalogue import CATALOGUE, REGISTRY
from projections.models.generations import live
from projections.models.read_model import ReadModel

BY = Attribution(datetime(2027, 1, 4, 9, 30, tzinfo=UTC), "benchmark", "a benchmark", "benchmark")
AT_ONCE = {1: 1_000, 100: 10_000, 1_000: 10_000, 5_000: 10_000}
"""Events a save → events that are saved so, at most."""
_EVENTS = "SELECT position, originator_id, originator_version, topic, state FROM stored_events"
_GROUPED = "SELECT credit_class, count(*) FROM {} WHERE kind = %s AND since <= %s AND until > %s GROUP BY credit_class"


class Row(NamedTuple):
    """One task: over so many events the seconds that the record took, and those of the bare database.

    Where `events` is 1 it took a moment, and the seconds are a median; a proof has bytes.
    """

    task: str
    events: int
    seconds: float
    bare: float
    bytes: int = 0


def read(url: str, folder: Path) -> Iterator[Row]:
    """The registry read from its folder; bare: the rows of enterprises.csv, cut into cells. What an import begins with.

    Nothing is stored: it shows the memory that the registry itself takes.
    """
    seconds = timed(lambda: _registry(folder))
    with (folder / "enterprises.csv").open(encoding="utf-8", newline="") as file:
        bare = timed(lambda: run_out(csv.reader(file)))
    yield Row("read the folder", len(_registry(folder).enterprises), seconds, bare)


def append(url: str, folder: Path) -> Iterator[Row]:
    """New enterprises saved, so many at a time, in a store of their own; bare: the stored rows inserted as many."""
    with open_record(url) as record:
        for size, most in AT_ONCE.items():
            events = list(islice(_registered(_registry(folder), f"{size}-"), most))
            begun, after = perf_counter(), record.recorder.max_notification_id() or 0
            for first in range(0, len(events), size):
                record.store_events(events[first : first + size])
            seconds = perf_counter() - begun
            yield Row(f"append, {size:,} a save", len(events), seconds, _again(record, after, size))


def _registered(registry: Registry, prefix: str) -> Iterator[DomainEvent]:
    return (Enterprise.registered(prefix + id, facts, BY) for id, facts in rows.enterprises(registry))


def _again(record: Record, after: int, size: int) -> float:
    twin = Twin(record.store, EVENTS)
    try:
        return twin.insert(size, after)
    finally:
        twin.close()


def imports(url: str, folder: Path) -> Iterator[Row]:
    """A registry imported into an empty store, then once more; bare: stored events and registry rows inserted, read."""
    registry = _registry(folder)
    with open_record(url) as record:
        begun = perf_counter()
        count = import_registry(record, registry, BY).total()
        seconds = perf_counter() - begun
        with record.as_of(None, (REGISTRY,)) as at:
            table = at.versions["registry_entry"]
        twin = Twin(record.store, EVENTS, table)
        yield Row("import", count, seconds, twin.insert(BATCH))
        twin.close()
        begun = perf_counter()
        import_registry(record, registry, BY)
        seconds = perf_counter() - begun
        yield Row("import again", count, seconds, _read(record, f"SELECT * FROM {table.name} ORDER BY kind, id"))


def replay(url: str, folder: Path) -> Iterator[Row]:
    """Every event read in order, then decoded too; bare: the same columns read."""
    with open_record(url, must_exist=True) as record:
        events = record.store.recorder
        bare = _read(record, f"{_EVENTS} ORDER BY position")
        count = record.recorder.max_notification_id() or 0
        yield Row("replay, scan only", count, timed(lambda: run_out(events.scan())), bare)
        decoded = timed(lambda: run_out(map(record.mapper.to_domain_event, events.scan())))
        yield Row("replay, scan and decode", count, decoded, bare)


def rebuild(url: str, folder: Path) -> Iterator[Row]:
    """Each read model and all of them built anew; bare: the log read, and the rows of the models' tables inserted."""
    with open_record(url, must_exist=True) as record:
        record.catch_up(CATALOGUE.values())
        count = record.recorder.max_notification_id() or 0
        scan, inserted = _read(record, f"{_EVENTS} ORDER BY position"), 0.0
        for name, model in CATALOGUE.items():
            bare = _inserted(record, model)
            inserted += bare
            yield Row(f"rebuild {name}", count, timed(partial(_rebuilt, record, [model])), scan + bare)
        yield Row("rebuild all", count, timed(lambda: _rebuilt(record, [*CATALOGUE.values()])), scan + inserted)


def _rebuilt(record: Record, models: Sequence[ReadModel]) -> None:
    from projections.models.building import begin, drop_retired

    building = begin(record.store, models)
    building.fill()
    building.swap()
    drop_retired(record.store)


def _inserted(record: Record, model: ReadModel) -> float:
    with record.store.engines.reader.connect() as connection:
        generation = live(connection, model)
        assert generation is not None
    seconds = 0.0
    for table in generation.tables.values():
        twin = Twin(record.store, table)
        seconds += twin.insert(BATCH)
        twin.close()
    return seconds


def ask(url: str, folder: Path) -> Iterator[Row]:
    """An enterprise's year at five events, and how burdened classes are; bare: one row by its key, a plain grouping."""
    from projections.queries.burden import BurdenFilter, burden
    from projections.queries.enterprise_year import enterprise_year
    from projections.queries.paging import Paging

    with open_record(url, must_exist=True) as record, record.as_of() as now:
        table = now.versions["registry_entry"].name
        last, id = now.position, _visited(now) or next(iter(_registry(folder).enterprises))
        one = f"SELECT facts FROM {table} WHERE kind = %s AND id = %s AND since <= %s AND until > %s"
        for part in range(1, 6):
            at = now.at(last * part // 5)
            seconds = median_of(partial(enterprise_year, at, id, QUARTER.year))
            bare = _moment(record, one, "enterprise", id, at.position, at.position)
            yield Row(f"an enterprise's year as of event {part}/5", 1, seconds, bare)
        grouped = _moment(record, _GROUPED.format(table), "enterprise", last, last)
        yield Row("burden by class", 1, median_of(lambda: burden(now, "class", BurdenFilter(), Paging())), grouped)


def _visited(now: AsOf) -> str | None:
    """The first enterprise that a round visits, by id."""
    found: str | None = now.connection.execute(sa.select(sa.func.min(now["visit"].c.enterprise))).scalar()
    return found


def prove(url: str, folder: Path) -> Iterator[Row]:
    """A head, and proofs with their bytes; bare: one event by its position."""
    from projections.proof.proofs import consistency_proof, head, inclusion_proof

    with open_record(url, must_exist=True) as record:
        store = record.store
        record.catch_up(CATALOGUE.values())
        last = record.recorder.max_notification_id() or 0
        bare = _moment(record, f"{_EVENTS} WHERE position = %s", last // 2)
        proofs: Mapping[str, Callable[[], Any]] = {
            "head": lambda: head(store),
            "inclusion of an event": lambda: inclusion_proof(store, last // 2),
            "consistency with the head of half": lambda: consistency_proof(store, last // 2),
        }
        for task, proof in proofs.items():
            yield Row(task, 1, median_of(proof), bare, len(msgspec.json.encode(proof())))


def verify(url: str, folder: Path) -> Iterator[Row]:
    """The hash chain, then chain and tree, recomputed; bare: every column read."""
    from projections.proof.audit import verify_log

    with open_record(url, must_exist=True) as record:
        bare = _read(record, "SELECT * FROM stored_events ORDER BY position")
        count = record.recorder.max_notification_id() or 0
        yield Row("verify the chain", count, timed(record.store.verify), bare)
        yield Row("verify the log", count, timed(lambda: verify_log(record.store)), bare)


STAGES: Mapping[str, Callable[[str, Path], Iterator[Row]]] = {
    "read": read,
    "append": append,
    "import": imports,
    "replay": replay,
    "rebuild": rebuild,
    "as of": ask,
    "proof": prove,
    "verify": verify,
}
"""In this order; `append` has a store of its own, and `read` needs none."""


def _registry(folder: Path) -> Registry:
    return load_registry(folder, QUARTER, FOLDER)[0]


def _read(record: Record, statement: str, *values: object) -> float:
    """Seconds of reading by the driver alone."""
    found = driver(record.store)
    seconds = timed(lambda: found.read(statement, *values))
    found.close()
    return seconds


def _moment(record: Record, statement: str, *values: object) -> float:
    found = driver(record.store)
    seconds = median_of(lambda: found.read(statement, *values))
    found.close()
    return seconds


@click.command()
@click.argument("stage", type=click.Choice(list(STAGES)))
@click.argument("url")
@click.argument("folder", type=click.Path(exists=True, path_type=Path))
def main(stage: str, url: str, folder: Path) -> None:
    """Print the rows of one stage as JSON."""
    click.echo(json.dumps(list(STAGES[stage](url, folder))))


if __name__ == "__main__":
    main()
