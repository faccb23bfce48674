"""A store that any released version wrote still loads, verifies, replays, is rebuilt and tells its history."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from api.record.history import history
from api.record.store import Record, open_record
from projections.log.tables import EVENTS, FORMER, METADATA
from projections.models.catalogue import CATALOGUE
from projections.models.rebuild import rebuild

RELEASED = sorted(Path(__file__).parent.glob("*.db.gz"))
NEWEST = RELEASED[-1]
MODELS = list(CATALOGUE.values())


def unpacked(fixture: Path, folder: Path) -> Path:
    store = folder / "chayici.db"
    store.write_bytes(gzip.decompress(fixture.read_bytes()))
    return store


@pytest.fixture(params=RELEASED, ids=lambda fixture: str(fixture.name))
def record(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Record]:
    with open_record(str(unpacked(request.param, tmp_path)), must_exist=True) as opened:
        yield opened


def ids(record: Record) -> list[str]:
    with record.store.engines.reader.connect() as connection:
        return list(connection.execute(sa.select(EVENTS.c.originator_id).distinct()).scalars())


def test_its_chain_holds(record: Record) -> None:
    assert record.store.verify().position == record.recorder.max_notification_id()


def test_every_aggregate_is_replayed_to_its_last_event(record: Record) -> None:
    last = {str(event.originator_id): event.originator_version for event in record.store.recorder.scan_streams()}
    assert {id: record.repository.get(id).version for id in ids(record)} == last


def test_every_history_is_told(record: Record) -> None:
    told = {id: len(list(history(record, id.partition(":")[2]))) for id in ids(record) if not id.startswith("list:")}
    assert told and min(told.values()) > 1


def test_it_is_rebuilt_as_it_is_kept_up_to_date(record: Record) -> None:
    record.catch_up(MODELS)
    assert [one.differences for one in rebuild(record.store, MODELS, compare=True)] == [()] * len(MODELS)


def test_it_is_read_as_of_every_event(record: Record) -> None:
    record.catch_up(MODELS)
    last = record.recorder.max_notification_id() or 0
    with record.as_of() as at:
        counted = [
            at.connection.execute(
                sa.select(sa.func.count()).select_from(at.at(position)["registry_entry"])
            ).scalar_one()
            for position in range(last + 1)
        ]
    assert counted[0] == 0 and counted == sorted(counted) and counted[-1]


def test_it_goes_on(record: Record) -> None:
    enterprise = next(id for id in ids(record) if id.startswith("enterprise:"))
    event = record.store.recorder.select_events(enterprise)[-1]
    position = (record.recorder.max_notification_id() or 0) + 1
    again = type(event)(enterprise, event.originator_version + 1, event.topic, event.state)
    assert record.recorder.insert_events([again]) == [position] and record.store.verify().position == position


def test_tables_that_nobody_reads_any_more_are_gone(record: Record) -> None:
    with record.store.engines.reader.connect() as connection:
        assert not set(sa.inspect(connection).get_table_names()) & set(FORMER.tables)


def test_the_newest_one_has_every_table_of_this_version(tmp_path: Path) -> None:
    engine = sa.create_engine(f"sqlite:///{unpacked(NEWEST, tmp_path)}")
    with engine.connect() as connection:
        inspector = sa.inspect(connection)
        there = {
            name: {column["name"] for column in inspector.get_columns(name)} for name in inspector.get_table_names()
        }
    engine.dispose()
    wanted = [*METADATA.tables.values()]
    for model in MODELS:
        model.define(built := sa.MetaData(), 1)
        wanted += built.tables.values()
    columns = {name.partition("__")[0]: of for name, of in there.items()}
    assert {table.name.partition("__")[0]: set(table.columns.keys()) for table in wanted} == columns
