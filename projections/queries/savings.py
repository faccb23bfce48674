"""How many visits one draw for all departments saves."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from projections.models.as_of import AsOf
from projections.queries.held import rounds_held


@dataclass(frozen=True, slots=True)
class Savings:
    """The visits of a round beside those that it replaces.

    `visits` and `separate` (one for each department of each visit) are as planned at that event. `planned` is what was
    planned at first from the draws; `independent` what each department drawing and visiting by itself would take,
    `independent_merged` the same with visits to one enterprise merged, both recorded with the schedule: None before it.
    `saved_…_percent` is what is saved against each of them, from 0 to 100 (negative: more visits); `bound` is the
    fewest visits for these checks, `bound_expected` what any draw may expect at least.
    """

    round: str
    visits: int
    separate: int
    planned: int | None
    independent: float | None
    independent_merged: float | None
    bound: float | None
    bound_expected: float | None
    saved_separate_percent: float | None
    saved_independent_percent: float | None
    saved_independent_merged_percent: float | None


def savings(at: AsOf, round: str) -> Savings:
    """What a round saves.

    Raises:
        NothingRecorded: there was no such round by then.
    """
    (held,) = rounds_held(at, round=round)
    visit, part = at["visit"].c, at["visit_department"].c
    visits = at.connection.execute(sa.select(sa.func.count()).where(visit.round == round)).scalar_one()
    separate = at.connection.execute(sa.select(sa.func.count()).where(part.round == round)).scalar_one()
    counts, bounds = held.figures.counts, held.figures.bounds
    independent, merged = counts.get("visits_independent"), counts.get("visits_independent_merged")
    return Savings(
        round,
        visits,
        separate,
        counts.get("visits"),
        independent,
        merged,
        bounds.get("visits"),
        bounds.get("visits_expected"),
        *(_percent(visits, other) for other in (separate, independent, merged)),
    )


def _percent(visits: int, other: float | None) -> float | None:
    return None if not other else 100 * (other - visits) / other
