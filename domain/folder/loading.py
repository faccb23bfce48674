"""From the text of a registry folder to its values, or to the list of everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from domain.calendar import WEEKDAYS, BuiltIn, Quarter, is_confirmed, working_days
from domain.enterprises import EnterpriseTable
from domain.folder.collector import everything_stays
from domain.folder.columns import REGISTRY_SHAPES, TableShape
from domain.folder.files import FolderFiles, read_files
from domain.folder.policy import read_policy
from domain.folder.rules import faults_between
from domain.folder.tables import ReadEnterprises, Table
from domain.folder.typed import TypedTable, read_columns, records
from domain.refusals import Fault, FaultyFolder
from domain.registry import CalendarDay, Enterprise, Policy, Registry

_ONCE = ("absences", "recusals")
"""Tables without a key whose rows nevertheless say something once: an officer is absent, or recused, or is not."""


def read_tables(folder: Path, besides: Collection[str] = ()) -> FolderFiles:
    """Read a folder of CSV files as text: tables, the text of `policy.toml`, digests, and what could not be read.

    The tables `besides` are left to somebody else.
    """
    return read_files(folder, [shape.name for shape in REGISTRY_SHAPES if shape.name not in besides])


def load(
    tables: Mapping[str, Table | ReadEnterprises],
    policy: str | Table | None,
    inputs: Mapping[str, str],
    *,
    folder: str,
    quarter: Quarter,
    calendar: str,
    built_in: BuiltIn,
    faults: Sequence[Fault] = (),
) -> tuple[Registry, tuple[date, ...]]:
    """The registry and the working days of the quarter.

    `policy` is the text of `policy.toml` or a table of keys and values; `faults` are those of the reading.

    Raises:
        FaultyFolder: with every fault of the folder, in the order of tables and rows.
    """
    found = list(faults)
    with everything_stays():
        typed = _typed(tables, found)
        read, wrong = read_policy(policy)
        found += wrong
        declared = _declared(typed.get("calendar"))
        if calendar != WEEKDAYS and not is_confirmed(quarter.year, declared, built_in):
            found.append(_unconfirmed(quarter.year))
        if found:
            raise FaultyFolder(folder, found)
        return _registry(tables, typed, read, inputs), working_days(quarter, declared, calendar, built_in)


def _typed(tables: Mapping[str, Table | ReadEnterprises], faults: list[Fault]) -> dict[str, TypedTable]:
    """Every readable table's values; appends the faults, table by table and row by row."""
    typed, unread = dict[str, TypedTable](), dict[str, list[Fault]]()
    for shape in REGISTRY_SHAPES:
        match tables.get(shape.name):
            case ReadEnterprises(source, read):
                typed[shape.name] = TypedTable(source, {"id": "id"}, {}, {"id": read.columns.ids}, ())
            case Table(header=header) as table if header:
                typed[shape.name], unread[shape.name] = read_columns(table, shape)
    for shape in REGISTRY_SHAPES:
        if shape.name in unread:
            faults += _by_row([*unread[shape.name], *faults_between(shape, typed)])
        elif shape.required and shape.name not in tables:
            faults.append(Fault(shape.file, None, "", "", "缺少必需的文件", "a required file is missing"))
    return typed


def _by_row(faults: Iterable[Fault]) -> list[Fault]:
    return sorted(faults, key=lambda fault: fault.row or 0)


def _declared(table: TypedTable | None) -> tuple[CalendarDay, ...]:
    """The days of `calendar.csv` that can be read."""
    if table is None:
        return ()
    columns = (table.values[column] for column in ("date", "working", "note"))
    return tuple(CalendarDay(*row) for row in zip(*columns, strict=True) if isinstance(row[0], date))


def _unconfirmed(year: int) -> Fault:
    return Fault(
        "calendar.csv", None, "date", str(year),
        "没有这一年的工作日：内置日历不含这一年，calendar.csv 也没有这一年的任何一行",
        "the working days of this year are not confirmed: the built-in calendar does not know it, and no row is of it",
    )  # fmt: skip


def _registry(
    tables: Mapping[str, Table | ReadEnterprises],
    typed: Mapping[str, TypedTable],
    policy: Policy,
    inputs: Mapping[str, str],
) -> Registry:
    """The registry of faultless tables; a table with ids becomes a mapping, the others stay lists."""
    fields: dict[str, Any] = {}
    for shape in REGISTRY_SHAPES:
        if isinstance(table := tables.get(shape.name), ReadEnterprises):
            fields[shape.name] = table.enterprises
        elif shape.name in typed:
            fields[shape.name] = _rows(typed[shape.name], shape)
    return Registry(**fields, policy=policy, inputs=dict(inputs))


def _rows(table: TypedTable, shape: TableShape) -> Mapping[str, Any] | tuple[Any, ...]:
    if shape.record is Enterprise:
        return EnterpriseTable.of_values(*(table.values[column.name] for column in shape.columns))
    rows = records(table, shape)
    if shape.name in _ONCE:
        rows = _with_every_reason(rows)
    return {row.id: row for row in rows} if shape.key == ("id",) else rows


def _with_every_reason(rows: tuple[Any, ...]) -> tuple[Any, ...]:
    """Rows that say the same but for the reason, which stands last, as one row."""
    reasons: dict[tuple[Any, ...], list[str]] = {}
    for row in rows:
        reasons.setdefault(row[:-1], []).append(row[-1])
    if len(reasons) == len(rows):
        return rows
    joined = ((*said, "; ".join(sorted({*given} - {""}))) for said, given in reasons.items())
    return tuple(map(type(rows[0])._make, joined))


def read_registry(
    folder: Path, *, quarter: Quarter, calendar: str, built_in: BuiltIn
) -> tuple[Registry, tuple[date, ...]]:
    """Read a folder of CSV files: its registry and the working days of the quarter.

    Raises:
        FaultyFolder: with every fault of the folder.
    """
    files = read_tables(folder)
    return load(
        files.tables, files.policy, files.inputs,
        folder=str(folder), quarter=quarter, calendar=calendar, built_in=built_in, faults=files.faults,
    )  # fmt: skip
