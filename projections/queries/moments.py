"""From what a person calls a moment to an event: its number, a day, a moment."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa

from domain.aggregates.ceremony import BEIJING
from domain.refusals import UsageRefusal
from projections.log.tables import BIG
from projections.models.as_of import AsOf
from projections.queries.refusals import no_event, turned_round

JOURNAL = "journal"
_NUMBER, _DAY = re.compile(r"\d{1,18}", re.ASCII), re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Recorded:
    """When, by whom and why the event at a position was recorded."""

    position: int
    recorded_at: datetime
    actor: str
    reason: str
    correlation_id: str


def position_at(at: AsOf, moment: datetime) -> int:
    """The last event such that it and every event before it were recorded at the moment or earlier; 0 if none was.

    A clock may go back: an event after one with a later moment is then taken for one recorded after it.
    """
    run, told = at.versions[JOURNAL].c, moment.astimezone(UTC).isoformat(timespec="microseconds")
    query = sa.select(sa.func.min(run.first)).where(run.recorded_at > told, run.first <= at.position)
    later = at.connection.execute(query).scalar()
    return at.position if later is None else later - 1


def moment_of(at: AsOf, position: int) -> datetime | None:
    """When the event at a position was recorded; None for position 0, before the first."""
    return found.recorded_at if (found := recorded(at, [position]).get(position)) else None


def recorded(at: AsOf, positions: Iterable[int]) -> Mapping[int, Recorded]:
    """When, by whom and why the events at some positions were recorded."""
    run, asked_for = at.versions[JOURNAL].c, sa.bindparam("asked_for", type_=BIG)
    columns = run.recorded_at, run.actor, run.reason, run.correlation_id
    query = sa.select(*columns).where(run.first <= asked_for).order_by(run.first.desc()).limit(1)
    found = {}
    for position in sorted(set(positions)):
        row: Any = at.connection.execute(query, {"asked_for": position}).first()
        if row:
            found[position] = Recorded(position, datetime.fromisoformat(row[0]), *row[1:])
    return found


def asked(at: AsOf, text: str) -> int:
    """The position that a person means: an event's number, a day (its end by the clock of Beijing), or a moment in ISO
    8601 (without an offset: by the clock of Beijing).

    Raises:
        UsageRefusal: it is none of these.
        NoSuchEvent: there is no event of this number yet.
    """
    if _NUMBER.fullmatch(text):
        return _existing(at, int(text))
    return position_at(at, moment_meant(text))


def asked_since(at: AsOf, text: str, until: int | None = None) -> int:
    """The position before all that a person means by “since”: since an event, since a day, since a moment.

    Raises:
        UsageRefusal, NoSuchEvent: as `asked`; it is an event after position `until`.
    """
    if _NUMBER.fullmatch(text):
        first = _existing(at, int(text))
        if until is not None and first > until:
            raise turned_round(first, until)
        return max(0, first - 1)
    moment = moment_meant(text)
    with suppress(OverflowError):
        return position_at(at, moment - (_A_DAY if _DAY.fullmatch(text) else timedelta(microseconds=1)))
    return 0


def moment_meant(text: str) -> datetime:
    """The moment that a person means: the end of a day, or a moment; by the clock of Beijing unless it has an offset.

    >>> moment_meant("2027-03-01").isoformat()
    '2027-03-01T23:59:59.999999+08:00'

    Raises:
        UsageRefusal: it is neither.
    """
    try:
        if _DAY.fullmatch(text):
            return datetime.combine(date.fromisoformat(text), time.max, BEIJING)
        moment = datetime.fromisoformat(text)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=BEIJING)
        moment.astimezone(UTC)  # the calendar has an end, and what lies beyond it is no moment
        return moment
    except (ValueError, OverflowError) as error:
        raise UsageRefusal(
            f"“{text}”不是事件号、日期或时刻；例如 120、2027-03-01、2027-03-01T09:30+08:00",
            f"“{text}” is no event's number, day or moment; write 120, 2027-03-01 or 2027-03-01T09:30+08:00",
        ) from error


def _existing(at: AsOf, position: int) -> int:
    if position > at.position:
        raise no_event(position, at.position)
    return position
