"""A read model that shows who applied which event; run as a program, a process that follows a store."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Sequence

import sqlalchemy as sa
from eventsourcing.persistence import Notification

from projections import Store, open_store
from projections.models.as_of import as_of
from projections.models.follower import Follower
from projections.models.registry import RegistryModel
from projections.models.versions import Writing, versioned


class CountingModel:
    """One row for each time an event is applied."""

    name = "counting"
    version = 1
    topics: tuple[str, ...] = ()

    def define(self, metadata: sa.MetaData, generation: int) -> None:
        columns = (
            sa.Column("position", sa.Integer),
            sa.Column("process", sa.Integer),
            sa.Column("time", sa.BigInteger),
        )
        versioned(metadata, generation, "applied", *columns, key=("position", "process", "time"))

    def apply(self, writing: Writing, events: Sequence[Notification]) -> None:
        rows = [(event.id, os.getpid(), time.monotonic_ns()) for event in events]
        writing.begin("applied", rows, events[-1].id if events else 0)


def applied(store: Store) -> list[int]:
    """The positions of the events that were applied, each as often as it was."""
    with as_of(store, [CountingModel()]) as at:
        return sorted(at.connection.execute(sa.select(at["applied"].c.position)).scalars())


def follow(url: str, upto: int) -> None:
    """Follow until a position is reached."""
    with open_store(url) as store, Follower(store, [RegistryModel(), CountingModel()]) as follower:
        while min(following.position for following in follower.standing()) < upto:
            time.sleep(0.02)


if __name__ == "__main__":
    follow(sys.argv[1], int(sys.argv[2]))
