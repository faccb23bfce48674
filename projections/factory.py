"""The library's way in: `Application(env={"PERSISTENCE_MODULE": "projections.factory", "STORE_URL": …})`."""

from __future__ import annotations

from typing import NoReturn

import sqlalchemy as sa
from eventsourcing.persistence import InfrastructureFactory, TrackingRecorder
from eventsourcing.utils import Environment, EnvType

from domain.refusals import UsageRefusal
from projections.engine import create_tables
from projections.log.recorder import StoreRecorder, StreamRecorder
from projections.log.tables import snapshots
from projections.store import STORE_URL, Store, open_store


class StoreFactory(InfrastructureFactory[TrackingRecorder]):
    """Makes an application's recorders on one `store`, which closes with the application.

    A store is one log: applications that share a store share its positions and its chain.
    """

    def __init__(self, env: Environment | EnvType | None) -> None:
        super().__init__(env)
        url = self.env.get(STORE_URL)
        if not url:
            raise UsageRefusal(f"没有设置 {STORE_URL}", f"{STORE_URL} is not set")
        self.store: Store = open_store(url)

    def application_recorder(self) -> StoreRecorder:
        """The recorder of the store's events."""
        return self.store.recorder

    def aggregate_recorder(self, purpose: str = "events") -> StreamRecorder:
        """A recorder without positions, in a table of its own: for snapshots."""
        metadata = sa.MetaData()
        table = snapshots(purpose, metadata)
        create_tables(self.store.engines, metadata)
        return StreamRecorder(self.store.engines, table)

    def tracking_recorder(self, tracking_recorder_class: type[TrackingRecorder] | None = None) -> NoReturn:
        """Not offered: `projections.models.read_model` moves a position with the rows."""
        raise NotImplementedError("read models are followed by projections.models.read_model.Projector")

    def process_recorder(self) -> NoReturn:
        """Not offered, for the same reason."""
        self.tracking_recorder()

    def close(self) -> None:
        """Close the store."""
        self.store.close()
