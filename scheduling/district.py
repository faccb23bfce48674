"""One district of a round, planned by itself: merge, group, place. Districts share no officer, so each is a task.

Where an officer may work in more than one district, all of them are one task. What a task gets and gives is small and
can be sent to another process; visits get their numbers when all districts are done (`scheduling.planner`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple, Protocol, TypeVar

from domain.calendar import Quarter
from domain.draw.roster import Roster
from domain.plan import Unplanned, Visit
from domain.registry import Enterprise, Registry
from scheduling.accounts import settle
from scheduling.bounds.levels import team_trips
from scheduling.bounds.trips import least_trips
from scheduling.grouping.outings import Grouping, group
from scheduling.merging.able import AbleDays
from scheduling.merging.merge import Merged, merge
from scheduling.numbering import Entry, entries, numbered
from scheduling.placing.placement import Placement, place_district
from scheduling.progress import Progress, silent


class District(NamedTuple):
    """What one district is planned from: the lists as far as they matter there, and the drawn pairs (enterprise,
    matter)."""

    registry: Registry
    quarter: Quarter
    working_days: Sequence[date]
    drawn: tuple[tuple[str, str], ...]


class DistrictPlan(NamedTuple):
    """Visits on days, in outings, without persons; the checks that no visit makes; what was proven.

    `fewest`: visits that make the planned checks, distances aside. `trips` and `team_trips`: officer trips, and seats
    of outings (rule 6), that no grouping of the visits undercuts. `proven`: nothing was dropped, and no pairing has
    fewer team trips. `least_left_out`: checks that every plan gives up for want of officers. `excess`: visits above
    the departments' even shares, by day and by week; `least_excess`, both together, and `least_waiting`, in days, are
    what no choice of days for these outings undercuts.
    """

    entries: list[Entry]
    unplanned: tuple[Unplanned, ...]
    fewest: int
    trips: int
    team_trips: int
    proven: bool
    excess: tuple[int, int]
    least_left_out: int
    least_excess: int
    least_waiting: int


def districts(
    registry: Registry, quarter: Quarter, working_days: Sequence[date], drawn: Sequence[tuple[str, str]]
) -> list[District]:
    """The districts of a round that have something to check, by name; one for all if an officer is bound to none."""
    bound = all(inspector.district for inspector in registry.inspectors.values())
    checked = dict.fromkeys([*(enterprise for enterprise, _ in drawn), *(row.enterprise for row in registry.due)])
    known = {id: registry.enterprises[id] for id in checked}
    home = {id: enterprise.district if bound else "" for id, enterprise in known.items()}
    pairs: dict[str, list[tuple[str, str]]] = {name: [] for name in sorted(set(home.values()))}
    for pair in drawn:
        pairs[home[pair[0]]].append(pair)
    parts = _parts(registry, known, home)
    return [District(parts[name], quarter, working_days, tuple(own)) for name, own in pairs.items()]


def _parts(registry: Registry, known: Mapping[str, Enterprise], home: Mapping[str, str]) -> dict[str, Registry]:
    """The lists of each district; `home` says where each enterprise that is to be checked belongs."""
    own: dict[str, dict[str, Enterprise]] = defaultdict(dict)
    for id, enterprise in known.items():
        own[home[id]][id] = enterprise
    due, history = _at_home(registry.due, home), _at_home(registry.history, home)
    recusals = _at_home(registry.recusals, home)
    blackouts = _at_home((row for row in registry.blackouts if row.enterprise), home)
    of_areas = [row for row in registry.blackouts if row.area]
    return {
        name: replace(
            registry,
            enterprises=enterprises,
            inspectors={i.id: i for i in registry.inspectors.values() if name in ("", i.district)},
            due=tuple(due[name]),
            history=tuple(history[name]),
            recusals=tuple(recusals[name]),
            blackouts=tuple(sorted([*blackouts[name], *of_areas])),
            inputs={},
        )
        for name, enterprises in own.items()
    }


class _OfEnterprise(Protocol):
    @property
    def enterprise(self) -> str: ...


_Row = TypeVar("_Row", bound=_OfEnterprise)


def _at_home(rows: Iterable[_Row], home: Mapping[str, str]) -> dict[str, list[_Row]]:
    """The rows about enterprises that are to be checked, by where these belong."""
    found: dict[str, list[_Row]] = defaultdict(list)
    for row in rows:
        if row.enterprise in home:
            found[home[row.enterprise]].append(row)
    return found


def plan_district(district: District, progress: Progress = silent) -> DistrictPlan:
    """Plan a district; `progress` hears of the stages merge, outings, days and spread."""
    registry, quarter, working_days, drawn = district
    roster = Roster(registry, working_days)
    merged = merge(registry, quarter, working_days, drawn, AbleDays(registry, roster))
    progress("merge", 1, 1)
    grouping, placement, made, visits = _best_placed(district, roster, merged, progress)
    least = grouping.least_for(registry, visits)
    unplanned = settle(registry, drawn, visits, [*placement.unplanned, *merged.unplanned])
    return DistrictPlan(
        made,
        unplanned,
        _fewest_visits(district, unplanned) if unplanned else merged.fewest,
        least_trips(registry, visits),
        least,
        team_trips(registry, visits) == least and not placement.unplanned,
        placement.excess,
        placement.least_left_out,
        placement.least_excess,
        placement.least_waiting,
    )


class _Placed(NamedTuple):
    """One way to group and place a district's visits, and what came of it."""

    grouping: Grouping
    placement: Placement
    made: list[Entry]
    visits: list[Visit]

    def rank(self, registry: Registry) -> tuple[object, ...]:
        """The levels that placing decides, in their order; the smallest is best."""
        left_out, ranks = len(self.placement.unplanned), self.placement.ranks
        return left_out, ranks, len(self.visits), team_trips(registry, self.visits), sum(self.placement.excess)


