"""Events as they are stored: msgspec JSON under a topic given by hand, and how old topics are read today.

A stored event never changes. When an event's shape must, it gets the next topic (`….v2`), and `UPCASTS` says how to
read what was stored under the old one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, TypeVar

import msgspec
from eventsourcing.domain import DomainEventProtocol
from eventsourcing.persistence import (
    Cipher,
    Compressor,
    Mapper,
    MapperDeserialisationError,
    StoredEvent,
    Transcoder,
)
from eventsourcing.utils import TopicError, get_topic, resolve_topic

from domain.aggregates.base import DomainEvent
from domain.aggregates.ceremony import BEIJING
from domain.aggregates.department import Department
from domain.aggregates.enterprise import Enterprise
from domain.aggregates.inspector import Inspector
from domain.aggregates.matter import Matter
from domain.aggregates.person import Person
from domain.aggregates.personal import PERSONAL, People, opened_event, sealed_event
from domain.aggregates.planning_list import PlanningList
from domain.aggregates.round import Round
from domain.refusals import Refusal

E = TypeVar("E", bound=DomainEventProtocol[str])


def _day_in_beijing(timestamp: str) -> str:
    return datetime.fromisoformat(timestamp).astimezone(BEIJING).date().isoformat()


Upcast = tuple[str, Callable[[dict[str, Any]], dict[str, Any]]]
"""The topic that took over, and how the old fields become the new ones."""

AGGREGATES = (Enterprise, Department, Inspector, Matter, PlanningList, Round, Person)
_NOT_SEALED: Mapping[str, Any] = {"lists": {}, "policy": None, "working_days": (), "rules": "", "commitment": ""}
_NOT_SAID: Mapping[str, Any] = {"matter": "", "department": "", "district": "", "area": ""}
_OF_OFFICERS = ("enrolled", "amended", "certified_until", "reenrolled", "absent", "recused")
UPCASTS: Mapping[str, Upcast] = {
    "round.opened.v1": ("round.opened.v2", lambda old: {name: old[name] for name in old if name != "policy"}),
    "round.registry_sealed.v1": ("round.registry_sealed.v2", lambda old: {**old, **_NOT_SEALED}),
    "round.change_reported.v1": (
        "round.change_reported.v2",
        lambda old: {**old, **_NOT_SAID, "as_of": _day_in_beijing(old["timestamp"])},
    ),
    "round.published.v1": ("round.published.v2", lambda old: {**old, "record": ""}),
    # What is told of people was stored in plain under these.
    **{f"inspector.{name}.v1": (f"inspector.{name}.v2", dict) for name in _OF_OFFICERS},
    "round.seed_revealed.v1": ("round.seed_revealed.v2", dict),
    "round.change_reported.v2": ("round.change_reported.v3", dict),
}


def event_types() -> dict[str, type[DomainEvent]]:
    """Every kind of event that is recorded today, by topic."""
    found: dict[str, type[DomainEvent]] = {}
    for aggregate in AGGREGATES:
        for member in vars(aggregate).values():
            if isinstance(member, type) and issubclass(member, DomainEvent) and "TOPIC" in dir(member):
                found[get_topic(member)] = member
    return dict(sorted(found.items()))


def stored_in_plain(topic: str) -> bool:
    """Whether what is told of people was stored in plain under a topic, by a version that did not seal it yet."""
    return topic not in PERSONAL and _today(topic) in PERSONAL


def _today(topic: str) -> str:
    while topic in UPCASTS:
        topic, _ = UPCASTS[topic]
    return topic


def written(stored_event: StoredEvent) -> bytes:
    """A stored event as a line of a round's record, its bytes verbatim.

    >>> written(StoredEvent("round:2027Q1", 1, "round.opened.v2", b'{"first":"2027-01-01"}'))
    b'{"topic":"round.opened.v2","state":{"first":"2027-01-01"}}'
    """
    return b'{"topic":"%s","state":%s}' % (stored_event.topic.encode(), stored_event.state)


class UnknownEvent(Refusal, MapperDeserialisationError):
    """An event under a topic that this version of the product does not know: a newer one recorded it."""

    def __init__(self, stored_event: StoredEvent) -> None:
        topic, id, version = stored_event.topic, stored_event.originator_id, stored_event.originator_version
        super().__init__(
            f"事件 {topic} ({id} 第 {version} 号) 由更新版本的 chayici 记录；请使用那个版本或更新的版本",
            f"the event {topic} at {id} version {version} was recorded by a newer version of chayici; "
            "use that version, or a later one",
        )


class NoTranscoder(Transcoder):
    """The library's mapper asks for a transcoder; msgspec needs none."""

    def encode(self, obj: Any) -> bytes:
        """Never called."""
        raise NotImplementedError

    def decode(self, data: bytes) -> Any:
        """Never called."""
        raise NotImplementedError


