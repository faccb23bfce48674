"""The visits that yearly caps count: those of the history, and those that rounds plan.

One enterprise on one date is one visit. A planned visit counts if it makes a drawn check of a matter that counts, or a
due check whose flag is 1; which checks it makes follows from the lists as the round sealed them
(docs/registry-folder.md, "Which checks a visit makes").
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

import msgspec
import sqlalchemy as sa

from domain.registry import EVERY
from projections.models.as_of import AsOf
from projections.queries.held import RoundHeld, list_rows, registry_facts, rounds_held, several

DaysBy = Mapping[tuple[str, str], set[date]]
"""Enterprise and department (`*`: all together) → the dates of its counted visits."""


class Window(NamedTuple):
    """The days of a due check that counts."""

    first: date
    last: date


class Made(NamedTuple):
    """A planned visit, as far as counting goes."""

    enterprise: str
    date: date
    visit: str
    departments: tuple[str, ...]
    matters: tuple[str, ...]


class _Counts(msgspec.Struct, frozen=True):
    counts_toward_cap: bool = True


_counts = msgspec.json.Decoder(_Counts).decode


class Deciding(NamedTuple):
    """What decides whether a round's visits count: by enterprise and matter, what is drawn and counts, what is due."""

    drawn: frozenset[tuple[str, str]]
    due: Mapping[tuple[str, str], list[Window]]


def counted_days(at: AsOf, year: int) -> DaysBy:
    """The counted visits of every enterprise in a year, of all its rounds and of the history."""
    found: dict[tuple[str, str], set[date]] = defaultdict(set)
    count_history(found, list_rows(at, "history"), year)
    for held in rounds_held(at, year=year):
        count_planned(found, counting(_made(at, held.round), _deciding(at, held)))
    return found


def count_history(found: dict[tuple[str, str], set[date]], rows: Iterable[tuple[str, ...]], year: int) -> None:
    """Add the rows of `history.csv` that count in a year."""
    for enterprise, department, day, _, counts in rows:
        if counts == "1" and day.startswith(f"{year:04}-"):
            made = date.fromisoformat(day)
            found[enterprise, EVERY].add(made)
            found[enterprise, department].add(made)


def count_planned(found: dict[tuple[str, str], set[date]], visits: Iterable[Made]) -> None:
    """Add planned visits that count."""
    for visit in visits:
        for department in (EVERY, *visit.departments):
            found[visit.enterprise, department].add(visit.date)


def counting(visits: Iterable[Made], deciding: Deciding) -> Iterator[Made]:
    """Those of one round's visits that count; the visits are all of an enterprise's."""
    earlier: set[tuple[str, str]] = set()
    for visit in sorted(visits, key=lambda it: (it.date, it.visit)):
        pairs = [(visit.enterprise, matter) for matter in visit.matters]
        makes_drawn = any(pair in deciding.drawn and pair not in earlier for pair in pairs)
        makes_due = any(w.first <= visit.date <= w.last for pair in pairs for w in deciding.due.get(pair, ()))
        earlier.update(pairs)
        if makes_drawn or makes_due:
            yield visit


def windows(rows: Iterable[tuple[str, ...]]) -> dict[tuple[str, str], list[Window]]:
    """The rows of `due.csv` whose flag is 1, by enterprise and matter."""
    found: dict[tuple[str, str], list[Window]] = defaultdict(list)
    for enterprise, matter, _, first, last, _, counts in rows:
        if counts == "1":
            found[enterprise, matter].append(Window(date.fromisoformat(first), date.fromisoformat(last)))
    return found


def toward_caps(facts: bytes) -> bool:
    """Whether a matter counts, by its facts."""
    return _counts(facts).counts_toward_cap


def made_of(row: Any) -> Made:
    """A row of table `visit`, as far as counting goes."""
    return Made(row.enterprise, row.date, row.visit, several(row.departments), several(row.matters))


def _made(at: AsOf, round: str) -> list[Made]:
    visit = at["visit"].c
    columns = visit.enterprise, visit.date, visit.visit, visit.departments, visit.matters
    return [made_of(row) for row in at.connection.execute(sa.select(*columns).where(visit.round == round))]


def _deciding(at: AsOf, held: RoundHeld) -> Deciding:
    sealed = at.at(held.sealed_at or 0)
    matters = [id for id, facts in registry_facts(sealed, "matter") if toward_caps(facts)]
    drawn = at["drawn"].c
    mine = sa.select(drawn.enterprise, drawn.matter).where(drawn.round == held.round, drawn.matter.in_(matters))
    pairs = frozenset((row.enterprise, row.matter) for row in at.connection.execute(mine))
    return Deciding(pairs, windows(list_rows(sealed, "due")))
