"""An answer as people read it in a terminal: tables as wide as that is, stacked lines, how much of the whole it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, Group, RenderResult
from rich.table import Table
from rich.text import Text

from api.headings import heading
from domain.aggregates.ceremony import as_told
from domain.aggregates.personal import Sealed
from projections.models.round_ceremony import CODES
from projections.queries.paging import Page

_GAP, _BETWEEN = 2, "  "
_IN_WORDS = frozenset({"actor", "cause", "detail", "name", "reason", "stage"})
"""Columns of words: their cells fold between words and, where a word is longer than this, within it."""
_LONG_WORD = 12
SEALED = "〔个人信息已加密 / sealed〕"
STAGES = {code: stage for stage, code in CODES.items()}
"""What each stage of a round is called."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column with its cells as they are told. `least` and `most` are its widths, folded wherever it can be or not at
    all, in cells of a terminal (a Chinese letter takes two)."""

    name: str
    zh: str
    en: str
    cells: tuple[str, ...]
    on_the_right: bool
    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Listing:
    """A table that fits the terminal: columns to `spare` are left out if they are empty, and in their order while the
    table is too wide. No number, id, date or word of a heading is broken, however narrow the terminal."""

    title: str
    columns: Sequence[Column]
    spare: Sequence[str]

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """The table, and which columns it had no room for."""
        filled = [column for column in self.columns if column.name not in self.spare or any(column.cells)]
        shown = filled
        for name in self.spare:
            if _width(shown) > options.max_width:
                shown = [column for column in shown if column.name != name]
        yield folding(self.title)
        wide = max(options.max_width, _width(shown))
        yield from console.render(_drawn(shown, wide), options.update(width=wide))
        if left_out := [f"{column.zh} {column.en}" for column in filled if column not in shown]:
            yield folding(f"未列 / left out here (--as csv has it): {', '.join(left_out)}")


def page_table(
    page: Page[Any], names: Sequence[str], title: str, *, offset: int = 0, spare: Sequence[str] = ()
) -> Group:
    """Some columns of a page as a table, and how much of the whole it is."""
    return Group(row_table(page.rows, names, title, spare=spare), told_of(page, offset))


def row_table(rows: Iterable[Any], names: Sequence[str], title: str, *, spare: Sequence[str] = ()) -> Listing:
    """Some columns of some rows as a table; those to `spare` are left out first where the terminal is narrow."""
    listed = list(rows)
    return Listing(title, [_column(name, [getattr(row, name) for row in listed]) for name in names], spare)


@dataclass(frozen=True, slots=True)
class Pieces:
    """A line of pieces; it goes on below between two of them, and within one only if that is longer than a line."""

    indent: int
    pieces: Sequence[str]

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """As many lines as they take, all of them as far indented."""
        width = max(1, options.max_width - self.indent)
        lines = list(self.pieces[:1])
        for piece in self.pieces[1:]:
            longer = f"{lines[-1]}{_BETWEEN}{piece}"
            lines[-1:] = [longer] if cell_len(longer) <= width else [lines[-1], piece]
        for line in lines:
            for part in folding(line).wrap(console, width):
                yield Text(f"{' ' * self.indent}{part.plain.rstrip()}")


def stacked(lines: Iterable[tuple[int, Sequence[str]]]) -> Group:
    """Lines of pieces below one another, each with how far it is indented."""
    return Group(*(Pieces(indent, pieces) for indent, pieces in lines))


def folding(text: str) -> Text:
    """A text that goes on in the next line where the terminal ends."""
    return Text(text, overflow="fold", no_wrap=False)


def told_of(page: Page[Any], offset: int) -> Group:
    """Which rows of how many, and up to which event."""
    first, last = offset + 1, offset + len(page.rows)
    told = f"第 {first}–{last} 行，共 {page.total} 行 / rows {first}–{last} of {page.total}"
    if not page.rows:
        told = f"共 {page.total} 行 / none of {page.total}"
    elif first == last:
        told = f"第 {first} 行，共 {page.total} 行 / row {first} of {page.total}"
    return stacked([(0, [told]), (0, [f"截至第 {page.position} 号事件 / as of event {page.position}"])])


def cell(value: Any) -> str:
    """A value as it is told: a flag as 是 or nothing, lists with spaces, moments by the clock of Beijing."""
    match value:
        case None | False:
            return ""
        case True:
            return "是"
        case float():
            return f"{value:,.2f}"
        case int():
            return f"{value:,}"
        case datetime():
            return as_told(value)[:16]
        case (int(), int()):
            return f"{value[0]}:{value[1]:,}"
        case tuple() | list():
            return " ".join(map(cell, value))
        case str() if Sealed.read(value):
            return SEALED
    return str(value)


def _column(name: str, values: Sequence[Any]) -> Column:
    zh, en = heading(name)
    cells = tuple(STAGES[value] if name == "stage" else cell(value) for value in values)
    words = (len(word) for word in en.split())
    pieces = (each for value, told in zip(values, cells, strict=True) for each in _pieces(name, value, told))
    least = max(cell_len(zh), *words, *pieces)
    most = max(least, len(en), *map(cell_len, cells), 0)
    return Column(name, zh, en, cells, any(isinstance(value, int | float) for value in values), least, most)


def _pieces(name: str, value: Any, told: str) -> Iterator[int]:
    """The widths of what stays together in a cell."""
    if name in _IN_WORDS:
        return (min(cell_len(word), _LONG_WORD) for word in told.split())
    return map(cell_len, told.split() if isinstance(value, tuple | list) else [told])


def _width(columns: Sequence[Column]) -> int:
    return sum(column.least for column in columns) + _GAP * (len(columns) - 1)


def _drawn(columns: Sequence[Column], width: int) -> Table:
    """The table; what room there is over goes to the columns that need the least of it."""
    left, widths = width - _width(columns), {}
    for column in sorted(columns, key=lambda each: each.most - each.least):
        more = min(left, column.most - column.least)
        widths[column.name], left = column.least + more, left - more
    table = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, _GAP - 1, 0, 0))
    for column in columns:
        title = folding(f"{column.zh}\n{column.en}")
        aligned = "right" if column.on_the_right else "left"
        table.add_column(title, justify=aligned, width=widths[column.name], overflow="fold")  # type: ignore[arg-type]
    for cells in zip(*(column.cells for column in columns), strict=True):
        table.add_row(*map(folding, cells))
    return table
