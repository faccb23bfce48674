"""What an explanation is made of: the round's events with their positions, and the lists as the round sealed them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Generic, NamedTuple, TypeVar

import msgspec
import sqlalchemy as sa

from api.ceremony.on_record import in_effect
from api.record import rows
from api.record.store import Record
from domain.aggregates import change_events as changes
from domain.aggregates import round_events as events
from domain.aggregates.ceremony import RoundPolicy
from domain.aggregates.enterprise import EnterpriseFacts
from domain.aggregates.matter import MatterFacts
from domain.aggregates.planning_list import Cells
from domain.aggregates.round import Round
from domain.draw.changes import Change
from domain.folder import REGISTRY_SHAPES
from domain.folder.typed import read_texts
from domain.plan import TeamMember, Visit
from domain.refusals import UsageRefusal
from domain.registry import Policy
from projections.models import round_rows
from projections.models.as_of import AsOf
from projections.models.lists import LIST_ROW
from projections.models.registry import REGISTRY_ENTRY
from projections.queries.refusals import no_round

T = TypeVar("T")
_SHAPES = {shape.name: shape for shape in REGISTRY_SHAPES}


class At(NamedTuple, Generic[T]):
    """A value, and the event that says so."""

    event: int
    value: T


@dataclass(frozen=True)
class Lists:
    """The lists as they were recorded when the round sealed them."""

    at: AsOf

    def rows(self, name: str, about: str | None = None) -> Iterator[At[Any]]:
        """A planning list's rows as values; `about`: those whose first cell is this. Of absent scenes none."""
        held = self.at[LIST_ROW]
        query = sa.select(held.c.since, held.c.cells).where(held.c.list == name).order_by(held.c.cells)
        if about is not None:
            query = query.where(held.c.about == about)
        for since, text in self.at.connection.execute(query):
            cells = msgspec.json.decode(text, type=Cells)
            if cells != rows.ABSENT:
                yield from (At(since, value) for value in read_texts(_SHAPES[name], [cells]))

    def entries(self, kind: str, *, id: str | None = None) -> Iterator[At[tuple[str, bytes]]]:
        """The listed rows of a kind of the registry, with their facts, by id."""
        held = self.at[REGISTRY_ENTRY]
        query = sa.select(held.c.since, held.c.id, held.c.facts).where(held.c.kind == kind, held.c.facts.is_not(None))
        if id is not None:
            query = query.where(held.c.id == id)
        for since, found, facts in self.at.connection.execute(query.order_by(held.c.id)):
            yield At(since, (found, facts))

    def enterprise(self, id: str) -> At[EnterpriseFacts]:
        """An enterprise's row."""
        (found,) = self.entries("enterprise", id=id)
        return At(found.event, msgspec.json.decode(found.value[1], type=EnterpriseFacts))

    def matter(self, id: str) -> At[MatterFacts]:
        """A matter's row."""
        (found,) = self.entries("matter", id=id)
        return At(found.event, msgspec.json.decode(found.value[1], type=MatterFacts))


class RoundLog:
    """A round's events up to a position; `stand` are those that no redraw took back."""

    def __init__(self, record: Record, round_id: str, upto: int) -> None:
        stored = record.store.recorder.scan_streams(Round.identify(round_id))
        found = [At(each.id, record.mapper.to_domain_event(each)) for each in stored if each.id <= upto]
        self.history = [At(at, event) for at, event in found if isinstance(event, events.Event)]
        position = {event.originator_version: at for at, event in self.history}
        standing = in_effect(event for _, event in self.history)
        self.stand = [At(position[event.originator_version], event) for event in standing]

    def of(self, *kinds: type[T]) -> list[At[T]]:
        """The events of some kinds that stand."""
        return [At(at, event) for at, event in self.stand if isinstance(event, kinds)]

    @cached_property
    def reported(self) -> dict[int, At[changes.ChangeReported]]:
        """The reported changes that stand, by number."""
        return {found.value.number: found for found in self.of(changes.ChangeReported)}

    @property
    def changes(self) -> list[Change]:
        """The same as values."""
        return [Change(*(getattr(found.value, name) for name in Change._fields)) for found in self.reported.values()]


