"""How good a plan is: six levels, each with its value, a lower bound, the gap, and whether the value is proven.

The levels come in the order in which the planner holds to them, and each bound takes what stands above it as given: no
plan that makes these checks has fewer visits, no grouping of these visits fewer trips, no choice of officers for these
outings a better balance.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from domain.plan import Unplanned, Visit
from domain.registry import DueCheck, Registry
from scheduling.bounds.left_out import least_left_out
from scheduling.bounds.load import UNIT, Load

LEVELS = ("left_out", "visits", "trips", "load", "spread", "waiting")
"""Checks left out; visits; trips (distinct officer, day, area); load between the officers of a department, Σ c²/a over
officers with c outings on a days there; visits above the departments' even shares of days and weeks; days that due
checks wait."""


class Level(NamedTuple):
    """One level; in whole numbers, but for the load, which is in millionths."""

    level: str
    value: float
    bound: float

    @property
    def gap(self) -> float | None:
        """How far the value lies above the bound, in percent of it; None if the bound is 0 and the value is not."""
        if self.proven:
            return 0.0
        return round(100 * (self.value - self.bound) / self.bound, 4) if self.bound else None

    @property
    def proven(self) -> bool:
        """Whether no plan has less, given the levels above."""
        return self.value == self.bound

    def facts(self) -> dict[str, Any]:
        """The level as it stands in `plan.json`."""
        return {**self._asdict(), "gap": self.gap, "proven": self.proven}


def levels(
    registry: Registry,
    working_days: Sequence[date],
    visits: Iterable[Visit],
    unplanned: Sequence[Unplanned],
    loads: Iterable[Load] | None,
    *,
    counts: Mapping[str, Any],
    bounds: Mapping[str, Any],
) -> tuple[Level, ...]:
    """The levels of a plan, in order; `counts` and `bounds` are those of `plan.json`, as the planner proved them.

    Without officers, `loads` None, nobody can say the trips and the load yet: four levels.
    """
    made = list(visits)
    own = least_left_out(registry, working_days, made, unplanned)
    spread = counts["excess_by_day"] + counts["excess_by_week"]
    values = {
        "left_out": (len(unplanned), own + bounds.get("left_out", 0)),
        "visits": (counts["visits"], bounds["visits"]),
        "spread": (spread, bounds.get("spread", 0)),
        "waiting": (waiting(registry, working_days, made), bounds.get("waiting", 0)),
    }
    if loads is not None:
        value, bound = (
            sum(figures) for figures in zip((0, 0), *((row.value, row.bound) for row in loads), strict=True)
        )
        values |= {"trips": (counts["trips"], bounds["trips"]), "load": (value / UNIT, bound / UNIT)}
    return tuple(Level(level, *values[level]) for level in LEVELS if level in values)


def team_trips(registry: Registry, visits: Iterable[Visit]) -> int:
    """Seats to be drawn: the officers of every department of every outing.

    The trips are as many, less what chance saves: who is drawn for two outings of one area and day makes one trip.
    """
    teams = {(visit.outing, department) for visit in visits for department in visit.departments}
    return registry.policy.inspectors_per_department * len(teams)


def waiting(registry: Registry, working_days: Sequence[date], visits: Iterable[Visit]) -> int:
    """Days from the first working day in the window of a due check to the visit that makes it, summed over those made.

    Days are calendar days, as windows are.
    """
    on: dict[tuple[str, str], list[date]] = defaultdict(list)
    for visit in visits:
        for matter in visit.matters:
            on[visit.enterprise, matter].append(visit.date)
    waits = (_wait(check, working_days, on[check.enterprise, check.matter]) for check in registry.due)
    return sum(waits, timedelta()).days


def _wait(check: DueCheck, working_days: Sequence[date], visited: Iterable[date]) -> timedelta:
    made = min((day for day in visited if check.not_before <= day <= check.not_after), default=None)
    if made is None:
        return timedelta()
    return made - next(day for day in working_days if day >= check.not_before)
