"""A database with nothing around it: its own driver, tables like the store's, the same bytes."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from statistics import median
from time import perf_counter
from typing import Any, Protocol

import sqlalchemy as sa

from projections.engine import POSTGRESQL
from projections.store import Store

PREFIX = "bare_"
TIMES = 21
"""How often what takes a moment is done; the median counts."""
_PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "cache_size=-65536")
"""Those of the store's writer."""


class Driver(Protocol):
    """Statements of one database, by its driver alone."""

    def insert(self, rows: Iterable[tuple[sa.Table, Sequence[tuple[Any, ...]]]]) -> float:
        """Insert rows into tables in one transaction; the seconds that it took."""

    def read(self, statement: str, *values: object) -> int:
        """Read every row of a query, one by one; how many there were."""

    def close(self) -> None:
        """Close the connection."""


class Sqlite:
    """The standard library's driver, on the store's file; twins of tables are in a file beside it."""

    def __init__(self, store: Store) -> None:
        file = str(store.url.database)
        self._driver = sqlite3.connect(f"{file}.{PREFIX}db", isolation_level=None)
        for pragma in _PRAGMAS:
            self._driver.execute(f"PRAGMA {pragma}")
        self._driver.execute("ATTACH ? AS store", (file,))

    def insert(self, rows: Iterable[tuple[sa.Table, Sequence[tuple[Any, ...]]]]) -> float:
        """See `Driver`."""
        begun = perf_counter()
        self._driver.execute("BEGIN IMMEDIATE")
        for table, values in rows:
            marks = ", ".join("?" * len(table.columns))
            self._driver.executemany(f"INSERT INTO {table.name} VALUES ({marks})", values)
        self._driver.execute("COMMIT")
        return perf_counter() - begun

    def read(self, statement: str, *values: object) -> int:
        """See `Driver`."""
        return sum(1 for _ in self._driver.execute(statement.replace("%s", "?"), values))

    def close(self) -> None:
        """See `Driver`."""
        self._driver.close()


class Postgresql:
    """psycopg, in the store's schema; more than one row by COPY."""

    def __init__(self, store: Store) -> None:
        import psycopg

        address = store.url.set(drivername=POSTGRESQL).render_as_string(hide_password=False)
        self._driver = psycopg.connect(address, autocommit=True)

    def insert(self, rows: Iterable[tuple[sa.Table, Sequence[tuple[Any, ...]]]]) -> float:
        """See `Driver`."""
        begun = perf_counter()
        with self._driver.transaction(), self._driver.cursor() as cursor:
            for table, values in rows:
                self._insert(cursor, table, values)
        return perf_counter() - begun

    def _insert(self, cursor: Any, table: sa.Table, values: Sequence[tuple[Any, ...]]) -> None:
        if len(values) == 1:
            marks = ", ".join(["%s"] * len(table.columns))
            cursor.execute(f"INSERT INTO {table.name} VALUES ({marks})", values[0])
            return
        with cursor.copy(f"COPY {table.name} FROM STDIN") as copy:
            for row in values:
                copy.write_row(row)

    def read(self, statement: str, *values: object) -> int:
        """See `Driver`."""
        with self._driver.transaction(), self._driver.cursor(name=PREFIX) as cursor:
            cursor.itersize = 5_000
            cursor.execute(statement.encode(), values)
            return sum(1 for _ in cursor)

    def close(self) -> None:
        """See `Driver`."""
        self._driver.close()


def driver(store: Store) -> Driver:
    """The driver of a store's database."""
    return Postgresql(store) if store.url.get_backend_name() == POSTGRESQL else Sqlite(store)


class Twin:
    """Tables like some of a store's, and the same rows put into them again; only that is timed."""

    def __init__(self, store: Store, *tables: sa.Table) -> None:
        self._store, self.driver = store, driver(store)
        metadata = sa.MetaData()
        self._twins = {table: table.to_metadata(metadata, name=PREFIX + table.name) for table in tables}
        for table in self._twins.values():
            for index in table.indexes:
                index.name = sa.quoted_name(f"{PREFIX}{index.name}", None)
        self._engine = self._where(store)
        metadata.drop_all(self._engine)
        metadata.create_all(self._engine)

    def insert(self, size: int, after: int = 0) -> float:
        """Insert the tables' rows, those after a position, `size` of each table to a transaction; the seconds."""
        seconds = 0.0
        with self._store.engines.reader.connect() as connection:
            streaming = connection.execution_options(stream_results=True, yield_per=5_000)
            found = {table: iter(streaming.execute(_in_order(table, after))) for table in self._twins}
            while some := [(self._twins[table], list(map(tuple, islice(found[table], size)))) for table in found]:
                if not any(rows for _, rows in some):
                    break
                seconds += self.driver.insert([(twin, rows) for twin, rows in some if rows])
        return seconds

    def close(self) -> None:
        """Drop the tables and close the connections."""
        self.driver.close()
        with self._engine.begin() as connection:
            for table in self._twins.values():
                connection.execute(sa.schema.DropTable(table))
        self._engine.dispose()

    @staticmethod
    def _where(store: Store) -> sa.Engine:
        if store.url.get_backend_name() == POSTGRESQL:
            return sa.create_engine(store.url)
        return sa.create_engine(store.url.set(database=f"{store.url.database}.{PREFIX}db"))


def _in_order(table: sa.Table, after: int) -> sa.Select[Any]:
    """The rows as they came; of events those after a position."""
    if "position" in table.c:
        return sa.select(table).where(table.c.position > after).order_by(table.c.position)
    return sa.select(table).order_by(*[table.c.since] if "since" in table.c else table.primary_key)


def run_out(values: Iterable[object]) -> None:
    """Take every value, and keep none."""
    for _ in values:
        pass


def timed(task: Callable[[], object]) -> float:
    """The seconds that something takes."""
    begun = perf_counter()
    task()
    return perf_counter() - begun


def median_of(task: Callable[[], object]) -> float:
    """The seconds that something takes which takes a moment."""
    return median(timed(task) for _ in range(TIMES))
