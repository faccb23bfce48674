"""A new generation takes the place of the one that is read without anybody noticing; versions stay apart."""

from __future__ import annotations

from collections.abc import Sequence
from threading import Thread
from typing import Any

import pytest
import sqlalchemy as sa
from eventsourcing.persistence import Notification

from domain.refusals import UsageRefusal
from projections import Projector, Store
from projections.log.tables import GENERATION, GENERATION_TABLE
from projections.models.as_of import as_of
from projections.models.building import begin, drop_retired
from projections.models.catalogue import JOURNAL, REGISTRY
from projections.models.generations import standing
from projections.models.journal import JournalModel
from projections.models.read_model import ReadModel
from projections.models.rebuild import rebuild
from projections.models.registry import RegistryModel, entries
from projections.models.versions import Writing
from projections.store import open_store
from tests.projections.rebuilding import filled, generations, names, tables
from tests.projections.recorded import record
from tests.projections.test_journal import established


class Newer(RegistryModel):
    """The registry as a later version of the product defines it."""

    version = RegistryModel.version + 1


def test_who_reads_while_it_is_swapped_goes_on_reading_what_they_read(store: Store) -> None:
    filled(store, 3)
    with as_of(store, [REGISTRY]) as at:
        rebuild(store, [REGISTRY])
        record(store, *established("late"))
        assert [entry.id for entry in entries(at, "department")] == ["d0", "d1", "d2"]


def test_what_was_still_read_on_postgresql_is_dropped_later(store: Store) -> None:
    filled(store, 3)
    with as_of(store, [REGISTRY]):
        rebuild(store, [REGISTRY])
    drop_retired(store)
    assert tables(store) == {"registry_entry__2"}


def test_what_is_dropped_between_its_lookup_and_its_reading_is_looked_up_again(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(store, 3)
    meanwhile = [lambda: rebuild(store, [REGISTRY])]

    def slowly(connection: sa.Connection, models: Sequence[ReadModel]) -> Any:
        found = standing(connection, models)
        if meanwhile:
            meanwhile.pop()()
        return found

    monkeypatch.setattr("projections.models.as_of.standing", slowly)
    assert names(store) == ["d0", "d1", "d2"] and generations(store) == [("registry", 2, True)]


def test_readers_never_see_less_than_before_while_it_is_rebuilt_and_written(store: Store) -> None:
    filled(store, 3, REGISTRY, JOURNAL)
    seen: list[int] = []
    failed: list[BaseException] = []
    done = False

    def read() -> None:
        try:
            while not done:
                Projector(store, REGISTRY).catch_up()
                with as_of(store, [REGISTRY]) as at:
                    seen.append(len(list(entries(at, "department"))))
        except BaseException as error:
            failed.append(error)

    reader = Thread(target=read)
    reader.start()
    for number in range(5):
        record(store, *established(f"e{number}"))
        rebuild(store, [REGISTRY, JOURNAL])
    done = True
    reader.join()
    assert not failed and seen == sorted(seen) and set(seen) <= set(range(3, 9))


def test_two_rebuilds_at_once_build_one_generation(store: Store, store_url: str) -> None:
    filled(store)
    first = begin(store, [REGISTRY])
    first.fill(batch=4)
    with open_store(store_url) as elsewhere:
        (other,) = rebuild(elsewhere, [REGISTRY])
    first.fill()
    first.swap()
    assert (other.generation, generations(store)) == (2, [("registry", 2, True)])


def test_a_swap_takes_what_was_stored_last_along(store: Store) -> None:
    filled(store, 3)
    building = begin(store, [REGISTRY])
    building.fill()
    record(store, *established("late"))
    Projector(store, REGISTRY).catch_up()
    building.swap()
    assert names(store) == ["d0", "d1", "d2", "late"]


def test_a_projector_goes_on_with_the_generation_that_took_the_place_of_its_own(store: Store) -> None:
    filled(store, 3)
    projector = Projector(store, REGISTRY)
    rebuild(store, [REGISTRY])
    record(store, *established("late"))
    projector.catch_up()
    assert names(store) == ["d0", "d1", "d2", "late"]


def test_another_version_of_a_model_is_filled_before_it_is_read(store: Store) -> None:
    filled(store, 3)
    seen: list[Any] = []

    class Watched(Newer):
        def apply(self, writing: Writing, events: Sequence[Notification]) -> None:
            seen.append((names(store), generations(store)))
            super().apply(writing, events)

    Projector(store, Watched()).catch_up()
    assert seen == [(["d0", "d1", "d2"], [("registry", 1, True), ("registry", 2, False)])]
    assert names(store, Watched()) == ["d0", "d1", "d2"]


def test_what_another_version_built_is_dropped_once_this_ones_is_read(store: Store) -> None:
    filled(store, 3)
    Projector(store, Newer()).catch_up()
    assert tables(store) == {"registry_entry__2"}


def test_a_model_that_a_newer_version_built_is_refused_and_left_alone(store: Store) -> None:
    filled(store, 3, Newer())
    with pytest.raises(UsageRefusal, match="built by a newer version"):
        Projector(store, RegistryModel()).catch_up()
    assert generations(store) == [("registry", 1, True)]


def test_a_rebuild_of_what_a_newer_version_built_is_refused(store: Store) -> None:
    filled(store, 3, Newer())
    with pytest.raises(UsageRefusal, match="built by a newer version"):
        rebuild(store, [RegistryModel()])


def test_tables_that_this_version_does_not_know_are_dropped_by_their_names(store: Store) -> None:
    filled(store, 3, JOURNAL)
    with store.engines.writer.begin() as connection:
        connection.execute(
            GENERATION.insert(), {"model": "journal", "number": 0, "version": 0, "position": 9, "live": False}
        )
        connection.exec_driver_sql("CREATE TABLE diary__0 (day text)")
        connection.execute(GENERATION_TABLE.insert(), {"model": "journal", "number": 0, "name": "diary__0"})
    drop_retired(store)
    assert (tables(store), generations(store)) == ({"journal__1"}, [("journal", 1, True)])


def test_a_generation_that_fails_to_fill_changes_nothing_that_is_read(store: Store) -> None:
    filled(store, 3, JOURNAL)

    class Spoilt(JournalModel):
        def apply(self, writing: Writing, events: Sequence[Notification]) -> None:
            super().apply(writing, events)
            raise ArithmeticError

    with pytest.raises(ArithmeticError):
        rebuild(store, [Spoilt()])
    with as_of(store, [JOURNAL]) as at:
        assert at.position == 3 and at.versions["journal"].name == "journal__1"
