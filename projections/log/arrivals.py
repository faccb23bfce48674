"""Waiting for events to be stored, by this process or by another one.

On PostgreSQL the server says so (`NOTIFY` in the transaction that stores them: heard when it commits, never when it
rolls back; no payload, for what is new is read from the log). On SQLite the file's `data_version` tells that another
connection committed. Whoever waits looks once a second in any case, so what is missed costs a second and no event.
"""

from __future__ import annotations

import selectors
import socket
import threading
import time
from contextlib import suppress
from typing import Any, Protocol

import sqlalchemy as sa

from projections.engine import POSTGRESQL, Engines
from projections.errors import library_errors

CHANNEL = "'stored_events_' || md5(current_schema()::text)"
"""SQL for the name of the channel: channels belong to the database, a store to one of its schemas."""

LONGEST = 1.0
"""Seconds after which somebody who waits looks whatever he heard."""
_GLANCE = 0.05


class Arrivals(Protocol):
    """A wait for events; made before the log is read, so that nothing that comes afterwards is slept through."""

    def wait(self, seconds: float = LONGEST) -> None:
        """Return when events may have come, or after so many seconds; `OperationalError` if the server is gone."""

    def wake(self) -> None:
        """End a wait, or the next one; from any thread."""

    def close(self) -> None:
        """Give the connection back."""


class SqliteArrivals:
    """Looks at the file's data version (a read of one page in memory) twenty times a second."""

    def __init__(self, engines: Engines) -> None:
        self._woken = threading.Event()
        with library_errors():
            self._lent = engines.reader.raw_connection()
            self._version = self._data_version()

    def wait(self, seconds: float = LONGEST) -> None:
        """See `Arrivals`."""
        deadline = time.monotonic() + seconds
        while not self._woken.wait(min(_GLANCE, max(0.0, deadline - time.monotonic()))):
            with library_errors():
                version = self._data_version()
            if version != self._version or time.monotonic() >= deadline:
                self._version = version
                return
        self._woken.clear()

    def wake(self) -> None:
        """See `Arrivals`."""
        self._woken.set()

    def close(self) -> None:
        """See `Arrivals`."""
        self._lent.close()

    def _data_version(self) -> int:
        return int(_driver(self._lent).execute("PRAGMA data_version").fetchone()[0])


class PostgresqlArrivals:
    """Listens on a connection of its own."""

    def __init__(self, engines: Engines) -> None:
        with library_errors():
            self._own = engines.reader.raw_connection()
            self._driver = _driver(self._own)
            try:
                self._listen()
            except Exception:
                self._own.close()
                raise
        self._ear, self._bell = socket.socketpair()
        self._heard = selectors.DefaultSelector()
        self._heard.register(self._driver, selectors.EVENT_READ)
        self._heard.register(self._ear, selectors.EVENT_READ)

    def _listen(self) -> None:
        self._own.detach()
        self._driver.autocommit = True
        channel = self._driver.execute(f"SELECT {CHANNEL}").fetchone()[0]
        self._driver.execute(f'LISTEN "{channel}"')

    def wait(self, seconds: float = LONGEST) -> None:
        """See `Arrivals`."""
        for key, _ in self._heard.select(seconds):
            if key.fileobj is self._ear:
                self._ear.recv(4096)
        with library_errors():
            for _ in self._driver.notifies(timeout=0):
                pass

    def wake(self) -> None:
        """See `Arrivals`."""
        with suppress(OSError):  # closed: nobody waits any more
            self._bell.send(b"!")

    def close(self) -> None:
        """See `Arrivals`."""
        self._heard.close()
        self._ear.close()
        self._bell.close()
        self._own.close()


def _driver(connection: sa.PoolProxiedConnection) -> Any:
    """The driver's own connection, without the transactions that engines begin."""
    return connection.driver_connection


def arrivals(engines: Engines) -> Arrivals:
    """A wait for events of this store."""
    if engines.reader.dialect.name == POSTGRESQL:
        return PostgresqlArrivals(engines)
    return SqliteArrivals(engines)
