"""What is stored can be read for ever: topics and payloads are frozen in `tests/golden/events.json`."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from eventsourcing.persistence import MapperDeserialisationError, StoredEvent

import domain.aggregates
from domain.aggregates import codec
from domain.aggregates.base import DomainEvent
from domain.aggregates.codec import EventMapper, NoTranscoder, event_types, written
from tests.domain.story import registered

GOLDEN: dict[str, Any] = json.loads((Path(__file__).parents[1] / "golden" / "events.json").read_text("utf-8"))
SOURCES = sorted(Path(domain.aggregates.__file__).parent.glob("*.py"))


def mapper() -> EventMapper:
    return EventMapper(NoTranscoder())


def golden_event(topic: str) -> DomainEvent:
    payload = json.dumps(GOLDEN[topic], ensure_ascii=False).encode()
    return mapper().to_domain_event(StoredEvent("", 0, topic, payload))


def _subclasses(event: type[DomainEvent]) -> Iterator[type[DomainEvent]]:
    for kind in event.__subclasses__():
        yield kind
        yield from _subclasses(kind)


def _containers(value: Any) -> Iterator[Any]:
    if isinstance(value, dict | list):
        yield value
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _containers(inner)


def test_every_topic_that_is_recorded_has_a_golden_payload() -> None:
    assert set(event_types()) <= set(GOLDEN)


def test_every_golden_topic_can_still_be_read() -> None:
    assert set(GOLDEN) == set(event_types()) | set(codec.UPCASTS)


def test_every_event_that_has_a_topic_is_of_an_aggregate_that_is_read() -> None:
    ours = (event for event in _subclasses(DomainEvent) if event.__module__.startswith("domain."))
    assert {vars(event)["TOPIC"] for event in ours if "TOPIC" in vars(event)} == set(event_types())


def test_no_golden_list_is_empty_so_that_what_is_in_it_is_frozen_too() -> None:
    assert [topic for topic, payload in GOLDEN.items() if not all(map(len, _containers(payload)))] == []


@pytest.mark.parametrize("topic", sorted(event_types()))
def test_a_golden_payload_is_stored_again_as_it_stands(topic: str) -> None:
    stored = mapper().to_stored_event(golden_event(topic))
    assert (stored.topic, json.loads(stored.state)) == (topic, GOLDEN[topic])


@pytest.mark.parametrize(("topic", "event_type"), event_types().items())
def test_a_golden_payload_has_every_field_of_its_event(topic: str, event_type: type[DomainEvent]) -> None:
    assert list(GOLDEN[topic]) == list(event_type.__struct_fields__)


@pytest.mark.parametrize(("topic", "event_type"), event_types().items())
def test_a_topic_names_its_aggregate_and_its_version(topic: str, event_type: type[DomainEvent]) -> None:
    kind, _, version = topic.split(".")
    assert GOLDEN[topic]["originator_id"].startswith(f"{kind}:") and version.startswith("v")


def test_an_event_stored_under_an_old_topic_is_read_as_the_new_one(monkeypatch: pytest.MonkeyPatch) -> None:
    def with_class(fields: dict[str, Any]) -> dict[str, Any]:
        return {**fields, "facts": {**fields["facts"], "credit_class": fields["facts"].pop("grade")}}

    monkeypatch.setattr(codec, "UPCASTS", {"enterprise.registered.v0": ("enterprise.registered.v1", with_class)})
    old = json.loads(json.dumps(GOLDEN["enterprise.registered.v1"]))
    old["facts"]["grade"] = old["facts"].pop("credit_class")
    read = mapper().to_domain_event(StoredEvent("", 0, "enterprise.registered.v0", json.dumps(old).encode()))
    assert read == golden_event("enterprise.registered.v1")


@pytest.mark.parametrize("topic", codec.UPCASTS)
def test_what_was_stored_under_an_old_topic_is_read_with_all_that_is_still_recorded(topic: str) -> None:
    read = json.loads(mapper().to_stored_event(golden_event(topic)).state)
    kept = {name: value for name, value in GOLDEN[topic].items() if name in read}
    assert {name: read[name] for name in kept} == kept and set(GOLDEN[topic]) - set(kept) <= {"policy"}


def test_a_line_of_the_record_holds_the_stored_bytes_verbatim() -> None:
    stored = mapper().to_stored_event(golden_event("round.drawn.v1"))
    assert written(stored) == b'{"topic":"round.drawn.v1","state":' + stored.state + b"}"


def test_an_unknown_topic_is_refused_with_its_place() -> None:
    with pytest.raises(MapperDeserialisationError, match="enterprise:E1 version 7"):
        mapper().to_domain_event(StoredEvent("enterprise:E1", 7, "enterprise.painted.v1", b"{}"))


def test_a_mappings_keys_are_stored_in_order() -> None:
    event = msgspec.structs.replace(golden_event("round.registry_sealed.v2"), inputs={"b": "2", "a": "1"})
    assert b'{"a":"1","b":"2"}' in mapper().to_stored_event(event).state


def test_the_same_event_is_stored_as_the_same_bytes() -> None:
    states = [mapper().to_stored_event(event).state for _ in range(2) for event in registered().pending_events]
    assert states[0] == states[1]


def test_a_moment_keeps_its_zone() -> None:
    event: Any = golden_event("enterprise.registered.v1")
    assert event.timestamp == datetime(2027, 1, 4, 1, 30, tzinfo=UTC) and event.facts.opened_on == date(2015, 6, 1)


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: str(source.stem))
def test_applying_an_event_never_decides(source: Path) -> None:
    for function in ast.walk(ast.parse(source.read_text("utf-8"))):
        if isinstance(function, ast.FunctionDef) and any("event(" in ast.unparse(d) for d in function.decorator_list):
            kinds = (ast.If, ast.IfExp, ast.Raise, ast.Assert, ast.For, ast.While, ast.Match, ast.Try)
            assert not any(isinstance(node, kinds) for node in ast.walk(function)), function.name


def test_a_change_that_an_older_version_reported_has_the_day_in_beijing_as_its_day() -> None:
    old = {**GOLDEN["round.change_reported.v1"], "timestamp": "2027-01-04T17:00:00Z"}
    read = mapper().to_domain_event(StoredEvent("", 0, "round.change_reported.v1", json.dumps(old).encode()))
    assert getattr(read, "as_of", None) == date(2027, 1, 5)
