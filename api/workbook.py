"""A registry as one `.xlsx` workbook: one sheet per table, named in English or in Chinese, read as text."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path

from openpyxl import load_workbook

from domain.folder import POLICY_SHAPE, REGISTRY_SHAPES, Table, tabulate
from domain.refusals import Fault

_SHEETS = {name: shape.name for shape in (*REGISTRY_SHAPES, POLICY_SHAPE) for name in shape.names}


def read_workbook(path: Path) -> tuple[list[Table], list[Fault]]:
    """The tables of a workbook, the `policy` sheet among them, and what could not be read; other sheets are ignored."""
    tables, faults = list[Table](), list[Fault]()
    try:
        for name, sheet, rows in _sheets(path):
            table, found = tabulate(name, f"{path.name}[{sheet}]", rows)
            tables.append(table)
            faults += found
    except Exception as error:  # a damaged file makes openpyxl raise whatever its parts raise
        reason = str(error).strip() or type(error).__name__
        zh, en = f"不是可读的 xlsx 工作簿（{reason}）", f"is no readable xlsx workbook ({reason})"
        faults.append(Fault(path.name, None, "", "", zh, en))
    return tables, faults


def _sheets(path: Path) -> Iterator[tuple[str, str, Iterable[list[str]]]]:
    with path.open("rb") as file, warnings.catch_warnings():
        # Styles and validations that openpyxl does not know are none of the registry's business.
        warnings.simplefilter("ignore")
        workbook = load_workbook(file, read_only=True, data_only=True)
        for sheet in workbook.worksheets:
            if name := _SHEETS.get(sheet.title.strip()):
                # Some programs write a wrong size, and rows beyond it would be left out.
                sheet.reset_dimensions()
                yield name, sheet.title, ([_text(cell) for cell in row] for row in sheet.iter_rows(values_only=True))


def _text(value: object) -> str:
    """A cell as a CSV file would have it."""
    match value:
        case None:
            return ""
        case bool():
            return "1" if value else "0"
        case float():
            return _number(value)
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case date():
            return value.isoformat()
        case _:
            return str(value)


def _number(value: float) -> str:
    """A number in plain decimals: the shortest that is the same number, whole ones without a point.

    >>> _number(0.05), _number(2.0), _number(1e-07)
    ('0.05', '2', '0.0000001')
    """
    return str(int(value)) if value.is_integer() else format(Decimal(repr(value)), "f")
