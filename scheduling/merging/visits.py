"""A merged visit: what one entry through an enterprise's door checks, and the days on which it may take place."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from functools import reduce
from operator import and_
from typing import NamedTuple

from domain.registry import Registry
from scheduling.merging.checks import Check


def days_in(mask: int) -> Iterator[int]:
    """The indices of the days in a mask, in order."""
    return (day for day in range(mask.bit_length()) if mask >> day & 1)


class MergedVisit(NamedTuple):
    """One visit before it has a day: matters and departments in the order of their files, `days` a bit mask.

    `counting` are the matters for which it counts toward the yearly caps; `beyond_limit` marks a visit of rule 5.
    """

    enterprise: str
    matters: tuple[str, ...]
    departments: tuple[str, ...]
    checks: tuple[Check, ...]
    days: int
    scene: str
    lead_department: str
    counting: tuple[str, ...]
    beyond_limit: bool

    @property
    def counts(self) -> bool:
        """Whether the visit counts toward the caps, on whichever of its days it is made."""
        return bool(self.counting)


def scene_of(matters: Collection[str], departments: Iterable[str], registry: Registry) -> tuple[str, str]:
    """The scene that a visit names and the department that leads it (rule 2).

    The smallest fitting scene id, empty if there is none; `departments` in the order of `departments.csv`.
    """
    fitting = (scene.id for scene in (registry.scenes or {}).values() if scene.matters.issuperset(matters))
    scene, present = min(fitting, default=""), tuple(departments)
    lead = registry.scenes[scene].lead_department if registry.scenes and scene else ""
    return scene, lead if lead in present else present[0]


def departments_of(matters: Iterable[str], registry: Registry) -> tuple[str, ...]:
    """The departments that check these matters, in the order of `departments.csv`."""
    present = {registry.matters[matter].department for matter in matters}
    return tuple(department for department in registry.departments if department in present)


def common_days(checks: Collection[Check]) -> int:
    """The days on which one visit can make all these checks: a due check opens the quiet days to the drawn ones."""
    due = [check.days for check in checks if check.due]
    return reduce(and_, due or [check.days for check in checks])


def with_only(visit: MergedVisit, checks: Collection[Check], registry: Registry) -> MergedVisit | None:
    """The visit with only these of its checks, on all the days that they have; None if there is no such day."""
    return merged_visit(visit.enterprise, checks, visit.counting, registry)


def together(one: MergedVisit, other: MergedVisit, registry: Registry) -> MergedVisit | None:
    """Two visits to an enterprise as one within the department limit and a scene; None if that cannot be."""
    both = merged_visit(one.enterprise, (*one.checks, *other.checks), {*one.counting, *other.counting}, registry)
    if both is None or both.beyond_limit or (registry.scenes is not None and not both.scene):
        return None
    return both if len(both.departments) <= registry.policy.most_departments else None


def visit_for(check: Check, checks: Iterable[Check], registry: Registry) -> MergedVisit | None:
    """A visit for one check alone; `checks` are all of its enterprise's.

    It counts toward the caps if it might make a drawn check of the pair that counts, or a due one that does.
    """
    pair = [other for other in checks if other.matter == check.matter]
    drawn = registry.matters[check.matter].counts_toward_cap and any(other.due is None for other in pair)
    flagged = any(other.due and other.due.counts_toward_cap and other.days & check.days for other in pair)
    return merged_visit(check.enterprise, [check], [check.matter] if drawn or flagged else [], registry)


def merged_visit(
    enterprise: str, checks: Collection[Check], counting: Collection[str], registry: Registry
) -> MergedVisit | None:
    """A visit that makes these checks and counts for these matters; None if no day admits them all."""
    if not checks or not (days := common_days(checks)):
        return None
    checked = {check.matter for check in checks}
    matters = tuple(matter for matter in registry.matters if matter in checked)
    departments = departments_of(matters, registry)
    scene, lead = scene_of(matters, departments, registry)
    return MergedVisit(
        enterprise,
        matters,
        departments,
        tuple(checks),
        days,
        scene,
        lead,
        tuple(matter for matter in matters if matter in counting),
        len(departments) > registry.policy.max_departments_per_visit,
    )
