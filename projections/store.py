"""Opening a store: from what a user typed to engines, tables and the recorder, or a refusal that says what is wrong."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import Self

import sqlalchemy as sa

from domain.refusals import UsageRefusal
from projections.engine import POSTGRESQL, SQLITE, Engines, create_tables, drop_tables, open_engines
from projections.errors import library_errors
from projections.log.chain import Head
from projections.log.recorder import StoreRecorder
from projections.log.tables import COMMAND_KEY, EVENTS, FORMER, METADATA
from projections.troubles import trouble

STORE_URL = "STORE_URL"
OLDEST_POSTGRESQL = 15
"""The oldest major version of a server that is tested, and taken."""
_DRIVERS = {
    "sqlite": "sqlite",
    "sqlite+pysqlite": "sqlite",
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
    "postgresql+psycopg": "postgresql+psycopg",
}


class Store:
    """One event store with its read models: a context manager that closes its connections.

    `recorder` stores and reads events; `engines` are for read models.
    """

    def __init__(self, url: sa.URL, engines: Engines) -> None:
        self.url, self.engines = url, engines
        self.recorder = StoreRecorder(engines)

    def application_env(self) -> dict[str, str]:
        """The environment that makes an `eventsourcing` application keep its events here, on connections of its own."""
        url = self.url.render_as_string(hide_password=False)
        return {"PERSISTENCE_MODULE": "projections.factory", STORE_URL: url}

    def verify(self, anchor: Head | None = None) -> Head:
        """Recompute the hash chain and return its head; `projections.log.chain.ChainBroken` names the first fault."""
        return self.recorder.verify(anchor)

    def position_of(self, command_key: str) -> int | None:
        """Where the command of this key was recorded (its last event's position), None if it was not."""
        query = sa.select(COMMAND_KEY.c.position).where(COMMAND_KEY.c.key == command_key)
        with library_errors(), self.engines.reader.connect() as connection:
            return connection.execute(query).scalar()

    def close(self) -> None:
        """Close every connection."""
        self.engines.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def open_store(url: str, *, must_exist: bool = False, timeout: float = 30.0) -> Store:
    """Open the store at a file path, `sqlite:///path` or `postgresql://…`, making it if it is not there.

    `must_exist` refuses to make one; `timeout` is how many seconds to wait for another writer.

    Raises:
        UsageRefusal: the URL is not one of these, or there is no store to be had there (no such folder or server, not a
            database, another program's database, locked).
    """
    address = parse_url(url)
    _require_place(address, must_exist)
    try:
        engines = open_engines(address, timeout=timeout)
    except ModuleNotFoundError as error:
        raise _refusal(address, f"缺少 Python 包 {error.name}", f"the package {error.name} is not installed") from error
    try:
        _require_own_tables(address, engines, must_exist)
        create_tables(engines, METADATA)
        drop_tables(engines, FORMER)
    except sa.exc.SQLAlchemyError as error:
        engines.dispose()
        raise _unusable(address, error) from error
    except UsageRefusal:
        engines.dispose()
        raise
    return Store(address, engines)


def parse_url(text: str) -> sa.URL:
    """What a user calls a store, as a URL with the driver that is used; `UsageRefusal` if it is none."""
    if "://" not in text:
        return _file(text, text)
    try:
        url = sa.make_url(text)
    except (sa.exc.ArgumentError, ValueError) as error:
        raise _not_a_store(text) from error
    driver = _DRIVERS.get(url.drivername)
    if driver is None:
        raise _not_a_store(url.render_as_string())
    return _file(url.database or "", text) if driver == SQLITE else url.set(drivername=driver)


def _file(path: str, text: str) -> sa.URL:
    if path in ("", ":memory:") or path.startswith("file:"):
        raise _not_a_store(text)
    return sa.URL.create(SQLITE, database=path)


def _require_place(url: sa.URL, must_exist: bool) -> None:
    if url.get_backend_name() != SQLITE:
        return
    path = Path(str(url.database))
    if path.is_dir():
        raise _refusal(url, "是一个文件夹，应为文件", "is a folder; a store is a file")
    if not path.parent.is_dir():
        raise _refusal(url, f"所在的文件夹 {path.parent} 不存在", f"lies in no folder: {path.parent} does not exist")
    if must_exist and not path.exists():
        raise _no_store(url)


def _require_own_tables(url: sa.URL, engines: Engines, must_exist: bool) -> None:
    """Refuse another program's database before anything is written to it."""
    with engines.reader.connect() as connection:
        _require_recent_server(url, connection.dialect)
        inspector = sa.inspect(connection)
        there = inspector.get_table_names()
        for table in (METADATA.tables[name] for name in there if name in METADATA.tables):
            if {column["name"] for column in inspector.get_columns(table.name)} != set(table.columns.keys()):
                raise _another_programs(url, table.name)
    if EVENTS.name not in there:
        if must_exist:
            raise _no_store(url)
        # A PostgreSQL database may be shared on purpose; a file that holds something else was named by mistake.
        if there and url.get_backend_name() == SQLITE:
            raise _another_programs(url, there[0])


def _require_recent_server(url: sa.URL, dialect: sa.Dialect) -> None:
    version = dialect.server_version_info or (0,)
    if url.get_backend_name() == POSTGRESQL and int(version[0]) < OLDEST_POSTGRESQL:
        found = ".".join(map(str, version))
        raise _refusal(
            url,
            f"的服务器是 PostgreSQL {found}，需要 {OLDEST_POSTGRESQL} 或更新版本",
            f"is on PostgreSQL {found}; {OLDEST_POSTGRESQL} or newer is needed",
        )


def _unusable(url: sa.URL, error: sa.exc.SQLAlchemyError) -> UsageRefusal:
    if known := trouble(error):
        return _refusal(url, *known)
    cause = " ".join(str(error.orig if isinstance(error, sa.exc.DBAPIError) else error).split())
    return _refusal(url, f"无法打开 ({cause})", f"cannot be opened ({cause})")


def _refusal(url: sa.URL, zh: str, en: str) -> UsageRefusal:
    name = str(url.database) if url.get_backend_name() == SQLITE else url.render_as_string()
    return UsageRefusal(f"事件库 {name} {zh}", f"the store {name} {en}")


def _another_programs(url: sa.URL, table: str) -> UsageRefusal:
    return _refusal(
        url,
        f"属于别的程序，或由更新版本的 chayici 建立 (表 {table})",
        f"belongs to another program, or to a newer version of chayici (table {table})",
    )


def _no_store(url: sa.URL) -> UsageRefusal:
    return _refusal(
        url,
        "还不存在，由 chayici plan 或 chayici round open 建立",
        "does not exist yet; chayici plan or chayici round open makes it",
    )


def _not_a_store(text: str) -> UsageRefusal:
    allowed = f"sqlite:///…, {POSTGRESQL}://…"
    return UsageRefusal(
        f"“{text}”不是事件库地址；可用文件路径、{allowed}",
        f"“{text}” is not the address of a store; a file path or {allowed} is",
    )
