"""What a user may call a store, and how the rest is refused."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from domain.refusals import UsageRefusal
from projections import open_store
from projections.store import parse_url
from tests.projections.builders import event


@pytest.mark.parametrize("form", ["{}", "sqlite:///{}", "sqlite+pysqlite:///{}"])
def test_a_file_path_and_an_sqlite_url_open_the_same_file(tmp_path: Path, form: str) -> None:
    path = tmp_path / "查一次.db"
    with open_store(form.format(path)):
        assert path.read_bytes().startswith(b"SQLite format 3")


def test_a_postgresql_url_gets_the_psycopg_driver() -> None:
    assert parse_url("postgresql://u:p@host/db").drivername == "postgresql+psycopg"


@pytest.mark.parametrize(
    "text", ["", ":memory:", "sqlite://", "sqlite:///:memory:", "mysql://host/db", "postgresql://host:port/db", "://"]
)
def test_what_is_not_the_address_of_a_store_is_refused(text: str) -> None:
    with pytest.raises(UsageRefusal, match="is not the address of a store"):
        open_store(text)


def test_a_refused_url_does_not_tell_its_password() -> None:
    with pytest.raises(UsageRefusal) as refusal:
        open_store("mysql://user:secret@host/db")
    assert "secret" not in str(refusal.value)


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageRefusal, match="is a folder"):
        open_store(str(tmp_path))


def test_a_file_in_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageRefusal, match="lies in no folder"):
        open_store(str(tmp_path / "missing" / "store.db"))


def test_a_file_that_is_not_a_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("not a database\n" * 100)
    with pytest.raises(UsageRefusal, match="is not a database file"):
        open_store(str(path))
    assert path.read_text() == "not a database\n" * 100


def test_the_database_of_another_program_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE stored_events (originator_id TEXT, state BLOB)")
    other.close()
    before = path.read_bytes()
    with pytest.raises(UsageRefusal, match="belongs to another program"):
        open_store(str(path))
    assert path.read_bytes() == before


def test_a_file_in_which_another_program_keeps_something_else_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "customers.db"
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE customers (name TEXT)")
    other.close()
    before = path.read_bytes()
    with pytest.raises(UsageRefusal, match="belongs to another program"):
        open_store(str(path))
    assert path.read_bytes() == before


def test_a_new_store_in_a_locked_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "locked.db"
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(UsageRefusal, match="being written by another program"):
        open_store(str(path), timeout=0.1)
    other.close()


def test_a_store_can_be_read_while_another_program_writes(tmp_path: Path) -> None:
    path = str(tmp_path / "store.db")
    with open_store(path) as writing, writing.engines.writer.begin(), open_store(path, timeout=0.1) as reading:
        assert reading.recorder.max_notification_id() is None


def test_a_server_that_does_not_answer_is_refused() -> None:
    with pytest.raises(UsageRefusal, match="cannot be opened"):
        open_store("postgresql://nobody@127.0.0.1:1/nothing")


def test_a_store_that_must_exist_is_not_made(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    with pytest.raises(UsageRefusal, match="does not exist yet"):
        open_store(str(path), must_exist=True)
    assert not path.exists()


def test_a_database_without_events_is_no_store_that_exists(store_url: str) -> None:
    if "://" not in store_url:
        Path(store_url).touch()
    with pytest.raises(UsageRefusal, match="does not exist yet"):
        open_store(store_url, must_exist=True)


def test_opening_again_finds_what_was_stored(store_url: str) -> None:
    with open_store(store_url) as store:
        store.recorder.insert_events([event("enterprise:1")])
    with open_store(store_url, must_exist=True) as again:
        assert again.verify().position == 1
