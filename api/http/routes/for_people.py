"""The pages for people: not part of the documented interface."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, ConfigDict
from starlette.responses import HTMLResponse

from api.attribution import moment
from api.http.pages import day_page, problems_page, start_page
from api.http.parameters import InMonth, TheDay
from api.http.reading import Reader
from domain.aggregates.ceremony import BEIJING
from projections.models.as_of import AsOf
from projections.queries.calendar import CalendarFilter, calendar, grid
from projections.queries.months import month_of
from projections.queries.paging import Paging
from projections.queries.rounds import rounds

router = APIRouter(include_in_schema=False)


class NothingAsked(BaseModel):
    """A page without parameters."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class StartAsked(NothingAsked):
    """Which month's calendar is shown."""

    month: InMonth = None


@router.get("/")
def start(asked: Annotated[StartAsked, Query()], request: Request) -> HTMLResponse:
    """The rounds, this month's calendar, links."""
    today = moment().astimezone(BEIJING).date()
    days = month_of(asked.month or f"{today:%Y-%m}")
    reader: Reader = request.app.state.reader
    with reader.at(None) as at:
        known = rounds(at, Paging(limit=None, sort=("-round",))).rows
        weeks = grid(at, CalendarFilter(first=days.first, last=days.last))
    return HTMLResponse(start_page(known, weeks, days.first, today, _upto(at)), headers=_OF_NOW)


@router.get("/days/{day}")
def day(day: TheDay, asked: Annotated[NothingAsked, Query()], request: Request) -> HTMLResponse:
    """The visits of one day."""
    reader: Reader = request.app.state.reader
    with reader.at(None) as at:
        visits = calendar(at, CalendarFilter(first=day, last=day), Paging(limit=None)).rows
    return HTMLResponse(day_page(day, visits, _upto(at)), headers=_OF_NOW)


@router.get("/problems")
def problems(asked: Annotated[NothingAsked, Query()]) -> HTMLResponse:
    """What each type of problem means."""
    return HTMLResponse(problems_page())


def _upto(at: AsOf) -> str:
    return f"截至第 {at.position:,} 号事件 / up to event {at.position:,}"


_OF_NOW = {"Cache-Control": "no-store"}
