"""What an import records of officers: rows of their own, and absences and recusals, which are events of the officer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import chain

from eventsourcing.utils import get_topic

from api.record import rows
from api.record.differences import Difference, differences, together
from api.record.store import Record
from domain.aggregates.base import Attribution, Entry, encode
from domain.aggregates.ceremony import day_in_beijing
from domain.aggregates.inspector import Inspector, InspectorFacts, absence_entry, recusal_entry
from domain.registry import Registry
from projections.models.registry import RegistryEntry

Leave = dict[str, dict[tuple[str, str], bytes]]
"""By officer: the registry's rows of absences and recusals, with their facts as they are stored."""


def changed_inspectors(record: Record, registry: Registry, by: Attribution) -> Iterator[Inspector]:
    """Every officer of whom something is to be recorded, with all of it pending."""
    recorded, wanted = _recorded_leave(record), _wanted_leave(record, registry)
    absences, recusals = rows.absences(registry), rows.recusals(registry)

    def is_recorded(entry: RegistryEntry, facts: InspectorFacts) -> bool:
        stored = record.as_stored(Entry(entry.kind, entry.id, encode(facts)))
        return entry.facts == stored.facts and recorded.get(entry.id) == wanted.get(entry.id)

    known = record.entries(get_topic(Inspector))
    for group in together(differences(known, rows.inspectors(registry), is_recorded)):
        officers = record.load(Inspector, [row.id for row in group if row.known])
        for row in group:
            leave = (absences.get(row.id, {}), recusals.get(row.id, {})) if row.facts else ({}, {})
            yield _followed(officers.get(row.id), row, *leave, by)


def _followed(
    officer: Inspector | None,
    row: Difference,
    absences: Mapping[tuple[date, date], str],
    recusals: Mapping[str, str],
    by: Attribution,
) -> Inspector:
    if officer is None:
        officer = Inspector.enrol(row.id, row.facts, by)
    elif row.facts is not None:
        officer.follow(row.facts, day_in_beijing(by.recorded_at), by)
    _follow_absences(officer, absences, by)
    _follow_recusals(officer, recusals, by)
    if row.facts is None and officer.listed:
        officer.delist(by)
    return officer


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


def _recorded_leave(record: Record) -> Leave:
    return _leave_of(chain(record.entries("absence"), record.entries("recusal")))


def _wanted_leave(record: Record, registry: Registry) -> Leave:
    away = (
        absence_entry(Inspector.identify(row.inspector), row.first, row.last, encode(row.reason))
        for row in registry.absences
    )
    recused = (
        recusal_entry(Inspector.identify(row.inspector), row.enterprise, encode(row.reason))
        for row in registry.recusals
    )
    return _leave_of(map(record.as_stored, chain(away, recused)))


def _leave_of(entries: Iterable[RegistryEntry | Entry]) -> Leave:
    leave: Leave = defaultdict(dict)
    for entry in entries:
        if entry.facts is not None:
            leave[entry.id.partition("|")[0]][entry.kind, entry.id] = entry.facts
    return leave
