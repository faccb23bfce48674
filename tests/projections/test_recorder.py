"""What the recorder adds to the library's: gapless positions, inline work, large saves, ordered scans."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa
from eventsourcing.persistence import IntegrityError, Notification, OperationalError, StoredEvent, Tracking

from domain.refusals import UsageRefusal
from projections import Store, claim, open_store
from projections.engine import create_tables
from tests.projections.builders import event, stream

ROOT = Path(__file__).parents[2]
WRITER = """
import sys
from eventsourcing.persistence import StoredEvent
from projections import open_store
with open_store(sys.argv[1]) as store:
    for version in range(1, 51):
        store.recorder.insert_events([StoredEvent(sys.argv[2], version, "happened.v1", b"{}")])
"""

TAKEN = sa.MetaData()
NAME = sa.Table("taken_name", TAKEN, sa.Column("name", sa.String(20), primary_key=True))


def take(connection: sa.Connection, stored_events: Sequence[StoredEvent], positions: Sequence[int]) -> None:
    connection.execute(NAME.insert(), [{"name": stored.originator_id} for stored in stored_events])


def positions(store: Store) -> list[int]:
    return [notification.id for notification in store.recorder.scan()]


def test_a_save_of_15_megabytes_is_stored(store: Store) -> None:
    store.recorder.insert_events(stream("enterprise:1", 30_000, state=b"x" * 500))
    assert store.verify().position == 30_000


def test_one_event_of_8_megabytes_is_stored(store: Store) -> None:
    store.recorder.insert_events([event("round:2027Q1", state=b"x" * 8_000_000)])
    assert len(store.recorder.select_events("round:2027Q1")[0].state) == 8_000_000


def test_a_conflict_in_a_large_batch_stores_nothing_of_it(store: Store) -> None:
    store.recorder.insert_events([event("enterprise:1")])
    with pytest.raises(IntegrityError):
        store.recorder.insert_events([*stream("enterprise:2", 500), event("enterprise:1")])
    assert positions(store) == [1]


def test_a_refused_save_leaves_no_gap(store: Store) -> None:
    store.recorder.insert_events([event("enterprise:1")])
    with pytest.raises(IntegrityError):
        store.recorder.insert_events([event("enterprise:1")])
    assert store.recorder.insert_events([event("enterprise:2")]) == [2]


def test_inline_work_is_stored_with_the_events(store: Store) -> None:
    create_tables(store.engines, TAKEN)
    store.recorder.insert_events([event("alpha")], inline=[take])
    with store.engines.reader.connect() as connection:
        assert connection.execute(sa.select(NAME.c.name)).scalars().all() == ["alpha"]


def test_an_inline_constraint_that_fails_stores_neither_events_nor_rows(store: Store) -> None:
    create_tables(store.engines, TAKEN)
    store.recorder.insert_events([event("alpha")], inline=[take])
    with pytest.raises(IntegrityError):
        store.recorder.insert_events([event("beta"), event("alpha", 2)], inline=[take])
    with store.engines.reader.connect() as connection:
        names = connection.execute(sa.select(NAME.c.name)).scalars().all()
    assert (positions(store), names, store.verify().position) == ([1], ["alpha"], 1)


def test_what_inline_work_raises_passes_and_stores_nothing(store: Store) -> None:
    def refuse(connection: sa.Connection, stored_events: Sequence[StoredEvent], positions: Sequence[int]) -> None:
        raise UsageRefusal("不行", "no")

    with pytest.raises(UsageRefusal):
        store.recorder.insert_events([event("alpha")], inline=[refuse])
    assert positions(store) == []


def test_a_command_key_is_claimed_once(store: Store) -> None:
    store.recorder.insert_events(stream("round:2027Q1", 3), inline=[claim("draw 2027Q1")])
    with pytest.raises(IntegrityError):
        store.recorder.insert_events([event("round:2027Q1", 4)], inline=[claim("draw 2027Q1")])
    assert (store.position_of("draw 2027Q1"), store.position_of("other"), positions(store)) == (3, None, [1, 2, 3])


def test_tracking_is_refused_rather_than_dropped(store: Store) -> None:
    with pytest.raises(Exception, match="position"):
        store.recorder.insert_events([event("alpha")], tracking=Tracking("upstream", 1))


def test_positions_have_no_gaps_under_eight_writing_threads(store: Store) -> None:
    def write(writer: int) -> None:
        for version in range(1, 26):
            store.recorder.insert_events(stream(f"enterprise:{writer}", 2, first=2 * version - 1))

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(write, range(8)))
    assert positions(store) == list(range(1, 401))
    assert store.verify().position == 400


def test_positions_have_no_gaps_under_two_processes_that_open_the_store_together(store_url: str) -> None:
    command = [sys.executable, "-W", "error", "-c", WRITER, store_url]
    writers = [subprocess.Popen([*command, f"enterprise:{number}"], cwd=ROOT) for number in range(2)]
    assert [writer.wait(120) for writer in writers] == [0, 0]
    with open_store(store_url) as store:
        assert positions(store) == list(range(1, 101))
        assert store.verify().position == 100


def test_a_store_that_another_writer_holds_is_an_operational_error(store: Store, store_url: str) -> None:
    with (
        open_store(store_url, timeout=0.1) as impatient,
        store.engines.writer.begin(),
        pytest.raises(OperationalError),
    ):
        impatient.recorder.insert_events([event("alpha")])


def test_readers_cannot_write(store: Store) -> None:
    with store.engines.reader.connect() as connection, pytest.raises(sa.exc.DBAPIError):
        connection.execute(sa.text("DELETE FROM stored_events"))


def test_a_scan_starts_after_a_position(store: Store) -> None:
    store.recorder.insert_events(stream("enterprise:1", 5))
    assert [notification.id for notification in store.recorder.scan(after=3)] == [4, 5]


def test_a_scan_ends_at_a_position(store: Store) -> None:
    store.recorder.insert_events(stream("enterprise:1", 5))
    assert [notification.id for notification in store.recorder.scan(after=1, upto=3)] == [2, 3]


def test_a_scan_of_streams_goes_by_id_as_text_and_then_by_version(store: Store) -> None:
    store.recorder.insert_events([event("b:1"), event("a:é"), event("a:企"), event("a:Z"), event("a:z")])
    store.recorder.insert_events([event("a:Z", 2), event("A:1")])
    streams = [(each.originator_id, each.originator_version) for each in store.recorder.scan_streams("a:")]
    assert streams == [("a:Z", 1), ("a:Z", 2), ("a:z", 1), ("a:é", 1), ("a:企", 1)]


def test_a_scan_gives_what_was_stored(store: Store) -> None:
    store.recorder.insert_events([event("企业:1", 1, b"\x00\xff", "topic")])
    assert list(store.recorder.scan()) == [Notification("企业:1", 1, "topic", b"\x00\xff", 1)]
