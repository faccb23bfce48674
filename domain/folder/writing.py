"""How a table is written: one text for a value, one line for a row, the same bytes on every machine.

UTF-8, line feeds, English headers, rows sorted as text, column by column. A cell with a comma, a quotation mark or a
line break stands in quotation marks, those inside it doubled (RFC 4180).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Any

from domain.folder.collector import everything_stays
from domain.folder.columns import TableShape

Texts = tuple[str, ...]
"""A row as texts, in the order of its file's columns."""
_IN_QUOTES = (",", '"', "\n", "\r")
_CHUNK = 5_000


def table_bytes(shape: TableShape, rows: Iterable[tuple[object, ...]], *, in_order: bool = False) -> bytes:
    """A table as a CSV file; `in_order`: the order of the rows has a meaning and stays."""
    with everything_stays():
        written = texts(rows)
        if not in_order:
            written.sort()
        header = ",".join(column.name for column in shape.columns)
        return b"\n".join([header.encode(), *_lines(written), b""])


def digests(files: Mapping[str, bytes]) -> dict[str, str]:
    """File → SHA-256 of its bytes, 64 hex digits."""
    return {file: sha256(data).hexdigest() for file, data in sorted(files.items())}


def texts(rows: Iterable[tuple[object, ...]]) -> list[Texts]:
    """Every value as the text of its cell, row by row; rows are all of one width."""
    return list(zip(*map(_column, zip(*rows, strict=True)), strict=True))


def plain(number: Decimal) -> str:
    """A number's digits, exactly, without exponent and without zeros at the end of the fraction.

    >>> plain(Decimal("0.070")), plain(Decimal("1E+2")), plain(Decimal("1E-7")), plain(Decimal("0.00"))
    ('0.07', '100', '0.0000001', '0')
    """
    digits = format(number, "f")
    return digits.rstrip("0").rstrip(".") if "." in digits else digits


def _degrees(value: float) -> str:
    """The shortest digits that are read back as the same number; minus zero is zero."""
    digits = repr(value + 0.0)
    return plain(Decimal(digits)) if "e" in digits else digits.removesuffix(".0")


_WRITERS: dict[type, Callable[[Any], str]] = {
    type(None): lambda _: "",
    bool: lambda flag: "1" if flag else "0",
    int: str,
    float: _degrees,
    Decimal: plain,
    date: date.isoformat,
    str: str,
    tuple: ";".join,
    frozenset: lambda words: ";".join(sorted(words)),
}
"""By type of value: the text of its cell. Equal values are equal texts, and reading the text gives the value again."""


def _column(values: tuple[Any, ...]) -> Sequence[str]:
    """Each different value written once: a million classes are four texts."""
    if set(map(type, values)) == {str}:
        return values
    distinct = dict.fromkeys(values)
    if 2 * len(distinct) > len(values):
        return [_WRITERS[type(value)](value) for value in values]
    known = {value: _WRITERS[type(value)](value) for value in distinct}
    return list(map(known.__getitem__, values))


def _lines(rows: list[Texts]) -> Iterable[bytes]:
    # Encoded in chunks: the whole text of a million rows would be held at two or four bytes a character.
    for first in range(0, len(rows), _CHUNK):
        columns = map(_quoted, zip(*rows[first : first + _CHUNK], strict=True))
        yield "\n".join(map(",".join, zip(*columns, strict=True))).encode()


def _quoted(column: Sequence[str]) -> Sequence[str]:
    whole = "".join(column)
    if not any(mark in whole for mark in _IN_QUOTES):
        return column
    return [_in_quotes(cell) if any(mark in cell for mark in _IN_QUOTES) else cell for cell in column]


def _in_quotes(cell: str) -> str:
    doubled = cell.replace('"', '""')
    return f'"{doubled}"'
