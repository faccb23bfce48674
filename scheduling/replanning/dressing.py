"""What a visit is once its matters change: departments, scene and who leads, as the contract says."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from domain.plan import Visit
from domain.registry import Registry
from scheduling.merging.visits import departments_of, scene_of
from scheduling.replanning.board import Board


def with_matters(registry: Registry, visit: Visit, matters: Iterable[str]) -> Visit | None:
    """The visit with these matters; None: they are of no common scene, or of too many departments or people."""
    wanted = set(matters)
    checked = tuple(matter for matter in sorted(registry.matters) if matter in wanted)
    departments = departments_of(checked, registry)
    scene, lead = scene_of(checked, departments, registry)
    most = min(registry.policy.max_departments_per_visit, registry.policy.most_departments)
    if len(departments) > most or (registry.scenes is not None and not scene and len(checked) > 1):
        return None
    return visit._replace(scene=scene, lead_department=lead, departments=departments, matters=checked)


def blank_visit(board: Board, enterprise: str, matters: Iterable[str], day: date) -> Visit | None:
    """A visit of a day that has neither number nor slot nor outing; None as `with_matters`."""
    return with_matters(board.registry, Visit("", enterprise, day, "", "", "", "", (), ()), matters)


def without(registry: Registry, visit: Visit, department: str) -> Visit | None:
    """The visit that the department does not join; None: nobody is left."""
    matters = tuple(matter for matter in visit.matters if registry.matters[matter].department != department)
    if not matters:
        return None
    departments = departments_of(matters, registry)
    scene, lead = scene_of(matters, departments, registry)
    return visit._replace(scene=scene, lead_department=lead, departments=departments, matters=matters)
