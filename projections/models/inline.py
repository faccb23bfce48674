"""A read model that follows in the transaction that stores the events: what is stored is in it at once."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from eventsourcing.persistence import Notification, StoredEvent

from projections.log.recorder import Inline
from projections.models.read_model import Projector, ReadModel
from projections.store import Store


def following(store: Store, model: ReadModel) -> Inline:
    """Inline work that applies the events to the live generation, as a projector does, without reading them back.

    A generation that has not followed the log so far, or was replaced meanwhile, is left alone: its projector comes.
    """
    generation = Projector(store, model).generation

    def follow(connection: sa.Connection, stored_events: Sequence[StoredEvent], positions: Sequence[int]) -> None:
        if positions and generation.move(connection, positions[0] - 1, positions[-1]):
            at = zip(stored_events, positions, strict=True)
            events = [Notification(e.originator_id, e.originator_version, e.topic, e.state, n) for e, n in at]
            model.apply(generation.writing(connection), events)

    return follow
