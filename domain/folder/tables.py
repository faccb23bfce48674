"""A table as text: a header and columns of cells, whatever file or sheet it came from."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import NamedTuple

from domain.enterprises import EnterpriseTable
from domain.refusals import Fault

# Small enough for a processor's cache: with chunks of 10,000 rows a million take twice as long.
_CHUNK = 100
_REMEMBERED = 5_000


class Table(NamedTuple):
    """A table's cells by column, spaces around them dropped.

    `numbers[i]` is the row of the i-th record as a spreadsheet counts, the header being row 1; blank rows are left
    out. A table without header could not be read: whoever read it has told the fault.
    """

    name: str
    source: str
    header: tuple[str, ...]
    columns: tuple[list[str], ...] = ()
    numbers: Sequence[int] = ()


class ReadEnterprises(NamedTuple):
    """The table of enterprises, where somebody has read it already and found no fault in it."""

    source: str
    enterprises: EnterpriseTable


def tabulate(name: str, source: str, rows: Iterable[Sequence[str]]) -> tuple[Table, list[Fault]]:
    """Make a table of rows of text, the first being the header, and tell which rows have cells beyond it."""
    remaining = iter(rows)
    header = header_of(next(remaining, ()))
    if not header:
        fault = Fault(source, None, "", "", "文件为空：没有标题行", "is empty: it has no header row")
        return Table(name, source, ()), [fault]
    columns: tuple[list[str], ...] = tuple([] for _ in header)
    memories: tuple[dict[str, str], ...] = tuple({} for _ in header)
    numbers, faults = array("L"), list[Fault]()
    first = 2
    while chunk := list(islice(remaining, _CHUNK)):
        rows, told = _even(chunk, first, len(header))
        faults += _overlong(source, chunk, first, len(header))
        numbers.extend(told)
        for column, memory, cells in zip(columns, memories, zip(*rows, strict=True), strict=bool(rows)):
            _append(column, memory, cells)
        first += len(chunk)
    return Table(name, source, header, columns, numbers), faults


def _even(rows: list[Sequence[str]], first: int, width: int) -> tuple[list[Sequence[str]], Sequence[int]]:
    """The rows that are not blank, all of one width, and their numbers."""
    if all(len(row) == width and row[0].strip() for row in rows):
        return rows, range(first, first + len(rows))
    told = [(number, row) for number, row in enumerate(rows, first) if any(map(str.strip, row))]
    return [[*row[:width], *[""] * (width - len(row))] for _, row in told], [number for number, _ in told]


def _overlong(source: str, rows: list[Sequence[str]], first: int, width: int) -> list[Fault]:
    """Rows with something written beyond the header's last column."""
    return [
        Fault(
            source, number, "", " ".join(row[width:]).strip()[:80],
            f"这一行有 {len(row)} 格，标题行只有 {width} 格", f"has {len(row)} cells; the header has {width}",
        )
        for number, row in enumerate(rows, first)
        if len(row) > width and any(map(str.strip, row[width:]))
    ]  # fmt: skip


def header_of(row: Sequence[str]) -> tuple[str, ...]:
    """The column names of a header row: what is empty at its end is left out."""
    names = [cell.strip().lstrip("\ufeff").strip() for cell in row]
    while names and not names[-1]:
        names.pop()
    return tuple(names)


def _append(column: list[str], memory: dict[str, str], cells: Iterable[str]) -> None:
    """Add cells to a column, equal texts as one object as long as there are few: a million classes are four texts."""
    stripped = map(str.strip, cells)
    if len(memory) > _REMEMBERED:
        column.extend(stripped)
    else:
        kept = list(stripped)
        column.extend(map(memory.setdefault, kept, kept))