class Figures(msgspec.Struct, frozen=True):
    """What the explanation needs of what is known of a round."""

    reached: dict[str, int]
    redraws: list[dict[str, Any]]
    policy: RoundPolicy | None = None
    working_days: tuple[date, ...] = ()
    beyond_limit: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sources:
    """One visit of a round with all that is recorded around it, as of a position."""

    at: AsOf
    round_id: str
    stage: str
    figures: Figures
    log: RoundLog
    visit: Visit
    confirmed: bool

    @cached_property
    def lists(self) -> Lists:
        """The lists as they were when the round sealed them."""
        return Lists(self.at.at(self.figures.reached["sealed"]))

    @cached_property
    def policy(self) -> Policy:
        """The settings that the round sealed."""
        if self.figures.policy is None:
            raise UsageRefusal(
                f"轮次 {self.round_id} 由旧版本封存，只记录了摘要，无从解释",
                f"round {self.round_id} was sealed by an older version, which recorded a digest alone: nothing tells",
            )
        return rows.policy(self.figures.policy)

    @cached_property
    def siblings(self) -> list[Visit]:
        """The round's visits to the enterprise, in their order, this one too."""
        order = {slot: n for n, slot in enumerate(self.policy.slots)}
        found = self.visits(enterprise=self.visit.enterprise)
        return sorted(found, key=lambda it: (it.date, order.get(it.slot, 0), it.visit))

    def visits(self, **where: str) -> list[Visit]:
        """Visits of the round with these values."""
        return list(map(round_rows.visit, self._held("visit", where)))

    def team(self, department: str) -> list[TeamMember]:
        """The department's team of the visit's outing, by ticket."""
        where = {"outing": self.visit.outing, "department": department}
        return sorted(map(round_rows.member, self._held("team_member", where)), key=lambda it: it.ticket)

    def _held(self, name: str, where: dict[str, str]) -> list[sa.Row[Any]]:
        table = self.at[name]
        mine = (table.c[column] == value for column, value in where.items())
        query = sa.select(table).where(table.c.round == self.round_id, *mine)
        return list(self.at.connection.execute(query))


class Found(NamedTuple):
    """A version of a visit's row: the last, up to a position; `until`: where it ended, if it has."""

    visit: Visit
    confirmed: bool
    until: int | None


def found_visit(at: AsOf, round_id: str, visit_id: str) -> Found:
    """A visit, also one that has left the plan.

    Raises:
        NothingRecorded: there is no such round by then.
        UsageRefusal: the round never had such a visit.
    """
    table = at.versions["visit"]
    mine = table.c.round == round_id, table.c.visit == visit_id, table.c.since <= at.position
    row = at.connection.execute(sa.select(table).where(*mine).order_by(table.c.since.desc()).limit(1)).first()
    if row is None:
        raise _no_visit(at, round_id, visit_id)
    return Found(round_rows.visit(row), row.confirmed, row.until if row.until <= at.position else None)


def standing_of(at: AsOf, round_id: str) -> tuple[str, Figures]:
    """A round's stage and figures.

    Raises:
        NothingRecorded: there is no such round by then.
    """
    table = at["round"]
    query = sa.select(table.c.stage, table.c.figures).where(table.c.round == round_id)
    row = at.connection.execute(query).first()
    if row is None:
        raise no_round(round_id)
    return row.stage, msgspec.json.decode(row.figures, type=Figures)


def _no_visit(at: AsOf, round_id: str, visit_id: str) -> UsageRefusal:
    standing_of(at, round_id)
    table = at["visit"].c
    query = sa.select(sa.func.min(table.visit), sa.func.max(table.visit)).where(table.round == round_id)
    first, last = at.connection.execute(query).one()
    zh, en = (
        (f"有 {first} 至 {last}", f"there are {first} to {last}") if first else ("尚未排期", "none is scheduled yet")
    )
    return UsageRefusal(f"轮次 {round_id} 没有上门 {visit_id}：{zh}", f"round {round_id} has no visit {visit_id}: {en}")
