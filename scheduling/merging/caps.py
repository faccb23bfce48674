"""The yearly caps as the merge meets them: visits left to an enterprise, and sentences about what they shut out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from domain.draw.frames import VisitsThisYear
from domain.plan import Unplanned
from domain.registry import EVERY, Enterprise, Registry
from scheduling.merging.checks import Check


class CapLeft(NamedTuple):
    """Counted visits left under the cap of a department, or of all together (`*`)."""

    department: str
    left: int


class Caps:
    """What the caps leave after this year's history."""

    def __init__(self, registry: Registry, year: int) -> None:
        self._visits = VisitsThisYear(registry, year) if registry.caps else None

    def left(self, enterprise: Enterprise, departments: Sequence[str]) -> tuple[CapLeft, ...]:
        """The caps that count visits of these departments, all together first."""
        if self._visits is None:
            return ()
        lefts = ((name, self._visits.left(enterprise, name)) for name in (EVERY, *departments))
        return tuple(CapLeft(name, max(0, left)) for name, left in lefts if left is not None)

    def admit(self, enterprise: Enterprise, uses: Sequence[tuple[str, int]]) -> bool:
        """Whether so many counted visits (department or `*`, visits) are left."""
        if self._visits is None:
            return True
        left = self._visits.left
        return all((room := left(enterprise, name)) is None or room >= visits for name, visits in uses)


class Short(NamedTuple):
    """A cap that leaves fewer visits than the checks of an enterprise need."""

    cap: CapLeft
    needed: int


def shortest_for(department: str, shorts: Sequence[Short]) -> Short:
    """The cap to name for a check: its department's own if that is short, else the first that is."""
    return next((short for short in shorts if short.cap.department == department), shorts[0])


def capped(check: Check, registry: Registry, caps: Sequence[CapLeft], shorts: Sequence[Short]) -> Unplanned:
    """The sentence for a check that the caps leave no visit for.

    Each cap alone may leave enough visits and all of them together too few; then all are named.
    """
    if not shorts:
        zh = "、".join(f"{_name(cap, registry)[0]}剩 {cap.left} 次" for cap in caps)
        en = ", ".join(f"{cap.left} for {_name(cap, registry)[1]}" for cap in caps)
        return check.unplanned(
            "cap",
            f"年度入企上限（{zh}）合起来排不下全部检查",
            f"the yearly caps leave too few visits together: {en}",
        )
    cap, needed = shortest_for(registry.matters[check.matter].department, shorts)
    grade, (zh, en) = registry.enterprises[check.enterprise].credit_class, _name(cap, registry)
    return check.unplanned(
        "cap",
        f"{grade} 级企业的年度入企上限（{zh}）只剩 {cap.left} 次，全部检查合并后需要 {needed} 次",
        f"the yearly cap of class {grade} ({en}) leaves {cap.left} visit(s); all checks, merged, take {needed}",
    )


def _name(cap: CapLeft, registry: Registry) -> tuple[str, str]:
    if cap.department == EVERY:
        return "各部门合计", "all departments together"
    name = registry.departments[cap.department].name
    return name, name
