"""Rules of the officer draw: smallest ticket first, nobody passed over without the first reason that holds."""

from __future__ import annotations

from collections import defaultdict
from itertools import groupby
from operator import itemgetter

from domain.checker.case import Case
from domain.checker.redraw import redraw
from domain.checker.violation import SKIPPED, TEAMS, Findings, Found
from domain.draw import tickets
from domain.plan import Skip, TeamMember


def officer_tickets(case: Case) -> Findings:
    """An officer's ticket is SHA-256 of officer seed | round | outing | department | inspector, and nothing else."""
    for file, rows in ((TEAMS, case.plan.teams), (SKIPPED, case.plan.skipped)):
        for (outing, department), some in groupby(map(_named, rows), key=itemgetter(0, 1)):
            _, _, officers, said = zip(*some, strict=True)
            true = tickets.officer_tickets(case.officer_seed, case.round, outing, department, officers)
            for officer, now, right in zip(officers, said, map(bytes.hex, true), strict=True):
                if now != right:
                    zh, en = f"签号应为 {right}，所列为 {now}", f"its ticket is {right}, not {now}"
                    yield Found(file, f"{outing} {department} {officer}", zh, en)


def _named(row: TeamMember | Skip) -> tuple[str, str, str, str]:
    return row[:4]


def officers_drawn(case: Case) -> Findings:
    """In turn, each outing's team is taken by ascending ticket from the candidates, whom only a listed reason passes
    over."""
    for key, redrawn in redraw(case).items():
        recorded = [member.inspector for member in case.parts[key].members]
        if not redrawn.staffed:
            zh, en = "该部门当周配不齐所有检查组", "the department's outings of that week cannot all have teams"
            yield Found(TEAMS, " ".join(key), zh, en)
        for inspector in redrawn.team:
            if inspector not in recorded:
                zh, en = "按签号应抽中，却未列入", "is drawn by ticket but not in the team"
                yield Found(TEAMS, " ".join((*key, inspector)), zh, en)
        for inspector in recorded:
            if inspector not in redrawn.team:
                why = redrawn.passed_over.get(inspector, "签号较大 larger ticket")
                zh, en = f"不应抽中（{why}）", f"is not to be taken ({why})"
                yield Found(TEAMS, " ".join((*key, inspector)), zh, en)


def passed_over(case: Case) -> Findings:
    """Whoever has a smaller ticket than somebody taken is listed with the first reason that holds; nobody else is."""
    said: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for outing, department, inspector, _, reason, _ in case.plan.skipped:
        said[outing, department][inspector] = reason
    for key, redrawn in redraw(case).items():
        listed = said.pop(key, {})
        if redrawn.passed_over == listed:
            continue
        for inspector, reason in redrawn.passed_over.items():
            now = listed.pop(inspector, "—")
            if now != reason:
                zh, en = f"跳过原因应为 {reason}，所列为 {now}", f"is passed over for {reason}; listed is {now}"
                yield Found(SKIPPED, " ".join((*key, inspector)), zh, en)
        said[key] = listed
    for key, listed in said.items():
        for inspector in listed:
            zh, en = "该次抽取中并未跳过此人", "was not passed over in that draw"
            yield Found(SKIPPED, " ".join((*key, inspector)), zh, en)
