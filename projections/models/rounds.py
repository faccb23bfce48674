"""The read model of the rounds: what was drawn, planned and staffed, as each event left it."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from eventsourcing.persistence import Notification

from domain.aggregates.answers import fact_of
from domain.aggregates.codec import read
from domain.aggregates.round_events import Event, RedrawOrdered
from projections.models import round_ceremony, round_officers, round_redraw, round_replan, round_tables
from projections.models.versions import Writing


class RoundsModel:
    """Tables of every round; a redraw ends what it takes back, a change ends and begins the rows that it changes.

    `round` (stage, days, figures as JSON: `projections.models.round_ceremony`), `frame`, `drawn`, `visit` (departments
    and matters joined by `;` as in the plan folder), `visit_department` (one row a department of a visit),
    `team_member`, `unplanned` (`nth` tells the checks of one enterprise and matter apart), `reported_change`; `officer`
    has what the fold needs of officers: department, and whether they can lead.
    """

    name = "rounds"
    version = 1
    topics = ("round.", "inspector.")

    def define(self, metadata: sa.MetaData, generation: int) -> None:
        """See `projections.models.round_tables`."""
        round_tables.define(metadata, generation)

    def apply(self, writing: Writing, events: Sequence[Notification]) -> None:
        """Fold a batch of events; officers first, for a round asks how they were at its seal."""
        happened = [(event.id, read(event)) for event in events]
        round_officers.follow(writing, happened)
        for position, event in happened:
            if isinstance(event, Event):
                _fold(writing, event, position)


def _fold(writing: Writing, event: Event, position: int) -> None:
    round_id = event.originator_id.partition(":")[2]
    if isinstance(event, RedrawOrdered):
        round_redraw.take_back(writing, round_id, event, position)
    elif fact := fact_of(event):
        round_replan.fold(writing, round_id, event, fact, position)
    else:
        round_ceremony.fold(writing, round_id, event, position)
