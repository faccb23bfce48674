"""`chayici stats enterprise`: everything of one enterprise in one year."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from api.bilingual import BilingualCommand
from api.commands.options import answer, as_given, as_of_option, form_option, reading, store_option
from api.output import Output, spoken

if TYPE_CHECKING:
    from projections.queries.enterprise_year import EnterpriseYear

_SECTIONS = {
    "planned": (
        "已排检查 / planned",
        ("date", "slot", "round", "visit", "departments", "matters", "inspectors", "counts"),
    ),
    "past": ("历史检查 / past", ("date", "department", "kind", "counted")),
    "due": ("到期检查 / due", ("matter", "kind", "not_before", "not_after", "reason", "counts_toward_cap")),
    "drawn": ("抽中 / drawn", ("round", "matter", "credit_class")),
    "unplanned": ("未安排 / unplanned", ("round", "matter", "not_before", "reason", "detail")),
    "caps": ("频次上限 / caps", ("department", "credit_class", "max_visits", "used", "left")),
    "classes": ("信用等级 / classes", ("credit_class", "effective_on", "recorded_at", "late", "actor", "reason")),
}


@click.command(cls=BilingualCommand, short_help="一家企业的一年 / An enterprise's year.")
@click.argument("id", metavar="ENTERPRISE", callback=as_given)
@click.option(
    "--year", type=click.IntRange(1900, 9999), metavar="YEAR", help="默认最近一轮之年 / The last round's by default."
)
@as_of_option
@form_option
@store_option
@spoken
def enterprise(output: Output, id: str, year: int | None, as_of: str | None, form: str, store: str) -> int:
    """一家企业一年中的一切：等级变动、历史与已排检查、到期与未安排的检查、各上限剩余。

    Everything of one enterprise in one year: classes, visits made and planned, checks, and what each cap leaves.

    \b
    例 / Example:
      chayici stats enterprise 91330106… --year 2027 --as-of 2027-03-01
    """
    from api.commands.stats.years import year_asked
    from projections.queries.enterprise_year import enterprise_year

    with reading(store, as_of) as at:
        found = enterprise_year(at, id, year_asked(at, year))
    answer(output, form, found, None, *_shown(found))
    return 0


def _shown(found: EnterpriseYear) -> Iterator[Any]:
    from api.tables import row_table, stacked

    known = (found.industry, found.district, found.area, found.status, *found.tags)
    state = "" if found.listed else "（已不在名录 / no longer listed）"
    whom = f"{found.enterprise} {found.name}{state}"
    yield stacked([(0, [whom, str(found.year), found.credit_class, *filter(None, known)])])
    for section, (title, names) in _SECTIONS.items():
        if rows := getattr(found, section):
            yield ""
            yield row_table(rows, names, title)
    yield ""
    yield stacked([(0, [f"截至第 {found.position} 号事件 / as of event {found.position}"])])
