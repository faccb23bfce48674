"""Hard rule 2: one scene, its lead, at most so many departments and people."""

from __future__ import annotations

from domain.checker.case import Case
from domain.checker.entries import Entry
from domain.checker.violation import VISITS, Findings, Found


def one_scene(case: Case) -> Findings:
    """A visit checks matters of one scene; a matter in no scene is visited alone. Without scenes all may be merged."""
    for entry in case.entries:
        if case.scene(entry.visit.matters) is None and not _alone(case, entry):
            matters = ";".join(entry.visit.matters)
            zh, en = f"没有一个场景包含全部事项 {matters}", f"no scene holds all its matters {matters}"
            yield Found(VISITS, entry.visit.visit, zh, en)


def scene_named(case: Case) -> Findings:
    """A visit names the smallest scene id that holds all its matters, or none where no scene is needed."""
    for entry in case.entries:
        scene = case.scene(entry.visit.matters)
        right = scene.id if scene else ""
        if entry.visit.scene != right:
            zh, en = (
                f"场景应为“{right}”，所列为“{entry.visit.scene}”",
                f"its scene is “{right}”, not “{entry.visit.scene}”",
            )
            yield Found(VISITS, entry.visit.visit, zh, en)


def lead_department(case: Case) -> Findings:
    """The scene's lead department leads if it takes part, else the first in the order of precedence."""
    for entry in case.entries:
        scene = case.scene(entry.visit.matters)
        departments = dict.fromkeys(matter.department for matter in entry.matters)
        right = case.by_precedence(departments)[0]
        if scene and scene.lead_department in departments:
            right = scene.lead_department
        if entry.visit.lead_department != right:
            said = entry.visit.lead_department
            yield Found(
                VISITS, entry.visit.visit, f"牵头部门应为 {right}，所列为 {said}", f"{right} leads it, not {said}"
            )


def department_limit(case: Case) -> Findings:
    """At most `max_departments_per_visit` departments; whoever has more is listed in `beyond_limit`."""
    limit, beyond = case.registry.policy.max_departments_per_visit, case.plan.facts["beyond_limit"]
    for entry in case.entries:
        count = len(set(entry.visit.departments))
        if count > limit and entry.visit.visit not in beyond:
            zh = f"{count} 个部门超过上限 {limit}，且未列入 beyond_limit"
            en = f"{count} departments, at most {limit}, and beyond_limit does not list it"
            yield Found(VISITS, entry.visit.visit, zh, en)


def head_count(case: Case) -> Findings:
    """At most `max_people_per_visit` inspectors at one visit."""
    most = case.registry.policy.max_people_per_visit
    for entry in case.entries:
        departments = dict.fromkeys(entry.visit.departments)
        people = sum(len(case.parts[entry.visit.outing, department].members) for department in departments)
        people = max(people, len(departments) * case.registry.policy.inspectors_per_department)
        if people > most:
            yield Found(
                VISITS, entry.visit.visit, f"{people} 人到场，上限 {most} 人", f"{people} inspectors, at most {most}"
            )


def _alone(case: Case, entry: Entry) -> bool:
    """Whether no scene is needed: there are none, or the one matter is in none."""
    return case.registry.scenes is None or len(set(entry.visit.matters)) == 1
