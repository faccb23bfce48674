"""From what a person calls a moment to an event: its number, a day, a moment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from projections.models.as_of import AsOf


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
    raise NotImplementedError


def moment_of(at: AsOf, position: int) -> datetime | None:
    """When the event at a position was recorded; None for position 0, before the first."""
    raise NotImplementedError


def recorded(at: AsOf, positions: Iterable[int]) -> Mapping[int, Recorded]:
    """When, by whom and why the events at some positions were recorded."""
    raise NotImplementedError


def asked(at: AsOf, text: str) -> int:
    """The position that a person means: an event's number, a day (its end by the clock of Beijing), or a moment in ISO
    8601 (without an offset: by the clock of Beijing).

    Raises:
        UsageRefusal: it is none of these, or there is no such event.
    """
    raise NotImplementedError
