"""Read models are built anew beside those that are read, compared with them, and put in their place at once."""

from __future__ import annotations

from typing import Any

import pytest

from projections import Store
from projections.models.building import begin
from projections.models.catalogue import CATALOGUE, JOURNAL, REGISTRY
from projections.models.rebuild import SHOWN, rebuild
from tests.projections.builders import tamper
from tests.projections.rebuilding import filled, generations, names, tables
from tests.projections.recorded import record
from tests.projections.test_journal import established


class Interrupted(Exception):
    """What stops a rebuild in the tests."""


def stop_at(done: int) -> Any:
    def progress(stage: str, reached: int, total: int) -> None:
        if reached >= done:
            raise Interrupted

    return progress


def test_every_model_is_rebuilt_to_the_last_event(store: Store) -> None:
    filled(store)
    done = rebuild(store, list(CATALOGUE.values()))
    assert [(one.model, one.position) for one in done] == [(name, 6) for name in CATALOGUE]


def test_what_was_kept_up_to_date_is_rebuilt_without_a_difference(store: Store) -> None:
    filled(store, 6, *CATALOGUE.values())
    assert [one.differences for one in rebuild(store, list(CATALOGUE.values()), compare=True)] == [()] * len(CATALOGUE)


def test_a_changed_row_is_named_with_table_key_and_both_rows(store: Store) -> None:
    filled(store)
    tamper(store, "UPDATE registry_entry__1 SET version = 7 WHERE id = 'd2'")
    (done,) = rebuild(store, [REGISTRY], compare=True)
    assert done.differences is not None
    (different,) = done.differences
    assert (different.table, different.key) == ("registry_entry", {"kind": "department", "id": "d2", "since": 3})
    assert different.read and different.rebuilt
    assert (different.read["version"], different.rebuilt["version"]) == (7, 1)


@pytest.mark.parametrize(
    ("statement", "there"),
    [
        ("DELETE FROM registry_entry__1 WHERE id = 'd2'", (False, True)),
        ("UPDATE registry_entry__1 SET id = 'd9' WHERE id = 'd5'", (True, False)),
    ],
)
def test_a_row_that_one_side_lacks_is_told_as_lacking(store: Store, statement: str, there: tuple[bool, bool]) -> None:
    filled(store)
    tamper(store, statement)
    (done,) = rebuild(store, [REGISTRY], compare=True)
    assert there in [(one.read is not None, one.rebuilt is not None) for one in done.differences or ()]


def test_of_many_differences_the_first_are_told(store: Store) -> None:
    filled(store, SHOWN + 5)
    tamper(store, "DELETE FROM registry_entry__1")
    (done,) = rebuild(store, [REGISTRY], compare=True)
    assert len(done.differences or ()) == SHOWN


def test_what_differed_is_read_as_rebuilt(store: Store) -> None:
    filled(store, 3)
    tamper(store, "DELETE FROM registry_entry__1")
    rebuild(store, [REGISTRY], compare=True)
    assert names(store) == ["d0", "d1", "d2"]


def test_where_nothing_was_built_there_is_nothing_to_compare_with(store: Store) -> None:
    record(store, *established("a"))
    (done,) = rebuild(store, [REGISTRY], compare=True)
    assert (done.differences, names(store)) == (None, ["a"])


def test_the_old_tables_are_dropped(store: Store) -> None:
    filled(store)
    rebuild(store, [REGISTRY])
    assert (tables(store), generations(store)) == ({"registry_entry__2"}, [("registry", 2, True)])


def test_an_interrupted_rebuild_leaves_what_was_read(store: Store) -> None:
    filled(store)
    with pytest.raises(Interrupted):
        rebuild(store, [REGISTRY], progress=stop_at(1))
    assert names(store) == [f"d{n}" for n in range(6)] and ("registry", 1, True) in generations(store)


def test_an_interrupted_rebuild_goes_on_where_it_was(store: Store) -> None:
    filled(store)
    building = begin(store, [REGISTRY])
    with pytest.raises(Interrupted):
        building.fill(lambda done, total: stop_at(2)("", done, total), batch=2)
    reached = []
    begin(store, [REGISTRY]).fill(lambda done, total: reached.append(done), batch=2)
    assert reached == [4, 6] and len(generations(store)) == 2


def test_models_that_are_not_equally_far_are_filled_together(store: Store) -> None:
    filled(store, 6, REGISTRY, JOURNAL)
    with pytest.raises(Interrupted):
        begin(store, [JOURNAL]).fill(lambda done, total: stop_at(3)("", done, total), batch=3)
    assert [one.differences for one in rebuild(store, [REGISTRY, JOURNAL], compare=True)] == [(), ()]
