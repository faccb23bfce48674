"""What a command says when its store cannot be used: what is wrong, and what helps; it ends in status 2."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg

from api.main import run
from projections import open_store
from projections.engine import open_engines
from tests.api.tiny_folder import write_folder
from tests.faults.servers import Server

Typed = Callable[..., str]
WORDS = ("plan", "registry", "--round", "2027Q1", "--seed", "a", "--officer-seed", "b", "--out", "plan", "--quiet")


@pytest.fixture
def refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Typed:
    """What a command that is refused says, in one line."""
    write_folder(tmp_path / "registry")
    monkeypatch.chdir(tmp_path)

    def typed(*words: str) -> str:
        assert run(list(words)) == 2
        [line] = capsys.readouterr().err.splitlines()
        return line

    return typed


def on(server: Server, **changes: Any) -> str:
    """The URL of a server's database, parts of it changed."""
    return sa.make_url(server.url).set(**changes).render_as_string(hide_password=False)


def execute(server: Server, statement: str) -> None:
    engine = sa.create_engine(on(server, drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(statement)
    engine.dispose()


def test_a_wrong_password(server: Server, refused: Typed) -> None:
    execute(server, "CREATE ROLE locked LOGIN PASSWORD 'right'")
    server.allow("local all locked scram-sha-256")
    said = refused(*WORDS, "--store", on(server, username="locked", password="wrong"))
    assert "用户名或密码不对" in said and "refuses that user name or password" in said and "wrong" not in said


def test_a_database_that_is_not_there(server: Server, refused: Typed) -> None:
    said = refused(*WORDS, "--store", on(server, database="nothing"))
    assert "没有这个数据库" in said and "create it first" in said


def test_a_schema_that_is_not_there(server: Server, refused: Typed) -> None:
    said = refused(*WORDS, "--store", f"{server.url}&options=-csearch_path%3Dnowhere")
    assert "search_path" in said and "create the schema first" in said


def test_a_user_who_may_not_write(server: Server, refused: Typed) -> None:
    execute(server, "CREATE ROLE guest LOGIN")
    said = refused(*WORDS, "--store", on(server, username="guest"))
    assert "不允许这个用户" in said and "does not let this user" in said


def test_a_server_that_records_nothing(server: Server, refused: Typed) -> None:
    said = refused(*WORDS, "--store", f"{server.url}&options=-cdefault_transaction_read_only%3Don")
    assert "备用服务器" in said and "a standby server" in said


def test_a_server_that_is_too_old(server: Server, refused: Typed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PGDialect_psycopg, "_get_server_version_info", lambda *_: (14, 11))
    said = refused(*WORDS, "--store", server.url)
    assert "PostgreSQL 14.11" in said and "15 or newer is needed" in said


def test_a_server_that_is_down(server: Server, refused: Typed) -> None:
    server.crash()
    try:
        said = refused(*WORDS, "--store", server.url)
    finally:
        server.start()
    assert "无法打开" in said and "cannot be opened" in said


def planned(*options: str) -> None:
    """Make `chayici.db` and `plan`."""
    assert run([*WORDS, *options]) == 0


def built() -> None:
    """Make them, and every read model."""
    planned()
    assert run(["rebuild", "--quiet"]) == 0


def overwritten(table: str) -> None:
    """Overwrite the first page of a table of `chayici.db`, past what says which page it is."""
    with closing(sqlite3.connect("chayici.db")) as file:
        [[page]] = file.execute("SELECT rootpage FROM sqlite_master WHERE type = 'table' AND name = ?", [table])
        [[size]] = file.execute("PRAGMA page_size")
        file.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with Path("chayici.db").open("r+b") as bytes_:
        bytes_.seek((page - 1) * size)
        bytes_.write(b"\xff" * 200)


def test_a_file_that_can_only_be_read(refused: Typed) -> None:
    planned()
    # A write version that SQLite does not know (fileformat2.html 1.3.3): unlike a permission, it binds root too.
    with Path("chayici.db").open("r+b") as file:
        file.seek(18)
        file.write(b"\x03")
    said = refused("round", "open", "2027Q2")
    assert "只读" in said and "can only be read" in said


def test_a_disk_that_is_full(refused: Typed) -> None:
    assert run(["round", "open", "2027Q2"]) == 0

    def fill(driver: sqlite3.Connection, _: object) -> None:
        if isinstance(driver, sqlite3.Connection):
            driver.execute("PRAGMA max_page_count=1")  # SQLite takes the number of pages there are

    sa.event.listen(sa.pool.Pool, "connect", fill)
    try:
        said = refused(*WORDS)
    finally:
        sa.event.remove(sa.pool.Pool, "connect", fill)
    assert "磁盘已满" in said and "disk that is full" in said
    planned()


def test_a_store_that_somebody_else_writes(refused: Typed, store_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    planned("--store", store_url)
    monkeypatch.setattr("projections.store.open_engines", lambda url, timeout: open_engines(url, timeout=0.1))
    with open_store(store_url) as other, other.engines.writer.begin():
        said = refused("round", "open", "2027Q2", "--store", store_url)
    assert "正被另一个程序写入" in said and "being written by another program" in said


def views(like: str) -> list[str]:
    """The tables of the read models that are read, by the beginning of their names."""
    with closing(sqlite3.connect("chayici.db")) as file:
        rows = file.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name GLOB ?", [f"{like}__*"])
        return [name for (name,) in rows]


@pytest.mark.parametrize("view", ["visit", "journal", "registry_entry", "list_row", "merkle_tile"])
def test_a_damaged_read_model_is_mended_by_a_rebuild_while_the_log_verifies(refused: Typed, view: str) -> None:
    built()
    damaged = views(view)
    assert damaged
    for table in damaged:
        overwritten(table)
    said = refused("rebuild", "--compare")
    assert "读模型已损坏" in said and "chayici rebuild mends it" in said
    with open_store("chayici.db") as store:
        assert store.verify().position > 0
    assert [run([*words]) for words in (("rebuild",), ("rebuild", "--compare"), ("verify", "log"))] == [0, 0, 0]


def test_a_command_that_reads_a_damaged_view_names_the_rebuild(refused: Typed) -> None:
    built()
    for table in views("visit"):
        overwritten(table)
    said = refused("calendar", "--enterprise", "E01")
    assert "读模型已损坏" in said and "chayici rebuild mends it" in said


def test_a_damaged_log(refused: Typed) -> None:
    planned()
    overwritten("stored_events")
    said = refused("history", "2027Q1")
    assert "事件日志已损坏" in said and "chayici verify log" in said and "chayici restore" in said


@pytest.mark.parametrize(("moment", "zh", "en"), [
    ("SELECT", "文件夹已移走", "folder was moved away"),
    ("INSERT INTO stored_events", "被移走或删除", "moved away or removed while it was open"),
])  # fmt: skip
def test_a_folder_that_is_removed_while_a_command_runs(refused: Typed, moment: str, zh: str, en: str) -> None:
    Path("office").mkdir()
    store = "office/chayici.db"
    assert run(["round", "open", "2027Q2", "--store", store]) == 0

    def remove(connection: object, cursor: object, statement: str, *_: object) -> None:
        if statement.startswith(moment):
            shutil.rmtree("office", ignore_errors=True)

    sa.event.listen(sa.Engine, "before_cursor_execute", remove)
    try:
        said = refused("round", "open", "2027Q3", "--store", store)
    finally:
        sa.event.remove(sa.Engine, "before_cursor_execute", remove)
    assert zh in said and en in said
