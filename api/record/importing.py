"""The import of a registry: only what changed since the last import is recorded, in batches.

Killed between two batches, what is stored stays, and importing again records the rest.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from itertools import chain
from typing import Any, NamedTuple

from eventsourcing.persistence import IntegrityError
from eventsourcing.utils import get_topic

from api.record import rows
from api.record.store import Record
from domain.aggregates.base import Attribution, DomainEvent, Entry, RecordedAggregate, RegistryRow, encode
from domain.aggregates.department import Department
from domain.aggregates.enterprise import Enterprise
from domain.aggregates.inspector import Inspector, InspectorFacts, absence_entry, recusal_entry
from domain.aggregates.matter import Matter
from domain.aggregates.planning_list import PlanningList, digest_of
from domain.refusals import UsageRefusal
from domain.registry import Registry
from projections.models.registry import RegistryEntry

BATCH = 5_000
Progress = Callable[[str, int, int], None]
Leave = dict[str, dict[tuple[str, str], bytes]]
"""By officer: the registry's rows of absences and recusals, with their facts."""


class Kind(NamedTuple):
    """One kind of row: its aggregate, how a row is listed for the first time, and a registry's rows of it."""

    aggregate: type[RegistryRow]
    first: Callable[[str, Any, Attribution], RegistryRow]
    rows: Callable[[Registry], rows.Rows]


DEPARTMENTS = Kind(Department, Department.establish, rows.departments)
MATTERS = Kind(Matter, Matter.publish, rows.matters)
ENTERPRISES = Kind(Enterprise, Enterprise.register, rows.enterprises)


def import_registry(
    record: Record, registry: Registry, by: Attribution, *, progress: Progress | None = None, batch: int = BATCH
) -> Counter[str]:
    """Record what a registry says otherwise than what was last imported; how many events of each topic were stored.

    What is no longer listed is delisted, dissolved, withdrawn or has left; what is listed again goes on from there.
    A reclassification takes effect on the day of `by.recorded_at`.

    Raises:
        UsageRefusal: another import changed the same rows meanwhile; the batches stored so far stay.
    """
    record.catch_up()
    stored: Counter[str] = Counter()
    total = len(registry.enterprises)
    for changed in _batches(_changes(record, registry, by), batch):
        stored.update(get_topic(type(event)) for event in _store(record, changed))
        if progress:
            progress("import", min(stored.total(), total), total)
    record.catch_up()
    return stored


def _changes(record: Record, registry: Registry, by: Attribution) -> Iterator[RecordedAggregate]:
    """Every aggregate of which something is to be recorded, once."""
    for kind in (DEPARTMENTS, MATTERS, ENTERPRISES):
        yield from _changed_rows(record, kind, registry, by)
    yield from _changed_inspectors(record, registry, by)
    yield from _revised_lists(record, registry, by)


def _changed_rows(record: Record, kind: Kind, registry: Registry, by: Attribution) -> Iterator[RegistryRow]:
    known = {entry.id: entry.facts for entry in record.entries(get_topic(kind.aggregate))}
    for id, facts in kind.rows(registry):
        if id not in known:
            yield kind.first(id, facts, by)
        elif known.pop(id) != encode(facts):
            row = _get(record, kind.aggregate, id)
            row.follow(facts, by.recorded_at.date(), by)
            yield row
    for id in (id for id, facts in known.items() if facts is not None):
        row = _get(record, kind.aggregate, id)
        row.delist(by)
        yield row


