"""Whoever is told of in an event is said field by field; sealed, a text opens where it was sealed and nowhere else."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

import msgspec
import pytest
from eventsourcing.persistence import MapperDeserialisationError, StoredEvent
from eventsourcing.utils import get_topic

from domain.aggregates import codec
from domain.aggregates.base import DomainEvent, encode
from domain.aggregates.codec import EventMapper, NoTranscoder, event_types, read, stored_in_plain
from domain.aggregates.personal import (
    FORGOTTEN,
    PERSONAL,
    Sealed,
    key_ids,
    witness,
)
from domain.draw.changes import CLOSED, GONE
from domain.refusals import RecordRefusal
from tests.domain.test_aggregates_codec import GOLDEN

TEXTS: dict[str, dict[str, str]] = json.loads(
    (Path(__file__).parents[1] / "golden" / "texts.json").read_text(encoding="utf-8")
)
"""Every text of every event, and whom it tells of; `inspector` and `witness` are sealed, of others it says why not."""


class Kept:
    """Keys that show what they do: a sealed text is the text in hex, with its place."""

    def __init__(self) -> None:
        self.people: dict[str, str] = {}
        self.dropped: set[str] = set()

    def seal(self, person: str, place: str, text: str) -> Sealed:
        id = self.people.setdefault(person, f"{len(self.people):032x}")
        return Sealed(id, f"{place}|{text}".encode().hex())

    def open(self, sealed: Sealed, place: str) -> str:
        if sealed.key_id in self.dropped:
            return FORGOTTEN
        there, _, text = bytes.fromhex(sealed.ciphertext).decode().partition("|")
        if there != place:
            raise ValueError(f"sealed at {there}")
        return text


def mapper(people: Kept) -> EventMapper:
    return EventMapper(NoTranscoder(), people=people)


def plain(topic: str) -> DomainEvent:
    """An event of today from the golden payload of the topic under which it was in plain."""
    return read(StoredEvent("", 0, topic, json.dumps(GOLDEN[topic]).encode()))


ENROLLED: Any = plain("inspector.enrolled.v1")
REVEALED: Any = plain("round.seed_revealed.v1")
ABSENT: Any = plain("inspector.absent.v1")
IN_PLAIN = sorted(topic for topic in GOLDEN if stored_in_plain(topic))


def texts(kind: Any, path: str = "") -> Iterator[str]:
    """The paths of all texts within a type."""
    if kind is str:
        yield path
    elif isinstance(kind, type) and (issubclass(kind, msgspec.Struct) or hasattr(kind, "_fields")):
        for name, inner in get_type_hints(kind).items():
            if name in getattr(kind, "__struct_fields__", getattr(kind, "_fields", ())):
                yield from texts(inner, f"{path}.{name}" if path else name)
    elif kind is Any:
        yield path
    elif get_origin(kind) is not None:
        for inner in dict.fromkeys(get_args(kind)):
            yield from texts(inner, path)


def at(event: Any, path: tuple[str, ...]) -> tuple[str, ...]:
    """The texts at a path."""
    for name in path:
        event = getattr(event, name)
    return event if isinstance(event, tuple) else (event,)


@pytest.mark.parametrize(("topic", "event_type"), event_types().items())
def test_of_every_text_of_every_event_it_is_said_whom_it_tells_of(topic: str, event_type: type[DomainEvent]) -> None:
    found = set(texts(event_type)) - set(DomainEvent.__struct_fields__)
    assert set(TEXTS[topic]) == found, f"{topic}: decide of each text in tests/golden/texts.json whether it is personal"


def test_of_no_other_topic_anything_is_said() -> None:
    assert set(TEXTS) - {"*"} == set(event_types()) and set(TEXTS["*"]) == set(DomainEvent.__struct_fields__) - {
        "originator_version",
        "timestamp",
    }


@pytest.mark.parametrize("topic", event_types())
def test_what_is_said_to_be_personal_is_what_is_sealed(topic: str) -> None:
    said = {path for path, of in TEXTS[topic].items() if of in ("inspector", "witness")}
    assert said == {".".join(personal.path) for personal in PERSONAL.get(topic, ())}


@pytest.mark.parametrize("topic", PERSONAL)
def test_whoever_answers_for_data_protection_can_read_what_is_sealed(topic: str) -> None:
    page = (Path(__file__).parents[2] / "docs" / "personal-data.md").read_text(encoding="utf-8")
    told = {topic, *(".".join(personal.path) for personal in PERSONAL[topic])}
    assert [name for name in told if f"`{name}`" not in page] == []


@pytest.mark.parametrize("topic", IN_PLAIN)
def test_nothing_personal_is_stored_in_plain(topic: str) -> None:
    event: Any = plain(topic)
    if hasattr(event, "kind"):
        event = msgspec.structs.replace(event, kind=GONE)
    sealed = mapper(Kept()).sealed(event)
    told = PERSONAL[get_topic(type(event))]
    assert told and all(Sealed.read(text) for personal in told for text in at(sealed, personal.path))


@pytest.mark.parametrize("topic", IN_PLAIN)
def test_what_was_sealed_is_read_as_it_was_recorded(topic: str) -> None:
    keys = mapper(Kept())
    assert keys.to_domain_event(keys.to_stored_event(plain(topic))) == plain(topic)


@pytest.mark.parametrize("topic", IN_PLAIN)
def test_what_an_older_version_stored_in_plain_is_read_as_it_stands(topic: str) -> None:
    stored = StoredEvent("", 0, topic, json.dumps(GOLDEN[topic]).encode())
    assert mapper(Kept()).to_domain_event(stored) == plain(topic)


def test_a_name_that_looks_sealed_is_sealed_like_any_other() -> None:
    looks = str(Sealed("0" * 32, "c2VhbGVk"))
    keys = mapper(Kept())
    event = msgspec.structs.replace(ENROLLED, facts=msgspec.structs.replace(ENROLLED.facts, name=looks))
    stored = keys.to_stored_event(event)
    assert looks.encode() not in stored.state and keys.to_domain_event(stored) == event


def test_a_plain_name_of_an_older_version_that_looks_sealed_is_not_opened() -> None:
    old = json.loads(json.dumps(GOLDEN["inspector.enrolled.v1"]))
    old["facts"]["name"] = str(Sealed("0" * 32, "c2VhbGVk"))
    found: Any = mapper(Kept()).to_domain_event(StoredEvent("", 0, "inspector.enrolled.v1", json.dumps(old).encode()))
    assert found.facts.name == old["facts"]["name"]


def test_without_its_key_a_text_reads_as_forgotten_and_the_rest_as_before() -> None:
    people = Kept()
    keys = mapper(people)
    stored = keys.to_stored_event(ENROLLED)
    people.dropped.update(people.people.values())
    found: Any = keys.to_domain_event(stored)
    assert found.facts.name == found.facts.certificate_no == FORGOTTEN
    assert found.facts.department == ENROLLED.facts.department


def test_without_keys_what_is_sealed_stays_sealed() -> None:
    stored = mapper(Kept()).to_stored_event(ENROLLED)
    found: Any = read(stored)
    assert Sealed.read(found.facts.name) and found.entry().facts == encode(found.facts)


def test_a_text_that_is_moved_to_another_field_is_refused() -> None:
    stored = mapper(people := Kept()).to_stored_event(ENROLLED)
    state = json.loads(stored.state)
    state["facts"]["name"] = state["facts"]["certificate_no"]
    with pytest.raises(MapperDeserialisationError, match=r"inspector\.enrolled\.v2"):
        mapper(people).to_domain_event(dataclasses.replace(stored, state=json.dumps(state).encode()))


def test_a_text_that_is_moved_to_another_officer_is_refused() -> None:
    stored = mapper(people := Kept()).to_stored_event(ENROLLED)
    state = json.loads(stored.state) | {"originator_id": "inspector:OTHER"}
    with pytest.raises(MapperDeserialisationError):
        mapper(people).to_domain_event(dataclasses.replace(stored, state=json.dumps(state).encode()))


def test_an_event_is_stored_as_the_same_bytes_however_often_it_is_encoded() -> None:
    keys = mapper(Kept())
    assert keys.to_stored_event(REVEALED) == keys.to_stored_event(REVEALED)


def test_each_witness_has_a_key_of_their_own() -> None:
    sealed = mapper(Kept()).sealed(REVEALED)
    assert len(set(key_ids("round.seed_revealed.v2", sealed))) == len(set(REVEALED.evidence.witnesses))


def test_witnesses_of_one_name_are_one_person() -> None:
    assert witness(" Li ") == witness("Li")


def test_an_empty_text_tells_nothing_and_stays_empty() -> None:
    event = msgspec.structs.replace(ABSENT, cause="")
    sealed: Any = mapper(Kept()).sealed(event)
    assert sealed.cause == ""


def test_the_cause_of_a_change_is_sealed_if_it_is_about_an_officer_and_else_is_not() -> None:
    change: Any = plain("round.change_reported.v2")
    of_enterprise, of_officer = (msgspec.structs.replace(change, kind=kind) for kind in (CLOSED, GONE))
    keys = mapper(Kept())
    assert keys.sealed(of_enterprise) == of_enterprise and Sealed.read(keys.sealed(of_officer).cause)


def test_no_event_of_an_enterprise_is_touched() -> None:
    event = plain("enterprise.registered.v1")
    assert mapper(Kept()).sealed(event) is event


def test_a_forgotten_text_is_never_recorded_again() -> None:
    facts = msgspec.structs.replace(ENROLLED.facts, name=FORGOTTEN)
    with pytest.raises(RecordRefusal, match="not to be recorded"):
        mapper(Kept()).to_stored_event(msgspec.structs.replace(ENROLLED, facts=facts))


def test_every_sealed_topic_is_one_of_today_or_is_upcast() -> None:
    assert set(PERSONAL) <= set(event_types()) | set(codec.UPCASTS)
