"""A plan folder as files: its digests, the form of its tables, and the check of the whole folder."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from concurrent.futures import Executor
from datetime import date
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

from domain.calendar import Quarter
from domain.checker.book import check
from domain.checker.violation import (
    DRAW,
    FRAMES,
    PLAN,
    SKIPPED,
    TEAMS,
    UNPLANNED,
    VISITS,
    Findings,
    Found,
    Violation,
)
from domain.folder import declared_digests, read_plan
from domain.plan import Drawn, Frame, Skip, TeamMember, Unplanned, Visit
from domain.refusals import FaultyFolder
from domain.registry import Registry

LoadRegistry = Callable[[Quarter, str], tuple[Registry, tuple[date, ...]]]
"""From a round and the name of its calendar (`folder` or `weekdays`) to the registry and the round's working days."""

COLUMNS: dict[str, tuple[str, ...]] = {
    VISITS: Visit._fields,
    TEAMS: TeamMember._fields,
    DRAW: Drawn._fields,
    FRAMES: Frame._fields,
    SKIPPED: Skip._fields,
    UNPLANNED: Unplanned._fields,
}


def readable(faulty: FaultyFolder) -> Findings:
    """A plan folder has its six tables and `plan.json`, whole, with every column and key, and values of their kind."""
    for fault in faulty.faults:
        what = f"{fault.row or ''} {fault.column} {fault.value}".strip()
        yield Found(fault.file, what, fault.zh, fault.en)


def outputs(folder: Path) -> Findings:
    """No table was touched after the plan was made: its SHA-256 is the one in `outputs` of `plan.json`."""
    said = declared_digests(folder)
    for name in COLUMNS:
        digest = sha256((folder / name).read_bytes()).hexdigest()
        if said.get(name) != digest:
            zh = f"摘要为 {digest}，plan.json 所列为 {said.get(name)}"
            yield Found(name, "outputs", zh, f"has digest {digest}, plan.json says {said.get(name)}")
    for name in sorted(said.keys() - COLUMNS.keys()):
        yield Found(PLAN, f"outputs {name}", "不是计划的表", "is no table of a plan")


def as_written(folder: Path) -> Findings:
    """The same plan is the same bytes: UTF-8 without a mark, line feeds, English headers, rows sorted as text."""
    for name, columns in COLUMNS.items():
        try:
            text = (folder / name).read_bytes().decode("utf-8")
        except UnicodeDecodeError:
            yield Found(name, "", "应为 UTF-8 编码", "is to be UTF-8")
            continue
        header, *rows = csv.reader(io.StringIO(text, newline=""))
        if tuple(header) != columns or "\r" in text:
            right = ",".join(columns)
            yield Found(name, "", f"表头应为 {right}，以换行符结尾", f"its header is {right}, lines end in a line feed")
        for before, after in pairwise(rows):
            if after < before:
                place = " ".join(before[:3])
                yield Found(name, " ".join(after[:3]), f"应排在 {place} 之前", f"must stand before {place}")
                break


FILES: tuple[Callable[[Path], Findings], ...] = (outputs, as_written)


def check_folder(folder: Path, load: LoadRegistry, executor: Executor | None = None) -> list[Violation]:
    """Every violation of a plan folder, its files included; `executor` shares the work on a large one.

    `load` reads the registry for the plan's round and calendar. A folder that cannot be read is not looked at further.

    Raises:
        Refusal: whatever `load` raises for the registry's own faults.
    """
    try:
        plan = read_plan(folder)
    except FaultyFolder as faulty:
        return [Violation(readable.__name__, *found) for found in readable(faulty)]
    registry, working_days = load(Quarter.parse(plan.facts["round"]), plan.facts["calendar"])
    files = [Violation(rule.__name__, *found) for rule in FILES for found in rule(folder)]
    return files + check(registry, plan, working_days, executor)
