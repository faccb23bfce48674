"""The world of the queries, served; on each backend where it makes a difference."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import httpx
import pytest

from tests.api.http.served import served, url_of
from tests.api.queries.world import World, world_in
from tests.stores import BACKENDS


@pytest.fixture(scope="session", params=BACKENDS)
def world(
    request: pytest.FixtureRequest, make_url: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    with world_in(tmp_path_factory.mktemp("served"), make_url(request.param)) as made:
        yield made


@pytest.fixture(scope="session")
def client(world: World) -> Iterator[httpx.Client]:
    """A client of a server of the world; nothing more is recorded there."""
    with served(url_of(world.office.record)) as opened:
        yield opened


@pytest.fixture(scope="session")
def one_world(make_url: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The world on SQLite alone, for what does not depend on the store."""
    with world_in(tmp_path_factory.mktemp("served"), make_url("sqlite")) as made:
        yield made


@pytest.fixture(scope="session")
def one_client(one_world: World) -> Iterator[httpx.Client]:
    """A client of its server."""
    with served(url_of(one_world.office.record)) as opened:
        yield opened
