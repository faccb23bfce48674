"""What an auditor asks: what changed between two moments, what was recorded, why a visit is as it is."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.http import examples
from api.http.asked import ChangesAsked, EventsAsked, Reading
from api.http.documented import documented
from api.http.parameters import RoundId, VisitId
from api.http.reading import Reader, answer, told
from api.reading.events import EventFilter, LoggedEvent, events
from api.reading.explain import explained
from api.reading.explanation import Explanation
from domain.refusals import UsageRefusal
from projections.models.as_of import AsOf
from projections.queries import moments
from projections.queries.differences import Difference, differences
from projections.queries.paging import Page
from projections.queries.refusals import NothingRecorded

TAG = "审计 / Audit"
router = APIRouter()


@router.get(
    "/changes",
    summary="两个时刻之间的变化 / What changed between two moments",
    **documented(Page[Difference], examples.CHANGES, TAG, Difference),
)
def changes(asked: Annotated[ChangesAsked, Query()], request: Request) -> Response:
    """哪里变了，谁改的，为什么。/ What differs between two moments, by whom it was changed and why."""

    def found(at: AsOf) -> Page[Difference]:
        until = at.position if asked.until is None else moments.asked(at, asked.until)
        since = moments.asked_since(at, asked.since, until)
        return differences(at, since, until, asked.about, asked.table or None, asked.paging())

    return answer(request, asked, found, Difference)


@router.get(
    "/events",
    summary="事件 / The events",
    **documented(Page[LoggedEvent], examples.EVENTS, TAG, LoggedEvent),
)
def events_of_the_log(asked: Annotated[EventsAsked, Query()], request: Request) -> Response:
    """记录的原样，按事件号。/ The log as it was recorded, in its order."""
    reader: Reader = request.app.state.reader
    return told(request, asked, events(reader.record, asked.filter(EventFilter), asked.paging()), LoggedEvent)


@router.get(
    "/rounds/{round}/visits/{visit}/explanation",
    summary="为什么这样安排 / Why a visit is as it is",
    **documented(Explanation, examples.EXPLANATION, TAG),
)
def explanation(round: RoundId, visit: VisitId, asked: Annotated[Reading, Query()], request: Request) -> Response:
    """为什么是这家企业、这一天、这些人员。/ Why this enterprise, this day, these officers: from ratio to skip."""
    reader: Reader = request.app.state.reader
    with reader.at(asked.as_of) as at:
        known = at.position
    try:
        found = explained(reader.record, round, visit, known)
    except UsageRefusal as refusal:
        raise NothingRecorded(refusal.zh, refusal.en) from refusal
    return told(request, asked, found)
