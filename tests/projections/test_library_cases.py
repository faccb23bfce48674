"""The `eventsourcing` library's own test cases for recorders, on both databases and for both kinds of ids."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from eventsourcing.tests import persistence as library

from projections.engine import create_tables
from projections.log.recorder import StoreRecorder, StreamRecorder
from projections.log.tables import snapshots
from projections.store import open_store


class StoreCase:
    backend = "sqlite"
    read_id: Callable[[str], UUID | str] = UUID

    @pytest.fixture(autouse=True)
    def _open(self, make_url: Callable[[str], str]) -> Iterator[None]:
        running = set(threading.enumerate())
        with open_store(make_url(self.backend)) as self.store:
            yield
            for reader in set(threading.enumerate()) - running:  # the library's case does not wait for its readers
                reader.join()

    def create_recorder(self) -> StoreRecorder:
        return StoreRecorder(self.store.engines, read_id=type(self).read_id)


class StreamCase(StoreCase):
    def create_recorder(self) -> StreamRecorder:  # type: ignore[override]
        metadata = sa.MetaData()
        table = snapshots("snapshots", metadata)
        create_tables(self.store.engines, metadata)
        return StreamRecorder(self.store.engines, table)


class WithTextIds:
    read_id = str

    def new_originator_id(self) -> str:
        return f"enterprise:{uuid4()}"


class OnPostgresql:
    backend = "postgresql"


class RecorderCase(StoreCase, library.ApplicationRecorderTestCase[StoreRecorder]):
    def test_insert_subscribe(self) -> None:
        self.optional_test_insert_subscribe()


class TestRecorderOnSqlite(RecorderCase): ...


class TestRecorderOnPostgresql(OnPostgresql, RecorderCase): ...


class TestTextIdsOnSqlite(WithTextIds, RecorderCase): ...


class TestTextIdsOnPostgresql(OnPostgresql, WithTextIds, RecorderCase): ...


class TestPositionsDoNotInterleaveOnSqlite(StoreCase, library.NonInterleavingNotificationIDsBaseCase): ...


class TestPositionsDoNotInterleaveOnPostgresql(
    OnPostgresql, StoreCase, library.NonInterleavingNotificationIDsBaseCase
): ...


class TestSnapshotsOnSqlite(StreamCase, library.AggregateRecorderTestCase): ...


class TestSnapshotsOnPostgresql(OnPostgresql, StreamCase, library.AggregateRecorderTestCase): ...


del RecorderCase
