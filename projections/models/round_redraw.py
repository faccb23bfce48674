"""What a redraw takes back: the tables of the round are again as they were where it goes back to."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa

from domain.aggregates import stages
from domain.aggregates.round_events import RedrawOrdered
from projections.log.tables import BIG
from projections.models.round_ceremony import CODES, figures_of, write_figures
from projections.models.round_tables import OF_A_ROUND
from projections.models.versions import OPEN, Writing, held_at

_BACK: Mapping[str, str] = {
    stages.BACK_TO_SEAL: CODES[stages.OPENED],
    stages.BACK_TO_DRAW: CODES[stages.SEALED],
    stages.BACK_TO_OFFICERS: CODES[stages.SCHEDULE_SEALED],
}
"""Where a redraw goes back to → the stage that the round is at again."""


def take_back(writing: Writing, round_id: str, redraw: RedrawOrdered, position: int) -> None:
    """End every row that began since, and begin again what held then; the redraw itself stays in the figures."""
    now = figures_of(writing, round_id)
    stage = _BACK[redraw.back_to]
    then: int = now["reached"][stage]
    for name in OF_A_ROUND:
        _as_it_stood(writing, writing.tables[name], round_id, then, position)
    ordered = {"back_to": redraw.back_to, "cause": redraw.cause, "position": position}
    figures = {**figures_of(writing, round_id), "redraws": [*now["redraws"], ordered]}
    write_figures(writing, round_id, stage, figures, position)


def _as_it_stood(writing: Writing, table: sa.Table, round_id: str, then: int, position: int) -> None:
    mine = table.c.round == round_id
    since_then = mine, table.c.since > then, table.c.until == OPEN
    writing.connection.execute(table.update().where(*since_then).values(until=position))
    names = [column.name for column in table.columns if column.name not in ("since", "until")]
    ended = mine, held_at(table, then), table.c.until != OPEN
    again = sa.select(*(table.c[name] for name in names), sa.literal(position, BIG), sa.literal(OPEN, BIG)).where(
        *ended
    )
    writing.connection.execute(table.insert().from_select([*names, "since", "until"], again))
