"""Between the facts that a plan is folded from (`domain.draw.current`) and the events that record them."""

from __future__ import annotations

from typing import Any

from domain.aggregates import change_events as events
from domain.aggregates.round_events import Event
from domain.draw.changes import Change, Succession
from domain.draw.current import (
    Added,
    Cancelled,
    Confirmed,
    Extended,
    Fact,
    LeftOut,
    Moved,
    Replacement,
    TeamDrawn,
    Withdrawn,
)

RECORDED_AS: dict[type[Any], type[Event]] = {
    Change: events.ChangeReported,
    Replacement: events.OfficerReplaced,
    Succession: events.EnterpriseReplaced,
    Cancelled: events.VisitsCancelled,
    Moved: events.VisitMoved,
    Added: events.VisitAdded,
    Extended: events.VisitExtended,
    Withdrawn: events.DepartmentWithdrawn,
    TeamDrawn: events.TeamDrawn,
    LeftOut: events.ChecksLeftOut,
    Confirmed: events.VisitsConfirmed,
}
"""The event of each fact; its fields have the names of the fact's."""

_FACT_OF = {event.__name__: fact for fact, event in RECORDED_AS.items()}
# By name: the library gives every aggregate subclasses of its own.


def fact_of(event: Event) -> Fact | None:
    """The fact that an event records; None: it is no change of the plan."""
    kind = _FACT_OF.get(type(event).__name__)
    if kind is None:
        return None
    fact: Fact = kind(*(getattr(event, name) for name in kind._fields))
    return fact
