"""A round as the record holds it: its events, those that are in effect, and the lists as they were sealed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cached_property
from typing import TypeVar

from eventsourcing.application import AggregateNotFoundError

from api.record.as_of import Sealed, sealed_as_of
from api.record.store import Record
from domain.aggregates import round_events as events
from domain.aggregates.ceremony import ENTERPRISES, OFFICERS
from domain.aggregates.round import Round
from domain.aggregates.stages import BACK_TO_DRAW, BACK_TO_SEAL
from domain.calendar import Quarter
from domain.refusals import RoundRefusal
from domain.registry import Registry

E = TypeVar("E", bound=events.Event)


class RoundOnRecord:
    """One round of a store, read once; a step that somebody else takes meanwhile makes storing fail.

    `history` is every event, `events` those that no redraw took back.
    """

    def __init__(self, record: Record, round_id: str) -> None:
        """Read it.

        Raises:
            UnknownQuarter: that is no quarter.
            RoundRefusal: the round was never opened.
        """
        self.record, self.id, self.quarter = record, round_id, Quarter.parse(round_id)
        self.round = _opened(record, round_id)
        recorded = record.events.get(self.round.id, lte=self.round.version)
        self.history = [event for event in recorded if isinstance(event, events.Event)]
        self.events = in_effect(self.history)

    def every(self, kind: type[E]) -> list[E]:
        """The events of a kind that are in effect."""
        return [event for event in self.events if isinstance(event, kind)]

    def the(self, kind: type[E]) -> E:
        """The event of a kind that the round's stage says is there."""
        return self.every(kind)[0]

    @property
    def working_days(self) -> tuple[date, ...]:
        """The working days as they were sealed."""
        return self.round.standing.sealed.working_days

    @cached_property
    def sealed(self) -> Sealed:
        """The lists as they were sealed, as values and as files: from the record, whatever the folder says by now.

        Raises:
            RecordRefusal: the record's lists are not those that were sealed.
        """
        return sealed_as_of(self.record, self.id)

    @property
    def registry(self) -> Registry:
        """The lists as they were sealed, sorted by key; raises as `sealed` does."""
        return self.sealed.registry

    @property
    def seed(self) -> str:
        """The seed that the enterprises were drawn with."""
        return self.round.standing.seeds[ENTERPRISES]

    @property
    def officer_seed(self) -> str:
        """The seed that the officers were drawn with."""
        return self.round.standing.seeds[OFFICERS]

    @property
    def secret(self) -> str:
        """The secret once the enterprises are drawn, "" without a ceremony: what stands behind the outcome."""
        outcome = self.round.standing.outcomes.get(ENTERPRISES)
        return "" if outcome is None else self.seed.removeprefix(f"{outcome}/")


def in_effect(recorded: Iterable[events.Event]) -> list[events.Event]:
    """The events that a round stands on: what a redraw took back, and the redraw itself, are left out."""
    kept: list[events.Event] = []
    for event in recorded:
        if isinstance(event, events.RedrawOrdered):
            del kept[_kept_by(event, kept) :]
        else:
            kept.append(event)
    return kept


def _kept_by(redraw: events.RedrawOrdered, so_far: list[events.Event]) -> int:
    """How many events a redraw leaves: those up to the opening, up to the seal, or up to the sealed schedule."""
    last = {BACK_TO_SEAL: events.Opened, BACK_TO_DRAW: events.RegistrySealed}.get(redraw.back_to, events.ScheduleSealed)
    return next(n for n, event in enumerate(so_far, 1) if isinstance(event, last))


def _opened(record: Record, round_id: str) -> Round:
    try:
        found: Round = record.repository.get(Round.identify(round_id))
    except AggregateNotFoundError:
        raise RoundRefusal(
            f"轮次 {round_id} 尚未启动，先运行 chayici round open {round_id}",
            f"round {round_id} was never opened; begin with chayici round open {round_id}",
        ) from None
    return found
