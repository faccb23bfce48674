"""`chayici stats officers|absences`: how often officers go out, and when they are not there."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import click

from api.bilingual import BilingualCommand
from api.commands.options import (
    answer,
    as_of_option,
    asked_form,
    asked_paging,
    form_option,
    narrowed,
    paged,
    reading,
    reading_of_people,
    store_option,
)
from api.output import Output, spoken

DAY = click.DateTime(["%Y-%m-%d"])
_LOAD = (
    "round", "inspector", "department", "outings", "visits", "days_out", "leads", "days_available",
    "outings_per_available_day",
)  # fmt: skip
_SPARE = ("leads", "visits", "department")
_AWAY = ("inspector", "department", "first", "last", "cause", "round", "recorded_at", "late", "withdrawn_at")
_SPARE_AWAY = ("department", "round", "late", "recorded_at", "withdrawn_at")


@click.command(cls=BilingualCommand, short_help="人员负荷 / Officers' load.")
@narrowed("round", "department", "district")
@as_of_option
@paged
@form_option
@store_option
@spoken
def officers(
    output: Output, /, round: str | None, department: str | None, district: str | None, as_of: str | None,
    limit: int | None, offset: int, sort: tuple[str, ...], form: str, store: str,
) -> int:  # fmt: skip
    """每名人员（编号）在每一轮中外勤几次、检查几家、带队几次，对照其在岗天数。

    How often each officer goes out in each round, and leads, beside the days on which they are there.

    \b
    例 / Example:
      chayici stats officers --round 2027Q1 --sort -outings_per_available_day
    """
    from api.tables import page_table
    from projections.queries import officers as load

    wanted = load.OfficerFilter(round, department, district)
    with reading(store, as_of) as at:
        page = load.officers_load(at, wanted, asked_paging(asked_form(output, form), limit, offset, sort))
    table = page_table(page, _LOAD, "人员负荷 / officers' load", offset=offset, spare=_SPARE)
    answer(output, form, page, load.OfficerLoad, table)
    return 0


@click.command(cls=BilingualCommand, short_help="请假与缺勤 / Absences.")
@narrowed("officer", "department")
@click.option("--first", type=DAY, metavar="DATE", help="自此日起 / Not over before this day.")
@click.option("--last", type=DAY, metavar="DATE", help="至此日止 / Begun by this day.")
@click.option("--withdrawn", is_flag=True, help="连同已撤回的 / Those withdrawn since, too.")
@as_of_option
@paged
@form_option
@store_option
@spoken
def absences(
    output: Output, /, officer: str | None, department: str | None, first: datetime | None, last: datetime | None,
    withdrawn: bool, as_of: str | None, limit: int | None, offset: int, sort: tuple[str, ...], form: str, store: str,
) -> int:  # fmt: skip
    """每次缺勤的起止日，以及何时记录在案：晚于首日才记录的标为补录。

    Each absence with the days it holds for and the moment it was recorded; late: recorded after its first day.

    \b
    例 / Example:
      chayici stats absences --first 2027-02-01 --last 2027-02-28 --as-of 2027-02-15
    """
    from api.opened import opened_absence
    from api.tables import page_table
    from projections.queries import absences as away

    begin, end = (day.date() if day else None for day in (first, last))
    wanted = away.AbsenceFilter(officer, department, begin, end, withdrawn)
    with reading_of_people(store, as_of) as (at, people):
        page = away.absences(at, wanted, asked_paging(asked_form(output, form), limit, offset, sort))
        page = replace(page, rows=tuple(opened_absence(people, row) for row in page.rows))
    table = page_table(page, _AWAY, "缺勤 / absences", offset=offset, spare=_SPARE_AWAY)
    answer(output, form, page, away.Absence, table)
    return 0
