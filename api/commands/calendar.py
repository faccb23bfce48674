"""`chayici calendar`: which visits are on which day, as a grid and as a list."""

from __future__ import annotations

import click

from api.bilingual import BilingualCommand
from api.commands.options import (
    answer,
    as_given,
    as_of_option,
    asked_form,
    asked_paging,
    form_option,
    narrowed,
    paged,
    reading,
    store_option,
)
from api.output import Output, spoken


@click.command(cls=BilingualCommand, short_help="检查日历 / The calendar of visits.")
@narrowed("department", "officer", "enterprise", "area", "district", "round")
@click.option("--month", callback=as_given, metavar="2027-02", help="一个月，附月历 / A month, with its grid.")
@click.option("--week", callback=as_given, metavar="2027-W07", help="一个 ISO 周 / An ISO week.")
@as_of_option
@paged
@form_option
@store_option
@spoken
def calendar(
    output: Output, /, department: str | None, officer: str | None, enterprise: str | None, area: str | None,
    district: str | None, round: str | None, month: str | None, week: str | None, as_of: str | None, limit: int | None,
    offset: int, sort: tuple[str, ...], form: str, store: str,
) -> int:  # fmt: skip
    """哪天哪个时段、对哪家企业、由哪些部门和人员检查；可回看过去任何时刻所知的日历。

    Which visits are on which day, to whom, by which departments and officers; as it is known now, or was at any moment.

    \b
    例 / Example:
      chayici calendar --month 2027-02 --department fire
      chayici calendar --week 2027-W07 --officer fire-003 --as-of 2027-02-01 --as csv
    """
    from api.month_grid import month_grid
    from api.tables import told_of
    from api.visit_roster import roster
    from domain.refusals import UsageRefusal
    from projections.queries import calendar as visits
    from projections.queries.months import month_of, week_of

    if month is not None and week is not None:
        raise UsageRefusal("--month 与 --week 只能给一个", "--month and --week exclude each other")
    days = month_of(month) if month is not None else week_of(week) if week is not None else None
    first, last = days or (None, None)
    wanted = visits.CalendarFilter(first, last, round, department, officer, enterprise, district, area)
    paging = asked_paging(asked_form(output, form), limit, offset, sort)
    with reading(store, as_of) as at:
        page = visits.calendar(at, wanted, paging)
        grid = [month_grid(visits.grid(at, wanted), str(month or week))] if month or week else []
    answer(output, form, page, visits.CalendarEntry, *grid, roster(page.rows), told_of(page, offset))
    return 0
