"""The plan after its changes as a plan folder, with `changes.csv`: what moved, from where to where, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from api.ceremony.changes import Answered
from api.ceremony.on_record import RoundOnRecord
from api.ceremony.planned import plan_of
from api.delivery import PLAN_FILES, is_plan, whole_folder
from api.planning import trips
from api.record.store import Record
from domain.draw.changes import lists_now
from domain.draw.current import (
    Added,
    Cancelled,
    Extended,
    LeftOut,
    Moved,
    Replacement,
    TeamDrawn,
    Withdrawn,
)
from domain.folder import write_plan
from domain.folder.columns import Column, TableShape
from domain.folder.writing import table_bytes
from domain.plan import Plan, Visit

CHANGES = "changes.csv"


class Row(NamedTuple):
    """Something that a change did: `change` is its number, `what` one of the words of `docs/changes.md`."""

    change: int
    what: str
    visit: str
    outing: str
    department: str
    before: str
    after: str
    why: str


SHAPE = TableShape("changes", "变更", Row, (
    Column("change", "变更"), Column("what", "变动"), Column("visit", "上门"), Column("outing", "出动"),
    Column("department", "部门"), Column("from", "原为"), Column("to", "改为"), Column("why", "理由"),
))  # fmt: skip

Write = Callable[[Record, Answered], None]


@contextmanager
def write_plan_now(out: Path | None) -> Iterator[Write]:
    """Give a function that writes the plan of an answer; the folder appears whole, once all went well.

    Raises:
        UsageRefusal: the folder's place is taken.
    """
    if out is None:
        yield lambda record, answered: None
        return
    with whole_folder(out, may_replace=_is_plan_now) as folder:
        yield lambda record, answered: _write(folder, record, answered)


def _is_plan_now(folder: Path) -> bool:
    names = {entry.name for entry in folder.iterdir()} if folder.is_dir() else set()
    return is_plan(folder) or names == PLAN_FILES | {CHANGES}


def _write(folder: Path, record: Record, answered: Answered) -> None:
    published = plan_of(RoundOnRecord(record, answered.sealed.round_id))
    write_plan(plan_as_of_now(published, answered), folder)
    (folder / CHANGES).write_bytes(table_bytes(SHAPE, rows(answered)))


def plan_as_of_now(published: Plan, answered: Answered) -> Plan:
    """The plan folder's values: as published, but for what changed; who was passed over for teams that stand."""
    now = answered.now
    stand = {member[:3] for member in now.teams}
    teams = {member[:2] for member in published.teams if member[:3] in stand}
    skipped = [skip for skip in published.skipped if skip[:2] in teams and skip[:3] not in stand]
    latest = {skip[:3]: skip for skip in (*skipped, *answered.replanned.passed_over)}
    return Plan(
        now.visits, now.teams, now.drawn, published.frames, tuple(latest.values()), now.unplanned,
        _facts(published, answered),
    )  # fmt: skip


def _facts(published: Plan, answered: Answered) -> dict[str, Any]:
    now, before = answered.now, published.facts
    visits = {visit.visit for visit in now.visits}
    counts = {
        **before["counts"],
        "visits": len(visits),
        "outings": len({visit.outing for visit in now.visits}),
        "checks_unplanned": dict(sorted(Counter(row.reason for row in now.unplanned).items())),
        "trips": trips(lists_now(answered.sealed.registry, now.reported), now.visits, now.teams),
        "changes": len(now.reported),
    }
    beyond = [id for id in before["beyond_limit"] if id in visits]
    # The levels are those of the plan that was published; what was proven of it says nothing of one that changed.
    bounds = {name: bound for name, bound in before["bounds"].items() if name != "levels" or not now.reported}
    return {**before, "counts": counts, "bounds": bounds, "beyond_limit": beyond}


def rows(answered: Answered) -> Iterator[Row]:
    """What the changes did, one row for each visit, seat, team and check."""
    was = {visit.visit: visit for visit in answered.before.visits}
    numbers = [number for number, _ in answered.reported]
    for change, fact in answered.replanned.answers:
        yield from _rows(numbers[change], fact, was, answered)


def _rows(number: int, fact: object, was: dict[str, Visit], answered: Answered) -> Iterator[Row]:
    cause = next(change.cause for n, change in answered.reported if n == number)
    match fact:
        case Cancelled(visits=visits):
            for id in visits:
                yield Row(number, "cancelled", id, was[id].outing, "", _at(was[id]), "", cause)
        case Moved(visit=visit, why=why):
            yield Row(number, "moved", visit.visit, visit.outing, "", _at(was[visit.visit]), _at(visit), why)
        case Added(visit=visit, why=why):
            yield Row(number, "added", visit.visit, visit.outing, "", "", _at(visit), why)
        case Extended(visit=visit, why=why):
            before, after = ";".join(was[visit.visit].matters), ";".join(visit.matters)
            yield Row(number, "extended", visit.visit, visit.outing, "", before, after, why)
        case Withdrawn(visit=visit, department=department, why=why):
            yield Row(number, "withdrawn", visit.visit, visit.outing, department, _at(visit), "", why)
        case Replacement(outing=outing, department=department, inspector=gone, successor=successor):
            yield Row(number, "replaced", "", outing, department, gone, successor, cause)
        case TeamDrawn(members=members):
            who = ";".join(member.inspector for member in members)
            yield Row(number, "team", "", *members[0][:2], "", who, cause)
        case LeftOut(checks=checks):
            for check in checks:
                yield Row(number, "left_out", "", "", "", f"{check.enterprise} {check.matter}", "", check.detail)


def _at(visit: Visit) -> str:
    return f"{visit.date} {visit.slot}"
