"""The engines of a store: one writer at a time, and readers that cannot write.

A writing transaction takes its turn when it begins (SQLite: `BEGIN IMMEDIATE`; PostgreSQL: an advisory lock of the
schema), so whatever it reads first is still true when it commits. That is what makes positions gapless.
"""

from __future__ import annotations

import logging
import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import sqlalchemy as sa

MOVED_AWAY = "the file was moved away while it was open"
SQLITE, POSTGRESQL = "sqlite", "postgresql"
_TURN = 0x5CED
_POSTGRESQL_TURN = (
    "SELECT set_config('lock_timeout', '%dms', true), pg_advisory_xact_lock(%d, hashtext(current_schema()::text))"
)


class Engines(NamedTuple):
    """`writer` waits for its turn; `reader` sees one moment of the store for as long as its transaction lasts."""

    writer: sa.Engine
    reader: sa.Engine

    def dispose(self) -> None:
        """Close every connection that is not in use; readings must have ended."""
        self.writer.dispose()
        self.reader.dispose()


def open_engines(url: sa.URL, *, timeout: float = 30.0) -> Engines:
    """Engines for an SQLite file or a PostgreSQL database; a writer waits at most `timeout` seconds for its turn."""
    if url.get_backend_name() == SQLITE:
        return _sqlite_engines(url, timeout)
    return _postgresql_engines(url, timeout)


@contextmanager
def any_text(connection: sa.Connection) -> Iterator[None]:
    """Read text that is not UTF-8, too: SQLite keeps any bytes as text, and who tampers with a store may write them.

    What cannot be decoded is read as lone surrogates, which encode to nothing that was ever stored.
    """
    driver = connection.connection.driver_connection
    if not isinstance(driver, sqlite3.Connection):
        yield
        return
    driver.text_factory = lambda raw: raw.decode(errors="surrogateescape")
    try:
        yield
    finally:
        driver.text_factory = str


def create_tables(engines: Engines, metadata: sa.MetaData) -> None:
    """Create the tables that are missing.

    Creating takes the writer's turn, so processes that start together do not race; a store that has them all is not
    locked.
    """
    with engines.reader.connect() as connection:
        there = set(sa.inspect(connection).get_table_names())
    if there.issuperset(metadata.tables):
        return
    with engines.writer.begin() as connection:
        metadata.create_all(connection)


def drop_tables(engines: Engines, metadata: sa.MetaData) -> None:
    """Drop those of the tables that are there with just these columns; who has none is not locked."""
    with engines.reader.connect() as connection:
        inspector = sa.inspect(connection)
        there = [metadata.tables[name] for name in inspector.get_table_names() if name in metadata.tables]
        columns = {table: {column["name"] for column in inspector.get_columns(table.name)} for table in there}
    if former := [table for table in there if columns[table] == set(table.columns.keys())]:
        with engines.writer.begin() as connection:
            metadata.drop_all(connection, former)


def _sqlite_engines(url: sa.URL, timeout: float) -> Engines:
    connect = {"timeout": timeout, "check_same_thread": False}
    writer = sa.create_engine(url, connect_args=connect, pool_size=1, max_overflow=0, pool_timeout=timeout)
    reader = sa.create_engine(url, connect_args=connect)

    def prepare_writer(driver: sqlite3.Connection) -> None:
        _write_ahead(driver, timeout)
        _pragmas(driver, "synchronous=FULL", "foreign_keys=ON")

    _on_connect(writer, prepare_writer)
    _require_in_place(writer, Path(str(url.database)))
    _on_connect(reader, lambda driver: _pragmas(driver, "query_only=ON"))
    _on_begin(writer, "BEGIN IMMEDIATE")
    _on_begin(reader, "BEGIN")
    return Engines(writer, reader)


def _postgresql_engines(url: sa.URL, timeout: float) -> Engines:
    # The driver tells a lost connection to its log as well, and what nobody handles goes to the terminal.
    logging.getLogger("psycopg").addHandler(logging.NullHandler())
    # A connection that idled through a restart of the server, or through a firewall, is noticed before it is used.
    pool: dict[str, Any] = {"pool_pre_ping": True, "connect_args": {"connect_timeout": max(1, round(timeout))}}
    writer = sa.create_engine(url, pool_timeout=timeout, **pool)
    reader = sa.create_engine(
        url, isolation_level="REPEATABLE READ", execution_options={"postgresql_readonly": True}, **pool
    )
    _on_begin(writer, _POSTGRESQL_TURN % (round(timeout * 1000), _TURN))
    return Engines(writer, reader)


def _on_begin(engine: sa.Engine, statement: str) -> None:
    @sa.event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        connection.exec_driver_sql(statement)


def _on_connect(engine: sa.Engine, prepare: Callable[[sqlite3.Connection], None]) -> None:
    @sa.event.listens_for(engine, "connect")
    def connect(driver: sqlite3.Connection, record: object) -> None:
        driver.isolation_level = None  # the driver's own BEGIN comes too late: ours is said at the start
        prepare(driver)


def _require_in_place(writer: sa.Engine, path: Path) -> None:
    """Commit nothing to a file that was moved away or removed since it was opened: nobody would find it there."""

    @sa.event.listens_for(writer, "connect")
    def remember(driver: sqlite3.Connection, record: sa.pool.ConnectionPoolEntry) -> None:
        record.info["file"] = path.stat()

    @sa.event.listens_for(writer, "commit")
    def compare(connection: sa.Connection) -> None:
        if not path.exists() or not os.path.samestat(path.stat(), connection.info["file"]):
            raise sqlite3.OperationalError(MOVED_AWAY)


def _pragmas(driver: sqlite3.Connection, *settings: str) -> None:
    # A cache of 64 MB: enterprises come in no order, so their index pages are touched at random.
    for setting in (*settings, "cache_size=-65536"):
        driver.execute(f"PRAGMA {setting}")


def _write_ahead(driver: sqlite3.Connection, timeout: float) -> None:
    """Switch the file to its write-ahead log; SQLite does not always wait for a lock here, so this does."""
    deadline = time.monotonic() + timeout
    while True:
        try:
            driver.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.01)
