"""A registry as it might be: more officers or fewer, another setting, ratio or cap. Nothing here is ever recorded."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from domain.enterprises import table_of
from domain.refusals import UsageRefusal
from domain.registry import CREDIT_CLASSES, EVERY, Cap, Inspector, Registry, SamplingRule


class Officers(NamedTuple):
    """Officers to be added to a department, or to be taken from it for a negative number.

    Those added have these skills and these areas; those taken have at least the skills, and the lead if it is asked.
    """

    many: int
    department: str
    skills: frozenset[str] = frozenset()
    can_lead: bool = False
    district: str = ""
    areas: frozenset[str] = frozenset()


def with_officers(registry: Registry, officers: Officers, certified_until: date) -> Registry:
    """The registry with more officers or fewer; who is taken is the last by id of those who are as described.

    Raises:
        UsageRefusal: a department, skill, district or area that nobody has, or fewer such officers than are taken.
    """
    _require_known(registry, officers)
    if officers.many < 0:
        return _without(registry, officers)
    district = officers.district or _only_district(registry, officers.department)
    new = (
        Inspector(
            id, f"假设人员{n}", officers.department, id, certified_until,
            officers.skills, "", district, officers.areas, officers.can_lead,
        )
        for n, id in enumerate(fresh_ids(registry, officers.many), 1)
    )  # fmt: skip
    return replace(registry, inspectors={**registry.inspectors, **{each.id: each for each in new}})


def with_ratio(registry: Registry, matter: str, credit_class: str, ratio: Decimal) -> Registry:
    """The registry with another share of a class drawn for a matter; a class that was not drawn is drawn now.

    Raises:
        UsageRefusal: no such matter or class.
    """
    _require("事项", "matter", matter, registry.matters)
    _require("信用等级", "credit class", credit_class, CREDIT_CLASSES)
    key = matter, credit_class
    least = next((rule.min_count for rule in registry.sampling if rule[:2] == key), 0)
    others = tuple(rule for rule in registry.sampling if rule[:2] != key)
    return replace(registry, sampling=(*others, SamplingRule(matter, credit_class, ratio, least)))


def with_cap(registry: Registry, department: str, credit_class: str, most: int) -> Registry:
    """The registry with another yearly cap; one that is not there yet is added.

    Raises:
        UsageRefusal: no such department or class.
    """
    _require("部门", "department", department, [EVERY, *registry.departments])
    _require("信用等级", "credit class", credit_class, [EVERY, *CREDIT_CLASSES])
    key = department, credit_class
    others = tuple(cap for cap in registry.caps if cap[:2] != key)
    return replace(registry, caps=(*others, Cap(department, credit_class, most)))


def fresh_ids(registry: Registry, many: int) -> list[str]:
    """Ids for added officers, whose beginning no officer of the registry has."""
    prefix = "whatif-"
    while any(id.startswith(prefix) for id in registry.inspectors):
        prefix = f"_{prefix}"
    return [f"{prefix}{n}" for n in range(1, many + 1)]


def _without(registry: Registry, officers: Officers) -> Registry:
    matching = sorted(i.id for i in registry.inspectors.values() if _matches(i, officers))
    if len(matching) < -officers.many:
        raise UsageRefusal(
            f"部门 {officers.department} 符合条件的只有 {len(matching)} 人，减不了 {-officers.many} 人",
            f"department {officers.department} has {len(matching)} such officer(s), {-officers.many} cannot be taken",
        )
    gone = set(matching[officers.many :])
    return replace(
        registry,
        inspectors={id: row for id, row in registry.inspectors.items() if id not in gone},
        absences=tuple(row for row in registry.absences if row.inspector not in gone),
        recusals=tuple(row for row in registry.recusals if row.inspector not in gone),
    )


def _matches(inspector: Inspector, asked: Officers) -> bool:
    return (
        inspector.department == asked.department
        and asked.skills <= inspector.skills
        and (inspector.can_lead or not asked.can_lead)
        and (not asked.district or inspector.district == asked.district)
        and asked.areas <= inspector.areas
    )


def _only_district(registry: Registry, department: str) -> str:
    """Where an added officer works if nobody says: everywhere, or in the one district to which all are bound.

    One officer for all districts would make one pool of officers who are bound: another plan, not one officer more.
    """
    bound = {i.district for i in registry.inspectors.values() if i.department == department}
    if "" in bound or not bound:
        return ""
    if len(bound) > 1:
        listed = " ".join(sorted(bound))
        raise UsageRefusal(
            f"部门 {department} 的人员都分了区县，请用 --district 指明，有 {listed}",
            f"every officer of {department} is bound to a district: name one with --district, there are {listed}",
        )
    return bound.pop()


def _require_known(registry: Registry, officers: Officers) -> None:
    _require("部门", "department", officers.department, registry.departments)
    skills = {skill for i in registry.inspectors.values() for skill in i.skills}
    skills |= {matter.skill for matter in registry.matters.values() if matter.skill}
    for skill in sorted(officers.skills):
        _require("技能", "skill", skill, sorted(skills))
    if officers.district or officers.areas:
        places = table_of(registry.enterprises).columns.places
        if officers.district:
            _require("区县", "district", officers.district, sorted({place.district for place in places}))
        for area in sorted(officers.areas):
            _require("片区", "area", area, sorted({place.area for place in places}))


def _require(zh: str, en: str, given: str, known: Collection[str]) -> None:
    if given not in known:
        listed = " ".join(known)
        raise UsageRefusal(f"没有{zh}“{given}”，有 {listed}", f"there is no {en} “{given}”; there are {listed}")
