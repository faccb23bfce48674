"""Why a round changed: what an event of a round says of its cause, and the report that it answers."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

import msgspec
import sqlalchemy as sa

from projections.log.tables import EVENTS
from projections.models.as_of import AsOf
from projections.queries.held import chunks


class Cause(NamedTuple):
    """Why: in the words of the report, or of the redraw; `answers` is the number of the report."""

    cause: str
    answers: int | None


class _Said(msgspec.Struct, frozen=True):
    """What events of a round say of their cause."""

    answers: int | None = None
    number: int | None = None
    cause: str = ""


_said = msgspec.json.Decoder(_Said).decode


def told_by(at: AsOf, positions: Collection[int]) -> Mapping[int, Cause]:
    """The causes that the events at some positions name, of those that are of a round."""
    said = list(_events(at, positions))
    reports = _reports(at, {round for _, round, it in said if it.answers is not None})
    return {
        position: Cause(it.cause, it.number) if it.answers is None else Cause(reports[round, it.answers], it.answers)
        for position, round, it in said
    }


def _events(at: AsOf, positions: Collection[int]) -> Iterator[tuple[int, str, _Said]]:
    of_round = EVENTS.c.originator_id.startswith("round:")
    query = sa.select(EVENTS.c.position, EVENTS.c.originator_id, EVENTS.c.state).where(of_round)
    for some in chunks(sorted(positions)):
        for position, originator, state in at.connection.execute(query.where(EVENTS.c.position.in_(some))):
            yield position, originator.partition(":")[2], _said(state)


def _reports(at: AsOf, rounds: Collection[str]) -> Mapping[tuple[str, int], str]:
    """Round and number → the cause of every report ever recorded there, taken back or not."""
    if not rounds:
        return {}
    report = at.versions["reported_change"].c
    query = sa.select(report.round, report.number, report.cause).where(report.round.in_(sorted(rounds)))
    return {(round, number): cause for round, number, cause in at.connection.execute(query)}
