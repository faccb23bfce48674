"""Grouping visits of an area into outings: the fewest team trips.

A trip is one officer's day in one area. An outing holds at most one visit per slot, so with two slots grouping is
pairing, and the saving of a pair is the number of departments that both visits share: a maximum-weight matching.
Among groupings with the fewest team trips one whose pairs have most days in common leaves most choice to the placing.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from functools import reduce
from operator import and_
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from domain.registry import Registry
from scheduling.bounds.trips import DepartmentMasks, Joined, fewest_teams, least_team_trips
from scheduling.grouping.resplitting import Resplitting
from scheduling.matching import heaviest, in_common
from scheduling.merging.splits import Split
from scheduling.merging.visits import MergedVisit
from scheduling.progress import Progress

LARGE = 600
"""Up to so many visits every pair is weighed where pairing alike visits first is not proven to be best."""


class Outing(NamedTuple):
    """Visits of one area to be made in turn on one day; `days` is the mask of days that suits all of them."""

    area: str
    visits: tuple[MergedVisit, ...]
    days: int

    @property
    def departments(self) -> frozenset[str]:
        """Every department that joins at least one of the visits."""
        return frozenset(department for visit in self.visits for department in visit.departments)

    def with_visit(self, place: int, visit: MergedVisit) -> Outing:
        """The outing with another visit in this place."""
        visits = (*self.visits[:place], visit, *self.visits[place + 1 :])
        return Outing(self.area, visits, reduce(and_, (each.days for each in visits)))


class Grouping(NamedTuple):
    """Outings, and the seats (officer, outing) that no grouping of these visits undercuts.

    `proven`: these outings have no more than that.
    """

    outings: list[Outing]
    proven: bool
    least: int

    def least_for(self, registry: Registry, planned: Collection[Joined]) -> int:
        """Seats that no grouping of the planned visits undercuts; `least` as long as they are those of the outings."""
        grouped = sorted((visit.enterprise, visit.departments) for outing in self.outings for visit in outing.visits)
        same = grouped == sorted((visit.enterprise, visit.departments) for visit in planned)
        return self.least if same else least_team_trips(registry, planned)


def alone(registry: Registry, visit: MergedVisit) -> Outing:
    """An outing of one visit."""
    return Outing(registry.enterprises[visit.enterprise].area, (visit,), visit.days)


def group(
    registry: Registry, visits: Iterable[MergedVisit], progress: Progress, splits: Iterable[Split] = ()
) -> Grouping:
    """Group visits into outings, area by area, in the order of the areas' names.

    Checks of the enterprises in `splits` may be split over as many visits in another way where that saves team trips;
    `least` and `proven` are about the visits as they are in the end.
    """
    by_area: dict[str, list[MergedVisit]] = defaultdict(list)
    visits = tuple(visits)
    for visit in visits:
        by_area[registry.enterprises[visit.enterprise].area].append(visit)
    areas, found, least = _Areas(registry, Resplitting(registry, visits, splits)), list[Outing](), 0
    for done, area in enumerate(sorted(by_area), 1):
        outings, fewest = areas.grouped(by_area[area])
        found += outings
        least += fewest
        progress("outings", done, len(by_area))
    return Grouping(found, _teams(found) == least, least * registry.policy.inspectors_per_department)


class _Areas:
    """Groups the visits of one area after another."""

    def __init__(self, registry: Registry, resplitting: Resplitting) -> None:
        self._registry, self._slots = registry, len(registry.policy.slots)
        self._masks, self._resplitting = DepartmentMasks(registry), resplitting

    def grouped(self, visits: list[MergedVisit]) -> tuple[list[Outing], int]:
        """The outings of one area, and the fewest departments over outings that any grouping of its visits has."""
        resplit = self._resplitting.visits(visits) if self._slots == 2 else None
        if resplit is None:
            return self._as_they_are(visits)
        otherwise = self._as_they_are(resplit)
        if _teams(otherwise[0]) < self._least(visits):
            return otherwise
        return min(self._as_they_are(visits), otherwise, key=lambda grouped: _teams(grouped[0]))

    def _least(self, visits: Iterable[MergedVisit]) -> int:
        return fewest_teams(Counter(self._masks(visit.departments) for visit in visits), self._slots)

    def _as_they_are(self, visits: list[MergedVisit]) -> tuple[list[Outing], int]:
        outings = sorted((alone(self._registry, visit) for visit in visits), key=_order)
        least = self._least(visits)
        full, rest = _alike_together(outings, self._slots)
        if self._slots == 2 and len(rest) > LARGE:
            more, rest = _same_departments_together(rest)
            full += more
        found = self._joined(full, rest)
        if self._slots != 2 or _teams(found) == least:
            return found, least
        full, rest = _alike_together(outings, 2, spare=_most_apart(outings))
        if len(rest) > LARGE:
            return found, least
        found = self._joined(full, rest)
        return found, _teams(found)

    def _joined(self, full: list[Outing], rest: list[Outing]) -> list[Outing]:
        """The full outings, and the rest joined by matchings until no two of them save anything together."""
        pairs = heaviest(self._weights(rest)) if self._slots > 1 else []
        while pairs:
            gone = {end for pair in pairs for end in pair}
            joined = [_join([rest[i], rest[j]]) for i, j in pairs]
            rest = joined + [outing for n, outing in enumerate(rest) if n not in gone]
            pairs = heaviest(self._weights(rest)) if self._slots > 2 else []
        return full + rest

    def _weights(self, outings: Sequence[Outing]) -> NDArray[np.int64]:
        """What it saves to join each two outings: departments, then days in common; 0 where that cannot be."""
        days = in_common([outing.days for outing in outings])
        saved = in_common([self._masks(name for v in outing.visits for name in v.departments) for outing in outings])
        size = np.array([len(outing.visits) for outing in outings])
        fits = (days > 0) & (saved > 0) & (size[:, None] + size[None, :] <= self._slots)
        for same in _by_enterprise(outings).values():
            if len(same) > 1:
                fits[np.ix_(same, same)] = False
        # One department weighs more than all the days that any matching can have in common.
        one_department = 1 + len(outings) * int(days.max(initial=0))
        return np.where(fits, saved * one_department + days, 0)


def _by_enterprise(outings: Sequence[Outing]) -> dict[str, list[int]]:
    places: dict[str, list[int]] = defaultdict(list)
    for n, outing in enumerate(outings):
        for visit in outing.visits:
            places[visit.enterprise].append(n)
    return places


def _teams(outings: Iterable[Outing]) -> int:
    return sum(len(outing.departments) for outing in outings)


def _order(outing: Outing) -> tuple[object, ...]:
    visit = outing.visits[0]
    return visit.departments, visit.days, visit.enterprise, visit.matters


def _join(outings: Sequence[Outing]) -> Outing:
    visits = tuple(visit for outing in outings for visit in outing.visits)
    return Outing(outings[0].area, visits, reduce(and_, (outing.days for outing in outings)))


def _alike_together(outings: list[Outing], slots: int, spare: int = 0) -> tuple[list[Outing], list[Outing]]:
    """Fill outings with visits of the same departments and days; what is left over goes to the matching.

    Visits to an enterprise that is visited again are left over, and of each kind at least `spare`. Windows and
    enterprises may keep X and Y apart where A₁A₂ and XY would save no less than A₁X and A₂Y. But then all that go with
    visits of the kind A are mutually apart, so no more of the kind need go with others than visits of the area are
    mutually apart (`_most_apart`): with so many spared nothing is lost.
    """
    alike: dict[tuple[tuple[str, ...], int], list[Outing]] = defaultdict(list)
    full, rest = list[Outing](), list[Outing]()
    for same in _by_enterprise(outings).values():
        if len(same) > 1:
            rest += [outings[n] for n in same]
        else:
            outing = outings[same[0]]
            alike[outing.visits[0].departments, outing.days].append(outing)
    for kind in alike.values():
        first = max(0, len(kind) - spare) // slots * slots if slots > 1 else 0
        full += [_join(kind[n : n + slots]) for n in range(0, first, slots)]
        rest += kind[first:]
    return full, sorted(rest, key=_order)


def _same_departments_together(outings: list[Outing]) -> tuple[list[Outing], list[Outing]]:
    """Pair visits of the same departments, neighbours by their days, and say which are left over."""
    full, rest = list[Outing](), list[Outing]()
    for outing in sorted(outings, key=_order):
        last = rest[-1] if rest else None
        if last and last.departments == outing.departments and last.days & outing.days and _differ(last, outing):
            full.append(_join([rest.pop(), outing]))
        else:
            rest.append(outing)
    return full, rest


def _differ(one: Outing, other: Outing) -> bool:
    return {visit.enterprise for visit in one.visits}.isdisjoint(visit.enterprise for visit in other.visits)


def _most_apart(outings: Iterable[Outing]) -> int:
    """No more visits than this are mutually apart: into so many groups with a day for all they can be put."""
    groups = list[tuple[int, set[str]]]()
    for outing in sorted(outings, key=lambda outing: (outing.days.bit_length(), outing.days)):
        enterprise = outing.visits[0].enterprise
        for n, (days, enterprises) in enumerate(groups):
            if days & outing.days and enterprise not in enterprises:
                groups[n] = days & outing.days, {*enterprises, enterprise}
                break
        else:
            groups.append((outing.days, {enterprise}))
    return len(groups)
