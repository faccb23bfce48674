"""A registry from wherever a clerk keeps it: a folder of CSV files, a folder with a workbook, or a workbook alone."""

from __future__ import annotations

from datetime import date
from hashlib import sha256
from pathlib import Path

from api.workbook import read_workbook
from api.working_days import is_working_day
from domain.calendar import Quarter
from domain.folder import (
    ENTERPRISES,
    POLICY_FILE,
    POLICY_SHAPE,
    FolderFiles,
    ReadEnterprises,
    Table,
    load,
    read_tables,
)
from domain.refusals import Fault
from domain.registry import Registry

WORTH_COLUMNS = 2_000_000
"""The bytes from which on a file of enterprises is read in columns."""


def load_registry(path: Path, quarter: Quarter, calendar: str) -> tuple[Registry, tuple[date, ...]]:
    """Read a registry and the working days of a quarter.

    Raises:
        FaultyFolder: with every fault; a table that is there twice, in two files or two sheets, is one.
    """
    alone = path.is_file() and path.suffix.lower() == ".xlsx"
    in_columns = None if alone else _in_columns(path / ENTERPRISES.file)
    besides = () if in_columns is None else (ENTERPRISES.name,)
    sources = _Sources(FolderFiles({}, None, {}, ()) if alone else read_tables(path, besides))
    if in_columns is not None:
        sources.tables[ENTERPRISES.name], sources.inputs[ENTERPRISES.file] = in_columns
    for workbook in [path] if alone else _workbooks(path):
        sources.add(workbook)
    return load(
        sources.tables, sources.policy, sources.inputs,
        folder=str(path), quarter=quarter, calendar=calendar, built_in=is_working_day, faults=sources.faults,
    )  # fmt: skip


def _in_columns(file: Path) -> tuple[ReadEnterprises, str] | None:
    """A large file of enterprises and its digest; None: it is small or not there, or faults are to be told."""
    if not file.is_file() or file.stat().st_size < WORTH_COLUMNS:
        return None
    # Arrow takes longer to be imported than a small folder to be read.
    from api.columns import read_enterprises

    return read_enterprises(file)


def _workbooks(folder: Path) -> list[Path]:
    """The workbooks of a folder by name, without the lock files of those that are open in a spreadsheet."""
    return sorted(
        path for path in folder.iterdir() if path.suffix.lower() == ".xlsx" and not path.name.startswith(("~$", "."))
    )


class _Sources:
    """The tables of a folder's files and of its workbooks, each once."""

    def __init__(self, files: FolderFiles) -> None:
        self.tables: dict[str, Table | ReadEnterprises] = dict(files.tables)
        self.inputs, self.faults = dict(files.inputs), list(files.faults)
        self.policy: str | Table | None = files.policy

    def add(self, workbook: Path) -> None:
        """Add the tables of a workbook; one that is there already is a fault."""
        if not workbook.name.isprintable():
            zh, en = "文件名不是可显示的文字，请改名", "its name is no printable text; rename it"
            self.faults.append(Fault(ascii(workbook.name), None, "", "", zh, en))
            return
        tables, faults = read_workbook(workbook)
        self.faults += faults
        for table in tables:
            self._add_table(table)
        if tables:
            self.inputs[workbook.name] = sha256(workbook.read_bytes()).hexdigest()

    def _add_table(self, table: Table) -> None:
        if (earlier := self._source_of(table.name)) is not None:
            zh, en = f"此表已在 {earlier} 中，只能给出一次", f"this table is in {earlier} already; it may be given once"
            self.faults.append(Fault(table.source, None, "", "", zh, en))
        elif table.name != POLICY_SHAPE.name:
            self.tables[table.name] = table
        elif table.header:
            self.policy = table

    def _source_of(self, name: str) -> str | None:
        if name != POLICY_SHAPE.name:
            return self.tables[name].source if name in self.tables else None
        if isinstance(self.policy, Table):
            return self.policy.source
        return None if self.policy is None else POLICY_FILE
