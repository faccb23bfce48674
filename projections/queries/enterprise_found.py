"""What the store has of one enterprise, in as few statements as there are tables, each of them led by an index."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

import msgspec
import sqlalchemy as sa
from eventsourcing.persistence import StoredEvent

from domain.aggregates.base import DomainEvent
from domain.aggregates.ceremony import day_in_beijing
from domain.aggregates.codec import read as read_event
from domain.aggregates.enterprise import Enterprise, EnterpriseFacts
from projections.log.tables import BIG, EVENTS, TEXT
from projections.models.as_of import AsOf
from projections.models.registry import REGISTRY_ENTRY
from projections.queries.caps import Cap, caps_of
from projections.queries.counted import Deciding, toward_caps, windows
from projections.queries.held import LIST_ROW, RoundHeld, cells_of, columns_of_rounds, quarters, round_held
from projections.queries.refusals import no_enterprise

Visit = tuple[Any, list[tuple[str, str, bool]]]
"""A row of table `visit`, and its outing's team: department, officer, lead."""


@dataclass(frozen=True, slots=True)
class ClassChange:
    """That an enterprise has a credit class from a day on, and when, by whom and why that was recorded.

    `late`: it was recorded after the day from which it holds.
    """

    credit_class: str
    effective_on: date
    recorded_at: datetime
    position: int
    actor: str
    reason: str
    late: bool


class Found(NamedTuple):
    """What was found of an enterprise; `listed_rows` and `matters` are versions of rows, with since and until."""

    enterprise: str
    listed: bool
    facts: EnterpriseFacts
    classes: Sequence[ClassChange]
    rounds: Sequence[RoundHeld]
    visits: Sequence[Visit]
    drawn: Sequence[Any]
    unplanned: Sequence[Any]
    caps: Sequence[Cap]
    listed_rows: Sequence[Any]
    matters: Sequence[Any]

    def list_rows(self, name: str, position: int) -> Iterator[tuple[str, ...]]:
        """The enterprise's rows of a planning list as it was at a position."""
        for row in self.listed_rows:
            if row.list == name and row.since <= position < row.until:
                for _ in range(row.times):
                    yield cells_of(row.cells)

    def deciding(self, held: RoundHeld) -> Deciding:
        """What decides whether the visits of a round count, by its lists as they were sealed."""
        sealed = held.sealed_at or 0
        counts = {row.id for row in self.matters if row.since <= sealed < row.until and toward_caps(row.facts)}
        drawn = ((self.enterprise, row.matter) for row in self.drawn if row.round == held.round)
        return Deciding(frozenset(pair for pair in drawn if pair[1] in counts), windows(self.list_rows("due", sealed)))


class _Statements(NamedTuple):
    facts: sa.Select[Any]
    events: sa.Select[Any]
    listed: sa.Select[Any]
    caps: sa.Select[Any]
    rounds: sa.Select[Any]
    visits: sa.Select[Any]
    drawn: sa.Select[Any]
    unplanned: sa.Select[Any]
    matters: sa.Select[Any]


_ID, _POSITION = sa.bindparam("id", type_=TEXT), sa.bindparam("position", type_=BIG)
_FIRST, _LAST = sa.bindparam("first_round", type_=TEXT), sa.bindparam("last_round", type_=TEXT)
_SOME = sa.bindparam("some", type_=TEXT, expanding=True)
_facts = msgspec.json.Decoder(EnterpriseFacts).decode


def read(at: AsOf, enterprise: str, year: int) -> Found:
    """Everything that the store has of an enterprise and a year.

    Raises:
        NothingRecorded: the enterprise was not registered by then.
    """
    asked = {
        "id": enterprise,
        "position": at.position,
        **dict(zip(("first_round", "last_round"), quarters(year), strict=True)),
    }
    tables = tuple(at.versions[name] for name in _TABLES)
    ask = _Asking(at.connection, asked)
    prepared = _prepared(*tables)
    last = at.connection.execute(prepared.facts, asked).first()
    if last is None:
        raise no_enterprise(enterprise)
    drawn = ask.rows(prepared.drawn)
    matters = sorted({row.matter for row in drawn})
    return Found(
        enterprise,
        last.until > at.position,
        _facts(last.facts),
        sorted(_classes(ask.rows(prepared.events)), key=lambda it: (it.effective_on, it.position)),
        [round_held(row) for row in ask.rows(prepared.rounds)],
        _with_teams(ask.rows(prepared.visits)),
        drawn,
        ask.rows(prepared.unplanned),
        _caps(tuple(row.cells for row in ask.rows(prepared.caps))),
        ask.rows(prepared.listed),
        at.connection.execute(prepared.matters, {**asked, "some": matters}).all() if matters else (),
    )


