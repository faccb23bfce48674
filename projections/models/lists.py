"""The read model of the planning lists: the rows of sampling, caps, scenes, due, blackouts, history and calendar."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from typing import NamedTuple

import sqlalchemy as sa
from eventsourcing.persistence import Notification

from domain.aggregates.base import encode
from domain.aggregates.codec import read
from domain.aggregates.planning_list import Cells, PlanningList
from projections.log.tables import BIG, TEXT
from projections.models.versions import OPEN, Writing, versioned

LIST_ROW = "list_row"
_ASKED_AT_ONCE = 1_000


class _Held(NamedTuple):
    """How often a row stands in its list, and since which event."""

    times: int
    since: int


class ListsModel:
    """Table `list_row`: a list's name, the row's cells as a JSON array of texts, how often it stands there.

    `about` is the row's first cell: of `due`, `blackouts` and `history` the enterprise. `row` names the row: the
    SHA-256 of its cells in hex, for an index of PostgreSQL takes no text of any length.
    """

    name = "lists"
    version = 1
    topics = ("list.revised.",)

    def define(self, metadata: sa.MetaData, generation: int) -> None:
        """One table for all lists."""
        text = (sa.Column(name, TEXT, nullable=False) for name in ("list", "row", "cells", "about"))
        times = sa.Column("times", BIG, nullable=False)
        versioned(metadata, generation, LIST_ROW, *text, times, key=("list", "row"), indexes=(("about",),))

    def apply(self, writing: Writing, events: Sequence[Notification]) -> None:
        """Strike and enter the rows of a batch of revisions."""
        for stored in events:
            revised = read(stored)
            if isinstance(revised, PlanningList.Revised):
                _revise(writing, revised, stored.id)


def _revise(writing: Writing, revised: PlanningList.Revised, position: int) -> None:
    """A row that stands there more or less often from now on is ended and begun anew."""
    name = revised.originator_id.partition(":")[2]
    changes = Counter(revised.entered)
    changes.subtract(revised.struck)
    rows = {_named(cells): (cells, more) for cells, more in changes.items() if more}
    held = dict(_held(writing, name, tuple(rows)))
    begun = [
        (name, row, encode(cells).decode(), cells[0] if cells else "", times)
        for row, (cells, more) in rows.items()
        if (times := _times(held, row) + more) > 0
    ]
    _end(writing, name, position, held)
    writing.begin(LIST_ROW, begun, position)


def _named(cells: Cells) -> str:
    return sha256(encode(cells)).hexdigest()


def _times(held: Mapping[str, _Held], row: str) -> int:
    return held[row].times if row in held else 0


def _held(writing: Writing, name: str, rows: Sequence[str]) -> Iterator[tuple[str, _Held]]:
    table = writing.tables[LIST_ROW].c
    query = sa.select(table.row, table.times, table.since).where(table.list == name, table.until == OPEN)
    for start in range(0, len(rows), _ASKED_AT_ONCE):
        some = rows[start : start + _ASKED_AT_ONCE]
        for row, times, since in writing.connection.execute(query.where(table.row.in_(some))):
            yield row, _Held(times, since)


def _end(writing: Writing, name: str, position: int, held: Mapping[str, _Held]) -> None:
    if not held:
        return
    table = writing.tables[LIST_ROW]
    mine = table.c.list == name, table.c.row == sa.bindparam("its_row"), table.c.since == sa.bindparam("its_since")
    ending = table.update().where(*mine).values(until=position)
    writing.connection.execute(ending, [{"its_row": row, "its_since": before.since} for row, before in held.items()])
