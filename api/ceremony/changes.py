"""Later changes of a published round: each reported, answered by the next ticket and recorded, or none of it.

`domain.draw.changes` is the rule; the day of the report is the day in Beijing on which the command is given.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from api.ceremony.on_record import RoundOnRecord
from api.ceremony.planned import drawn_of, officers_of, visits_of
from api.ceremony.steps import Taken, require_rules, store
from api.record.store import Record
from domain.aggregates import round_events as events
from domain.aggregates import stages
from domain.aggregates.base import Attribution
from domain.aggregates.ceremony import BEIJING, Change
from domain.draw.changes import replace_enterprise, replace_officer
from domain.draw.current import CurrentPlan, Replacement, Sealed, Succession
from domain.plan import Drawn, Skip, TeamMember
from domain.registry import Absence, DueCheck

OFFICER_ABSENT, ENTERPRISE_CLOSED = "officer_absent", "enterprise_closed"


class Answered(NamedTuple):
    """A change and its answer: the plan before and now, and what is told of it although it follows from the rule."""

    taken: Taken
    before: CurrentPlan
    now: CurrentPlan
    replaced: tuple[Replacement, ...] = ()
    passed_over: tuple[Skip, ...] = ()
    succeeded: tuple[Succession, ...] = ()
    given_up: tuple[DueCheck, ...] = ()


def plan_now(on: RoundOnRecord) -> CurrentPlan:
    """Visits, teams and drawn enterprises of a staffed round as they stand after the changes recorded so far.

    Raises:
        RecordRefusal: an officer was replaced and the record's lists are not those that were sealed.
    """
    now = CurrentPlan(visits_of(on), officers_of(on).teams, drawn_of(on).drawn)
    for event in on.events:
        now = _followed(now, event, on)
    return now


def report_absent(record: Record, round_id: str, absence: Absence, by: Attribution) -> Answered:
    """Record that an officer is absent, and who takes each of their seats.

    Raises:
        RoundRefusal: the round is not published or over, or a seat cannot be filled with all else as it is.
    """
    on, before = _changeable(record, round_id, by)
    answer = replace_officer(_sealed(on), before, absence, _reported_on(by))
    change = Change(OFFICER_ABSENT, absence.inspector, absence.first, absence.last, absence.reason)
    number = on.round.report_change(change, by)
    for row in answer.replacements:
        successor = TeamMember(row.outing, row.department, row.successor, row.ticket, row.lead)
        on.round.replace_officer(number, row.inspector, successor, by)
    taken, now = _stored(record, on, before)
    return Answered(taken, before, now, replaced=answer.replacements, passed_over=answer.passed_over)


def report_closed(record: Record, round_id: str, enterprise: str, cause: str, by: Attribution) -> Answered:
    """Record that an enterprise is closed or has moved away, its cancelled visits and its successors.

    Raises:
        RoundRefusal: the round is not published or over, or nothing of it concerns the enterprise.
    """
    on, before = _changeable(record, round_id, by)
    answer = replace_enterprise(_sealed(on), before, enterprise, _reported_on(by))
    number = on.round.report_change(Change(ENTERPRISE_CLOSED, enterprise, None, None, cause), by)
    if answer.cancelled:
        on.round.cancel_visits(number, answer.cancelled, by)
    for row in answer.successions:
        successor = Drawn(row.matter, row.credit_class, row.successor, row.ticket)
        on.round.replace_enterprise(number, row.enterprise, successor, by)
    taken, now = _stored(record, on, before)
    return Answered(taken, before, now, succeeded=answer.successions, given_up=answer.given_up)


def _changeable(record: Record, round_id: str, by: Attribution) -> tuple[RoundOnRecord, CurrentPlan]:
    on = RoundOnRecord(record, round_id)
    on.round.require_step(stages.CHANGE, by)
    require_rules(on)
    return on, plan_now(on)


def _sealed(on: RoundOnRecord) -> Sealed:
    return Sealed(on.registry, on.working_days, on.id, on.seed, on.officer_seed)


def _reported_on(by: Attribution) -> date:
    return by.recorded_at.astimezone(BEIJING).date()


def _stored(record: Record, on: RoundOnRecord, before: CurrentPlan) -> tuple[Taken, CurrentPlan]:
    taken = store(record, on.round)
    now = before
    for event in taken.events:
        now = _followed(now, event, on)
    return taken, now


def _followed(now: CurrentPlan, event: events.Event, on: RoundOnRecord) -> CurrentPlan:
    """The plan after one more event."""
    match event:
        case events.ChangeReported(subject=id, first=first, last=last) if first and last:
            return now.report_absent(Absence(id, first, last, event.cause))
        case events.ChangeReported(subject=id):
            return now.report_closed(id)
        case events.OfficerReplaced():
            place = event.outing, event.department, event.inspector
            given = Replacement(*place, event.successor, event.ticket, event.lead)
            return now.replace_officer(given, on.registry.inspectors)
        case events.VisitsCancelled(visits=visits):
            return now.cancel_visits(visits)
        case events.EnterpriseReplaced():
            pair = event.matter, event.credit_class
            return now.replace_enterprise(Succession(*pair, event.enterprise, event.successor, event.ticket))
    return now
