"""Merge what falls on the same enterprise into the fewest visits that the rules admit (综合查一次). Exact.

First the scenes, the department limit and the windows alone: nearly always the yearly caps and the distance between
visits hold as well. Where the caps do not, they enter the search, which may then stretch the department limit up to
the head-count (rule 5) and leave checks out, the least important first; where the distance does not, so does it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from domain.calendar import Quarter
from domain.plan import Unplanned
from domain.registry import EVERY, Registry
from scheduling.merging.able import AbleDays
from scheduling.merging.caps import CapLeft, Caps, Short, capped
from scheduling.merging.checks import Check, gather, no_open_day
from scheduling.merging.layout import Book, Layout, Pattern, compressed, pattern_of
from scheduling.merging.parts import Item, union
from scheduling.merging.patterns import Limits, Room, solve
from scheduling.merging.spacing import Spacing
from scheduling.merging.splits import Split, may_be_split_otherwise
from scheduling.merging.visits import MergedVisit, common_days, departments_of, scene_of, visit_for

_Key = tuple[Pattern, tuple[int, ...], tuple[CapLeft, ...]]


class Merged(NamedTuple):
    """The visits by enterprise id, the checks that none of them makes, and the bound.

    `fewest`: visits for all the checks that some day admits if caps and distances are left aside; where the caps
    stretched the department limit, the visits as they are. No plan that makes these checks has fewer.
    `left_out` are the checks that the caps or the distance shut out, each as a visit. `patterns`: how many different
    ones were solved. `splits` are the enterprises whose checks might be split over as many visits in another way.
    """

    visits: list[MergedVisit]
    unplanned: list[Unplanned]
    left_out: list[MergedVisit]
    fewest: int
    patterns: int
    splits: list[Split]


def merge(
    registry: Registry,
    quarter: Quarter,
    working_days: Sequence[date],
    drawn: Iterable[tuple[str, str]],
    able: AbleDays | None = None,
) -> Merged:
    """The fewest visits per enterprise for the drawn pairs (enterprise, matter) and the due checks of a round.

    In this order: fewest checks left out (of the most important kind first), fewest departments beyond the limit,
    visits, departments summed over visits, matters visited again. With `able`, checks that no team can make on any day
    are left out at once, so that they do not use up a cap.
    """
    gathered = gather(registry, quarter, working_days, drawn, able)
    merging = _Merging(registry, quarter, working_days)
    for enterprise in sorted(gathered.checks):
        merging.enterprise(gathered.checks[enterprise])
    unplanned = sorted(gathered.unplanned + merging.unplanned, key=lambda row: (*row[:2], str(row[2] or ""), *row[3:]))
    return Merged(merging.visits, unplanned, merging.left_out, merging.fewest, len(merging.patterns), merging.splits)


class _Merging:
    def __init__(self, registry: Registry, quarter: Quarter, working_days: Sequence[date]) -> None:
        policy = registry.policy
        self._registry, self._quarter, self._book = registry, quarter, Book(registry)
        self._caps = Caps(registry, quarter.year)
        self._spacing = Spacing(working_days, policy.min_days_between_visits)
        limit = min(policy.max_departments_per_visit, policy.most_departments)
        self._limits = Limits(departments=limit, most=limit, free=1)
        self._faces: dict[tuple[str, ...], tuple[tuple[str, ...], str, str]] = {}
        self._drawn: dict[tuple[str, ...], Pattern] = {}
        self.patterns: dict[Pattern, Layout] = {}
        self._capped: dict[_Key, Layout] = {}
        self.visits: list[MergedVisit] = []
        self.unplanned: list[Unplanned] = []
        self.left_out: list[MergedVisit] = []
        self.splits: list[Split] = []
        self.fewest = 0

    def enterprise(self, checks: Sequence[Check]) -> None:
        """Merge the checks of one enterprise."""
        pattern = self._pattern(checks)
        plain = within_caps = final = self._plain(pattern)
        if not self._caps.admit(self._registry.enterprises[checks[0].enterprise], plain.uses):
            within_caps = final = self._under_caps(pattern, plain.out, self._caps_left(checks))
        visits = self._visits(final, checks)
        if len(visits) > 1 and not self._spacing.placeable(visit.days for visit in visits):
            final = self._apart(pattern_of(checks), plain.out, self._caps_left(checks), within_caps.beyond)
            visits = self._visits(final, checks)
        if final is plain and may_be_split_otherwise(plain, pattern):
            self.splits.append(Split(tuple(checks), pattern))
        self.visits += visits
        self.fewest += len(final.visits) if final.beyond else min(len(plain.visits), len(visits))
        if final.out:
            self._explain(plain, within_caps, final, checks)

    def _pattern(self, checks: Sequence[Check]) -> Pattern:
        """The pattern of the checks; that of drawn ones, which share their days, is known by their matters."""
        if any(check.due for check in checks):
            return compressed(pattern_of(checks))
        matters = tuple(check.matter for check in checks)
        if matters not in self._drawn:
            self._drawn[matters] = compressed(pattern_of(checks))
        return self._drawn[matters]

    def _plain(self, pattern: Pattern) -> Layout:
        """Scenes, department limit and windows alone; checks are left out only if the search runs into its limit."""
        if pattern not in self.patterns:
            limits = replace(self._limits, free=pattern.free)
            solution = solve(self._items(pattern, ()), limits)
            self.patterns[pattern] = (
                self._search(pattern, (), replace(limits, may_leave=True))
                if solution is None
                else self._book.layout(pattern.rows, solution, ())
            )
        return self.patterns[pattern]

    def _under_caps(self, pattern: Pattern, out: tuple[int, ...], caps: tuple[CapLeft, ...]) -> Layout:
        """The caps as well: the limit may be stretched, checks may be left out."""
        key = pattern, out, caps
        if key not in self._capped:
            self._capped[key] = self._search(pattern, out, self._capped_limits(pattern, caps))
        return self._capped[key]

    def _capped_limits(self, pattern: Pattern, caps: Iterable[CapLeft]) -> Limits:
        rooms = tuple(Room(self._book.department_bit(cap.department), cap.left) for cap in caps)
        most = self._registry.policy.most_departments
        return replace(self._limits, most=most, free=pattern.free, rooms=rooms, may_leave=True)

    def _apart(self, raw: Pattern, out: tuple[int, ...], caps: tuple[CapLeft, ...], beyond: int) -> Layout:
        """The distances as well, for which the limit is never stretched further than for the caps."""
        limits = replace(
            self._capped_limits(raw, caps),
            beyond=beyond,
            visits=self._spacing.most_visits(union((raw.free, *(row.days for row in raw.rows)))),
            placeable=self._spacing.placeable,
        )
        return self._search(raw, out, limits)

    def _search(self, pattern: Pattern, out: tuple[int, ...], limits: Limits) -> Layout:
        solution = solve(self._items(pattern, out), limits)
        assert solution is not None, "every item can be visited alone or left out"
        return self._book.layout(pattern.rows, solution, out)

    def _items(self, pattern: Pattern, out: tuple[int, ...]) -> list[Item]:
        return [item for item in self._book.items(pattern.rows) if item.checks[0] not in out]

    def _caps_left(self, checks: Sequence[Check]) -> tuple[CapLeft, ...]:
        """What the caps leave the enterprise; more than one visit for each check is as good as one."""
        departments = departments_of((check.matter for check in checks), self._registry)
        lefts = self._caps.left(self._registry.enterprises[checks[0].enterprise], departments)
        return tuple(cap._replace(left=min(cap.left, len(checks))) for cap in lefts)

    def _visits(self, layout: Layout, checks: Sequence[Check]) -> list[MergedVisit]:
        """The layout's visits to this enterprise, by the first of their days."""
        rows = [[checks[place] for place in visit] for visit in self._places(layout, checks)]
        if layout.tangled:
            avoided = self._book.avoided(pattern_of(checks), layout)
            rows = [[c._replace(days=c.days & ~days) for c in row] for row, days in zip(rows, avoided, strict=True)]
        visits = [self._visit(tuple(row), counting) for row, counting in zip(rows, layout.counting, strict=True)]
        return sorted(visits, key=lambda visit: (_first(visit.days), visit.days, visit.matters))

    @staticmethod
    def _places(layout: Layout, checks: Sequence[Check]) -> Sequence[Sequence[int]]:
        """The places of each visit's checks; a riding check goes with the first visit of its pair."""
        if not layout.riding:
            return layout.visits
        made = [{place: checks[place] for place in visit} for visit in layout.visits]
        for place in layout.riding:
            pair = [row for row in made if any(check.matter == checks[place].matter for check in row.values())]
            min(pair, key=lambda row: _first(common_days(row.values())))[place] = checks[place]
        return [sorted(row) for row in made]

    def _visit(self, checks: tuple[Check, ...], counting: tuple[str, ...]) -> MergedVisit:
        matters = tuple(dict.fromkeys(check.matter for check in checks))
        if matters not in self._faces:
            departments = departments_of(matters, self._registry)
            self._faces[matters] = (departments, *scene_of(matters, departments, self._registry))
        departments, scene, lead = self._faces[matters]
        return MergedVisit(
            checks[0].enterprise,
            matters,
            departments,
            checks,
            common_days(checks),
            scene,
            lead,
            counting,
            len(departments) > self._registry.policy.max_departments_per_visit,
        )

    def _explain(self, plain: Layout, within_caps: Layout, final: Layout, checks: Sequence[Check]) -> None:
        """Say of each check left out what shut it out first: its days, the caps, or the distances."""
        for place in final.out:
            if place not in plain.out and (visit := visit_for(checks[place], checks, self._registry)):
                self.left_out.append(visit)
            if place in plain.out:
                why = no_open_day(checks[place], self._quarter.first, self._quarter.last)
            elif place in within_caps.out and (caps := self._caps_on(checks[place], checks)):
                why = capped(checks[place], self._registry, caps, self._shorts_of(plain, caps))
            else:
                why = self._crowded(checks[place], len(plain.visits))
            self.unplanned.append(why)

    def _caps_on(self, check: Check, checks: Sequence[Check]) -> tuple[CapLeft, ...]:
        """The caps on the enterprise's checks, if one of them counts visits of the check's department."""
        caps = self._caps_left(checks)
        return (
            caps
            if any(cap.department in (EVERY, self._registry.matters[check.matter].department) for cap in caps)
            else ()
        )

    @staticmethod
    def _shorts_of(plain: Layout, caps: tuple[CapLeft, ...]) -> list[Short]:
        """The caps that are too small for all the checks, with the visits that those take when merged."""
        needed = dict(plain.uses)
        return [Short(cap, needed[cap.department]) for cap in caps if needed.get(cap.department, 0) > cap.left]

    def _crowded(self, check: Check, needed: int) -> Unplanned:
        gap = self._registry.policy.min_days_between_visits
        return check.unplanned(
            "min_days",
            f"全部检查需入企 {needed} 次，在可入企的日子里排不出每次相隔 {gap} 天",
            f"all checks need {needed} visits, which do not fit {gap} days apart into the days open to them",
        )


def _first(days: int) -> int:
    return days & -days
