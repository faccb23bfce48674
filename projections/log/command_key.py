"""A command is carried out once: its key is claimed in the transaction that stores its events."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from eventsourcing.persistence import StoredEvent

from projections.log.recorder import Inline
from projections.log.tables import COMMAND_KEY


def claim(key: str) -> Inline:
    """Inline work that claims a key of at most 200 characters: `application.save(…, inline=[claim(key)])`.

    Storing raises `IntegrityError`, and stores nothing, if the key was claimed before; `Store.position_of` tells where.
    """

    def work(connection: sa.Connection, stored_events: Sequence[StoredEvent], positions: Sequence[int]) -> None:
        connection.execute(COMMAND_KEY.insert(), {"key": key, "position": positions[-1] if positions else 0})

    return work
