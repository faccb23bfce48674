"""The read model of the rounds: what was drawn, planned and staffed, as each event left it."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from eventsourcing.persistence import Notification

from projections.models import round_tables
from projections.models.versions import Writing


class RoundsModel:
    """Tables of every round; a redraw ends what it takes back, a change ends and begins the rows that it changes.

    `round` (stage, days, published figures as JSON), `frame`, `drawn`, `visit` (departments and matters joined by `;`
    as in the plan folder), `visit_department` (one row a department of a visit), `team_member`, `unplanned`,
    `reported_change`; `officer` has what the fold needs of officers: department, and whether they can lead.
    """

    name = "rounds"
    version = 1
    topics = ("round.", "inspector.")

    def define(self, metadata: sa.MetaData, generation: int) -> None:
        """See `projections.models.round_tables`."""
        round_tables.define(metadata, generation)

    def apply(self, writing: Writing, events: Sequence[Notification]) -> None:
        """Fold a batch of events."""
