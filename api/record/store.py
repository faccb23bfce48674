"""The record: the one application, wired to the store that keeps its events and its read model of the registry."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Mapping as Settings
from contextlib import contextmanager

from eventsourcing.application import Application
from eventsourcing.persistence import Mapper
from eventsourcing.utils import Environment

from domain.aggregates.base import DomainEvent, RecordedAggregate
from domain.aggregates.codec import EventMapper, NoTranscoder
from projections.factory import StoreFactory
from projections.models import registry
from projections.models.as_of import AsOf, as_of
from projections.models.catalogue import CATALOGUE, REGISTRY
from projections.models.read_model import Projector, ReadModel
from projections.models.registry import RegistryEntry
from projections.store import STORE_URL, open_store


class Record(Application[str]):
    """Every event of a store, and every row of the registry as the last event left it. A context manager."""

    name = "chayici"

    def __init__(self, env: Settings[str, str] | None = None) -> None:
        super().__init__(env)
        assert isinstance(self.factory, StoreFactory)
        self.store = self.factory.store

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

    def catch_up(self, models: Iterable[ReadModel] = (REGISTRY,)) -> None:
        """Bring read models up to the last event; one that is not built yet is built."""
        for model in models:
            Projector(self.store, model).catch_up()

    @contextmanager
    def as_of(
        self, position: int | None = None, models: Sequence[ReadModel] = (*CATALOGUE.values(),)
    ) -> Iterator[AsOf]:
        """Read models as they were after the event at a position (None: the last one), brought up to date first.

        Raises:
            UsageRefusal: there is no such event.
        """
        self.catch_up(models)
        with as_of(self.store, models, position) as at:
            yield at

    def entries(self, kind: str) -> Iterator[RegistryEntry]:
        """The registry's rows of a kind, by id, as the read model has them; those no longer listed too."""
        with as_of(self.store, (REGISTRY,)) as at:
            yield from registry.entries(at, kind)


def open_record(url: str, *, must_exist: bool = False) -> Record:
    """Open the record at a file path, `sqlite:///path` or `postgresql://…`, making the store unless it must exist.

    Raises:
        UsageRefusal: there is no store to be had there.
    """
    if must_exist:
        open_store(url, must_exist=True).close()
    return Record({"PERSISTENCE_MODULE": StoreFactory.__module__, STORE_URL: url})
