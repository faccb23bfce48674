"""An import records what changed since the last one, and nothing else."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import pytest

from api.record.store import Record, open_record
from domain.aggregates.base import DomainEvent
from domain.aggregates.enterprise import Enterprise
from domain.registry import Absence, Recusal, Registry
from tests import builders
from tests.api.recorded import AGAIN, BY, imported, registry


@pytest.fixture
def record(store_url: str) -> Iterator[Record]:
    with open_record(store_url) as opened:
        yield opened


def test_a_first_import_lists_every_row(record: Record) -> None:
    assert imported(record, registry()) == {
        "department.established.v1": 2,
        "matter.published.v1": 2,
        "enterprise.registered.v1": 3,
        "inspector.enrolled.v2": 8,
        "inspector.absent.v2": 1,
        "inspector.recused.v2": 1,
        "list.begun.v1": 4,
        "list.revised.v1": 4,
    }


def test_a_second_import_of_the_same_registry_records_nothing(record: Record) -> None:
    imported(record, registry())
    assert imported(record, registry(), AGAIN) == {}


def test_rows_in_another_order_record_nothing(record: Record) -> None:
    imported(record, registry())
    same = registry()
    turned = dataclasses.replace(same, enterprises=dict(sorted(same.enterprises.items(), reverse=True)))
    assert imported(record, turned, AGAIN) == {}


def test_an_import_is_remembered_by_a_record_opened_anew(store_url: str) -> None:
    with open_record(store_url) as first:
        imported(first, registry())
    with open_record(store_url) as second:
        assert imported(second, registry(), AGAIN) == {}


def enterprise(**changes: Any) -> Registry:
    first = builders.enterprise("E1", "B")._replace(**changes)
    return registry(enterprises=[first, builders.enterprise("E2", "B"), builders.enterprise("E3", "B")])


def matter(**changes: Any) -> Registry:
    return registry(matters=[builders.matter("H1", "health", **changes), builders.matter("F1", "fire")])


def officer(**changes: Any) -> Registry:
    same = registry()
    inspectors = {**same.inspectors, "fire-1": same.inspectors["fire-1"]._replace(**changes)}
    return dataclasses.replace(same, inspectors=inspectors)


CHANGES: Mapping[str, tuple[Registry, dict[str, int]]] = {
    "another class": (enterprise(credit_class="D"), {"enterprise.reclassified.v1": 1}),
    "another name": (enterprise(name="East"), {"enterprise.amended.v1": 1}),
    "another area": (enterprise(area="A2"), {"enterprise.moved.v1": 1}),
    "closed": (enterprise(status="closed"), {"enterprise.closed.v1": 1}),
    "moved away": (enterprise(status="moved"), {"enterprise.moved_away.v1": 1}),
    "another class and name": (
        enterprise(credit_class="D", name="East"),
        {"enterprise.amended.v1": 1, "enterprise.reclassified.v1": 1},
    ),
    "another basis": (matter(legal_basis="§2"), {"matter.amended.v1": 1}),
    "a renewed certificate": (officer(certificate_valid_until=date(2033, 1, 1)), {"inspector.certified_until.v2": 1}),
    "another limit": (officer(max_visits_per_day=1), {"inspector.amended.v2": 1}),
    "the absence withdrawn": (registry(absences=[]), {"inspector.absence_withdrawn.v1": 1}),
    "a longer absence": (
        registry(absences=[Absence("health-1", date(2027, 2, 1), date(2027, 2, 8), "leave")]),
        {"inspector.absence_withdrawn.v1": 1, "inspector.absent.v2": 1},
    ),
    "the recusal lifted": (registry(recusals=[]), {"inspector.recusal_lifted.v1": 1}),
    "a recusal more": (
        registry(recusals=[Recusal("fire-1", "E1", "kin"), Recusal("fire-1", "E2", "kin")]),
        {"inspector.recused.v2": 1},
    ),
    "another cap": (registry(caps=[builders.cap(3)]), {"list.revised.v1": 1}),
    "no due check": (registry(due=[]), {"list.revised.v1": 1}),
    "a first blackout": (
        registry(blackouts=[builders.blackout("01-04", "01-05")]),
        {"list.begun.v1": 1, "list.revised.v1": 1},
    ),
    "no scene file, then one": (registry(scenes=[builders.scene("S1", "health", "H1")]), {"list.revised.v1": 1}),
    "an empty scene file": (registry(scenes=[]), {"list.revised.v1": 1}),
    "another order of precedence": (registry(departments=["fire", "health"]), {"department.reranked.v1": 2}),
}


@pytest.mark.parametrize(("changed", "events"), CHANGES.values(), ids=CHANGES)
def test_each_change_is_recorded_as_its_own_event(record: Record, changed: Registry, events: dict[str, int]) -> None:
    imported(record, registry())
    assert imported(record, changed, AGAIN) == events


def without(table: str, id: str, **more: Any) -> Registry:
    same = registry(**more)
    fewer: Any = {table: {key: row for key, row in getattr(same, table).items() if key != id}}
    return dataclasses.replace(same, **fewer)


VANISHED: Mapping[str, tuple[Registry, dict[str, int], dict[str, int]]] = {
    "enterprise": (without("enterprises", "E3"), {"enterprise.delisted.v1": 1}, {"enterprise.relisted.v1": 1}),
    "matter": (without("matters", "F1"), {"matter.withdrawn.v1": 1}, {"matter.republished.v1": 1}),
    "department": (
        without("departments", "fire"), {"department.dissolved.v1": 1}, {"department.reestablished.v1": 1}
    ),
    "officer": (without("inspectors", "fire-2"), {"inspector.left.v1": 1}, {"inspector.reenrolled.v2": 1}),
    "absent officer": (
        without("inspectors", "health-1", absences=[]),
        {"inspector.absence_withdrawn.v1": 1, "inspector.left.v1": 1},
        {"inspector.reenrolled.v2": 1, "inspector.absent.v2": 1},
    ),
}  # fmt: skip


@pytest.mark.parametrize(("fewer", "gone", "_"), VANISHED.values(), ids=VANISHED)
def test_a_row_that_vanished_is_taken_off(record: Record, fewer: Registry, gone: Any, _: Any) -> None:
    imported(record, registry())
    assert imported(record, fewer, AGAIN) == gone


@pytest.mark.parametrize(("fewer", "_", "back"), VANISHED.values(), ids=VANISHED)
def test_a_row_that_comes_back_goes_on_from_there(record: Record, fewer: Registry, _: Any, back: Any) -> None:
    imported(record, registry())
    imported(record, fewer, AGAIN)
    assert imported(record, registry(), AGAIN) == back


def test_a_vanished_row_is_taken_off_once(record: Record) -> None:
    imported(record, registry())
    imported(record, without("enterprises", "E3"), AGAIN)
    assert imported(record, without("enterprises", "E3"), AGAIN) == {}


def test_every_event_of_an_import_carries_its_attribution(record: Record) -> None:
    imported(record, registry())
    notifications = record.recorder.select_notifications(1, 1_000)
    events = [record.mapper.to_domain_event(notification) for notification in notifications]
    said = {(e.timestamp, e.actor, e.reason, e.correlation_id) for e in events if isinstance(e, DomainEvent)}
    assert said == {tuple(BY)}


def test_a_reclassification_takes_effect_on_the_day_of_the_import(record: Record) -> None:
    imported(record, registry())
    imported(record, enterprise(credit_class="D"), AGAIN)
    last = list(record.events.get("enterprise:E1"))[-1]
    assert isinstance(last, Enterprise.Reclassified) and last.effective_on == date(2027, 2, 1)
