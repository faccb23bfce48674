"""The read model of the planning lists: the rows of sampling, caps, scenes, due, blackouts, history and calendar."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from eventsourcing.persistence import Notification

from projections.log.tables import BIG, TEXT
from projections.models.versions import Writing, versioned


class ListsModel:
    """Table `list_row`: a list's name, the row's cells as a JSON array of texts, how often it stands there.

    `about` is the row's first cell: of `due`, `blackouts` and `history` the enterprise.
    """

    name = "lists"
    version = 1
    topics = ("list.",)

    def define(self, metadata: sa.MetaData, generation: int) -> None:
        """One table for all lists."""
        text = (sa.Column(name, TEXT, nullable=False) for name in ("list", "cells", "about"))
        times = sa.Column("times", BIG, nullable=False)
        versioned(metadata, generation, "list_row", *text, times, key=("list", "cells"), indexes=(("about",),))

    def apply(self, writing: Writing, events: Sequence[Notification]) -> None:
        """Strike and enter the rows of a batch of revisions."""
