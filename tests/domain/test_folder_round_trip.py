"""Any registry, written as CSV in any encoding, is read back as it was."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.folder.columns import REGISTRY_SHAPES, TableShape
from domain.registry import (
    CREDIT_CLASSES,
    DUE_KINDS,
    EVERY,
    STATUSES,
    Absence,
    Blackout,
    CalendarDay,
    Cap,
    Department,
    DueCheck,
    Enterprise,
    Inspector,
    Matter,
    PastVisit,
    Recusal,
    Registry,
    SamplingRule,
    Scene,
)
from tests.domain.folder_given import read

T = TypeVar("T")
NAMES = st.text("甲乙𠮷éAz09 ,\"'|;\n", min_size=1, max_size=6).map(str.strip).filter(bool)
IDS = st.text("甲乙𠮷Az09 ,\"'-", min_size=1, max_size=4).map(str.strip).filter(bool)
WORDS = st.frozensets(IDS, max_size=3)
DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))
OTHER_DAYS = DAYS.filter(lambda day: day.year != 2027)
RANGES = st.tuples(DAYS, DAYS).map(sorted)
RATIOS = st.decimals(0, 1, places=4) | st.sampled_from([Decimal("0.070000000000000000001"), Decimal(1)])
COUNTS = st.integers(0, 9)
FLAGS = st.booleans()


@st.composite
def registries(draw: st.DrawFn) -> Registry:
    """A small registry with rows in every table, whose references lead somewhere."""
    names = draw(st.lists(IDS, min_size=1, max_size=3, unique=True).filter(lambda ids: EVERY not in ids))
    homes = draw(st.dictionaries(IDS, NAMES, min_size=1, max_size=3))
    some, classes = st.sampled_from(names), st.sampled_from(CREDIT_CLASSES)

    def by_id(row: Callable[..., st.SearchStrategy[T]]) -> dict[str, T]:
        return {name: draw(row(st.just(name))) for name in names}

    def rows(row: st.SearchStrategy[T], key: Callable[[T], Any] | None = None) -> tuple[T, ...]:
        return tuple(draw(st.lists(row, max_size=3, unique_by=key)))

    def enterprise(id: st.SearchStrategy[str]) -> st.SearchStrategy[Enterprise]:
        place, opened = st.none() | st.sampled_from([-87.634709, 41.0]), st.none() | DAYS
        parts = st.tuples(id, NAMES, classes, IDS, WORDS), st.sampled_from(sorted(homes.items()))
        more = st.tuples(place, place, st.sampled_from(STATUSES), opened)
        cells = st.builds(lambda first, home, last: [*first, home[1], home[0], *last], *parts, more)
        return cells.map(Enterprise._make)

    def ranged(record: Callable[..., T], *before: st.SearchStrategy[Any]) -> st.SearchStrategy[T]:
        return st.builds(lambda left, days, why: record(*left, *days, why), st.tuples(*before), RANGES, NAMES)

    return Registry(
        enterprises=by_id(enterprise),
        departments=by_id(lambda id: st.builds(Department, id, NAMES)),
        inspectors=by_id(
            lambda id: st.builds(
                Inspector, id, NAMES, some, NAMES, DAYS, WORDS, NAMES, NAMES, WORDS, FLAGS, COUNTS, COUNTS
            )
        ),
        matters=by_id(
            lambda id: st.builds(
                Matter, id, some, NAMES, NAMES, WORDS.map(sorted).map(tuple), WORDS, st.none() | COUNTS, IDS, FLAGS
            )
        ),
        sampling=rows(st.builds(SamplingRule, some, classes, RATIOS, COUNTS), lambda row: row[:2]),
        caps=rows(st.builds(Cap, some | st.just(EVERY), classes | st.just(EVERY), COUNTS), lambda row: row[:2]),
        scenes=by_id(lambda id: st.builds(Scene, id, NAMES, some, st.frozensets(some, min_size=1))),
        due=rows(
            st.tuples(ranged(lambda *cells: cells, some, some, st.sampled_from(DUE_KINDS)), FLAGS).map(
                lambda row: DueCheck._make([*row[0], row[1]])
            )
        ),
        absences=rows(ranged(Absence, some), lambda row: row[:-1]),
        recusals=rows(st.builds(Recusal, some, some, NAMES), lambda row: row[:-1]),
        blackouts=rows(ranged(Blackout, some, st.just("")) | ranged(Blackout, st.just(""), st.sampled_from([*homes]))),
        history=rows(st.builds(PastVisit, some, some, DAYS, NAMES, FLAGS)),
        calendar=(
            CalendarDay(date(2027, 1, 1), False),
            *rows(st.builds(CalendarDay, OTHER_DAYS, FLAGS, NAMES), lambda r: r.date),
        ),
    )


def as_cell(value: object) -> str:
    """A value as a clerk would write it."""
    match value:
        case None:
            return ""
        case bool():
            return str(int(value))
        case frozenset():
            return ";".join(sorted(value))
        case tuple():
            return ";".join(value)
        case Decimal():
            return format(value, "f")
        case _:
            return str(value)


def as_csv(shape: TableShape, rows: Iterable[Iterable[object]]) -> str:
    """A table as CSV with Chinese titles."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(column.title for column in shape.columns)
    writer.writerows([as_cell(value) for value in row] for row in rows)
    return text.getvalue()


@settings(deadline=None, max_examples=60)
@given(registries(), st.sampled_from(["utf-8", "utf-8-sig", "gb18030"]))
def test_a_registry_is_read_back_as_it_was_written(registry: Registry, encoding: str) -> None:
    with TemporaryDirectory() as folder:
        for shape in REGISTRY_SHAPES:
            table = getattr(registry, shape.name)
            text = as_csv(shape, table.values() if isinstance(table, dict) else table)
            (Path(folder) / shape.file).write_bytes(text.encode(encoding))
        assert replace(read(Path(folder)), inputs={}) == registry
