"""The read model of who recorded what: one row for each run of events that were recorded in one go."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from eventsourcing.persistence import Notification

from projections.log.tables import BIG, TEXT
from projections.models.versions import Writing, versioned


class JournalModel:
    """Table `journal`: from `first` to `last`, consecutive positions, recorded at one moment by one actor for a reason.

    `recorded_at` is UTC in ISO 8601 with microseconds, so that texts sort as moments do.
    """

    name = "journal"
    version = 1
    topics: tuple[str, ...] = ()

    def define(self, metadata: sa.MetaData, generation: int) -> None:
        """One table."""
        positions = (sa.Column(name, BIG, nullable=False) for name in ("first", "last"))
        texts = (sa.Column(name, TEXT, nullable=False) for name in ("recorded_at", "actor", "reason", "correlation_id"))
        versioned(metadata, generation, "journal", *positions, *texts, key=("first",), indexes=(("recorded_at",),))

    def apply(self, writing: Writing, events: Sequence[Notification]) -> None:
        """Extend the last run, or begin the next."""