def _best_placed(district: District, roster: Roster, merged: Merged, progress: Progress) -> _Placed:
    """The best of the ways to place the visits: the first if it leaves nothing out, else until one meets the bound.

    Shedding gives up the least important first; it, and visits as they were merged rather than split to save trips,
    leave out fewer checks now, more then.
    """
    tried = list[_Placed]()

    def try_placing(grouping: Grouping, *, shedding: bool) -> bool:
        """Whether no plan leaves out less."""
        tried.append(_placed(district, roster, merged, grouping, progress, shedding=shedding))
        found = tried[-1].placement
        return len(found.unplanned) <= (found.least_left_out if shedding or not found.crowded else 0)

    split = group(district.registry, merged.visits, progress, merged.splits)
    met = try_placing(split, shedding=False)
    crowded = tried[0].placement.crowded
    if not met and crowded:
        met = try_placing(split, shedding=True)
    if not met and merged.splits:
        try_placing(group(district.registry, merged.visits, progress), shedding=crowded)
    return min(tried, key=lambda placed: placed.rank(district.registry))


def _placed(
    district: District, roster: Roster, merged: Merged, grouping: Grouping, progress: Progress, *, shedding: bool
) -> _Placed:
    placement = place_district(
        district.registry, roster, grouping.outings, merged.left_out, progress, shedding=shedding
    )
    made = entries(placement.placed)
    visits = [row.visit for row in numbered(district.registry, district.working_days, made)]
    return _Placed(grouping, placement, made, visits)


def _fewest_visits(district: District, unplanned: Iterable[Unplanned]) -> int:
    """The merge's exact bound for the checks that were planned."""
    registry, quarter, working_days, drawn = district
    left = {row[:3] for row in unplanned}
    due = tuple(row for row in registry.due if (row.enterprise, row.matter, row.not_before) not in left)
    made = [pair for pair in drawn if (*pair, None) not in left]
    return merge(replace(registry, due=due), quarter, working_days, made).fewest
