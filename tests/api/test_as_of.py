"""A round goes on from the registry that it sealed, whatever is imported later and whoever meddles with the record."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from tempfile import TemporaryDirectory

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings

from api.record.as_of import registry_as_of, sealed_as_of
from api.record.store import Record, open_record
from domain.aggregates.base import Attribution
from domain.aggregates.ceremony import RoundPolicy, SealedLists
from domain.aggregates.round import Round
from domain.folder import digests, freeze, lists_digest
from domain.refusals import RecordRefusal, RoundRefusal
from domain.registry import Registry
from projections.log.tables import EVENTS
from tests import builders
from tests.api.recorded import AGAIN, BY, imported, registry
from tests.api.test_import import CHANGES, without
from tests.strategies import worlds

ROUND, DAYS = "2027Q1", builders.WORKING_DAYS
any_two = settings(
    max_examples=20, deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow]
)
LATER = BY._replace(recorded_at=BY.recorded_at + timedelta(hours=1))


@pytest.fixture
def record(store_url: str) -> Iterator[Record]:
    with open_record(store_url) as opened:
        yield opened


@contextmanager
def a_record() -> Iterator[Record]:
    with TemporaryDirectory() as folder, open_record(f"{folder}/chayici.db") as opened:
        yield opened


def lists_of(given: Registry) -> SealedLists:
    found = digests(freeze(given, DAYS))
    return SealedLists(lists_digest(found), found, given.inputs, RoundPolicy.of(given.policy), DAYS, "rules-1")


def seal(record: Record, given: Registry, lists: SealedLists | None = None, by: Attribution = BY) -> None:
    """Import a registry, open the round and seal it."""
    imported(record, given, by)
    opened = Round.open(ROUND, "folder", by)
    opened.seal_registry(lists or lists_of(given), "", by)
    record.store_all([opened])


def test_the_registry_is_the_one_that_was_sealed(record: Record) -> None:
    seal(record, registry())
    assert registry_as_of(record, ROUND) == registry().sorted_by_key()


@pytest.mark.parametrize("changed", [changed for changed, _ in CHANGES.values()], ids=CHANGES)
def test_what_is_imported_after_the_seal_does_not_enter_the_round(record: Record, changed: Registry) -> None:
    seal(record, registry())
    imported(record, changed, AGAIN)
    assert registry_as_of(record, ROUND) == registry().sorted_by_key()


@pytest.mark.parametrize("changed", [changed for changed, _ in CHANGES.values()], ids=CHANGES)
def test_what_was_imported_before_the_seal_is_in_it(record: Record, changed: Registry) -> None:
    imported(record, registry())
    seal(record, changed, by=LATER)
    assert registry_as_of(record, ROUND) == changed.sorted_by_key()


@any_two
@given(worlds(), worlds())
def test_any_registry_is_found_as_it_was_sealed_though_any_other_follows(one, other) -> None:  # type: ignore[no-untyped-def]
    with a_record() as record:
        seal(record, one.registry)
        imported(record, other.registry, AGAIN)
        assert registry_as_of(record, ROUND) == one.registry.sorted_by_key()


@any_two
@given(worlds(), worlds())
def test_any_registry_is_found_as_it_was_sealed_though_any_other_came_before(one, other) -> None:  # type: ignore[no-untyped-def]
    with a_record() as record:
        imported(record, other.registry)
        seal(record, one.registry, by=LATER)
        assert registry_as_of(record, ROUND) == one.registry.sorted_by_key()


@pytest.mark.parametrize("table", ["enterprises", "inspectors", "matters", "departments"])
def test_a_row_that_left_before_the_seal_is_not_in_it(record: Record, table: str) -> None:
    gone = {"enterprises": "E3", "inspectors": "fire-2", "matters": "F1", "departments": "fire"}[table]
    imported(record, registry())
    seal(record, without(table, gone), by=LATER)
    assert gone not in getattr(registry_as_of(record, ROUND), table)


def test_a_row_that_left_and_came_back_before_the_seal_is_in_it(record: Record) -> None:
    imported(record, registry())
    imported(record, without("enterprises", "E3"))
    seal(record, registry(), by=LATER)
    assert "E3" in registry_as_of(record, ROUND).enterprises


@pytest.mark.parametrize("scenes", [None, (), [builders.scene("S1", "health", "H1")]], ids=["absent", "empty", "one"])
def test_an_absent_list_of_scenes_is_not_an_empty_one(record: Record, scenes: object) -> None:
    given = registry(scenes=scenes)
    seal(record, given)
    assert registry_as_of(record, ROUND).scenes == given.scenes


def test_departments_stand_in_the_order_of_precedence(record: Record) -> None:
    imported(record, registry())
    seal(record, registry(departments=["fire", "health"]), by=LATER)
    assert list(registry_as_of(record, ROUND).departments) == ["fire", "health"]


def test_the_files_it_was_read_from_are_those_of_the_seal(record: Record) -> None:
    seal(record, replace(registry(), inputs={"caps.csv": "a" * 64}))
    assert registry_as_of(record, ROUND).inputs == {"caps.csv": "a" * 64}


def test_the_working_days_are_those_of_the_seal(record: Record) -> None:
    seal(record, registry())
    assert sealed_as_of(record, ROUND).working_days == DAYS


def test_the_frozen_files_are_those_whose_digests_were_sealed(record: Record) -> None:
    seal(record, registry())
    assert sealed_as_of(record, ROUND).files == freeze(registry(), DAYS)


def test_after_a_redraw_the_last_seal_counts(record: Record) -> None:
    seal(record, registry())
    changed = registry(caps=[builders.cap(9)])
    imported(record, changed, LATER)
    again: Round = record.repository.get(Round.identify(ROUND))
    again.order_redraw("seal", "the caps were wrong", LATER)
    again.seal_registry(lists_of(changed), "", LATER)
    record.store_all([again])
    assert registry_as_of(record, ROUND) == changed.sorted_by_key()


def test_another_round_has_a_seal_of_its_own(record: Record) -> None:
    seal(record, registry())
    imported(record, registry(caps=[builders.cap(9)]), LATER)
    with pytest.raises(RoundRefusal, match="has not sealed its lists"):
        registry_as_of(record, "2027Q2")


def test_a_round_that_is_only_open_has_no_registry(record: Record) -> None:
    record.store_all([Round.open(ROUND, "folder", BY)])
    with pytest.raises(RoundRefusal, match="has not sealed its lists"):
        registry_as_of(record, ROUND)


def test_a_round_of_an_older_version_has_no_registry(record: Record) -> None:
    seal(record, registry(), SealedLists("0" * 64, {}, {}, None, (), ""))
    with pytest.raises(RoundRefusal, match="sealed by an older version"):
        registry_as_of(record, ROUND)


OTHERWISE = {
    "enterprises.csv": "another class",
    "matters.csv": "another basis",
    "inspectors.csv": "another limit",
    "departments.csv": "another order of precedence",
    "absences.csv": "the absence withdrawn",
    "recusals.csv": "a recusal more",
    "caps.csv": "another cap",
    "due.csv": "no due check",
    "blackouts.csv": "a first blackout",
    "scenes.csv": "an empty scene file",
}
"""File → what an import that was not sealed would have changed in it."""


@pytest.mark.parametrize(("file", "change"), OTHERWISE.items())
def test_a_list_that_is_not_the_sealed_one_is_refused_by_name(record: Record, file: str, change: str) -> None:
    seal(record, registry(), lists_of(CHANGES[change][0]))
    with pytest.raises(RecordRefusal, match=f"at its seal: {file};"):
        registry_as_of(record, ROUND)


TAMPERED = {
    "inspectors.csv": ("inspector:fire-1", '"max_visits_per_day":2', '"max_visits_per_day":0'),
    "recusals.csv": ("inspector:fire-1", '"enterprise":"E1"', '"enterprise":"E3"'),
    "caps.csv": ("list:caps", '["*","*","2"]', '["*","*","9"]'),
}


@pytest.mark.parametrize(("file", "edit"), TAMPERED.items())
def test_a_list_that_was_edited_in_the_store_is_refused_by_name(
    record: Record, file: str, edit: tuple[str, str, str]
) -> None:
    seal(record, registry())
    stream, before, after = edit
    of_stream = EVENTS.c.originator_id == stream
    with record.store.engines.writer.begin() as connection:
        for position, state in connection.execute(sa.select(EVENTS.c.position, EVENTS.c.state).where(of_stream)).all():
            edited = state.replace(before.encode(), after.encode())
            connection.execute(EVENTS.update().where(EVENTS.c.position == position).values(state=edited))
    with pytest.raises(RecordRefusal, match=f"at its seal: {file};"):
        registry_as_of(record, ROUND)


def test_enterprises_that_were_edited_in_the_read_model_are_refused(record: Record) -> None:
    seal(record, registry())
    with record.as_of() as at:
        table = at.versions["registry_entry"]
    with record.store.engines.writer.begin() as connection:
        facts = connection.execute(sa.select(table.c.facts).where(table.c.id == "E2")).scalar_one()
        edited = facts.replace(b'"credit_class":"B"', b'"credit_class":"D"')
        connection.execute(table.update().where(table.c.id == "E2").values(facts=edited))
    with pytest.raises(RecordRefusal, match=r"at its seal: enterprises.csv;.* chayici rebuild registry"):
        registry_as_of(record, ROUND)


def test_whatever_stands_in_the_record_after_the_seal_is_not_looked_at(record: Record) -> None:
    seal(record, registry())
    imported(record, registry(enterprises=[builders.enterprise("E9", "A")], recusals=[]), AGAIN)
    with record.store.engines.writer.begin() as connection:
        connection.execute(sa.text("UPDATE stored_events SET state = 'x' WHERE originator_id = 'enterprise:E9'"))
    assert "E9" not in registry_as_of(record, ROUND).enterprises
