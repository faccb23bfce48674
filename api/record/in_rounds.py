"""What rounds say of an enterprise, inspector, matter or visit: drawn, visited, left unplanned, on duty, skipped."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import NamedTuple

from eventsourcing.utils import get_topic

from api.record.change_sentences import change_sentence, what_happened
from api.record.sentence import Sentence, with_cause
from api.record.store import Record
from domain.aggregates import change_events as events
from domain.aggregates.base import DomainEvent, encode
from domain.aggregates.enterprise import Enterprise
from domain.aggregates.inspector import Inspector
from domain.aggregates.matter import Matter
from domain.aggregates.round import Round
from domain.aggregates.stages import BACK_TO_OFFICERS
from domain.plan import TeamMember, Visit

Teller = Callable[[DomainEvent, str, str, set[str]], Iterator[Sentence]]
"""What an event of a round says of an id; the set is of the enterprise's visits in that round so far."""

VISIT = "visit"
"""A visit is no aggregate, but rounds tell of it: `V00001` of every round."""


class Told(NamedTuple):
    """A part in a round, with the event that says so and its position."""

    position: int
    event: DomainEvent
    said: Sentence


def told_in_rounds(record: Record, kind: str, id: str) -> Iterator[Told]:
    """Each part in a round of an id of a kind; rounds in the order of their quarters."""
    tell = _TELLERS.get(kind)
    if tell is None:
        return
    visits: defaultdict[str, set[str]] = defaultdict(set)
    told: set[str] = set()
    for position, event in _concerning(record, id, visits):
        round_id = event.originator_id.partition(":")[2]
        for said in tell(event, round_id, id, visits[round_id]):
            told.add(round_id)
            yield Told(position, event, said)
        if isinstance(event, Round.RedrawOrdered) and round_id in told and _takes_back(event.back_to, kind):
            void = with_cause(
                f"{round_id} 决定重新抽取，以上结果不再有效", f"redrawn in {round_id}, the above is void", event.cause
            )
            yield Told(position, event, void)


def positions_in_rounds(record: Record, id: str) -> list[int]:
    """Where rounds tell of an id, of whatever kind; ascending."""
    return sorted({told.position for kind in _TELLERS for told in told_in_rounds(record, kind, id)})


def _concerning(record: Record, id: str, visits: dict[str, set[str]]) -> Iterator[tuple[int, DomainEvent]]:
    """The events of the rounds that name the id or one of its visits, and redraws; no other is decoded."""
    for stored in record.store.recorder.scan_streams(f"{get_topic(Round)}:"):
        round_id = str(stored.originator_id).partition(":")[2]
        names = (encode(name)[1:-1] for name in (id, *visits[round_id]))
        if stored.topic.startswith(_REDRAW) or any(name in stored.state for name in names):
            event = record.mapper.to_domain_event(stored)
            if isinstance(event, DomainEvent):
                yield stored.id, event


_REDRAW = get_topic(Round.RedrawOrdered).rpartition(".")[0]
"""The topic of a redraw without its version."""


def _takes_back(back_to: str, kind: str) -> bool:
    """Whether a redraw changes anything for a kind: one of the officers alone leaves enterprises and matters."""
    return back_to != BACK_TO_OFFICERS or kind == get_topic(Inspector)


def _enterprise(event: DomainEvent, round_id: str, id: str, own: set[str]) -> Iterator[Sentence]:
    match event:
        case Round.Drawn(matter=matter, enterprises=enterprises) if id in enterprises:
            yield Sentence(f"{round_id} 抽中：事项 {matter}", f"drawn in {round_id}: matter {matter}")
        case Round.Scheduled(visits=visits):
            for visit in visits:
                if visit.enterprise == id:
                    own.add(visit.visit)
                    yield _scheduled(visit, round_id)
        case Round.LeftUnplanned(checks=checks) | Round.ChecksLeftOut(checks=checks):
            for check in checks:
                if check.enterprise == id:
                    yield Sentence(
                        f"{round_id} 未能安排：事项 {check.matter}，{check.detail}",
                        f"left unplanned in {round_id}: matter {check.matter}, {check.detail}",
                    )
        case Round.ChangeReported(subject=subject) if subject == id:
            yield _reported(event, round_id)
        case Round.VisitMoved(visit=visit) | Round.VisitAdded(visit=visit) | Round.VisitExtended(visit=visit) if (
            visit.enterprise == id
        ):
            own.add(visit.visit)
            yield _scheduled(visit, round_id)
        case Round.DepartmentWithdrawn(visit=visit) if visit.enterprise == id:
            yield _scheduled(visit, round_id)
        case Round.VisitsCancelled(visits=visits) | Round.VisitsConfirmed(visits=visits) if own.intersection(visits):
            yield from _changed(event, round_id)
        case Round.EnterpriseReplaced(enterprise=enterprise, successor=successor) if id in (enterprise, successor):
            yield _replaced(event, round_id, id)