@lru_cache(maxsize=8)
def _caps(rows: tuple[str, ...]) -> tuple[Cap, ...]:
    """Every enterprise of a district is asked about under the same caps."""
    return tuple(caps_of(map(cells_of, rows)))


class _Asking(NamedTuple):
    connection: sa.Connection
    asked: dict[str, Any]

    def rows(self, statement: sa.Select[Any]) -> Sequence[Any]:
        return self.connection.execute(statement, self.asked).all()


def _classes(events: Iterable[Any]) -> Iterator[ClassChange]:
    """Each event that gave the enterprise a credit class; one without a day of its own holds from its recording on."""
    known = ""
    for row in events:
        happened = read_event(StoredEvent(row.originator_id, row.originator_version, row.topic, row.state))
        facts = getattr(happened, "facts", None)
        if isinstance(facts, EnterpriseFacts) and facts.credit_class != known:
            known = facts.credit_class
            yield _class_change(happened, known, row.position)


def _class_change(happened: DomainEvent, credit_class: str, position: int) -> ClassChange:
    told = day_in_beijing(happened.timestamp)
    effective_on = happened.effective_on if isinstance(happened, Enterprise.Reclassified) else told
    by = happened.timestamp, position, happened.actor, happened.reason
    return ClassChange(credit_class, effective_on, *by, told > effective_on)


def _with_teams(rows: Iterable[Any]) -> list[Visit]:
    visits: dict[tuple[str, str], Visit] = {}
    for row in rows:
        _, team = visits.setdefault((row.round, row.visit), (row, []))
        if row.inspector is not None:
            team.append((row.department, row.inspector, row.lead))
    return list(visits.values())


_TABLES = REGISTRY_ENTRY, LIST_ROW, "round", "visit", "team_member", "drawn", "unplanned"


@lru_cache(maxsize=8)
def _prepared(
    entry: sa.Table, row: sa.Table, round: sa.Table, visit: sa.Table, seat: sa.Table, drawn: sa.Table, left: sa.Table
) -> _Statements:
    """The statements for one generation of the tables: to write them takes longer than to answer them."""
    known, listed = entry.c.kind == "enterprise", entry.c.facts.is_not(None)
    e, r, v, d, u = entry.c, row.c, round.c, drawn.c, left.c
    of_events = EVENTS.c.originator_id == sa.literal("enterprise:", TEXT) + _ID, EVENTS.c.position <= _POSITION
    return _Statements(
        facts=sa.select(e.facts, e.until)
        .where(known, e.id == _ID, e.since <= _POSITION, listed)
        .order_by(e.since.desc())
        .limit(1),
        events=sa.select(*(column for column in EVENTS.c if column.name != "chain"))
        .where(*of_events)
        .order_by(EVENTS.c.originator_version),
        listed=sa.select(row).where(r.about == _ID, r.since <= _POSITION).order_by(r.cells, r.since),
        caps=sa.select(r.cells).where(r.list == "caps", _held(row)),
        rounds=sa.select(*columns_of_rounds(round)).where(_of_year(v.round), _held(round)).order_by(v.round),
        visits=_visits(visit, seat),
        drawn=sa.select(d.round, d.matter, d.credit_class)
        .where(d.enterprise == _ID, _of_year(d.round), _held(drawn))
        .order_by(d.round, d.matter, d.credit_class),
        unplanned=sa.select(u.round, u.matter, u.not_before, u.reason, u.detail)
        .where(u.enterprise == _ID, _of_year(u.round), _held(left))
        .order_by(u.round, u.matter, u.nth),
        matters=sa.select(e.id, e.facts, e.since, e.until).where(
            e.kind == "matter", e.id.in_(_SOME), e.since <= _POSITION, listed
        ),
    )


def _visits(visit: sa.Table, seat: sa.Table) -> sa.Select[Any]:
    v, s = visit.c, seat.c
    of_outing = sa.and_(s.round == v.round, s.outing == v.outing, _held(seat))
    columns = (column for column in v if column.name not in ("since", "until"))
    query = sa.select(*columns, s.department, s.inspector, s.lead).select_from(visit.outerjoin(seat, of_outing))
    mine = query.where(v.enterprise == _ID, _of_year(v.round), _held(visit))
    return mine.order_by(v.date, v.slot, v.round, v.visit, s.department, s.inspector)


def _held(table: sa.Table) -> sa.ColumnElement[bool]:
    return sa.and_(table.c.since <= _POSITION, table.c.until > _POSITION)


def _of_year(round: sa.ColumnElement[str]) -> sa.ColumnElement[bool]:
    return sa.and_(round >= _FIRST, round <= _LAST)
