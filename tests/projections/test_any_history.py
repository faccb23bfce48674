"""Whatever happened: rebuilt equals kept up to date, and as of an event equals what knows no later one."""

from __future__ import annotations

import gzip
import sqlite3
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import sqlalchemy as sa
from eventsourcing.persistence import StoredEvent
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from domain.aggregates.base import RegistryRow, encode
from domain.aggregates.planning_list import PlanningList
from projections import Projector, Store, open_store
from projections.models.as_of import as_of
from projections.models.building import begin
from projections.models.catalogue import CATALOGUE
from projections.models.comparing import differences
from projections.models.lists import LIST_ROW
from projections.models.read_model import ReadModel
from projections.models.registry import REGISTRY_ENTRY
from projections.models.versions import OPEN
from tests.projections.any_history import histories, lived
from tests.stores import BACKENDS

MODELS = list(CATALOGUE.values())
KINDS = ("enterprise", "department", "inspector")
NEWEST = sorted((Path(__file__).parents[1] / "released").glob("*.db.gz"))[-1]
ANY = settings(
    max_examples=8,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
"""Shrinking would make a store for every attempt."""
Make = Callable[[str], str]
Table = dict[str, Counter[tuple[Any, ...]]]

cuts = st.lists(st.integers(1, 7), min_size=1)
"""How many events are stored before the models follow, one after the other, over and over."""
batches = st.integers(1, 9)


def kept_up_to_date(store: Store, events: Sequence[StoredEvent], cut: Sequence[int], batch: int) -> None:
    """Store the events bit by bit, and let the models follow after each bit."""
    start = turn = 0
    while start < len(events):
        end = start + cut[turn % len(cut)]
        store.recorder.insert_events(events[start:end])
        for model in MODELS:
            Projector(store, model).catch_up(batch)
        start, turn = end, turn + 1


def different(store: Store, batch: int) -> list[Any]:
    """What differs between the models as they are read and as they are built anew."""
    building = begin(store, MODELS)
    building.fill(batch=batch)
    found = []
    with store.engines.reader.connect() as connection:
        for generation in building.generations:
            read = Projector(store, generation.model).generation
            found += list(differences(connection, read, generation))
    building.swap()
    return found


def versions(store: Store, position: int, models: Sequence[ReadModel] = MODELS) -> Table:
    """Every version of every row as it was known after an event; what ended later had no end yet."""
    with as_of(store, models, position) as at:
        return {
            name: Counter(_known(row, position) for row in at.connection.execute(sa.select(table)).mappings())
            for name, table in at.versions.items()
            if "since" in table.columns
        }


def _known(row: Any, position: int) -> tuple[Any, ...]:
    if row["since"] > position:
        return ()
    return tuple({**row, "until": OPEN if row["until"] > position else row["until"]}.values())


def known(table: Table) -> Table:
    return {name: Counter({row: count for row, count in rows.items() if row}) for name, rows in table.items()}


@pytest.fixture(scope="module", params=BACKENDS)
def backend(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def released() -> list[StoredEvent]:
    """The events of the newest kept store: rounds with redraws, reported changes and their answers."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "chayici.db"
        file.write_bytes(gzip.decompress(NEWEST.read_bytes()))
        with sqlite3.connect(file) as connection:
            columns = "originator_id, originator_version, topic, state"
            rows = connection.execute(f"SELECT {columns} FROM stored_events ORDER BY position").fetchall()
    return [StoredEvent(*row) for row in rows]


@ANY
@given(history=histories, cut=cuts, batch=batches, again=batches)
def test_rebuilt_equals_kept_up_to_date(
    make_url: Make, backend: str, history: Any, cut: list[int], batch: int, again: int
) -> None:
    with open_store(make_url(backend)) as store:
        kept_up_to_date(store, lived(history).recorded, cut, batch)
        assert different(store, again) == []


@ANY
@given(history=histories, cut=cuts, batch=batches)
def test_what_is_read_is_what_the_aggregates_say(
    make_url: Make, backend: str, history: Any, cut: list[int], batch: int
) -> None:
    office = lived(history)
    aggregates = office.known.values()
    listed = {row.id: encode(row.facts) if row.listed else None for row in aggregates if isinstance(row, RegistryRow)}
    lists = {
        (one.bare_id, encode(row).decode()): n
        for one in aggregates
        if isinstance(one, PlanningList)
        for row, n in one.rows.items()
    }
    with open_store(make_url(backend)) as store:
        kept_up_to_date(store, office.recorded, cut, batch)
        with as_of(store, MODELS) as at:
            entries = at.connection.execute(sa.select(at[REGISTRY_ENTRY])).all()
            rows = at.connection.execute(sa.select(at[LIST_ROW])).all()
    assert {f"{row.kind}:{row.id}": row.facts for row in entries if row.kind in KINDS} == listed
    assert {(row.list, row.cells): row.times for row in rows} == lists


@ANY
@given(history=histories, cut=cuts, batch=batches, data=st.data())
def test_as_of_an_event_equals_what_was_built_from_the_events_up_to_it(
    make_url: Make, backend: str, history: Any, cut: list[int], batch: int, data: st.DataObject
) -> None:
    events = lived(history).recorded
    position = data.draw(st.integers(0, len(events)))
    with open_store(make_url(backend)) as store, open_store(make_url(backend)) as earlier:
        kept_up_to_date(store, events, cut, batch)
        kept_up_to_date(earlier, events[:position], [1], 1)
        for model in MODELS:
            Projector(earlier, model).catch_up()
        assert known(versions(store, position)) == known(versions(earlier, position))


@settings(ANY, max_examples=2)
@given(cut=st.lists(st.integers(9, 60), min_size=1), batch=st.integers(7, 80), again=st.integers(7, 80), data=st.data())
def test_the_events_of_a_kept_store_are_rebuilt_and_known_as_it_was(
    make_url: Make,
    backend: str,
    released: list[StoredEvent],
    cut: list[int],
    batch: int,
    again: int,
    data: st.DataObject,
) -> None:
    position = data.draw(st.integers(0, len(released)))
    with open_store(make_url(backend)) as store, open_store(make_url(backend)) as earlier:
        kept_up_to_date(store, released, cut, batch)
        assert different(store, again) == []
        kept_up_to_date(earlier, released[:position], [200], 1_000)
        for model in MODELS:
            Projector(earlier, model).catch_up()
        assert known(versions(store, position)) == known(versions(earlier, position))
