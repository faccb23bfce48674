"""Servers that a test may crash."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.faults.servers import Server, a_server


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with a_server() as running:
        yield running
