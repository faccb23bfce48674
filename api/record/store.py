"""The record: the one application, wired to the store that keeps its events and its read model of the registry."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from collections.abc import Mapping as Settings
from contextlib import contextmanager
from typing import NoReturn, TypeVar

from eventsourcing.application import Application
from eventsourcing.domain import DomainEventProtocol
from eventsourcing.persistence import Mapper
from eventsourcing.utils import Environment, get_topic

from domain.aggregates.base import DomainEvent, Entry, RecordedAggregate
from domain.aggregates.codec import EventMapper, NoTranscoder
from domain.aggregates.personal import key_ids, sealed_entry
from domain.refusals import RecordRefusal
from projections.factory import StoreFactory
from projections.keys import PersonKeys
from projections.log.recorder import Inline
from projections.models import registry
from projections.models.as_of import AsOf, as_of
from projections.models.catalogue import CATALOGUE, REGISTRY
from projections.models.read_model import Projector, ReadModel
from projections.models.registry import RegistryEntry
from projections.store import STORE_URL, open_store

Loaded = TypeVar("Loaded", bound=RecordedAggregate)
_PAGE = 5_000


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
        """Typed events in msgspec JSON, what they tell of people sealed under the keys of the store."""
        assert isinstance(self.factory, StoreFactory)
        self.people = PersonKeys(self.factory.store.engines)
        return EventMapper(NoTranscoder(), people=self.people)

    def store_all(self, aggregates: Iterable[RecordedAggregate]) -> list[DomainEvent]:
        """Store what the aggregates recorded, all of it or nothing, and return it.

        The library's `save` tests every aggregate against runtime protocols, a third of its time; this does not.

        Raises:
            IntegrityError: another process recorded something of the same aggregates meanwhile.
        """
        events = [event for aggregate in aggregates for event in aggregate.collect_events()]
        self.store_events(events)
        return [event for event in events if isinstance(event, DomainEvent)]

    def store_events(self, events: Sequence[DomainEventProtocol[str]], inline: Sequence[Inline] = ()) -> None:
        """Store events with the keys of the people they tell of, and do the inline work; all of it or nothing.

        Raises:
            IntegrityError: as `store_all`, or a person was forgotten while this was recorded.
        """
        assert isinstance(self.mapper, EventMapper)
        sealed = [self.mapper.sealed(event) for event in events]
        of_people = [now for now, before in zip(sealed, events, strict=True) if now is not before]
        keys = {id for event in of_people for id in key_ids(get_topic(type(event)), event)}
        work = (self.people.keep(keys), *inline) if keys else inline
        try:
            self.recorder.insert_events([self.mapper.encoded(event) for event in sealed], inline=work)
        finally:
            if keys:
                self.people.let_go()

    def save(self, *objs: object, **kwargs: object) -> NoReturn:
        """Not offered: the library's way would store what is sealed without its keys."""
        raise NotImplementedError("store_all stores events with the keys of the people they tell of")

    def load(self, aggregate: type[Loaded], ids: Collection[str]) -> dict[str, Loaded]:
        """Aggregates of one kind by the trade's own ids, each replayed from its events, all of them read at once.

        Raises:
            RecordRefusal: a read model told of one of which the log has no event.
        """
        found: dict[str, Loaded] = {}
        streams = {aggregate.identify(id): id for id in ids}
        for stored in self.store.recorder.select_streams(streams):
            id = streams[str(stored.originator_id)]
            event = self.mapper.to_domain_event(stored)
            assert isinstance(event, DomainEvent)
            followed = event.mutate(found.get(id))
            assert followed is not None
            found[id] = followed
        if missing := sorted(set(ids).difference(found)):
            raise _only_in_read_model(missing)
        return found

    def as_stored(self, entry: Entry) -> Entry:
        """A row of the registry as the read model has it, to be compared with it: what it tells of people sealed."""
        return sealed_entry(self.people, entry)

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
        """The registry's rows of a kind, by id, as the read model has them; those no longer listed too.

        They are read a page at a time, so that the store is written meanwhile without an old moment being kept.
        """
        after = ""
        while True:
            with as_of(self.store, (REGISTRY,)) as at:
                page = list(registry.entries(at, kind, after=after, limit=_PAGE))
            yield from page
            if len(page) < _PAGE:
                return
            after = page[-1].id


def _only_in_read_model(ids: Sequence[str]) -> RecordRefusal:
    few = ", ".join(ids[:3])
    return RecordRefusal(
        f"读模型中有 {len(ids)} 个对象（{few} …）在记录中没有事件；请先运行 chayici rebuild",
        f"the read models tell of {len(ids)} rows ({few} …) of which nothing is recorded; run chayici rebuild first",
    )


def open_record(url: str, *, must_exist: bool = False) -> Record:
    """Open the record at a file path, `sqlite:///path` or `postgresql://…`, making the store unless it must exist.

    Raises:
        UsageRefusal: there is no store to be had there.
    """
    if must_exist:
        open_store(url, must_exist=True).close()
    return Record({"PERSISTENCE_MODULE": StoreFactory.__module__, STORE_URL: url})
