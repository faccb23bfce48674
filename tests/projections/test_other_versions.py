"""Stores that another version of the product wrote: an older one's is taken over, a newer one's is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from domain.aggregates.codec import UnknownEvent
from domain.refusals import UsageRefusal
from projections import Projector, Store
from projections.log.tables import FORMER, METADATA
from projections.models.catalogue import CATALOGUE, REGISTRY
from projections.models.read_model import ReadModel
from projections.store import open_store
from tests.projections.builders import event, tamper

GOLDEN: dict[str, Any] = json.loads((Path(__file__).parents[1] / "golden" / "tables.json").read_text("utf-8"))


def described(metadata: sa.MetaData) -> dict[str, Any]:
    """Each table's columns with their types, its key and its indexes."""
    return {table.name: _described(table) for table in metadata.sorted_tables}


def _described(table: sa.Table) -> dict[str, Any]:
    columns = {column.name: f"{column.type}{'' if column.nullable else ' NOT NULL'}" for column in table.columns}
    indexes = sorted(",".join(column.name for column in index.columns) for index in table.indexes)
    return {"columns": columns, "key": [column.name for column in table.primary_key], "indexes": indexes}


def of_the_model(model: ReadModel) -> dict[str, Any]:
    model.define(metadata := sa.MetaData(), 1)
    return described(metadata)


def tables(store: Store) -> set[str]:
    with store.engines.reader.connect() as connection:
        return set(sa.inspect(connection).get_table_names())


def test_the_tables_of_the_store_do_not_change_silently() -> None:
    assert described(METADATA) == GOLDEN["store"]


@pytest.mark.parametrize("model", CATALOGUE.values(), ids=CATALOGUE)
def test_the_tables_of_a_model_change_with_its_version(model: ReadModel) -> None:
    assert of_the_model(model) == GOLDEN[f"{model.name} {model.version}"]


def test_tables_that_an_older_version_read_are_dropped(store: Store, store_url: str) -> None:
    with store.engines.writer.begin() as connection:
        FORMER.create_all(connection)
    open_store(store_url).close()
    assert not tables(store) & set(FORMER.tables)


def test_a_table_that_is_merely_called_alike_is_left_alone(store: Store, store_url: str) -> None:
    tamper(store, "CREATE TABLE read_model (name text, painter text)")
    open_store(store_url).close()
    assert "read_model" in tables(store)


def test_an_event_that_a_newer_version_recorded_is_named(store: Store) -> None:
    store.recorder.insert_events([event("enterprise:E1", topic="enterprise.painted.v1")])
    with pytest.raises(UnknownEvent, match=r"enterprise\.painted\.v1 at enterprise:E1 version 1 .* newer version"):
        Projector(store, REGISTRY).catch_up()


def test_a_table_of_ours_with_a_newer_versions_columns_is_refused(store: Store, store_url: str) -> None:
    tamper(store, "ALTER TABLE chain_head ADD COLUMN witness text")
    with pytest.raises(UsageRefusal, match=r"newer version of chayici \(table chain_head\)"):
        open_store(store_url)
