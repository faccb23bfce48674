"""A log under search."""

from __future__ import annotations

import pytest

from projections import Store
from projections.proof.proofs import head
from tests.projections.proof.given import filled


@pytest.fixture
def log(store: Store) -> Store:
    """A log of 300 events with its tree."""
    head(filled(store, 300))
    return store
