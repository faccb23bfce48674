"""Two generations of a read model held against each other, row by row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from projections.models.generations import Generation

_AT_ONCE = 2_000
Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """A row that two generations do not have alike; `read` is that of the generation that was read until now.

    `key` names the row and, where versions are kept, its version; None stands for no such row.
    """

    table: str
    key: Mapping[str, Any]
    read: Mapping[str, Any] | None
    rebuilt: Mapping[str, Any] | None


def differences(connection: sa.Connection, read: Generation, rebuilt: Generation) -> Iterator[Difference]:
    """What differs between two generations that have followed the log equally far, in the order of tables and keys."""
    for name, table in rebuilt.tables.items():
        columns = [column.name for column in table.columns]
        key = _key_of(table)
        places = [columns.index(column) for column in key]
        for before, after in _apart(_rows(connection, read.tables[name], key), _rows(connection, table, key), places):
            row = _key(before or after or (), places)
            yield Difference(name, dict(zip(key, row, strict=True)), _named(columns, before), _named(columns, after))


def _named(columns: Sequence[str], row: Row | None) -> Mapping[str, Any] | None:
    return None if row is None else dict(zip(columns, map(_legible, row), strict=True))


def _legible(value: Any) -> Any:
    return value.decode(errors="backslashreplace") if isinstance(value, bytes) else value


def _key_of(table: sa.Table) -> Sequence[str]:
    return (*table.info["key"], "since") if "since" in table.columns else tuple(table.info["key"])


def _rows(connection: sa.Connection, table: sa.Table, key: Sequence[str]) -> Iterator[Row]:
    streaming = connection.execution_options(stream_results=True, yield_per=_AT_ONCE)
    with streaming.execute(sa.select(table).order_by(*(table.c[column] for column in key))) as result:
        yield from map(tuple, result)


def _apart(one: Iterator[Row], other: Iterator[Row], key: Sequence[int]) -> Iterator[tuple[Row | None, Row | None]]:
    """Merge two sequences that are sorted by key, and keep what is not in both alike."""
    left, right = next(one, None), next(other, None)
    while left is not None or right is not None:
        if left == right:
            left, right = next(one, None), next(other, None)
        elif right is None or (left is not None and _key(left, key) < _key(right, key)):
            yield left, None
            left = next(one, None)
        elif left is None or _key(right, key) < _key(left, key):
            yield None, right
            right = next(other, None)
        else:
            yield left, right
            left, right = next(one, None), next(other, None)


def _key(row: Row, places: Sequence[int]) -> Row:
    return tuple(row[place] for place in places)
