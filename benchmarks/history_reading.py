"""The stages of the benchmark of history that read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
import sqlalchemy as sa

from api.record.store import open_record
from benchmarks.history_bare import median_of, run_out, timed
from benchmarks.history_rows import EVENTS_IN_ORDER, Row, moment_of, read_by_driver, registry_in
from benchmarks.measure import QUARTER
from projections.models.as_of import AsOf
from projections.models.catalogue import CATALOGUE

_GROUPED = "SELECT credit_class, count(*) FROM {} WHERE kind = %s AND since <= %s AND until > %s GROUP BY credit_class"


def replay(url: str, folder: Path) -> Iterator[Row]:
    """Every event read in order, then decoded too; bare: the same columns read."""
    with open_record(url, must_exist=True) as record:
        events = record.store.recorder
        bare = read_by_driver(record, f"{EVENTS_IN_ORDER} ORDER BY position")
        count = record.recorder.max_notification_id() or 0
        yield Row("replay, scan only", count, timed(lambda: run_out(events.scan())), bare)
        decoded = timed(lambda: run_out(map(record.mapper.to_domain_event, events.scan())))
        yield Row("replay, scan and decode", count, decoded, bare)


def ask(url: str, folder: Path) -> Iterator[Row]:
    """An enterprise's year at five events, and how burdened classes are; bare: one row by its key, a plain grouping."""
    from projections.queries.burden import BurdenFilter, burden
    from projections.queries.enterprise_year import enterprise_year
    from projections.queries.paging import Paging

    with open_record(url, must_exist=True) as record, record.as_of() as now:
        table = now.versions["registry_entry"].name
        last, id = now.position, _visited(now) or next(iter(registry_in(folder).enterprises))
        one = f"SELECT facts FROM {table} WHERE kind = %s AND id = %s AND since <= %s AND until > %s"
        for part in range(1, 6):
            at = now.at(last * part // 5)
            seconds = median_of(partial(enterprise_year, at, id, QUARTER.year))
            bare = moment_of(record, one, "enterprise", id, at.position, at.position)
            yield Row(f"an enterprise's year as of event {part}/5", 1, seconds, bare)
        grouped = moment_of(record, _GROUPED.format(table), "enterprise", last, last)
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
        bare = moment_of(record, f"{EVENTS_IN_ORDER} WHERE position = %s", last // 2)
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
        bare = read_by_driver(record, "SELECT * FROM stored_events ORDER BY position")
        count = record.recorder.max_notification_id() or 0
        yield Row("verify the chain", count, timed(record.store.verify), bare)
        yield Row("verify the log", count, timed(lambda: verify_log(record.store)), bare)
