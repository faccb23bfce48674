"""The library's applications keep their events in a store by way of two environment variables."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

import pytest
from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event
from eventsourcing.persistence import InfrastructureFactory

from domain.refusals import UsageRefusal
from projections import Store
from projections.factory import StoreFactory


class Round(Aggregate):
    @event("Opened")
    def __init__(self) -> None:
        self.drawn: list[str] = []

    @event("Drawn")
    def draw(self, matter: str) -> None:
        self.drawn.append(matter)


class Rounds(Application[UUID]):
    snapshotting_intervals: ClassVar = {Round: 2}


def test_an_application_reads_back_what_it_saved(store: Store) -> None:
    application: Application[UUID] = Application(store.application_env())
    opened = Round()
    opened.draw("fire")
    application.save(opened)
    found: Round = application.repository.get(opened.id)
    assert found.drawn == ["fire"]
    application.close()


def test_what_an_application_saves_is_chained_in_the_store(store: Store) -> None:
    application: Application[UUID] = Application(store.application_env())
    application.save(Round(), Round())
    application.close()
    assert store.verify().position == 2


def test_snapshots_are_kept_beside_the_events(store: Store) -> None:
    application = Rounds(store.application_env())
    opened = Round()
    opened.draw("fire")
    application.save(opened)
    assert application.snapshots is not None
    assert len(list(application.snapshots.get(opened.id))) == 1
    application.close()
    assert store.verify().position == 2


def test_tracking_recorders_are_not_offered(store: Store) -> None:
    with StoreFactory(store.application_env()) as factory:
        with pytest.raises(NotImplementedError):
            factory.tracking_recorder()
        with pytest.raises(NotImplementedError):
            factory.process_recorder()
        factory.close()


def test_an_environment_without_a_store_is_refused() -> None:
    with pytest.raises(UsageRefusal, match="STORE_URL"):
        InfrastructureFactory.construct({"PERSISTENCE_MODULE": "projections.factory"})
