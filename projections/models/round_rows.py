"""Between the values of a plan and the rows of the rounds' read model; days are written as text in ISO 8601."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import sqlalchemy as sa

from domain.plan import TeamMember, Unplanned, Visit
from projections.models.versions import OPEN, Row, Writing

_AT_ONCE = 1_000
"""Values to one query: a statement takes no more than so many parameters."""


def visit_row(round_id: str, visit: Visit, confirmed: bool) -> Row:
    """A row of table `visit`."""
    together = ";".join(visit.departments), ";".join(visit.matters)
    return round_id, *visit[:2], visit.date.isoformat(), *visit[3:7], *together, confirmed


def visit(row: sa.Row[Any]) -> Visit:
    """The visit of a row of table `visit`."""
    departments, matters = tuple(row.departments.split(";")), tuple(row.matters.split(";"))
    return Visit._make((*row[1:8], departments, matters))


def joined(round_id: str, visits: Iterable[Visit]) -> list[Row]:
    """The rows of table `visit_department`."""
    return [(round_id, each.visit, department) for each in visits for department in each.departments]


def member(row: sa.Row[Any]) -> TeamMember:
    """The seat of a row of table `team_member`."""
    return TeamMember._make(row[1:6])


def check(row: sa.Row[Any]) -> Unplanned:
    """The check of a row of table `unplanned`."""
    return Unplanned._make(row[1:6])


def begin_unplanned(
    writing: Writing, round_id: str, checks: Iterable[Unplanned], so_far: Counter[tuple[str, str]], position: int
) -> None:
    """Checks that no visit makes; `so_far`: the largest `nth` of each enterprise and matter."""
    rows = []
    for each in checks:
        pair = each.enterprise, each.matter
        so_far[pair] += 1
        day = each.not_before and each.not_before.isoformat()
        rows.append((round_id, *pair, day, each.reason, each.detail, so_far[pair]))
    writing.begin("unplanned", rows, position)


def largest(rows: Iterable[sa.Row[Any]]) -> Counter[tuple[str, str]]:
    """The largest `nth` of each enterprise and matter in rows of table `unplanned`."""
    found = Counter[tuple[str, str]]()
    for row in rows:
        pair = row.enterprise, row.matter
        found[pair] = max(found[pair], row.nth)
    return found


def among(writing: Writing, name: str, round_id: str, column: str, values: Iterable[str]) -> Iterator[sa.Row[Any]]:
    """The rows of a round that hold now and have one of these values."""
    table, wanted = writing.tables[name], sorted(values)
    for first in range(0, len(wanted), _AT_ONCE):
        here = table.c.round == round_id, table.c[column].in_(wanted[first : first + _AT_ONCE]), table.c.until == OPEN
        yield from writing.connection.execute(sa.select(table).where(*here))


def replace(writing: Writing, name: str, before: Iterable[Row], after: Iterable[Row], position: int) -> None:
    """Write what a table's rows became: those that are no more end, those that are new begin."""
    was, now = list(before), list(after)
    end(writing, name, set(was).difference(now), position)
    known = set(was)
    writing.begin(name, [row for row in now if row not in known], position)


def end(writing: Writing, name: str, rows: Iterable[Row], position: int) -> None:
    """Rows that hold no longer."""
    table = writing.tables[name]
    key: Sequence[str] = table.info["key"]
    here = [table.c[column] == sa.bindparam(f"its_{column}") for column in key]
    places = [(f"its_{column}", table.columns.keys().index(column)) for column in key]
    if ended := [{"ends": position, **{column: row[place] for column, place in places}} for row in rows]:
        ending = table.update().where(*here, table.c.until == OPEN).values(until=sa.bindparam("ends"))
        writing.connection.execute(ending, ended)
