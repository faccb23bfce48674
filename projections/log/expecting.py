"""A decision that rests on the whole log is stored only if the log is still what was looked at."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from eventsourcing.persistence import IntegrityError, StoredEvent

from projections.log.recorder import Inline


def nothing_since(position: int) -> Inline:
    """Inline work that raises IntegrityError, so that nothing is stored, if there was an event after a position."""

    def work(connection: sa.Connection, stored_events: Sequence[StoredEvent], positions: Sequence[int]) -> None:
        if positions[0] != position + 1:
            raise IntegrityError(f"the log went on after position {position}")

    return work
