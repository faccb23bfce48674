"""How many drawn checks the yearly caps shut out at least, whatever is merged with what."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence

from domain.plan import Unplanned, Visit
from domain.registry import EVERY, Registry
from scheduling.merging.caps import CapLeft, Caps
from scheduling.merging.visits import departments_of

CERTAIN = ("closed", "window", "blackout")
"""Reasons for which every plan leaves a check out: no day is open to it, whoever is there."""


def least_capped(registry: Registry, year: int, visits: Iterable[Visit], unplanned: Iterable[Unplanned]) -> int:
    """Summed over the enterprises of which a check was left out, for whatever reason but that no day is open to it.

    Of so many counted visits none makes more than the matters of one scene, of as many departments as the head-count
    admits (rules 2 and 5). Due checks are left aside: not all of them count.
    """
    made: dict[str, set[str]] = defaultdict(set)
    for visit in visits:
        made[visit.enterprise].update(visit.matters)
    left_out: dict[str, set[str]] = defaultdict(set)
    for row in unplanned:
        if row.reason not in CERTAIN:
            left_out[row.enterprise].add(row.matter)
    due = {(row.enterprise, row.matter) for row in registry.due}
    caps, least = Caps(registry, year), 0
    for enterprise, matters in sorted(left_out.items()):
        drawn = sorted(
            matter
            for matter in matters | made[enterprise]
            if registry.matters[matter].counts_toward_cap and (enterprise, matter) not in due
        )
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
