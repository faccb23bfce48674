"""A backup is the store as it was at one moment; restored it verifies, tells the same, and goes on."""

from __future__ import annotations

import stat
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from threading import Event, Thread

import pytest
import sqlalchemy as sa
from eventsourcing.persistence import StoredEvent

from api.backups import read_backup, write_backup
from api.record.forgetting import forget
from api.record.history import history
from api.record.store import Record, open_record
from domain.refusals import UsageRefusal
from projections import backup, claim, open_store
from projections.log.tables import METADATA
from projections.models.versions import Row, insert
from projections.proof import proofs
from tests.api.recorded import AGAIN, imported
from tests.api.test_forget import CAUSE, GONE, LATER, listing, named, without
from tests.projections.builders import tamper
from tests.stores import BACKENDS

MakeUrl = Callable[[str], str]


@pytest.fixture
def record(store_url: str) -> Iterator[Record]:
    with open_record(store_url) as opened:
        imported(opened, listing())
        yield opened


@pytest.fixture
def saved(record: Record, store_url: str, tmp_path: Path) -> Path:
    """A backup of the record."""
    write_backup(store_url, tmp_path / "backup")
    return tmp_path / "backup"


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "restored.db"


def events(url: str | Path) -> list[tuple[object, ...]]:
    """Everything that is stored."""
    with open_store(str(url), must_exist=True) as store:
        return [(*vars(event).values(),) for event in store.recorder.scan()]


def position(url: str | Path) -> int:
    """Where the log ends; it verifies."""
    with open_store(str(url), must_exist=True) as store:
        return store.verify().position


@pytest.mark.parametrize("into", BACKENDS)
@pytest.mark.parametrize("there", [False, True], ids=["new", "empty"])
def test_a_restored_log_verifies_and_is_the_same(
    saved: Path, store_url: str, make_url: MakeUrl, into: str, there: bool
) -> None:
    url = make_url(into)
    if there:
        open_store(url).close()
    copied = read_backup(saved, url)
    assert (events(url), position(url)) == (events(store_url), copied.events)


def test_a_restored_store_tells_the_same_with_every_name(saved: Path, record: Record, target: Path) -> None:
    read_backup(saved, str(target))
    with open_record(str(target)) as restored:
        assert list(history(restored, GONE)) == list(history(record, GONE)) and named(restored) == named(record)


def test_a_restored_store_takes_the_next_events(saved: Path, target: Path) -> None:
    before = read_backup(saved, str(target)).events
    with open_record(str(target)) as restored:
        assert imported(restored, listing()) == {}
        assert imported(restored, without(GONE), AGAIN)["inspector.left.v1"] == 1
    assert position(target) == before + 2


def test_a_command_that_was_carried_out_stays_so(store_url: str, tmp_path: Path, target: Path) -> None:
    with open_store(store_url) as store:
        store.recorder.insert_events([StoredEvent("a:1", 1, "happened.v1", b"{}")], inline=[claim("key")])
    write_backup(store_url, tmp_path / "backup")
    read_backup(tmp_path / "backup", str(target))
    with open_store(str(target)) as restored:
        assert restored.position_of("key") == 1


def test_a_backup_while_others_write_is_a_prefix_of_the_store_each_time(store_url: str, tmp_path: Path) -> None:
    done = Event()

    def write() -> None:
        with open_store(store_url) as store:
            for version in range(1, 2_000):
                pair = [StoredEvent(f"{name}:1", version, "happened.v1", b"{}") for name in "ab"]
                store.recorder.insert_events(pair)
                if done.is_set():
                    return

    with open_store(store_url):
        writer = Thread(target=write)
        writer.start()
    files = [tmp_path / f"backup{n}" for n in range(4)]
    for file in files:
        write_backup(store_url, file)
    done.set()
    writer.join()
    everything = events(store_url)
    taken = [events(file) for file in files]
    assert all(each == everything[: len(each)] and len(each) % 2 == 0 for each in taken)
    assert [position(file) for file in files] == [len(each) for each in taken]


def test_a_backup_has_no_read_models_and_a_restored_store_builds_them(saved: Path, target: Path) -> None:
    with open_store(str(saved)) as store, store.engines.reader.connect() as connection:
        assert set(sa.inspect(connection).get_table_names()) == set(METADATA.tables)
    read_backup(saved, str(target))
    with open_record(str(target)) as restored:
        restored.catch_up()
        assert len(list(restored.entries("enterprise"))) == 3


