"""What the fold of a round needs of officers: their department and whether they can lead, as of any event."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

import sqlalchemy as sa

from domain.aggregates.base import DomainEvent
from domain.aggregates.inspector import Inspector as Officer
from domain.aggregates.inspector import InspectorFacts
from domain.registry import Inspector
from projections.models.versions import OPEN, Writing, held_at, insert

_Known = tuple[str, str, bool]
"""A row of table `officer`."""


def follow(writing: Writing, happened: Iterable[tuple[int, DomainEvent]]) -> None:
    """Write what a batch of events says of officers: a version for each change of department or lead."""
    ours = [(position, event) for position, event in happened if isinstance(event, Officer.Event)]
    if not ours:
        return
    held = _held(writing)
    rows: list[tuple[object, ...]] = []
    ended = []
    for position, event in ours:
        id = event.originator_id.partition(":")[2]
        known, since = held.get(id, (None, 0))
        row = _after(event, id, known)
        if row == known:
            continue
        if known and since:
            rows.append((*known, since, position))
        elif known:
            ended.append({"its_id": id, "ends": position})
        held[id] = row, position
    _end(writing, ended)
    begun = [(*row, since, OPEN) for row, since in held.values() if row and since]
    insert(writing.connection, writing.tables["officer"], [*rows, *begun])


def at_seal(writing: Writing, inspectors: Iterable[str], seal: int) -> Mapping[str, Inspector]:
    """Officers as of a seal; of each no more than id, department and whether they can lead."""
    officer = writing.tables["officer"]
    here = officer.c.inspector.in_(sorted(set(inspectors))), held_at(officer, seal)
    query = sa.select(officer.c.inspector, officer.c.department, officer.c.can_lead).where(*here)
    return {
        id: Inspector(id, "", department, "", date.max, can_lead=can_lead)
        for id, department, can_lead in writing.connection.execute(query)
    }


def _held(writing: Writing) -> dict[str, tuple[_Known | None, int]]:
    """Officer → the row that holds, and from where on if this batch began it."""
    return {row.inspector: ((row.inspector, row.department, row.can_lead), 0) for row in writing.held("officer")}


def _after(event: DomainEvent, id: str, known: _Known | None) -> _Known | None:
    facts = getattr(event, "facts", None)
    if isinstance(facts, InspectorFacts):
        return id, facts.department, facts.can_lead
    return None if isinstance(event, Officer.Left) else known


def _end(writing: Writing, ended: list[dict[str, object]]) -> None:
    if ended:
        officer = writing.tables["officer"]
        here = officer.c.inspector == sa.bindparam("its_id"), officer.c.until == OPEN
        writing.connection.execute(officer.update().where(*here).values(until=sa.bindparam("ends")), ended)
