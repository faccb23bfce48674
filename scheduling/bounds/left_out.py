"""How many checks every plan leaves out, however many officers there are: no day will do, or the caps leave no visit.

What is left out for want of officers, though each check by itself could be made, is bounded by
`scheduling.bounds.overload`, at enterprises where the caps shut nothing out: the bounds add up.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date

from domain.draw.roster import Roster
from domain.plan import Unplanned, Visit
from domain.registry import EVERY, DueCheck, Registry
from scheduling.merging.able import AbleDays
from scheduling.merging.caps import CapLeft, Caps
from scheduling.merging.checks import OpenDays
from scheduling.merging.visits import departments_of

CERTAIN = ("closed", "window", "blackout")
"""Reasons for which no day is open to a check, whoever is there."""


def least_left_out(
    registry: Registry, working_days: Sequence[date], visits: Iterable[Visit], unplanned: Sequence[Unplanned]
) -> int:
    """Checks that no day admits or no team could make on any, and those that the caps shut out of the others."""
    if not unplanned:
        return 0
    hopeless = _Hopeless(registry, working_days)
    others = [row for row in unplanned if row.reason not in CERTAIN and not hopeless(row)]
    capped = least_capped(registry, working_days[0].year, visits, others) if others else 0
    return len(unplanned) - len(others) + capped


class _Hopeless:
    """Whether no team could come for a check on any day, if it had nothing else to do."""

    def __init__(self, registry: Registry, working_days: Sequence[date]) -> None:
        self._registry, self._open = registry, OpenDays(registry, working_days)
        self._able = AbleDays(registry, Roster(registry, working_days))
        self._due: dict[tuple[str, str, date | None], DueCheck] = {
            (row.enterprise, row.matter, row.not_before): row for row in registry.due
        }

    def __call__(self, row: Unplanned) -> bool:
        enterprise = self._registry.enterprises[row.enterprise]
        days = self._open.with_due(enterprise) & self._able.of(enterprise, row.matter)
        due = self._due.get(row[:3])
        return not (days & self._open.between(due.not_before, due.not_after) if due else days)


def least_capped(registry: Registry, year: int, visits: Iterable[Visit], left_out: Iterable[Unplanned]) -> int:
    """Drawn checks that the yearly caps shut out of the enterprises of which a check was left out, one by one.

    Of so many counted visits none makes more than the matters of one scene, of as many departments as the head-count
    admits (rules 2 and 5). Due checks are left aside: not all of them count.
    """
    matters: dict[str, set[str]] = defaultdict(set)
    for row in left_out:
        matters[row.enterprise].add(row.matter)
    for visit in visits:
        if visit.enterprise in matters:
            matters[visit.enterprise].update(visit.matters)
    due = {(row.enterprise, row.matter) for row in registry.due}
    caps, least = Caps(registry, year), 0
    for enterprise, own in sorted(matters.items()):
        drawn = sorted(m for m in own if registry.matters[m].counts_toward_cap and (enterprise, m) not in due)
        lefts = caps.left(registry.enterprises[enterprise], departments_of(drawn, registry))
        least += max((_shut_out(registry, drawn, cap) for cap in lefts), default=0)
    return least


def _shut_out(registry: Registry, drawn: Sequence[str], cap: CapLeft) -> int:
    """How many of the matters so many visits leave, at least."""
    own = [matter for matter in drawn if cap.department in (EVERY, registry.matters[matter].department)]
    scenes = registry.scenes
    together: list[Collection[str]] = [own] if scenes is None else [s.matters for s in scenes.values()]
    most = max((_most_of(registry, [m for m in own if m in scene]) for scene in together), default=0)
    return max(0, len(own) - cap.left * max(most, 1))


def _most_of(registry: Registry, matters: Iterable[str]) -> int:
    """How many of the matters the departments of one visit can have."""
    by_department = Counter(registry.matters[matter].department for matter in matters)
    return sum(count for _, count in by_department.most_common(max(1, registry.policy.most_departments)))
