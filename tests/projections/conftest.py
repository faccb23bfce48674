"""A store on an SQLite file and one on a real PostgreSQL server, fresh for every test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from projections import Store, open_store


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    with open_store(store_url) as opened:
        yield opened
