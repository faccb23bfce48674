"""What every recorded event says of itself, and how an aggregate records one.

An event is a frozen msgspec struct: what happened, and who recorded it, when and why. Its topic is given by hand,
because a stored event that is named by its import path is lost the day the file moves.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple, Self, TypeVar

import msgspec
from eventsourcing.domain import BaseAggregate, CanInitAggregate, CanMutateAggregate
from eventsourcing.utils import get_topic
from msgspec.structs import replace

from domain.refusals import RecordRefusal

PART_BYTES = 400_000
"""Where a long list of rows is cut, so that no event comes near 1 MB."""

_rows = msgspec.json.Encoder(order="deterministic")
T = TypeVar("T")
First = TypeVar("First", bound=CanInitAggregate[str])


class Attribution(NamedTuple):
    """Who records something, when and why; the correlation id ties together what was recorded in one go."""

    recorded_at: datetime
    actor: str
    reason: str
    correlation_id: str

    def envelope(self) -> dict[str, Any]:
        """The same as an event's fields."""
        recorded_at, actor, reason, correlation_id = self
        return {"timestamp": recorded_at, "actor": actor, "reason": reason, "correlation_id": correlation_id}


class DomainEvent(msgspec.Struct, CanMutateAggregate[str], frozen=True, kw_only=True):
    """Something that happened. `timestamp` is the moment of recording, timezone-aware."""

    originator_id: str
    originator_version: int
    timestamp: datetime
    actor: str
    reason: str
    correlation_id: str

    def _as_dict(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__struct_fields__}


class Entry(NamedTuple):
    """One row of the registry as an event leaves it.

    `kind` and the trade's own `id` name the row; `facts` is the whole row after the event as JSON, None once it is
    no longer listed. The registry read model keeps the last entry of each (kind, id).
    """

    kind: str
    id: str
    facts: bytes | None


class RegistryEvent(DomainEvent, frozen=True, kw_only=True):
    """Something that happened to one row of the registry.

    It carries the whole row as it stands afterwards (`facts`), so that each event can be read by itself; its name says
    what changed. An event without `facts` takes the row off the registry.
    """

    def entry(self) -> Entry:
        """How the event leaves its row."""
        kind, _, bare = self.originator_id.partition(":")
        facts = getattr(self, "facts", None)
        return Entry(kind, bare, None if facts is None else encode(facts))


class RecordedAggregate(BaseAggregate[str]):
    """An aggregate named by its kind and the trade's own id, `enterprise:91330106…`: never by a random number."""

    @classmethod
    def identify(cls, bare: str) -> str:
        """The aggregate's id: the kind (its topic), a colon, the trade's own id."""
        return f"{get_topic(cls)}:{bare}"

    @property
    def bare_id(self) -> str:
        """The trade's own id."""
        return self.id.partition(":")[2]

    @classmethod
    def first_event(cls, first: type[First], bare: str, by: Attribution, /, **facts: Any) -> First:
        """The first event of a new aggregate; for whoever stores a million of them and needs no aggregate."""
        kind = get_topic(cls)
        named = {"originator_id": f"{kind}:{bare}", "originator_version": cls.INITIAL_VERSION, "originator_topic": kind}
        return first(**named, **by.envelope(), **facts)

    @classmethod
    def begun(cls, first: CanInitAggregate[str]) -> Self:
        """The aggregate that an event begins, with the event to be stored."""
        aggregate: Self | None = first.mutate(None)
        assert aggregate is not None
        aggregate.pending_events.append(first)
        return aggregate

    @classmethod
    def begin(cls, first: type[CanInitAggregate[str]], bare: str, by: Attribution, /, **facts: Any) -> Self:
        """Record the first event of a new aggregate, and return the aggregate."""
        return cls.begun(cls.first_event(first, bare, by, **facts))

    def record(self, event: type[DomainEvent], by: Attribution, /, **facts: Any) -> None:
        """Record one more event."""
        self.trigger_event(event, **by.envelope(), **facts)

    def record_parts(
        self, event: type[DomainEvent], name: str, rows: Iterable[Any], by: Attribution, /, **facts: Any
    ) -> None:
        """Record a long list, the event's field `name`, in parts; at least one, which may be empty."""
        parts = in_parts(rows)
        for number, part in enumerate(parts, 1):
            self.record(event, by, part=number, parts=len(parts), **{name: part}, **facts)


class RegistryRow(RecordedAggregate):
    """An aggregate that is one row of the registry: it has facts, and is listed or not."""

    if TYPE_CHECKING:
        facts: Any
        listed: bool

        def follow(self, facts: Any, effective_on: date, by: Attribution) -> None:
            """Record each difference between what is recorded and a registry's row as an event of its own."""

        def delist(self, by: Attribution) -> None:
            """Take the row off the registry; refused unless it is listed."""

    def require(self, allowed: bool, zh: str, en: str) -> None:
        """Refuse a command unless it is allowed; the sentence goes on from the row's id."""
        if not allowed:
            raise RecordRefusal(f"{self.id} {zh}", f"{self.id} {en}")

    def require_listed(self) -> None:
        """Refuse a command on a row that is not listed."""
        self.require(self.listed, "已不在名录中", "is no longer listed")

    def record_change(self, event: type[DomainEvent], facts: Any, fields: tuple[str, ...], by: Attribution) -> None:
        """Record that the named fields of a listed row became those of `facts`.

        Raises:
            RecordRefusal: the row is not listed, or nothing would change.
        """
        self.require_listed()
        self.require(self.differs(facts, fields), "没有变化", "would not change")
        changed = replace(self.facts, **{name: getattr(facts, name) for name in fields})
        self.record(event, by, facts=changed)

    def differs(self, facts: Any, fields: tuple[str, ...]) -> bool:
        """Whether a named field of `facts` is not what is recorded."""
        return any(getattr(facts, name) != getattr(self.facts, name) for name in fields)


def encode(facts: Any) -> bytes:
    """Facts as JSON, the same bytes for the same facts."""
    return _rows.encode(facts)


def in_parts(rows: Iterable[T], limit: int = PART_BYTES) -> list[tuple[T, ...]]:
    """Cut rows into parts of at most `limit` bytes of JSON each; at least one part, in the order given."""
    return list(_cut(rows, limit)) or [()]


def _cut(rows: Iterable[T], limit: int) -> Iterator[tuple[T, ...]]:
    part: list[T] = []
    size = 0
    for row in rows:
        length = len(encode(row)) + 1
        if part and size + length > limit:
            yield tuple(part)
            part, size = [], 0
        part.append(row)
        size += length
    if part:
        yield tuple(part)