class EventMapper(Mapper[str]):
    """Between events and what is stored: the whole event as JSON, keys of mappings sorted.

    With `people` what an event tells of people is sealed on the way in and opened on the way out; without, it passes as
    it is.
    """

    def __init__(
        self,
        transcoder: Transcoder,
        compressor: Compressor | None = None,
        cipher: Cipher | None = None,
        people: People | None = None,
    ) -> None:
        super().__init__(transcoder, compressor, cipher)
        self._people = people
        self._encode = msgspec.json.Encoder(order="deterministic").encode
        self._decoders: dict[str, Callable[[bytes], DomainEvent]] = {}

    def to_stored_event(self, domain_event: DomainEventProtocol[str]) -> StoredEvent:
        """The event as it is stored; what it tells of people is sealed, alike however often this is done."""
        return self.encoded(self.sealed(domain_event))

    def sealed(self, domain_event: E) -> E:
        """The event with what it tells of people sealed; of most it tells nothing."""
        topic = get_topic(type(domain_event))
        if self._people is None or topic not in PERSONAL:
            return domain_event
        return sealed_event(self._people, topic, domain_event)

    def encoded(self, domain_event: DomainEventProtocol[str]) -> StoredEvent:
        """An event that is sealed, or needs no sealing, as it is stored."""
        state = self._encode(domain_event)
        if self.compressor:
            state = self.compressor.compress(state)
        if self.cipher:
            state = self.cipher.encrypt(state)
        topic = get_topic(type(domain_event))
        return StoredEvent(domain_event.originator_id, domain_event.originator_version, topic, state)

    def to_domain_event(self, stored_event: StoredEvent) -> DomainEvent:
        """What is stored as the event of today.

        Raises:
            UnknownEvent: nothing is known under that topic.
            MapperDeserialisationError: the bytes are not such an event, or what is sealed in it was not sealed there.
        """
        try:
            state = stored_event.state
            if self.cipher:
                state = self.cipher.decrypt(state)
            if self.compressor:
                state = self.compressor.decompress(state)
            event = self._decoder(stored_event.topic)(state)
            if self._people is None or stored_event.topic not in PERSONAL:
                return event
            return opened_event(self._people, stored_event.topic, event)
        except TopicError as error:
            raise UnknownEvent(stored_event) from error
        except (msgspec.MsgspecError, ValueError) as error:
            place = f"{stored_event.originator_id} version {stored_event.originator_version}"
            raise MapperDeserialisationError(f"{stored_event.topic} at {place}: {error}") from error

    def _decoder(self, topic: str) -> Callable[[bytes], DomainEvent]:
        if topic not in self._decoders:
            self._decoders[topic] = _upcaster(topic) if topic in UPCASTS else _decoder(topic)
        return self._decoders[topic]


def read(stored_event: StoredEvent) -> DomainEvent:
    """What is stored as the event of today, as `EventMapper.to_domain_event`, without keys: sealed stays sealed."""
    return _mapper.to_domain_event(stored_event)


_mapper = EventMapper(NoTranscoder())


def _decoder(topic: str) -> Callable[[bytes], DomainEvent]:
    return msgspec.json.Decoder(resolve_topic(topic)).decode


def _upcaster(topic: str) -> Callable[[bytes], DomainEvent]:
    steps: list[Callable[[dict[str, Any]], dict[str, Any]]] = []
    while topic in UPCASTS:
        topic, step = UPCASTS[topic]
        steps.append(step)
    today = resolve_topic(topic)

    def decode(state: bytes) -> DomainEvent:
        fields = msgspec.json.decode(state)
        for step in steps:
            fields = step(fields)
        event: DomainEvent = msgspec.convert(fields, today)
        return event

    return decode
