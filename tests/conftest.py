"""Stores on both backends, fresh for every test; the server is one for all tests of a process."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.stores import BACKENDS, Stores, postgresql


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    with postgresql() as (url, _):
        yield url


@pytest.fixture(scope="session")
def stores(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Stores:
    """Makes stores, and starts the server once one is wanted there."""
    return Stores(tmp_path_factory.mktemp("stores"), lambda: str(request.getfixturevalue("postgresql_server")))


@pytest.fixture(scope="session")
def make_url(stores: Stores) -> Callable[[str], str]:
    """The URL of a new store of a backend."""
    return stores.new


@pytest.fixture(scope="session")
def copied(stores: Stores) -> Callable[[str], str]:
    """The URL of a new store that holds what another one does; nobody has the other one open."""
    return stores.copy


@pytest.fixture(params=BACKENDS)
def store_url(request: pytest.FixtureRequest, stores: Stores) -> str:
    """The URL of a store that is not there yet, on each backend."""
    return stores.new(request.param)
