"""The record: the one application, wired to the store that keeps its events and its read model of the registry."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from collections.abc import Mapping as Settings

from eventsourcing.application import Application
from eventsourcing.persistence import Mapper
from eventsourcing.utils import Environment

from domain.aggregates.base import DomainEvent, RecordedAggregate
from domain.aggregates.codec import EventMapper, NoTranscoder
from projections.factory import StoreFactory
from projections.read_model import Projector
from projections.registry_view import RegistryEntry, RegistryView
from projections.store import STORE_URL, open_store


class Record(Application[str]):
    """Every event of a store, and every row of the registry as the last event left it. A context manager."""

    name = "chayici"

    def __init__(self, env: Settings[str, str] | None = None) -> None:
        super().__init__(env)
        assert isinstance(self.factory, StoreFactory)
        self.store = self.factory.store
        self._registry = RegistryView()
        self._projector: Projector[object] = Projector(self.store, self._registry, self.mapper.to_domain_event)

    def construct_env(self, name: str, env: Settings[str, str] | None = None) -> Environment:
        """What was given alone: a variable that happens to be set in the shell (CIPHER_KEY …) configures nothing."""
        return Environment(name, dict(env or {}))

    def construct_mapper(self) -> Mapper[str]:
        """Typed events in msgspec JSON."""
        return self.factory.mapper(transcoder=NoTranscoder(), mapper_class=EventMapper)

    def store_all(self, aggregates: Iterable[RecordedAggregate]) -> list[DomainEvent]:
        """Store what the aggregates recorded, all of it or nothing, and return it.

        The library's `save` tests every aggregate against runtime protocols, a third of its time; this does not.

        Raises:
            IntegrityError: another process recorded something of the same aggregates meanwhile.
        """
        events = [event for aggregate in aggregates for event in aggregate.collect_events()]
        self.recorder.insert_events([self.mapper.to_stored_event(event) for event in events])
        return [event for event in events if isinstance(event, DomainEvent)]

    def catch_up(self) -> None:
        """Bring the read model of the registry up to the last event."""
        self._projector.catch_up()

    def entries(self, kind: str) -> Iterator[RegistryEntry]:
        """The registry's rows of a kind, by id, as the read model has them; those no longer listed too."""
        return self._registry.entries(self.store, kind)


def open_record(url: str, *, must_exist: bool = False) -> Record:
    """Open the record at a file path, `sqlite:///path` or `postgresql://…`, making the store unless it must exist.

    Raises:
        UsageRefusal: there is no store to be had there.
    """
    if must_exist:
        open_store(url, must_exist=True).close()
    return Record({"PERSISTENCE_MODULE": StoreFactory.__module__, STORE_URL: url})
