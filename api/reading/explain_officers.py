"""Why these officers: who covers the place, who was taken by ticket, who was passed over and for which reason."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import msgspec

from api.reading.explain_sources import Sources, change_of
from api.reading.explanation import (
    NOT_RECORDED,
    PASSED_OVER,
    REPLACED,
    TAKEN,
    UNABLE,
    Candidate,
    TeamWhy,
)
from domain.aggregates import change_events as changes
from domain.aggregates import round_events as events
from domain.draw.changes import MOVED, absences
from domain.draw.tickets import officer_tickets
from domain.plan import Skip, TeamMember
from domain.registry import Absence
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
    _certified_until: Mapping[str, At[date]]
    _away: Mapping[str, Sequence[At[Absence]]]
    _recused: Mapping[tuple[str, str], int]
    """Officer and enterprise → the event."""

    @classmethod
    def of(cls, sources: Sources) -> Officers:
        """The officers of a visit."""
        place, found = place_of(sources), {department: list[str]() for department in sources.visit.departments}
        certified: dict[str, At[date]] = {}
        for event, (id, facts) in sources.lists.entries("inspector"):
            row = _officer(facts)
            certified[id] = At(event, row.certificate_valid_until)
            if row.department in found and row.covers(*place):
                found[row.department].append(id)
        recused = {_pair(id): event for event, (id, _) in sources.lists.entries("recusal")}
        return cls(found, certified, _absences(sources), recused)

    def there(self, department: str, day: date) -> list[str]:
        """Those of a department who are certified and not absent on a day."""
        return [id for id in self.covering[department] if self.unable(id, day, ()) is None]

    def unable(
        self, id: str, day: date, enterprises: Iterable[str], known_by: int | None = None
    ) -> At[tuple[str, str]] | None:
        """What keeps an officer from these enterprises on a day: a reason of a skip and its detail.

        `known_by`: of the absences reported since the seal those alone that were known at this event.
        """
        for event, away in self._away.get(id, ()):
            if away.first <= day <= away.last and (known_by is None or event <= known_by):
                return At(event, ("absent", f"{away.first} 至 {away.last} 缺勤 / absent {away.first} to {away.last}"))
        event, until = self._certified_until[id]
        if until < day:
            return At(event, ("certificate", f"执法证 {until} 到期 / certificate ran out after {until}"))
        for enterprise in enterprises:
            if (id, enterprise) in self._recused:
                said = f"回避 {enterprise} / recused from {enterprise}"
                return At(self._recused[id, enterprise], ("recused", said))
        return None


def _absences(sources: Sources) -> Mapping[str, Sequence[At[Absence]]]:
    """By officer: the absences of the lists, and those reported since."""
    found: defaultdict[str, list[At[Absence]]] = defaultdict(list)
    for event, (id, _) in sources.lists.entries("absence"):
        inspector, first, last = id.rsplit("|", 2)
        found[inspector].append(At(event, Absence(inspector, date.fromisoformat(first), date.fromisoformat(last))))
    for event, told in sources.log.reported.values():
        for absence in absences([change_of(told)]):
            found[absence.inspector].append(At(event, absence))
    return found


def _pair(id: str) -> tuple[str, str]:
    """Officer and enterprise of a recusal's row."""
    inspector, _, enterprise = id.partition("|")
    return inspector, enterprise


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
    since = {it.value.successor: it.event for it in replaced.values()}
    seated = {ticket: since.get(id, drawn.event) for ticket, id in tickets if id in members or id in replaced}
    served = [visit.enterprise for visit in sources.outing if department in visit.departments]
    found = tuple(
        _candidate(id, ticket, members.get(id), drawn, replaced)
        or _passed(id, ticket, officers.unable(id, sources.visit.date, served, _seated_over(ticket, seated)))
        for ticket, id in tickets
        if ticket <= last
    )
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
) -> Candidate | None:
    """Somebody of whom the record says what became of them."""
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
    return None


def _seated_over(ticket: str, seated: Mapping[str, int]) -> int:
    """The event at which somebody with a larger ticket was first seated."""
    return min(event for theirs, event in seated.items() if theirs > ticket)


def _passed(id: str, ticket: str, unable: At[tuple[str, str]] | None) -> Candidate:
    """Somebody with a smaller ticket than one who was seated in answer to a change: reasons are not recorded there."""
    if unable is None:
        return Candidate(id, ticket, NOT_RECORDED, False, "", "", None)
    return Candidate(id, ticket, UNABLE, False, *unable.value, unable.event)