def test_every_table_of_a_store_is_copied_or_says_of_read_models_what_they_are() -> None:
    left = {name for name in METADATA.tables if not name.startswith("read_model_")}
    assert {table.name for table in backup.COPIED} == left


def test_without_keys_nobody_is_named_and_the_log_verifies(record: Record, store_url: str, tmp_path: Path) -> None:
    write_backup(store_url, tmp_path / "backup", with_keys=False)
    with open_record(str(tmp_path / "backup")) as anonymous:
        assert named(anonymous) == "（已遗忘） / (forgotten)" and anonymous.store.verify().position > 0


def test_who_was_forgotten_is_in_no_later_backup(record: Record, store_url: str, tmp_path: Path) -> None:
    imported(record, without(GONE), AGAIN)
    key = next(key for key in record.people._read() if key.person.endswith(GONE)).key
    files = tmp_path / "before", tmp_path / "after"
    write_backup(store_url, files[0])
    forget(record, GONE, CAUSE, LATER)
    write_backup(store_url, files[1])
    assert [key in file.read_bytes() for file in files] == [True, False]


def test_a_backup_is_one_file_and_its_owners_alone(saved: Path, tmp_path: Path) -> None:
    assert [path.name for path in tmp_path.glob("*backup*")] == ["backup"]
    assert stat.S_IMODE(saved.stat().st_mode) == 0o600


def test_nothing_is_overwritten_by_a_backup(saved: Path, store_url: str) -> None:
    with pytest.raises(UsageRefusal, match="nothing of ours to replace"):
        write_backup(store_url, saved)


def test_a_store_that_is_not_there_has_no_backup(tmp_path: Path) -> None:
    with pytest.raises(UsageRefusal, match="does not exist yet"):
        write_backup(str(tmp_path / "none.db"), tmp_path / "backup")
    assert list(tmp_path.iterdir()) == []


def test_a_store_with_events_is_not_restored_into(saved: Path, store_url: str) -> None:
    before = events(store_url)
    with pytest.raises(UsageRefusal, match="has events"):
        read_backup(saved, store_url)
    assert events(store_url) == before


def test_a_store_that_lost_its_head_row_is_not_taken_for_an_empty_one(saved: Path, store_url: str) -> None:
    with open_store(store_url) as store:
        tamper(store, "DELETE FROM chain_head")
    before = events(store_url)
    with pytest.raises(UsageRefusal, match="has events"):
        read_backup(saved, store_url)
    assert events(store_url) == before


@pytest.mark.parametrize("content", [None, b"", b"thesis"])
def test_what_is_no_backup_is_refused_and_leaves_nothing(tmp_path: Path, target: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "file").write_bytes(content)
    with pytest.raises(UsageRefusal, match="no backup"):
        read_backup(tmp_path / "file", str(target))
    assert not target.exists()


def test_a_backup_that_agrees_with_a_published_head_is_restored(record: Record, saved: Path, target: Path) -> None:
    head = proofs.head(record.store)
    assert read_backup(saved, str(target), [head]).events == head.size


def test_a_backup_that_ends_before_a_published_head_is_refused(record: Record, saved: Path, target: Path) -> None:
    imported(record, without(GONE), AGAIN)
    with pytest.raises(UsageRefusal, match="is not restored"):
        read_backup(saved, str(target), [proofs.head(record.store)])
    assert not target.exists()


@pytest.mark.parametrize("into", BACKENDS)
def test_what_fails_on_the_way_leaves_an_empty_store_or_none(
    saved: Path, make_url: MakeUrl, into: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(connection: sa.Connection, table: sa.Table, rows: Sequence[Row]) -> None:
        if table.name == "person_key":
            raise KeyboardInterrupt
        insert(connection, table, rows)

    url = make_url(into)
    monkeypatch.setattr(backup, "insert", fail)
    with pytest.raises(KeyboardInterrupt):
        read_backup(saved, url)
    if into == "sqlite":
        assert not [path for path in Path(url).parent.iterdir() if "chayici" in path.name]
    else:
        with open_store(url) as store:
            assert store.verify().position == 0
