"""What the events after a publication say: what was reported, what moved for it, and why."""

from __future__ import annotations

from collections.abc import Iterable

from api.record.sentence import Sentence, with_cause
from domain.aggregates import change_events as events
from domain.aggregates.base import DomainEvent
from domain.bilingual import halves
from domain.draw import changes
from domain.plan import Visit

ONE_DAY = "one day refused"
KINDS = {
    changes.ABSENT: Sentence("自 {0.first} 至 {0.last} 缺勤", "absent from {0.first} to {0.last}"),
    changes.GONE: Sentence("离岗", "gone for good"),
    changes.CLOSED: Sentence("关停", "closed"),
    changes.MOVED: Sentence("迁址 {0.district} {0.area}", "moved to {0.district} {0.area}"),
    changes.REFUSES: Sentence("{0.first} 至 {0.last} 不接受检查", "refuses the days {0.first} to {0.last}"),
    ONE_DAY: Sentence("{0.first} 不接受检查", "refuses {0.first}"),
    changes.DECLINED: Sentence("部门 {0.department} 不参加", "{0.department} declines"),
    "complaint": Sentence("投诉", "complaint"),
    "transfer": Sentence("移送", "transfer"),
    "recheck": Sentence("复查", "recheck"),
    "ordered": Sentence("交办", "ordered"),
    "full": Sentence("全查", "full"),
}
"""What a report of each kind says; a check that is due goes on with its matter and window."""


def change_sentence(event: DomainEvent) -> Sentence | None:
    """What an event after the publication says; None: it is none."""
    match event:
        case events.ChangeReported(number=number, subject=subject, cause=cause):
            said = what_happened(event)
            return with_cause(f"变更 {number}：{subject} {said.zh}", f"change {number}: {subject} {said.en}", cause)
        case events.OfficerReplaced() | events.EnterpriseReplaced() | events.TeamDrawn():
            return _answering(event.answers, _of_persons(event))
        case events.VisitsConfirmed(visits=visits):
            return Sentence(f"确认上门 {_listed(visits)}", f"confirmed: {_listed(visits)}")
        case (
            events.VisitsCancelled()
            | events.VisitMoved()
            | events.VisitAdded()
            | events.VisitExtended()
            | events.DepartmentWithdrawn()
            | events.ChecksLeftOut()
        ):
            return _answering(event.answers, _of_visits(event))
    return None


def what_happened(event: events.ChangeReported) -> Sentence:
    """What a report says of its subject."""
    if event.kind == changes.MOVED and not event.area:
        return Sentence("迁出", "moved away")
    on_one_day = event.kind == changes.REFUSES and event.last in (None, event.first)
    zh, en = (text.format(event) for text in KINDS[ONE_DAY if on_one_day else event.kind])
    if event.matter:
        window = f"{event.first} – {event.last}"
        return Sentence(f"{zh}，事项 {event.matter}，{window}", f"{en}, matter {event.matter}, {window}")
    return Sentence(zh, en)


def _answering(number: int, said: Sentence) -> Sentence:
    return Sentence(f"应变更 {number}：{said.zh}", f"in answer to change {number}: {said.en}")


def _of_persons(event: events.OfficerReplaced | events.EnterpriseReplaced | events.TeamDrawn) -> Sentence:
    match event:
        case events.OfficerReplaced(outing=outing, inspector=inspector, successor=successor):
            lead = Sentence("（带队）", " (leads)") if event.lead else Sentence("", "")
            return Sentence(
                f"出动 {outing} 由 {successor} 接替 {inspector}{lead.zh}",
                f"{successor} replaces {inspector} in outing {outing}{lead.en}",
            )
        case events.EnterpriseReplaced(matter=matter, enterprise=enterprise, successor=successor):
            pair, next_one = f"{matter} {event.credit_class}", Sentence(successor, successor)
            if not successor:
                next_one = Sentence("无人（名单已抽尽）", "nobody (the frame is used up)")
            return Sentence(
                f"事项 {pair} 类由 {next_one.zh} 递补 {enterprise}",
                f"{next_one.en} replaces {enterprise} for matter and class {pair}",
            )
        case events.TeamDrawn(members=members):
            outing, department = members[0][:2]
            who = _listed(f"{member.inspector}{'*' * member.lead}" for member in members)
            return Sentence(f"{department} 出动 {outing} 选派 {who}", f"{department} sends {who} to outing {outing}")


def _of_visits(
    event: events.VisitsCancelled
    | events.VisitMoved
    | events.VisitAdded
    | events.VisitExtended
    | events.DepartmentWithdrawn
    | events.ChecksLeftOut,
) -> Sentence:
    match event:
        case events.VisitsCancelled(visits=visits):
            return Sentence(f"取消上门 {_listed(visits)}", f"called off {_listed(visits)}")
        case events.VisitMoved(visit=visit):
            said = Sentence("改期", "moved")
        case events.VisitAdded(visit=visit):
            said = Sentence("新增", "added")
        case events.VisitExtended(visit=visit):
            said = Sentence("并入检查", "checks joined")
        case events.DepartmentWithdrawn(visit=visit, department=department):
            said = Sentence(f"{department} 退出", f"{department} withdrawn")
        case events.ChecksLeftOut(checks=checks):
            named = _listed(f"{check.enterprise} {check.matter}" for check in checks)
            why = halves(checks[0].detail)
            return Sentence(f"无法安排 {named}：{why.zh}", f"left out {named}: {why.en}")
    why = halves(event.why)
    return Sentence(f"{said.zh} {_visit(visit)}；{why.zh}", f"{said.en} {_visit(visit)}; {why.en}")


def _visit(visit: Visit) -> str:
    return f"{visit.visit} {visit.date} {visit.slot} {visit.enterprise} ({_listed(visit.departments)})"


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names)
