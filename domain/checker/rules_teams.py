"""Hard rule 3: every department sends a full team of its own, with somebody to lead and every skill needed."""

from __future__ import annotations

from collections import Counter

from domain.checker.case import Case
from domain.checker.entries import Part
from domain.checker.violation import TEAMS, Findings, Found


def team_size(case: Case) -> Findings:
    """Every department of a visit sends exactly `inspectors_per_department` officers, and nobody else comes."""
    size = case.registry.policy.inspectors_per_department
    listed = Counter((member.outing, member.department) for member in case.plan.teams)
    for key in case.parts:
        if listed[key] != size:
            yield Found(
                TEAMS, " ".join(key), f"应派 {size} 人，所列 {listed[key]} 人", f"sends {size}, {listed[key]} listed"
            )
    for key in sorted(listed.keys() - case.parts.keys()):
        zh, en = "该部门没有参加该次外勤的任何检查", "the department joins no visit of the outing"
        yield Found(TEAMS, " ".join(key), zh, en)


def own_officers(case: Case) -> Findings:
    """A department's team are officers of its own (行政处罚法 §42)."""
    for part in case.parts.values():
        for officer in case.officers(part):
            if officer.department != part.department:
                zh, en = f"{officer.id} 属于 {officer.department}", f"{officer.id} is of {officer.department}"
                yield Found(TEAMS, str(part), zh, en)


def leader(case: Case) -> Findings:
    """The lead department's team has one who can lead."""
    for part in case.parts.values():
        if part.leads and not any(officer.can_lead for officer in case.officers(part)):
            yield Found(
                TEAMS, str(part), "牵头部门的人员中无人可以带队", "leads a visit, but nobody in the team can lead"
            )


def lead_mark(case: Case) -> Findings:
    """In the team of a department that leads, `lead` marks the one with the smallest ticket who can; nobody else."""
    for part in case.parts.values():
        right = _leader(case, part)
        for member in part.members:
            if member.lead != (member.inspector == right):
                zh, en = (
                    f"带队应标在“{right}”，不是 {member.inspector}",
                    f"“{right}” leads; {member.inspector} is marked wrongly",
                )
                yield Found(TEAMS, f"{part} {member.inspector}", zh, en)


def _leader(case: Case, part: Part) -> str:
    able = [member for member in part.members if case.registry.inspectors[member.inspector].can_lead]
    return min(able, key=lambda member: member.ticket).inspector if part.leads and able else ""


def skill(case: Case) -> Findings:
    """A matter that needs a skill is checked by a team in which at least one has it."""
    for part in case.parts.values():
        missing = part.skills.difference(*(officer.skills for officer in case.officers(part)))
        for needed in sorted(missing):
            yield Found(TEAMS, str(part), f"队中无人具备“{needed}”专业", f"nobody in the team has the skill “{needed}”")
