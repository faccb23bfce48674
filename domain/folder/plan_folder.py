"""The plan folder: the same plan is the same bytes, and what is read back is the plan that was written."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from domain.folder.files import UnreadableFile, read_bytes, read_files, require_folder
from domain.folder.plan_columns import PLAN_SHAPES
from domain.folder.plan_facts import PLAN_FILE, read_facts
from domain.folder.typed import read_columns, records
from domain.folder.writing import digests, table_bytes
from domain.plan import Plan
from domain.refusals import Fault, FaultyFolder


def write_plan(plan: Plan, folder: Path) -> None:
    """Write the files of a plan; the folder is made if it is not there."""
    folder.mkdir(parents=True, exist_ok=True)
    for file, data in plan_files(plan).items():
        (folder / file).write_bytes(data)


def plan_files(plan: Plan) -> dict[str, bytes]:
    """The six tables and `plan.json`, which names the digest of each, by file name.

    UTF-8, line feeds, English headers, rows sorted as text: the same plan is the same bytes.
    """
    files = plan_tables({field: getattr(plan, field) for field in PLAN_SHAPES})
    facts = {**plan.facts, "outputs": digests(files)}
    text = json.dumps(facts, sort_keys=True, indent=2, ensure_ascii=False, allow_nan=False)
    return {**files, PLAN_FILE: f"{text}\n".encode()}


def plan_tables(rows: Mapping[str, Iterable[tuple[object, ...]]]) -> dict[str, bytes]:
    """Some tables of a plan, by the field that holds their rows, as they stand in its folder, by file name."""
    shapes = {field: PLAN_SHAPES[field] for field in rows}
    return {shape.file: table_bytes(shape, map(_in_one_line, rows[field])) for field, shape in shapes.items()}


def _in_one_line(row: tuple[object, ...]) -> tuple[object, ...]:
    """Without carriage returns, which a reader may take for the end of a row."""
    return tuple(cell.replace("\r", " ") if isinstance(cell, str) else cell for cell in row)


def read_plan(folder: Path) -> Plan:
    """Read a plan folder back. Only its shape is looked at: whether it is right, the checker says.

    Raises:
        FaultyFolder: with every file, column and cell that is missing or is not what it should be.
    """
    files = read_files(folder, [shape.name for shape in PLAN_SHAPES.values()])
    faults = list(files.faults)
    rows: dict[str, tuple[Any, ...]] = {}
    for field, shape in PLAN_SHAPES.items():
        table = files.tables.get(shape.name)
        if table is None:
            faults.append(Fault(shape.file, None, "", "", "缺少必需的文件", "a required file is missing"))
        elif table.header:
            typed, found = read_columns(table, shape)
            faults += found
            rows[field] = () if found else records(typed, shape)
    facts, found = read_facts(folder)
    faults += found
    if faults:
        raise FaultyFolder(str(folder), faults)
    return Plan(**rows, facts={key: value for key, value in facts.items() if key != "outputs"})


def plan_digests(folder: Path) -> dict[str, str]:
    """File → SHA-256 of the tables as they stand in a plan folder, for comparison with `declared_digests`.

    Raises:
        FaultyFolder: there is no such folder, or a table of it cannot be read.
    """
    require_folder(folder)
    try:
        found = {shape.file: read_bytes(folder / shape.file) for shape in PLAN_SHAPES.values()}
    except UnreadableFile as unreadable:
        raise FaultyFolder(str(folder), [unreadable.fault]) from unreadable
    return digests({file: data for file, data in found.items() if data is not None})


def declared_digests(folder: Path) -> Mapping[str, str]:
    """File → SHA-256 as `outputs` of a plan folder's `plan.json` says.

    Raises:
        FaultyFolder: `plan.json` is missing or not what it should be.
    """
    require_folder(folder)
    facts, faults = read_facts(folder)
    if faults:
        raise FaultyFolder(str(folder), faults)
    outputs: Mapping[str, str] = facts["outputs"]
    return outputs
