"""Rules of form: everything named exists, is named once and bears its number."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterator
from datetime import date

from domain.checker.case import Case
from domain.checker.violation import DRAW, FRAMES, SKIPPED, TEAMS, UNPLANNED, VISITS, Findings, Found
from domain.plan import Plan, Visit

Cells = tuple[str, ...]
ENTERPRISE, DEPARTMENT = ("企业", "enterprise"), ("部门", "department")
MATTER, INSPECTOR = ("检查事项", "matter"), ("执法人员", "inspector")


def known(case: Case) -> Findings:
    """Whatever a plan names, the registry has: enterprises, departments, matters and officers."""
    registry = case.registry
    has: dict[tuple[str, str], Container[str]] = {
        ENTERPRISE: registry.enterprises,
        DEPARTMENT: registry.departments,
        MATTER: registry.matters,
        INSPECTOR: registry.inspectors,
    }
    unknown = {kind: {name for name in names if name not in has[kind]} for kind, names in _names(case.plan).items()}
    for file, row, kind, name in _named(case.plan) if any(unknown.values()) else ():
        if name in unknown[kind]:
            yield Found(
                file, " ".join(row), f"名录库中没有{kind[0]}“{name}”", f"the registry has no {kind[1]} “{name}”"
            )
    for visit in case.plan.visits:
        if not visit.matters:
            yield Found(VISITS, visit.visit, "没有列出检查事项", "names no matter")


def _names(plan: Plan) -> dict[tuple[str, str], set[str]]:
    """Everything that a plan names, once."""
    departments = {d for v in plan.visits for d in (v.lead_department, *v.departments)}
    matters = {m for v in plan.visits for m in v.matters}
    return {
        ENTERPRISE: {v.enterprise for v in plan.visits} | {u.enterprise for u in plan.unplanned},
        DEPARTMENT: departments | {row.department for row in plan.teams} | {row.department for row in plan.skipped},
        MATTER: matters | {u.matter for u in plan.unplanned},
        INSPECTOR: {row.inspector for row in plan.teams} | {row.inspector for row in plan.skipped},
    }


def _named(plan: Plan) -> Iterator[tuple[str, Cells, tuple[str, str], str]]:
    """File, row key, kind of thing and its id, for everything that a plan names."""
    for v in plan.visits:
        visit = (v.visit,)
        yield VISITS, visit, ENTERPRISE, v.enterprise
        yield from ((VISITS, visit, DEPARTMENT, d) for d in dict.fromkeys((v.lead_department, *v.departments)))
        yield from ((VISITS, visit, MATTER, m) for m in v.matters)
    for file, rows in ((TEAMS, plan.teams), (SKIPPED, plan.skipped)):
        for row in rows:
            what = row[:3]
            yield file, what, DEPARTMENT, row.department
            yield file, what, INSPECTOR, row.inspector
    for u in plan.unplanned:
        yield UNPLANNED, u[:2], ENTERPRISE, u.enterprise
        yield UNPLANNED, u[:2], MATTER, u.matter


def _keys(plan: Plan) -> list[tuple[str, list[Cells]]]:
    """What names a row in each table; `unplanned.csv` has none, for equal due checks stand there in equal rows."""
    return [
        (VISITS, [(row.visit,) for row in plan.visits]),
        (TEAMS, [row[:3] for row in plan.teams]),
        (DRAW, [row[:3] for row in plan.drawn]),
        (FRAMES, [row[:2] for row in plan.frames]),
        (SKIPPED, [row[:3] for row in plan.skipped]),
    ]


def named_once(case: Case) -> Findings:
    """No row stands twice: one row per visit, per officer of a team, per enterprise drawn for a matter."""
    for file, keys in _keys(case.plan):
        for key, times in Counter(keys).items() if len(set(keys)) < len(keys) else ():
            if times > 1:
                zh, en = f"出现 {times} 次，应为一次", f"stands {times} times; once is right"
                yield Found(file, " ".join(key), zh, en)


def visit_numbers(case: Case) -> Findings:
    """Visits are numbered V00001, V00002 … by date, slot, area and enterprise."""
    visits = sorted(case.plan.visits, key=lambda visit: (*_moment(case, visit), visit.visit))
    yield from _first_misnumbered([visit.visit for visit in visits], "V")


def outing_numbers(case: Case) -> Findings:
    """Outings are numbered O00001, O00002 … by their first visit."""
    first: dict[str, tuple[date, int, str, str]] = {}
    for visit in case.plan.visits:
        moment = _moment(case, visit)
        first[visit.outing] = min(first.get(visit.outing, moment), moment)
    yield from _first_misnumbered(sorted(first, key=lambda outing: (first[outing], outing)), "O")


def _moment(case: Case, visit: Visit) -> tuple[date, int, str, str]:
    enterprise = case.visited.get(visit.enterprise)
    return visit.date, case.slot(visit.slot), enterprise.area if enterprise else "", visit.enterprise


def _first_misnumbered(numbers: list[str], letter: str) -> Findings:
    """The first wrong number alone: those after it are shifted by it."""
    for place, number in enumerate(numbers, 1):
        if number != (right := f"{letter}{place:05d}"):
            zh = f"按次序应编号为 {right}（其后 {len(numbers) - place} 个未再核对）"
            yield Found(
                VISITS, number, zh, f"by its place it is {right} ({len(numbers) - place} after it not looked at)"
            )
            return


def matters_and_departments(case: Case) -> Findings:
    """A visit lists its matters once each by id, and as departments exactly those of its matters, in the order of
    precedence."""
    for entry in case.entries:
        visit = entry.visit
        matters = tuple(sorted(set(visit.matters)))
        departments = case.by_precedence(dict.fromkeys(matter.department for matter in entry.matters))
        if visit.matters != matters:
            right = ";".join(matters)
            yield Found(VISITS, visit.visit, f"检查事项应写作 {right}", f"its matters are written {right}")
        if visit.departments != departments:
            right = ";".join(departments)
            yield Found(VISITS, visit.visit, f"部门应为 {right}", f"its departments are {right}")
