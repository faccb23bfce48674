"""The world on each backend, made once."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.api.queries.world import World, world_in
from tests.stores import BACKENDS


@pytest.fixture(scope="session", params=BACKENDS)
def world(
    request: pytest.FixtureRequest, make_url: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    with world_in(tmp_path_factory.mktemp("world"), make_url(request.param)) as made:
        yield made
