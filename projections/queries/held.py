"""What several questions read: rows of the planning lists, and how far rounds have come."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

import msgspec
import sqlalchemy as sa

from projections.models.as_of import AsOf
from projections.models.registry import REGISTRY_ENTRY
from projections.queries.refusals import no_round

LIST_ROW = "list_row"
SEVERAL = ";"
_CHUNK = 500
_cells = msgspec.json.Decoder(tuple[str, ...]).decode


class Figures(msgspec.Struct, frozen=True):
    """What is known of a round so far: `projections.models.round_ceremony`."""

    reached: dict[str, int] = {}
    working_days: tuple[date, ...] = ()
    counts: dict[str, Any] = {}
    bounds: dict[str, Any] = {}


class RoundHeld(NamedTuple):
    """A round, with what is known of it."""

    round: str
    stage: str
    first: date
    last: date
    calendar: str
    figures: Figures

    @property
    def sealed_at(self) -> int | None:
        """The position at which its lists were sealed."""
        return self.figures.reached.get("sealed")


_figures = msgspec.json.Decoder(Figures).decode


def rounds_held(at: AsOf, *, round: str | None = None, year: int | None = None) -> list[RoundHeld]:
    """The rounds, by id: one of them, or those of a year, or all.

    Raises:
        NothingRecorded: the one asked for was not opened by then.
    """
    table = at["round"]
    held = table.c
    query = sa.select(*columns_of_rounds(table)).order_by(held.round)
    if round is not None:
        query = query.where(held.round == round)
    if year is not None:
        query = query.where(of_year(held.round, year))
    found = [round_held(row) for row in at.connection.execute(query)]
    if round is not None and not found:
        raise no_round(round)
    return found


def columns_of_rounds(table: sa.FromClause) -> list[sa.ColumnElement[Any]]:
    """The columns of table `round` that make a RoundHeld."""
    return [table.c[name] for name in RoundHeld._fields]


def round_held(row: Sequence[Any]) -> RoundHeld:
    """A round from these columns."""
    round, stage, first, last, calendar, figures = row
    return RoundHeld(round, stage, first, last, calendar, _figures(figures))


def quarters(year: int) -> tuple[str, str]:
    """The first and the last round of a year, as they sort."""
    return f"{year:04}Q1", f"{year:04}Q4"


def of_year(round: sa.ColumnElement[str], year: int) -> sa.ColumnElement[bool]:
    """Whether a round is of a year."""
    first, last = quarters(year)
    return sa.and_(round >= first, round <= last)


def list_rows(at: AsOf, name: str) -> Iterator[tuple[str, ...]]:
    """The rows of a planning list, each as texts in the order of its file's columns."""
    held = at[LIST_ROW].c
    query = sa.select(held.cells, held.times).where(held.list == name)
    for cells, times in at.connection.execute(query.execution_options(stream_results=True, yield_per=5_000)):
        row = _cells(cells)
        for _ in range(times):
            yield row


@lru_cache(maxsize=10_000)
def cells_of(text: str) -> tuple[str, ...]:
    """A row of a planning list as texts; every enterprise is asked about under the same few caps."""
    return _cells(text)


def several(text: str) -> tuple[str, ...]:
    """What one cell lists."""
    return tuple(text.split(SEVERAL)) if text else ()


def chunks(items: Iterable[Any]) -> Iterator[list[Any]]:
    """Some at a time, for a statement that names each of them."""
    rest = list(items)
    for start in range(0, len(rest), _CHUNK):
        yield rest[start : start + _CHUNK]


def registry_facts(at: AsOf, kind: str) -> Iterator[tuple[str, bytes]]:
    """Id and facts of the rows of a kind that are listed, by id."""
    entry = at[REGISTRY_ENTRY].c
    query = sa.select(entry.id, entry.facts).where(entry.kind == kind, entry.facts.is_not(None)).order_by(entry.id)
    for row in at.connection.execute(query):
        yield row.id, row.facts
