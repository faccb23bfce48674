"""What an explanation stands on: rows of the read models, each with the event from which on it held."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Generic, NamedTuple, TypeVar

import sqlalchemy as sa

from domain.plan import TeamMember, Visit
from projections.models import round_rows
from projections.models.as_of import AsOf
from projections.models.lists import LIST_ROW
from projections.models.registry import REGISTRY_ENTRY
from projections.queries.held import cells_of, chunks
from projections.queries.refusals import no_round

T = TypeVar("T")


class At(NamedTuple, Generic[T]):
    """A value, and the event that says so."""

    event: int
    value: T


class VisitVersion(NamedTuple):
    """A version of a visit's row; `until`: the event at which it ended, if it has by then."""

    visit: Visit
    confirmed: bool
    until: int | None


def listed(at: AsOf, name: str, about: str | None = None) -> Iterator[At[tuple[str, ...]]]:
    """The rows of a planning list as texts; `about`: those whose first cell is this."""
    held = at[LIST_ROW]
    query = sa.select(held.c.since, held.c.cells).where(held.c.list == name).order_by(held.c.cells)
    if about is not None:
        query = query.where(held.c.about == about)
    for since, cells in at.connection.execute(query):
        yield At(since, cells_of(cells))


def history_of(at: AsOf, enterprises: Iterable[str]) -> Iterator[tuple[str, ...]]:
    """The rows of `history.csv` about some enterprises, as texts."""
    held = at[LIST_ROW]
    query = sa.select(held.c.cells).where(held.c.list == "history")
    for some in chunks(enterprises):
        for (cells,) in at.connection.execute(query.where(held.c.about.in_(some))):
            yield cells_of(cells)


def entries(at: AsOf, kind: str, id: str | None = None) -> Iterator[At[tuple[str, bytes]]]:
    """The listed rows of a kind of the registry, or one of them: id and facts, by id."""
    held = at[REGISTRY_ENTRY]
    query = sa.select(held.c.since, held.c.id, held.c.facts).where(held.c.kind == kind, held.c.facts.is_not(None))
    if id is not None:
        query = query.where(held.c.id == id)
    for since, found, facts in at.connection.execute(query.order_by(held.c.id)):
        yield At(since, (found, facts))


def standing(at: AsOf, round_id: str) -> tuple[str, str]:
    """A round's stage, and its figures as JSON (`projections.models.round_ceremony`).

    Raises:
        NothingRecorded: there is no such round by then.
    """
    table = at["round"]
    query = sa.select(table.c.stage, table.c.figures).where(table.c.round == round_id)
    row = at.connection.execute(query).first()
    if row is None:
        raise no_round(round_id)
    return row.stage, row.figures


def last_version(at: AsOf, round_id: str, visit_id: str) -> VisitVersion | None:
    """A visit as it last was, also one that has left the plan; None: the round never had it by then."""
    table = at.versions["visit"]
    mine = table.c.round == round_id, table.c.visit == visit_id, table.c.since <= at.position
    row = at.connection.execute(sa.select(table).where(*mine).order_by(table.c.since.desc()).limit(1)).first()
    if row is None:
        return None
    return VisitVersion(round_rows.visit(row), row.confirmed, row.until if row.until <= at.position else None)


def numbers(at: AsOf, round_id: str) -> tuple[str, str] | None:
    """The first and the last number of a round's visits; None: there are none."""
    table = at["visit"].c
    query = sa.select(sa.func.min(table.visit), sa.func.max(table.visit)).where(table.round == round_id)
    first, last = at.connection.execute(query).one()
    return (first, last) if first else None


def visits(at: AsOf, round_id: str, **where: str) -> list[Visit]:
    """The visits of a round with these values."""
    return [round_rows.visit(row) for row in _held(at, "visit", round_id, where)]


def team(at: AsOf, round_id: str, outing: str, department: str) -> list[TeamMember]:
    """A department's team of an outing."""
    where = {"outing": outing, "department": department}
    return [round_rows.member(row) for row in _held(at, "team_member", round_id, where)]


def _held(at: AsOf, name: str, round_id: str, where: dict[str, str]) -> list[sa.Row[Any]]:
    table = at[name]
    mine = (table.c[column] == value for column, value in where.items())
    return list(at.connection.execute(sa.select(table).where(table.c.round == round_id, *mine)))
