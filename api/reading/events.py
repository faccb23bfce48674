"""The log as it was recorded: every event with its envelope and its facts, some of them or all, in their order."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import msgspec
from eventsourcing.persistence import Notification
from eventsourcing.utils import get_topic

from api.record.in_rounds import positions_in_rounds
from api.record.store import Record
from domain.aggregates.base import Attribution, DomainEvent
from domain.aggregates.codec import AGGREGATES
from domain.aggregates.person import Person
from domain.refusals import UsageRefusal
from projections.log.excerpt import Excerpt
from projections.models.catalogue import JOURNAL
from projections.queries import moments
from projections.queries.paging import Page, Paging, sorting

_NUMBER, _DAY = re.compile(r"\d{1,18}", re.ASCII), re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_ENVELOPE = {"originator_id", "originator_version", "originator_topic", "timestamp", *Attribution._fields}


@dataclass(frozen=True, slots=True)
class EventFilter:
    """Which events are asked for.

    `since` and `until`: an event's number, a day or a moment, both included; None: from the first, to the last.
    `kind` is the beginning of a topic: `round.`, `enterprise.closed`. `about` is the trade's own id of an enterprise,
    department, inspector, matter, list or round, or a visit's number: its own events, and those of rounds that tell of
    it.
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
    """The events asked for, one after the other, at most `limit`; no more than a thousand are held at a time.

    Raises:
        UsageRefusal: as `events`, before the first is given.
    """
    excerpt = _excerpt(record, filter)
    found = excerpt.events(record.store.engines.reader, limit=limit)
    return (_logged(record, stored) for stored in found)


def _excerpt(record: Record, filter: EventFilter) -> Excerpt:
    last = record.store.recorder.max_notification_id() or 0
    first, until = _first(record, filter.since, last), _last(record, filter.until, last)
    if filter.about is None:
        return Excerpt(first, until, filter.kind)
    streams = tuple(aggregate.identify(filter.about) for aggregate in AGGREGATES)
    elsewhere = *positions_in_rounds(record, filter.about), *_forgotten(record, filter.about)
    return Excerpt(first, until, filter.kind, streams, elsewhere)


def _forgotten(record: Record, id: str) -> Iterator[int]:
    """Where an officer was forgotten: that is told of the key that was dropped."""
    for stored in record.store.recorder.scan_streams(f"{get_topic(Person)}:"):
        event = record.mapper.to_domain_event(stored)
        if isinstance(event, Person.Forgotten) and event.inspector == id:
            yield stored.id


def _first(record: Record, since: str | None, last: int) -> int:
    if since is None:
        return 1
    if _NUMBER.fullmatch(since):
        return max(1, _existing(int(since), last))
    moment = moments.moment_meant(since)
    try:
        before = moment - (timedelta(days=1) if _DAY.fullmatch(since) else timedelta(microseconds=1))
    except OverflowError:
        return 1
    with record.as_of(None, (JOURNAL,)) as at:
        return moments.position_at(at, before) + 1


def _last(record: Record, until: str | None, last: int) -> int:
    if until is None:
        return last
    if _NUMBER.fullmatch(until):
        return _existing(int(until), last)
    moment = moments.moment_meant(until)
    with record.as_of(None, (JOURNAL,)) as at:
        return moments.position_at(at, moment)


def _existing(position: int, last: int) -> int:
    if position > last:
        raise UsageRefusal(
            f"没有第 {position} 号事件；最后一个是第 {last} 号",
            f"there is no event {position}; the last is event {last}",
        )
    return position


def _logged(record: Record, stored: Notification) -> LoggedEvent:
    event = record.mapper.to_domain_event(stored)
    assert isinstance(event, DomainEvent)
    facts = {name: value for name, value in msgspec.to_builtins(event).items() if name not in _ENVELOPE}
    said = event.timestamp, event.actor, event.reason, event.correlation_id
    return LoggedEvent(stored.id, *said, stored.topic, event.originator_id, event.originator_version, facts)
