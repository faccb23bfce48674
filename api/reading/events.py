"""The log as it was recorded: every event with its envelope and its facts, some of them or all, in their order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from eventsourcing.persistence import Notification

from api.record.forgetting import forgettings
from api.record.in_rounds import positions_in_rounds
from api.record.store import Record
from domain.aggregates.base import Attribution, DomainEvent
from domain.aggregates.codec import AGGREGATES
from domain.refusals import UsageRefusal
from projections.log.excerpt import Excerpt
from projections.models.catalogue import JOURNAL, LISTS, REGISTRY
from projections.queries import moments
from projections.queries.changed_rows import listed_about
from projections.queries.paging import Page, Paging, sorting

_ENVELOPE = {"originator_id", "originator_version", "originator_topic", "timestamp", *Attribution._fields}


@dataclass(frozen=True, slots=True)
class EventFilter:
    """Which events are asked for.

    `since` and `until`: an event's number, a day or a moment, both included; None: from the first, to the last.
    `kind` is the beginning of a topic: `round.`, `enterprise.closed`. `about` is the trade's own id of an enterprise,
    department, inspector, matter, list or round, or a visit's number: its own events, those that changed rows of the
    registry and its lists about it, and those of rounds that tell of it.
    """

    since: str | None = None
    until: str | None = None
    kind: str = ""
    about: str | None = None


@dataclass(frozen=True, slots=True)
class LoggedEvent:
    """One recorded event: position in the log; who recorded it, when and why; its topic, stream and version there.

    `payload` are its own facts as this version of the product reads them; texts of people are opened while the store
    has their keys.
    """

    position: int
    recorded_at: datetime
    actor: str
    reason: str
    correlation_id: str
    topic: str
    stream: str
    version: int
    payload: Mapping[str, Any]


def events(record: Record, filter: EventFilter, paging: Paging) -> Page[LoggedEvent]:
    """A page of the log, in the order of positions; there is nothing else to sort by.

    Raises:
        UsageRefusal: there is no such event, day or moment, or something else is to be sorted by.
    """
    if paging.sort:
        raise UsageRefusal("日志只按序号排列", "the log is in the order of positions, and in no other")
    sorting(paging, ())
    excerpt = _excerpt(record, filter)
    found = excerpt.events(record.store.engines.reader, limit=paging.limit, offset=paging.offset)
    rows = tuple(_logged(record, stored) for stored in found)
    return Page(rows, excerpt.count(record.store.engines.reader), excerpt.last)


def streamed(record: Record, filter: EventFilter, limit: int | None = None) -> Iterator[LoggedEvent]:
    """The events asked for, one after the other, at most `limit`; no more than a hundred are held at a time.

    Raises:
        UsageRefusal: as `events`, before the first is given.
    """
    excerpt = _excerpt(record, filter)
    found = excerpt.events(record.store.engines.reader, limit=limit)
    return (_logged(record, stored) for stored in found)


def _excerpt(record: Record, filter: EventFilter) -> Excerpt:
    first, last = _bounds(record, filter)
    if filter.about is None:
        return Excerpt(first, last, filter.kind)
    with record.as_of(None, (REGISTRY, LISTS)) as at:
        listed = listed_about(at, filter.about)
    own = (aggregate.identify(filter.about) for aggregate in AGGREGATES)
    keys = (event.originator_id for event in forgettings(record, filter.about))
    told = listed.union(positions_in_rounds(record, filter.about))
    return Excerpt(first, last, filter.kind, (*own, *keys), tuple(sorted(told)))


def _bounds(record: Record, filter: EventFilter) -> tuple[int, int]:
    """The first and the last position that are asked for; of the read models it takes the journal to tell moments."""
    if filter.since is None and filter.until is None:
        return 1, record.store.recorder.max_notification_id() or 0
    with record.as_of(None, (JOURNAL,)) as at:
        before = 0 if filter.since is None else moments.asked_since(at, filter.since)
        return before + 1, at.position if filter.until is None else moments.asked(at, filter.until)


def _logged(record: Record, stored: Notification) -> LoggedEvent:
    event = record.mapper.to_domain_event(stored)
    assert isinstance(event, DomainEvent)
    facts = {name: value for name, value in msgspec.to_builtins(event).items() if name not in _ENVELOPE}
    said = event.timestamp, event.actor, event.reason, event.correlation_id
    return LoggedEvent(stored.id, *said, stored.topic, event.originator_id, event.originator_version, facts)
