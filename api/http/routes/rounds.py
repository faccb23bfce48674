"""The rounds: their list, one in figures, and what it saves."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.http import examples
from api.http.asked import Reading, RoundsAsked
from api.http.documented import documented
from api.http.parameters import RoundId
from api.http.reading import answer
from projections.queries import rounds as queries
from projections.queries.paging import Page
from projections.queries.savings import Savings, savings

TAG = "轮次 / Rounds"
router = APIRouter()


@router.get(
    "/rounds",
    summary="各轮 / The rounds",
    **documented(Page[queries.RoundRow], examples.ROUNDS, TAG, queries.RoundRow),
)
def rounds(asked: Annotated[RoundsAsked, Query()], request: Request) -> Response:
    """各轮进行到哪一步。/ How far each round has come."""
    return answer(request, asked, lambda at: queries.rounds(at, asked.paging()), queries.RoundRow)


@router.get(
    "/rounds/{round}",
    summary="一轮概况 / A round in figures",
    **documented(queries.RoundSummary, examples.ROUND, TAG),
)
def round_in_figures(round: RoundId, asked: Annotated[Reading, Query()], request: Request) -> Response:
    """一轮的各项数字和下发后的变更。/ One round in figures, with the changes after its publication."""
    return answer(request, asked, lambda at: queries.round_summary(at, round))


@router.get(
    "/rounds/{round}/savings",
    summary="少上门多少次 / What joining saves",
    **documented(Savings, examples.SAVINGS, TAG),
)
def savings_of_a_round(round: RoundId, asked: Annotated[Reading, Query()], request: Request) -> Response:
    """比各部门分别上门、比各部门各抽各查少上门多少次。/ Visits saved against separate visits and independent draws."""
    return answer(request, asked, lambda at: savings(at, round))
