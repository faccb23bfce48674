"""What events tell of people: which texts, of whom, and how they are sealed on the way to the store.

A text that tells of a person is stored as `sealed:v1:<key id>:<base64>` under a key that is this person's alone. Once
the key is dropped nobody can read it again, while the stored bytes, and whatever is proven of them, stay as they are.
What is personal is said here field by field; `docs/personal-data.md` says why, and what is not sealed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, NamedTuple, Protocol, TypeVar

import msgspec
from msgspec.structs import replace

from domain.aggregates.base import DomainEvent, Entry, encode
from domain.aggregates.inspector import InspectorFacts
from domain.draw.changes import ABSENT, GONE
from domain.refusals import RecordRefusal

INSPECTOR, WITNESS = "inspector", "witness"
"""The people that are told of: officers by their id, witnesses by their name."""

T = TypeVar("T")
_SEALED = re.compile("sealed:v1:([0-9a-f]{32}):([A-Za-z0-9+/]+={0,2})")


FORGOTTEN = "（已遗忘） / (forgotten)"
"""What is read where something was told of a person whose key is dropped; nothing that reads so is ever recorded."""


class Sealed(NamedTuple):
    """A sealed text: the id of its key, and the rest in base64."""

    key_id: str
    ciphertext: str

    def __str__(self) -> str:
        return f"sealed:v1:{self.key_id}:{self.ciphertext}"

    @classmethod
    def read(cls, text: str) -> Sealed | None:
        """A text as it is stored; None if it is not sealed."""
        found = _SEALED.fullmatch(text)
        return cls(*found.groups()) if found else None


class People(Protocol):
    """Keeps a key for each person. `place` is where a text stands: sealed there, it opens nowhere else."""

    def seal(self, person: str, place: str, text: str) -> Sealed:
        """Seal a text of a person, who gets a key if they have none; the same text at the same place alike."""

    def open(self, sealed: Sealed, place: str) -> str:
        """The text, or `FORGOTTEN` if its key is dropped; ValueError: it was not sealed so, or not at this place."""


class Personal(NamedTuple):
    """A text of an event, or several: the path to its field, what it is, and who it tells of (None: nobody)."""

    path: tuple[str, ...]
    what: str
    person: Callable[[Any, str], str | None]

    def place(self, originator_id: str) -> str:
        """Where it stands: the aggregate that tells it, and as what."""
        return f"{originator_id} {self.what}"


def officer(id: str) -> str:
    """An officer as their key names them."""
    return f"{INSPECTOR}:{id}"


def witness(name: str) -> str:
    """A witness as their key names them: of the same name, the same person."""
    return f"{WITNESS}:{name.strip()}"


def _own(event: DomainEvent, text: str) -> str:
    return event.originator_id


def _reported(event: Any, text: str) -> str | None:
    return officer(event.subject) if event.kind in (ABSENT, GONE) else None


_FACTS = Personal(("facts", "name"), "name", _own), Personal(("facts", "certificate_no"), "certificate_no", _own)
_ABSENCE, _RECUSAL = Personal(("cause",), "absence", _own), Personal(("cause",), "recusal", _own)

PERSONAL: Mapping[str, tuple[Personal, ...]] = {
    "inspector.enrolled.v2": _FACTS,
    "inspector.amended.v2": _FACTS,
    "inspector.certified_until.v2": _FACTS,
    "inspector.reenrolled.v2": _FACTS,
    "inspector.absent.v2": (_ABSENCE,),
    "inspector.recused.v2": (_RECUSAL,),
    "round.seed_revealed.v2": (Personal(("evidence", "witnesses"), WITNESS, lambda event, name: witness(name)),),
    "round.change_reported.v3": (Personal(("cause",), "change", _reported),),
}
"""By topic, what is personal. The topics before these stored it in plain: they are never opened."""

_ROWS: Mapping[str, tuple[Any, tuple[Personal, ...]]] = {
    "inspector": (InspectorFacts, _FACTS),
    "absence": (str, (_ABSENCE,)),
    "recusal": (str, (_RECUSAL,)),
}
"""By kind of registry row the type of its facts, and the same: in the facts, a path lacks the event's field."""


def sealed_event(people: People, topic: str, event: T) -> T:
    """An event as it is stored: what it tells of people sealed; an empty text tells nothing and stays.

    Raises:
        RecordRefusal: a text reads as if it were forgotten.
    """
    for personal in PERSONAL.get(topic, ()):
        event = _rewritten(event, personal.path, _sealing(people, personal, event))
    return event


def opened_event(people: People, topic: str, event: T) -> T:
    """An event as it was recorded, `FORGOTTEN` where somebody is; ValueError as `People.open`."""
    for personal in PERSONAL.get(topic, ()):
        event = _rewritten(event, personal.path, _opening(people, personal, event))
    return event


def sealed_entry(people: People, entry: Entry) -> Entry:
    """A row of the registry as the read model has it: what it tells of people sealed."""
    if entry.facts is None or entry.kind not in _ROWS:
        return entry
    owner, (kind, told) = officer(entry.id.partition("|")[0]), _ROWS[entry.kind]
    facts = msgspec.json.decode(entry.facts, type=kind)
    for personal in told:
        facts = _rewritten(facts, personal.path[1:], partial(_seal, people, owner, personal.place(owner)))
    return entry._replace(facts=encode(facts))


def opened_facts(people: People, kind: str, id: str, facts: Any) -> Any:
    """The facts of a row of the registry as plain values (a mapping, a cause), as they were recorded; else as given."""
    owner, (_, told) = officer(id.partition("|")[0]), _ROWS.get(kind, (None, ()))
    for personal in told:
        facts = _rewritten(facts, personal.path[1:], partial(_open, people, personal.place(owner)))
    return facts


def key_ids(topic: str, event: object) -> Iterator[str]:
    """The keys that an event as it is stored was sealed with."""
    for personal in PERSONAL.get(topic, ()):
        for text in _texts(event, personal.path):
            if (found := Sealed.read(text)) and personal.person(event, text):
                yield found.key_id


def _sealing(people: People, personal: Personal, event: Any) -> Callable[[str], str]:
    place = personal.place(event.originator_id)
    return lambda text: _seal(people, personal.person(event, text), place, text)


def _seal(people: People, person: str | None, place: str, text: str) -> str:
    if not person or not text.strip():
        return text
    if text == FORGOTTEN:
        raise RecordRefusal(
            f"“{text}”只表示已遗忘，不能记录", f"“{text}” stands for what is forgotten: not to be recorded"
        )
    return str(people.seal(person, place, text))


def _opening(people: People, personal: Personal, event: Any) -> Callable[[str], str]:
    place = personal.place(event.originator_id)
    return lambda text: _open(people, place, text) if personal.person(event, text) else text


def _open(people: People, place: str, text: str) -> str:
    sealed = Sealed.read(text)
    return people.open(sealed, place) if sealed else text


def _rewritten(value: Any, path: tuple[str, ...], change: Callable[[str], str]) -> Any:
    if path and isinstance(value, dict):
        return {**value, path[0]: _rewritten(value[path[0]], path[1:], change)}
    if path:
        return replace(value, **{path[0]: _rewritten(getattr(value, path[0]), path[1:], change)})
    return tuple(map(change, value)) if isinstance(value, tuple) else change(value)


def _texts(value: Any, path: tuple[str, ...]) -> tuple[str, ...]:
    for name in path:
        value = getattr(value, name)
    return value if isinstance(value, tuple) else (value,)
