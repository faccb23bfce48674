"""What is planned: the calendar, the officers' load, their absences."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.http import examples
from api.http.asked import AbsencesAsked, CalendarAsked, GridAsked, OfficersAsked
from api.http.documented import documented
from api.http.reading import answer
from projections.queries.absences import Absence, AbsenceFilter, absences
from projections.queries.calendar import CalendarEntry, calendar, grid
from projections.queries.months import CalendarWeek
from projections.queries.officers import OfficerFilter, OfficerLoad, officers_load
from projections.queries.paging import Page

TAG = "日历与人员 / Calendar and officers"
router = APIRouter()


@router.get(
    "/calendar",
    summary="日历 / The calendar",
    **documented(Page[CalendarEntry], examples.CALENDAR, TAG, CalendarEntry),
)
def calendar_entries(asked: Annotated[CalendarAsked, Query()], request: Request) -> Response:
    """已排的上门，按部门、人员、企业、片区、月、周。/ Visits by department, officer, enterprise, area, month, week."""
    return answer(request, asked, lambda at: calendar(at, asked.wanted(), asked.paging()), CalendarEntry)


@router.get(
    "/calendar/grid",
    summary="月历 / The calendar's grid",
    **documented(tuple[CalendarWeek, ...], examples.GRID, TAG, CalendarWeek),
)
def calendar_grid(asked: Annotated[GridAsked, Query()], request: Request) -> Response:
    """每天的上门数和出动数，按周排列。/ Visits and outings of each day, week by week."""
    return answer(request, asked, lambda at: grid(at, asked.wanted()), CalendarWeek)


@router.get(
    "/officers/load",
    summary="人员负荷 / Officers' load",
    **documented(Page[OfficerLoad], examples.OFFICERS, TAG, OfficerLoad),
)
def load_of_officers(asked: Annotated[OfficersAsked, Query()], request: Request) -> Response:
    """每人每轮的出动、上门和在岗天数。/ Each officer's outings, visits and days there, round by round."""
    return answer(
        request, asked, lambda at: officers_load(at, asked.filter(OfficerFilter), asked.paging()), OfficerLoad
    )


@router.get(
    "/absences",
    summary="缺勤 / Absences",
    **documented(Page[Absence], examples.ABSENCES, TAG, Absence),
)
def absences_of_officers(asked: Annotated[AbsencesAsked, Query()], request: Request) -> Response:
    """缺勤的日期和记录的时刻，含补录的。/ Absences: the days they hold for, and when they were recorded."""
    return answer(request, asked, lambda at: absences(at, asked.filter(AbsenceFilter), asked.paging()), Absence)
