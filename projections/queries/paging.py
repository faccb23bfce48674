"""A part of an answer at a time, in an order that is the same every time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import sqlalchemy as sa

from domain.refusals import UsageRefusal
from projections.queries.refusals import unknown_word

T = TypeVar("T")
DESCENDING = "-"


@dataclass(frozen=True, slots=True)
class Paging:
    """Which part of an answer is wanted.

    At most `limit` rows (None: all of them) after the first `offset`; `sort` names columns, a `-` before the name is
    descending. Rows that are equal in these stand in a fixed order.
    """

    limit: int | None = 100
    offset: int = 0
    sort: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """A part of an answer: its rows, how many rows the whole has, and the event up to which it knows."""

    rows: tuple[T, ...]
    total: int
    position: int


def sorting(paging: Paging, allowed: Iterable[str]) -> list[tuple[str, bool]]:
    """The columns to sort by, each with whether it is descending.

    Raises:
        UsageRefusal: a column is not among those allowed, or limit or offset count nothing.
    """
    if (paging.limit is not None and paging.limit < 1) or paging.offset < 0:
        raise UsageRefusal("每页至少一行，起点不小于 0", "a page has at least one row and begins at 0 or later")
    names = tuple(allowed)
    wanted = [(text.removeprefix(DESCENDING), text.startswith(DESCENDING)) for text in paging.sort]
    for name, _ in wanted:
        if name not in names:
            raise unknown_word("排序列", "column to sort by", name, names)
    return wanted


def paged(rows: Iterable[T], paging: Paging, allowed: Iterable[str], tie: Callable[[T], Any], position: int) -> Page[T]:
    """A page of rows that are all at hand; `tie` orders those that are equal in what is sorted by. None is smallest."""
    found = sorted(rows, key=tie)
    for name, descending in reversed(sorting(paging, allowed)):
        found.sort(key=lambda row: _smallest_none(getattr(row, name)), reverse=descending)
    return Page(tuple(found[_slice(paging)]), len(found), position)


def selected(
    connection: sa.Connection,
    query: sa.Select[Any],
    paging: Paging,
    columns: Mapping[str, sa.ColumnElement[Any]],
    tie: Sequence[sa.ColumnElement[Any]],
) -> tuple[Sequence[sa.Row[Any]], int]:
    """The rows of a page of a query, and how many rows the whole has; `columns` are those that sort, by name."""
    order = [_ordered(columns[name], descending) for name, descending in sorting(paging, columns)]
    page = query.order_by(*order, *tie).limit(paging.limit).offset(paging.offset)
    rows = connection.execute(page).all()
    if paging.offset == 0 and (paging.limit is None or len(rows) < paging.limit):
        return rows, len(rows)
    total = connection.execute(sa.select(sa.func.count()).select_from(query.order_by(None).subquery())).scalar_one()
    return rows, total


def _slice(paging: Paging) -> slice:
    return slice(paging.offset, None if paging.limit is None else paging.offset + paging.limit)


def _smallest_none(value: Any) -> tuple[bool, Any]:
    return (value is not None, value)


def _ordered(column: sa.ColumnElement[Any], descending: bool) -> sa.ColumnElement[Any]:
    return column.desc().nulls_last() if descending else column.asc().nulls_first()
