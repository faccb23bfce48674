"""What enterprises bear: burden, caps, and the year of one of them."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.http import examples
from api.http.asked import BurdenAsked, CapsAsked, Reading
from api.http.documented import documented
from api.http.parameters import EnterpriseId, TheYear
from api.http.reading import answer
from projections.queries.burden import BurdenFilter, BurdenRow, burden
from projections.queries.caps import CapsFilter, CapUse, caps
from projections.queries.enterprise_year import EnterpriseYear, enterprise_year
from projections.queries.paging import Page

TAG = "企业负担 / Burden on enterprises"
router = APIRouter()


@router.get(
    "/enterprises/{enterprise:path}/years/{year}",
    summary="企业的一年 / An enterprise's year",
    **documented(EnterpriseYear, examples.ENTERPRISE_YEAR, TAG),
)
async def year_of_an_enterprise(
    enterprise: EnterpriseId, year: TheYear, asked: Annotated[Reading, Query()], request: Request
) -> Response:
    """一家企业一年内的全部记录。/ Everything that is recorded of one enterprise in one year."""
    # A handful of rows by their keys: handing them to a thread and back takes longer than to fetch them here.
    return answer(request, asked, lambda at: enterprise_year(at, enterprise, year))


@router.get(
    "/burden",
    summary="负担统计 / Burden statistics",
    **documented(Page[BurdenRow], examples.BURDEN, TAG, BurdenRow),
)
def burden_by(asked: Annotated[BurdenAsked, Query()], request: Request) -> Response:
    """按等级、行业、片区等统计上门次数。/ Visits per enterprise, share of joint visits, people per visit, by group."""
    return answer(
        request, asked, lambda at: burden(at, asked.by, asked.filter(BurdenFilter), asked.paging()), BurdenRow
    )


@router.get(
    "/caps/{year}",
    summary="年度上限 / Yearly caps",
    **documented(Page[CapUse], examples.CAPS, TAG, CapUse),
)
def caps_of_the_year(year: TheYear, asked: Annotated[CapsAsked, Query()], request: Request) -> Response:
    """各上限用了多少。/ How far each cap is used, and by how many enterprises."""
    return answer(request, asked, lambda at: caps(at, year, asked.filter(CapsFilter), asked.paging()), CapUse)