def _changed_inspectors(record: Record, registry: Registry, by: Attribution) -> Iterator[Inspector]:
    """Officers with their absences and recusals, which are events of the officer."""
    known = {entry.id: entry.facts for entry in record.entries(get_topic(Inspector))}
    recorded, wanted = _recorded_leave(record), _wanted_leave(registry)
    absences, recusals = rows.absences(registry), rows.recusals(registry)
    for id, facts in rows.inspectors(registry):
        is_known, before = id in known, known.pop(id, None)
        if before == encode(facts) and recorded.get(id) == wanted.get(id):
            continue
        officer = _enrolled(record, id, facts, by, known=is_known)
        _follow_absences(officer, absences.get(id, {}), by)
        _follow_recusals(officer, recusals.get(id, {}), by)
        yield officer
    for id in (id for id, facts in known.items() if facts is not None):
        officer = _get(record, Inspector, id)
        _follow_absences(officer, {}, by)
        _follow_recusals(officer, {}, by)
        officer.delist(by)
        yield officer


def _follow_absences(officer: Inspector, wanted: Mapping[tuple[date, date], str], by: Attribution) -> None:
    for first, last in sorted(officer.absences):
        if wanted.get((first, last)) != officer.absences[first, last]:
            officer.withdraw_absence(first, last, by)
    for first, last in sorted(set(wanted).difference(officer.absences)):
        officer.be_absent(first, last, wanted[first, last], by)


def _follow_recusals(officer: Inspector, wanted: Mapping[str, str], by: Attribution) -> None:
    for enterprise in sorted(officer.recusals):
        if wanted.get(enterprise) != officer.recusals[enterprise]:
            officer.lift_recusal(enterprise, by)
    for enterprise in sorted(set(wanted).difference(officer.recusals)):
        officer.recuse(enterprise, wanted[enterprise], by)


def _enrolled(record: Record, id: str, facts: InspectorFacts, by: Attribution, *, known: bool) -> Inspector:
    if not known:
        return Inspector.enrol(id, facts, by)
    officer: Inspector = _get(record, Inspector, id)
    officer.follow(facts, by.recorded_at.date(), by)
    return officer


def _leave_of(entries: Iterable[RegistryEntry | Entry]) -> Leave:
    leave: Leave = defaultdict(dict)
    for entry in entries:
        if entry.facts is not None:
            leave[entry.id.partition("|")[0]][entry.kind, entry.id] = entry.facts
    return leave


def _recorded_leave(record: Record) -> Leave:
    return _leave_of(chain(record.entries("absence"), record.entries("recusal")))


def _wanted_leave(registry: Registry) -> Leave:
    away = (
        absence_entry(Inspector.identify(row.inspector), row.first, row.last, encode(row.reason))
        for row in registry.absences
    )
    recused = (
        recusal_entry(Inspector.identify(row.inspector), row.enterprise, encode(row.reason))
        for row in registry.recusals
    )
    return _leave_of(chain(away, recused))


def _revised_lists(record: Record, registry: Registry, by: Attribution) -> Iterator[PlanningList]:
    known = {entry.id: entry.facts for entry in record.entries(get_topic(PlanningList))}
    for name, cells in rows.lists(registry).items():
        if name not in known and cells:
            planning_list = PlanningList.start(name, by)
        elif name in known and known[name] != encode(digest_of(cells)):
            planning_list = _get(record, PlanningList, name)
        else:
            continue
        planning_list.revise(cells, by)
        yield planning_list


def _batches(aggregates: Iterable[RecordedAggregate], size: int) -> Iterator[list[RecordedAggregate]]:
    """Aggregates with at least `size` events together (the last batch: what is left)."""
    batch: list[RecordedAggregate] = []
    events = 0
    for aggregate in aggregates:
        batch.append(aggregate)
        events += len(aggregate.pending_events)
        if events >= size:
            yield batch
            batch, events = [], 0
    if batch:
        yield batch


def _store(record: Record, changed: Iterable[RecordedAggregate]) -> list[DomainEvent]:
    try:
        return record.store_all(changed)
    except IntegrityError as error:
        raise UsageRefusal(
            "导入期间另有人修改了同一名录，请重新运行",
            "somebody else changed the same registry meanwhile; run it again",
        ) from error


def _get(record: Record, aggregate: type[RecordedAggregate], id: str) -> Any:
    return record.repository.get(aggregate.identify(id))
