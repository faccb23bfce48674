"""The pages for people: not part of the documented interface."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, ConfigDict
from starlette.responses import HTMLResponse

from api.attribution import moment
from api.http.pages import problems_page, start_page
from api.http.parameters import InMonth
from api.http.reading import Reader
from domain.aggregates.ceremony import BEIJING
from projections.queries.calendar import CalendarFilter, grid
from projections.queries.months import month_of
from projections.queries.paging import Paging
from projections.queries.rounds import rounds

router = APIRouter(include_in_schema=False)


class StartAsked(BaseModel):
    """Which month's calendar is shown."""

    model_config = ConfigDict(extra="forbid", frozen=True)

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
        asof = f"截至第 {at.position:,} 号事件 / up to event {at.position:,}"
    return HTMLResponse(start_page(known, weeks, days.first, today, asof), headers={"Cache-Control": "no-store"})


@router.get("/problems")
def problems() -> HTMLResponse:
    """What each type of problem means."""
    return HTMLResponse(problems_page())
