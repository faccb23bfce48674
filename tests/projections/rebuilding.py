"""Stores to be rebuilt, and what is seen of them."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from projections import Projector, Store
from projections.log.tables import GENERATION
from projections.models.as_of import as_of
from projections.models.catalogue import REGISTRY
from projections.models.read_model import ReadModel
from projections.models.registry import entries
from tests.projections.recorded import later, record
from tests.projections.test_journal import established


def filled(store: Store, count: int = 6, *models: ReadModel) -> None:
    """A store of so many departments, followed by some models (the registry)."""
    for number in range(count):
        record(store, *established(f"d{number}", by=later(number)))
    for model in models or (REGISTRY,):
        Projector(store, model).catch_up()


def names(store: Store, model: ReadModel = REGISTRY) -> list[str]:
    with as_of(store, [model]) as at:
        return [entry.id for entry in entries(at, "department")]


def generations(store: Store) -> list[tuple[Any, ...]]:
    with store.engines.reader.connect() as connection:
        rows = sa.select(GENERATION.c.model, GENERATION.c.number, GENERATION.c.live).order_by(*GENERATION.primary_key)
        return [tuple(row) for row in connection.execute(rows)]


def tables(store: Store) -> set[str]:
    with store.engines.reader.connect() as connection:
        return {name for name in sa.inspect(connection).get_table_names() if "__" in name}
