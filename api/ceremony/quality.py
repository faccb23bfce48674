"""The quality of a round on record: four levels once it is scheduled, all six once it has its officers."""

from __future__ import annotations

from typing import Any

from api.ceremony.on_record import RoundOnRecord
from api.ceremony.planned import plan_of, unplanned_of, visits_of
from domain.aggregates import round_events as events
from scheduling.bounds.levels import levels


def seats_of(on: RoundOnRecord) -> tuple[int, int] | None:
    """The seats of outings and their bound; None for a round of a version that did not tell them."""
    sealed = on.the(events.ScheduleSealed)
    if "team_trips" not in sealed.bounds:
        return None
    return sealed.counts["team_trips"], sealed.bounds["team_trips"]


def levels_of(on: RoundOnRecord) -> list[dict[str, Any]]:
    """The levels as they stand, or would stand, in `plan.json`.

    Raises:
        RecordRefusal: the record's lists are not those that were sealed.
    """
    if on.every(events.OfficersDrawn):
        found: list[dict[str, Any]] = plan_of(on).facts["bounds"]["levels"]
        return found
    sealed = on.the(events.ScheduleSealed)
    figures = {"counts": sealed.counts, "bounds": sealed.bounds}
    reached = levels(on.registry, on.working_days, visits_of(on), unplanned_of(on), None, **figures)
    return [level.facts() for level in reached]