def _reported(event: events.ChangeReported, round_id: str) -> Sentence:
    said, number = what_happened(event), event.number
    return with_cause(
        f"{round_id} 变更 {number}：{said.zh}", f"reported in {round_id}, change {number}: {said.en}", event.cause
    )


def _seated(member: TeamMember, round_id: str) -> Sentence:
    return Sentence(
        f"{round_id} 抽中，参加出动 {member.outing}{'（带队）' if member.lead else ''}",
        f"drawn in {round_id} for outing {member.outing}{' (leads)' if member.lead else ''}",
    )


def _replaced(event: events.EnterpriseReplaced, round_id: str, id: str) -> Sentence:
    matter, because = event.matter, event.answers
    if id == event.successor:
        return Sentence(
            f"{round_id} 递补抽中：事项 {matter}，应变更 {because} 接替 {event.enterprise}",
            f"drawn in {round_id} in place of {event.enterprise}: matter {matter}, in answer to change {because}",
        )
    successor = Sentence(f"由 {event.successor} 递补", f"{event.successor} takes its place")
    if not event.successor:
        successor = Sentence("名单已抽尽，无人递补", "the frame is used up, nobody takes its place")
    return Sentence(
        f"{round_id} 不再检查：事项 {matter}，应变更 {because}，{successor.zh}",
        f"no longer checked in {round_id}: matter {matter}, in answer to change {because}, {successor.en}",
    )


def _changed(event: DomainEvent, round_id: str) -> Iterator[Sentence]:
    if said := change_sentence(event):
        yield Sentence(f"{round_id} {said.zh}", f"{round_id}, {said.en}")


def _scheduled(visit: Visit, round_id: str) -> Sentence:
    number, when = visit.visit, f"{visit.date} {visit.slot}"
    departments, matters = ";".join(visit.departments), ";".join(visit.matters)
    return Sentence(
        f"{round_id} 排期：{number} {when} 上门，部门 {departments}，事项 {matters}",
        f"scheduled in {round_id}: {number} on {when}, departments {departments}, matters {matters}",
    )


def _visit(event: DomainEvent, round_id: str, id: str, own: set[str]) -> Iterator[Sentence]:
    match event:
        case Round.Scheduled(visits=visits):
            yield from (_scheduled(visit, round_id) for visit in visits if visit.visit == id)
        case Round.VisitsCancelled(visits=visits) | Round.VisitsConfirmed(visits=visits) if id in visits:
            yield from _changed(event, round_id)
        case Round.ChangeReported(subject=subject) if subject == id:
            yield from _changed(event, round_id)
        case (
            Round.VisitMoved(visit=visit)
            | Round.VisitAdded(visit=visit)
            | Round.VisitExtended(visit=visit)
            | Round.DepartmentWithdrawn(visit=visit)
        ) if visit.visit == id:
            yield from _changed(event, round_id)


def _inspector(event: DomainEvent, round_id: str, id: str, own: set[str]) -> Iterator[Sentence]:
    match event:
        case Round.OfficersDrawn(members=members):
            for member in members:
                if member.inspector == id:
                    yield _seated(member, round_id)
        case Round.OfficersSkipped(officers=officers):
            for skip in officers:
                if skip.inspector == id:
                    yield Sentence(
                        f"{round_id} 出动 {skip.outing} 跳过：{skip.reason} {skip.detail}".rstrip(),
                        f"skipped in {round_id} for outing {skip.outing}: {skip.reason} {skip.detail}".rstrip(),
                    )
        case Round.ChangeReported(subject=subject) if subject == id:
            yield _reported(event, round_id)
        case Round.TeamDrawn(members=members):
            for member in members:
                if member.inspector == id:
                    yield _seated(member, round_id)
        case Round.OfficerReplaced(inspector=inspector, successor=successor) if id in (inspector, successor):
            yield _relieved(event, round_id, id)


def _relieved(event: events.OfficerReplaced, round_id: str, id: str) -> Sentence:
    outing, because = event.outing, event.answers
    if id == event.successor:
        return Sentence(
            f"{round_id} 接替 {event.inspector}，参加出动 {outing}{'（带队）' if event.lead else ''}，应变更 {because}",
            f"replaces {event.inspector} in {round_id}, outing {outing}{' (leads)' if event.lead else ''}, "
            f"in answer to change {because}",
        )
    return Sentence(
        f"{round_id} 出动 {outing} 由 {event.successor} 接替，应变更 {because}",
        f"replaced by {event.successor} in {round_id}, outing {outing}, in answer to change {because}",
    )


def _matter(event: DomainEvent, round_id: str, id: str, own: set[str]) -> Iterator[Sentence]:
    if isinstance(event, Round.Drawn) and event.matter == id and event.part == 1:
        size = f"{event.sample_size} / {event.frame_size}"
        yield Sentence(
            f"{round_id} 抽取 {event.credit_class} 类：{size} 户",
            f"drawn in {round_id}: class {event.credit_class}, {size}",
        )


_TELLERS: dict[str, Teller] = {
    get_topic(Enterprise): _enterprise,
    get_topic(Inspector): _inspector,
    get_topic(Matter): _matter,
    VISIT: _visit,
}
