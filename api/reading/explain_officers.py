"""Why these officers: who covers the place, who was taken by ticket, who was passed over and for which reason."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import msgspec

from api.reading.explain_sources import Sources
from api.reading.explanation import (
    NOT_RECORDED,
    PASSED_OVER,
    REPLACED,
    TAKEN,
    Candidate,
    TeamWhy,
)
from domain.aggregates import change_events as changes
from domain.aggregates import round_events as events
from domain.draw.changes import MOVED, absences
from domain.draw.tickets import officer_tickets
from domain.plan import Skip, TeamMember
from projections.queries.evidence import At


class _Covering(msgspec.Struct, frozen=True):
    """What an officer's row says of where and until when they may go."""

    department: str
    certificate_valid_until: date
    district: str
    areas: tuple[str, ...]

    def covers(self, district: str, area: str) -> bool:
        """Whether the officer works in the area (`domain.registry.Inspector.covers`)."""
        return self.district in ("", district) and (not self.areas or area in self.areas)


_officer = msgspec.json.Decoder(_Covering).decode


def place_of(sources: Sources) -> tuple[str, str]:
    """District and area of the enterprise: as sealed, or where it was reported to have moved."""
    id = sources.visit.enterprise
    for change in reversed(sources.log.changes):
        if change.kind == MOVED and change.subject == id and change.area:
            return change.district, change.area
    facts = sources.lists.enterprise(id).value
    return facts.district, facts.area


@dataclass(frozen=True)
class Officers:
    """The officers who cover the visit's place, as the round sealed them, with every absence that is known."""

    covering: Mapping[str, Sequence[str]]
    """Department → its officers, by id."""
    _certified_until: Mapping[str, date]
    _away: Mapping[str, Sequence[tuple[date, date]]]

    @classmethod
    def of(cls, sources: Sources) -> Officers:
        """The officers of a visit."""
        away: defaultdict[str, list[tuple[date, date]]] = defaultdict(list)
        for _, (id, _) in sources.lists.entries("absence"):
            inspector, first, last = id.rsplit("|", 2)
            away[inspector].append((date.fromisoformat(first), date.fromisoformat(last)))
        for absence in absences(sources.log.changes):
            away[absence.inspector].append((absence.first, absence.last))
        place = place_of(sources)
        listed = {id: _officer(facts) for _, (id, facts) in sources.lists.entries("inspector")}
        found = {department: list[str]() for department in sources.visit.departments}
        for id, row in listed.items():
            if row.department in found and row.covers(*place):
                found[row.department].append(id)
        return cls(found, {id: row.certificate_valid_until for id, row in listed.items()}, away)

    def there(self, department: str, day: date) -> list[str]:
        """Those of a department who are certified and not absent on a day."""
        return [id for id in self.covering[department] if self._is_there(id, day)]

    def _is_there(self, id: str, day: date) -> bool:
        away = any(first <= day <= last for first, last in self._away.get(id, ()))
        return day <= self._certified_until[id] and not away


class _Drawn(NamedTuple):
    """How a team was drawn: by which event, in answer to which change (None: with all others), and who sat where."""

    event: int
    answers: int | None
    members: dict[str, int]
    skips: dict[str, At[Skip]]


def teams_of(sources: Sources, officers: Officers) -> tuple[TeamWhy, ...]:
    """How the team of each department of the visit came about, in the visit's order of departments."""
    return tuple(_team(sources, officers, department) for department in sources.visit.departments)


def _team(sources: Sources, officers: Officers, department: str) -> TeamWhy:
    members = {member.inspector: member for member in sources.team(department)}
    drawn = _drawn(sources, department)
    if drawn is None or not members:
        return TeamWhy(department, "", None, None, (), len(officers.covering[department]))
    replaced = _replacements(sources, department, drawn.event)
    asked = {*officers.covering[department], *members, *replaced}
    seed = next(it.value.officer_seed for it in sources.log.of(events.OfficersDrawn))
    ids = sorted(asked)
    raw = officer_tickets(seed, sources.round_id, sources.visit.outing, department, ids)
    tickets = sorted((ticket.hex(), id) for ticket, id in zip(raw, ids, strict=True))
    last = max(ticket for ticket, id in tickets if id in members or id in replaced)
    found = tuple(_candidate(id, ticket, members.get(id), drawn, replaced) for ticket, id in tickets if ticket <= last)
    return TeamWhy(department, seed, drawn.event, drawn.answers, found, len(tickets) - len(found))


def _drawn(sources: Sources, department: str) -> _Drawn | None:
    """The last draw of the whole team; None: none is drawn."""
    place = sources.visit.outing, department
    for event, said in reversed(sources.log.of(changes.TeamDrawn)):
        mine = {member.inspector: event for member in said.members if member[:2] == place}
        if mine:
            return _Drawn(event, said.answers, mine, {})
    members = {
        member.inspector: event
        for event, said in sources.log.of(events.OfficersDrawn)
        for member in said.members
        if member[:2] == place
    }
    skips = {
        skip.inspector: At(event, skip)
        for event, said in sources.log.of(events.OfficersSkipped)
        for skip in said.officers
        if skip[:2] == place
    }
    return _Drawn(min(members.values()), None, members, skips) if members else None


def _replacements(sources: Sources, department: str, since: int) -> dict[str, At[changes.OfficerReplaced]]:
    """Who was replaced since the team was drawn, with the event."""
    place = sources.visit.outing, department
    found = sources.log.of(changes.OfficerReplaced)
    return {
        it.value.inspector: it for it in found if it.event > since and (it.value.outing, it.value.department) == place
    }


def _candidate(
    id: str, ticket: str, member: TeamMember | None, drawn: _Drawn, replaced: dict[str, At[changes.OfficerReplaced]]
) -> Candidate:
    if member is not None:
        succeeded = [it.event for it in replaced.values() if it.value.successor == id]
        return Candidate(id, ticket, TAKEN, member.lead, "", "", max(succeeded, default=drawn.members.get(id)))
    if id in replaced:
        event, said = replaced[id]
        detail = (
            f"应变更 {said.answers} 由 {said.successor} 接替 / {said.successor} took the seat, change {said.answers}"
        )
        return Candidate(id, ticket, REPLACED, False, "", detail, event)
    if id in drawn.skips:
        event, skip = drawn.skips[id]
        return Candidate(id, ticket, PASSED_OVER, False, skip.reason, skip.detail, event)
    return Candidate(id, ticket, NOT_RECORDED, False, "", "", None)
