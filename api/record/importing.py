"""The import of a registry: only what changed since the last import is recorded, in batches.

The read model of the registry follows in the transaction that stores a batch, so what is stored is in it. Killed
between two batches, what is stored stays, and importing again records the rest.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from eventsourcing.persistence import IntegrityError
from eventsourcing.utils import get_topic

from api.record import rows
from api.record.differences import Difference, differences, together
from api.record.officers import changed_inspectors
from api.record.store import Record
from domain.aggregates.base import Attribution, DomainEvent, RegistryRow, encode
from domain.aggregates.ceremony import day_in_beijing
from domain.aggregates.department import Department
from domain.aggregates.enterprise import Enterprise
from domain.aggregates.matter import Matter
from domain.aggregates.planning_list import PlanningList, digest_of
from domain.folder.collector import everything_stays
from domain.refusals import UsageRefusal
from domain.registry import Registry
from projections.models.catalogue import REGISTRY
from projections.models.inline import following
from projections.models.registry import RegistryEntry

BATCH = 10_000
Progress = Callable[[str, int, int], None]
Events = Sequence[DomainEvent]
"""What is to be recorded of one aggregate."""


class Kind(NamedTuple):
    """One kind of row: its aggregate, the event that lists a row for the first time, and a registry's rows of it."""

    aggregate: type[RegistryRow]
    first: Callable[[str, Any, Attribution], DomainEvent]
    rows: Callable[[Registry], rows.Rows]


DEPARTMENTS = Kind(Department, Department.established, rows.departments)
MATTERS = Kind(Matter, Matter.published, rows.matters)
ENTERPRISES = Kind(Enterprise, Enterprise.registered, rows.enterprises)


def import_registry(
    record: Record, registry: Registry, by: Attribution, *, progress: Progress | None = None, batch: int = BATCH
) -> Counter[str]:
    """Record what a registry says otherwise than what was last imported; how many events of each topic were stored.

    What is no longer listed is delisted, dissolved, withdrawn or has left; what is listed again goes on from there.
    A reclassification takes effect on the day of `by.recorded_at`, by the clock of Beijing.

    Raises:
        UsageRefusal: another import changed the same rows meanwhile; the batches stored so far stay.
    """
    record.catch_up()
    stored: Counter[type[DomainEvent]] = Counter()
    total = len(registry.enterprises)
    with everything_stays():
        for events in _batches(_changes(record, registry, by), batch):
            _store(record, events)
            stored.update(map(type, events))
            if progress:
                progress("import", min(stored.total(), total), total)
    record.catch_up()
    return Counter({get_topic(kind): count for kind, count in stored.items()})


def _changes(record: Record, registry: Registry, by: Attribution) -> Iterator[Events]:
    """What is to be recorded, aggregate by aggregate."""
    for kind in (DEPARTMENTS, MATTERS, ENTERPRISES):
        yield from _changed_rows(record, kind, registry, by)
    for officer in changed_inspectors(record, registry, by):
        yield _pending(officer)
    for planning_list in _revised_lists(record, registry, by):
        yield _pending(planning_list)


def _pending(aggregate: RegistryRow | PlanningList) -> Events:
    return [event for event in aggregate.collect_events() if isinstance(event, DomainEvent)]


def _changed_rows(record: Record, kind: Kind, registry: Registry, by: Attribution) -> Iterator[Events]:
    known = record.entries(get_topic(kind.aggregate))
    for group in together(differences(known, kind.rows(registry), _is_recorded)):
        recorded = record.load(kind.aggregate, [row.id for row in group if row.known])
        for row in group:
            if row.known:
                yield _pending(_followed(recorded[row.id], row, by))
            else:
                yield (kind.first(row.id, row.facts, by),)


def _is_recorded(entry: RegistryEntry, facts: Any) -> bool:
    return entry.facts == encode(facts)


def _followed(recorded: RegistryRow, row: Difference, by: Attribution) -> RegistryRow:
    # Somebody may have recorded the same since the read model was read: then there is nothing to record.
    if row.facts is None:
        if recorded.listed:
            recorded.delist(by)
    else:
        recorded.follow(row.facts, day_in_beijing(by.recorded_at), by)
    return recorded


def _revised_lists(record: Record, registry: Registry, by: Attribution) -> Iterator[PlanningList]:
    known = {entry.id: entry.facts for entry in record.entries(get_topic(PlanningList))}
    for name, cells in rows.lists(registry).items():
        if name not in known and cells:
            planning_list = PlanningList.start(name, by)
        elif name in known and known[name] != encode(digest_of(cells)):
            planning_list = record.load(PlanningList, [name])[name]
        else:
            continue
        planning_list.revise(cells, by)
        yield planning_list


def _batches(changes: Iterable[Events], size: int) -> Iterator[Events]:
    """At least `size` events together (the last batch: what is left); those of one aggregate are in one batch."""
    batch: list[DomainEvent] = []
    for events in changes:
        batch += events
        if len(batch) >= size:
            yield batch
            batch = []
    if batch:
        yield batch


def _store(record: Record, events: Events) -> None:
    try:
        record.store_events(events, inline=[following(record.store, REGISTRY)])
    except IntegrityError as error:
        raise UsageRefusal(
            "导入期间另有人修改了同一名录，请重新运行",
            "somebody else changed the same registry meanwhile; run it again",
        ) from error
