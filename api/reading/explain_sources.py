"""What an explanation is made of: the round's events with their positions, and the lists as the round sealed them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, TypeVar

import msgspec

from api.ceremony.on_record import in_effect
from api.record import rows
from api.record.store import Record
from domain.aggregates import change_events as changes
from domain.aggregates import round_events as events
from domain.aggregates.ceremony import RoundPolicy
from domain.aggregates.enterprise import EnterpriseFacts
from domain.aggregates.matter import MatterFacts
from domain.aggregates.round import Round
from domain.draw.changes import Change
from domain.folder import REGISTRY_SHAPES
from domain.folder.typed import read_texts
from domain.plan import TeamMember, Visit
from domain.refusals import UsageRefusal
from domain.registry import Policy
from projections.models.as_of import AsOf
from projections.queries import evidence
from projections.queries.evidence import At, VisitVersion

T = TypeVar("T")
_SHAPES = {shape.name: shape for shape in REGISTRY_SHAPES}


@dataclass(frozen=True)
class Lists:
    """The lists as they were recorded when the round sealed them."""

    at: AsOf

    def rows(self, name: str, about: str | None = None) -> Iterator[At[Any]]:
        """A planning list's rows as values; `about`: those whose first cell is this. Of absent scenes none."""
        for event, cells in evidence.listed(self.at, name, about):
            if cells != rows.ABSENT:
                yield from (At(event, value) for value in read_texts(_SHAPES[name], [cells]))

    def entries(self, kind: str) -> Iterator[At[tuple[str, bytes]]]:
        """The listed rows of a kind of the registry, with their facts, by id."""
        return evidence.entries(self.at, kind)

    def enterprise(self, id: str) -> At[EnterpriseFacts]:
        """An enterprise's row."""
        (found,) = evidence.entries(self.at, "enterprise", id)
        return At(found.event, msgspec.json.decode(found.value[1], type=EnterpriseFacts))

    def matter(self, id: str) -> At[MatterFacts]:
        """A matter's row."""
        (found,) = evidence.entries(self.at, "matter", id)
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
        return [change_of(found.value) for found in self.reported.values()]


def change_of(told: changes.ChangeReported) -> Change:
    """A reported change as a value."""
    return Change(*(getattr(told, name) for name in Change._fields))


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
        found = evidence.visits(self.at, self.round_id, enterprise=self.visit.enterprise)
        return sorted(found, key=lambda it: (it.date, order.get(it.slot, 0), it.visit))

    @property
    def outing(self) -> list[Visit]:
        """The visits of its outing, this one too."""
        return evidence.visits(self.at, self.round_id, outing=self.visit.outing)

    def team(self, department: str) -> list[TeamMember]:
        """The department's team of the visit's outing."""
        return evidence.team(self.at, self.round_id, self.visit.outing, department)


def found_visit(at: AsOf, round_id: str, visit_id: str) -> VisitVersion:
    """A visit, also one that has left the plan.

    Raises:
        NothingRecorded: there is no such round by then.
        UsageRefusal: the round never had such a visit.
    """
    evidence.standing(at, round_id)
    found = evidence.last_version(at, round_id, visit_id)
    if found is None:
        there = evidence.numbers(at, round_id)
        zh, en = (f"有 {there[0]} 至 {there[1]}", f"there are {there[0]} to {there[1]}") if there else _NONE
        raise UsageRefusal(
            f"轮次 {round_id} 没有上门 {visit_id}：{zh}", f"round {round_id} has no visit {visit_id}: {en}"
        )
    return found


_NONE = "尚未排期", "none is scheduled yet"


def standing_of(at: AsOf, round_id: str) -> tuple[str, Figures]:
    """A round's stage and figures.

    Raises:
        NothingRecorded: there is no such round by then.
    """
    stage, figures = evidence.standing(at, round_id)
    return stage, msgspec.json.decode(figures, type=Figures)
