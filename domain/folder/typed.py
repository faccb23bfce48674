"""A table's cells as values: which column is which, what each cell means, and every cell that means nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import Any, NamedTuple

from domain.folder.cells import Unreadable, text
from domain.folder.columns import Column, TableShape
from domain.folder.tables import Table, tabulate
from domain.refusals import Fault, FaultyFolder


class TypedTable(NamedTuple):
    """The values of a table by column, None where a cell could not be read; `headings`: a column as the file calls it.

    A column that the file lacks is in `values` with its default, and not in `headings`.
    """

    source: str
    headings: Mapping[str, str]
    values: Mapping[str, Sequence[Any]]
    texts: Mapping[str, Sequence[str]]
    numbers: Sequence[int]

    def fault(self, place: int, columns: Sequence[str], value: str, zh: str, en: str) -> Fault:
        """A fault of the record at a place, in one or more columns."""
        named = ", ".join(self.headings.get(column, column) for column in columns)
        return Fault(self.source, self.numbers[place], named, value[:80], zh, en)


def read_columns(table: Table, shape: TableShape) -> tuple[TypedTable, list[Fault]]:
    """Read every column of a table; columns that the shape does not know are ignored."""
    places = {column: _places(table, column) for column in shape.columns}
    faults = [fault for column, found in places.items() for fault in _heading_faults(table, column, found)]
    headings, values, texts = dict[str, str](), dict[str, Sequence[Any]](), dict[str, Sequence[str]]()
    typed = TypedTable(table.source, headings, values, texts, table.numbers)
    for column, found in places.items():
        if not found:
            values[column.name] = [column.default] * len(table.numbers)
            continue
        headings[column.name] = table.header[found[0]]
        texts[column.name] = table.columns[found[0]]
        values[column.name], unread = _values(texts[column.name], column)
        faults += _cell_faults(typed, column.name, unread)
    return typed, faults


def read_texts(shape: TableShape, rows: Iterable[Sequence[str]]) -> tuple[Any, ...]:
    """Rows of texts, in the order of the shape's columns, as its values: what `domain.folder.writing.texts` wrote.

    Raises:
        FaultyFolder: with every cell that is not of its kind.
    """
    header = [column.name for column in shape.columns]
    table, uneven = tabulate(shape.name, shape.file, chain([header], rows))
    typed, faults = read_columns(table, shape)
    if uneven or faults:
        raise FaultyFolder(shape.file, uneven + faults)
    return records(typed, shape)


def _places(table: Table, column: Column) -> list[int]:
    names = column.names
    return [place for place, heading in enumerate(table.header) if heading in names]


def _heading_faults(table: Table, column: Column, places: Sequence[int]) -> list[Fault]:
    if len(places) > 1:
        given = ", ".join(table.header[place] for place in places)
        return [Fault(table.source, 1, column.name, given, "同一列出现多次", "the column is given more than once")]
    if not places and column.required:
        title = f" {column.title}" if column.title else ""
        return [Fault(table.source, 1, column.name, "", f"缺少必需的列{title}", "a required column is missing")]
    return []


def _values(texts: Sequence[str], column: Column) -> tuple[Sequence[Any], dict[str, Unreadable]]:
    """Every cell's value, each different text read once, and the texts that cannot be read."""
    if column.read is text and column.default == "" and not (column.required and "" in texts):
        return texts, {}
    known: dict[str, Any] = dict.fromkeys(texts)
    unread: dict[str, Unreadable] = {}
    read = column.read
    for cell in known:
        try:
            known[cell] = read(cell) if cell else _default(column)
        except Unreadable as error:
            unread[cell] = error
    return list(map(known.__getitem__, texts)), unread


def _default(column: Column) -> object:
    if column.required:
        raise Unreadable("不得为空", "must not be empty")
    return column.default


def _cell_faults(typed: TypedTable, column: str, unread: Mapping[str, Unreadable]) -> list[Fault]:
    if not unread:
        return []
    return [
        typed.fault(place, [column], cell, unread[cell].zh, unread[cell].en)
        for place, cell in enumerate(typed.texts[column])
        if cell in unread
    ]


def records(typed: TypedTable, shape: TableShape) -> tuple[Any, ...]:
    """The rows as the shape's values, in the table's order."""
    return tuple(map(shape.record, *(typed.values[column.name] for column in shape.columns)))
