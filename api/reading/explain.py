"""Why this enterprise, this day, these officers: the chain from ratio to ticket to skip, out of the record alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from api.reading.explain_day import day_of
from api.reading.explain_matters import matters_of, together
from api.reading.explain_officers import Officers, teams_of
from api.reading.explain_sources import RoundLog, Sources, found_visit, standing_of
from api.reading.explanation import Explanation, Happened, Subject
from api.record.change_sentences import change_sentence
from api.record.round_sentences import round_sentence
from api.record.store import Record
from domain.aggregates import change_events as changes
from domain.aggregates import round_events as events
from projections.models.as_of import AsOf
from projections.models.catalogue import LISTS, REGISTRY, ROUNDS
from projections.queries.evidence import At


def explained(record: Record, round_id: str, visit_id: str, position: int | None = None) -> Explanation:
    """Why a visit is as it was known to be after the event at a position (None: the last).

    Lists and registry are those that the record had when the round sealed them.

    Raises:
        NothingRecorded: there is no such round by then.
        UsageRefusal: there is no such event, the round never had such a visit, or an older version sealed it.
    """
    with record.as_of(position, (REGISTRY, ROUNDS, LISTS)) as at:
        found = found_visit(at, round_id, visit_id)
        then = at.at(found.until - 1) if found.until else at
        stage, figures = standing_of(then, round_id)
        log = RoundLog(record, round_id, then.position)
        sources = Sources(then, round_id, stage, figures, log, found.visit, found.confirmed)
        gone = _gone(record, round_id, found.until) if found.until else None
        return _explanation(sources, at, gone)


def _explanation(sources: Sources, at: AsOf, gone: Happened | None) -> Explanation:
    matters, officers = matters_of(sources), Officers.of(sources)
    event, facts = sources.lists.enterprise(sources.visit.enterprise)
    place = facts.credit_class, facts.district, facts.area, facts.status
    return Explanation(
        round=sources.round_id,
        visit=sources.visit.visit,
        position=at.position,
        stage=standing_of(at, sources.round_id)[0],
        confirmed=sources.confirmed,
        gone=gone,
        enterprise=Subject(sources.visit.enterprise, facts.name, *place, event),
        matters=matters,
        together=together(sources),
        day=day_of(sources, matters, officers),
        teams=teams_of(sources, officers),
        since=tuple(_since(sources)),
        redraws=tuple(_redraws(sources.log)),
    )


def _gone(record: Record, round_id: str, until: int) -> Happened:
    """What took the visit out of the plan."""
    log = RoundLog(record, round_id, until)
    return _happened(log, log.history[-1])


def _since(sources: Sources) -> Iterator[Happened]:
    """What changed about the visit since it was scheduled."""
    id, outings = sources.visit.visit, set[str]()
    for found in sources.log.stand:
        match found.value:
            case events.Scheduled(visits=visits):
                outings.update(visit.outing for visit in visits if visit.visit == id)
            case (
                changes.VisitAdded(visit=visit)
                | changes.VisitMoved(visit=visit)
                | changes.VisitExtended(visit=visit)
                | changes.DepartmentWithdrawn(visit=visit)
            ) if visit.visit == id:
                outings.add(visit.outing)
                yield _happened(sources.log, found)
            case changes.VisitsConfirmed(visits=visits) if id in visits:
                yield _happened(sources.log, found)
            case changes.ChangeReported(subject=subject) if subject == id:
                yield _happened(sources.log, found)
            case changes.OfficerReplaced(outing=outing, department=department) if (
                outing in outings and department in sources.visit.departments
            ):
                yield _happened(sources.log, found)
            case changes.TeamDrawn(members=members) if members[0].outing in outings:
                yield _happened(sources.log, found)


def _redraws(log: RoundLog) -> Iterator[Happened]:
    yield from (_happened(log, found) for found in log.history if isinstance(found.value, events.RedrawOrdered))


def _happened(log: RoundLog, found: At[Any]) -> Happened:
    event = found.value
    said = change_sentence(event) or round_sentence(event, None)
    answers: int | None = getattr(event, "answers", None)
    cause = log.reported[answers].value.cause if answers in log.reported else ""
    return Happened(found.event, event.timestamp, event.actor, said.zh, said.en, answers, cause)
