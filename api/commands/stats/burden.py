"""`chayici stats burden|savings|caps`: what enterprises bear, and what joining saves them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

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

if TYPE_CHECKING:
    from projections.queries.savings import Savings

BY = ("class", "industry", "area", "district", "department", "enterprise", "all")
YEAR = click.IntRange(1900, 9999)
_BORNE = (
    "group", "active", "visited", "visits", "visits_per_enterprise", "joint_share", "people_per_visit", "separate",
    "saved",
)  # fmt: skip
_SAVED = ("round", "visits", "bound", "instead", "would_be", "saved_percent")
_SPARE = ("separate", "people_per_visit")
_INSTEAD = {
    "separate": "分别上门 separate",
    "independent": "各抽各查 independent",
    "independent_merged": "各抽合并 independent merged",
}
_USED = ("department", "credit_class", "max_visits", "enterprises", "used", "at_cap", "above")


@click.command(cls=BilingualCommand, short_help="企业负担 / What enterprises bear.")
@click.option("--by", type=click.Choice(BY), default="class", show_default=True, help="分组 / What to count by.")
@narrowed("round")
@click.option("--year", type=YEAR, metavar="YEAR", help="某年各轮次 / All rounds of a year.")
@narrowed("department", "district", "area", "class", "industry")
@as_of_option
@paged
@form_option
@store_option
@spoken
def burden(
    output: Output, /, by: str, round: str | None, year: int | None, department: str | None, district: str | None,
    area: str | None, credit_class: str | None, industry: str | None, as_of: str | None, limit: int | None, offset: int,
    sort: tuple[str, ...], form: str, store: str,
) -> int:  # fmt: skip
    """每组企业被检查多少次、多少次联合、每次多少人，比各部门分别上门少多少次。

    How often enterprises are visited, how often jointly, by how many people, and how many visits joining saves.

    \b
    例 / Example:
      chayici stats burden --by area --round 2027Q1 --sort -visits_per_enterprise
    """
    from api.tables import page_table
    from projections.queries import burden as borne

    wanted = borne.BurdenFilter(round, year, department, district, area, credit_class, industry)
    with reading(store, as_of) as at:
        page = borne.burden(at, by, wanted, asked_paging(asked_form(output, form), limit, offset, sort))
    table = page_table(page, _BORNE, f"企业负担 / burden by {by}", offset=offset, spare=_SPARE)
    answer(output, form, page, borne.BurdenRow, table)
    return 0


@click.command(cls=BilingualCommand, short_help="节省的进门次数 / Visits saved.")
@click.argument("round_id", metavar="[ROUND]", required=False, callback=as_given)
@as_of_option
@form_option
@store_option
@spoken
def savings(output: Output, round_id: str | None, as_of: str | None, form: str, store: str) -> int:
    """一轮联合检查比各部门分别上门、比各部门各抽各查（合并与否）少进多少次门；不写轮次则逐轮。

    What a round saves against separate visits and against independent draws, merged or not; every round by default.

    \b
    例 / Example:
      chayici stats savings 2027Q1
    """
    from api.tables import row_table
    from projections.queries import savings as saved
    from projections.queries.held import rounds_held

    with reading(store, as_of) as at:
        rounds = [held.round for held in rounds_held(at, round=round_id)]
        rows = tuple(saved.savings(at, round) for round in rounds)
    answer(output, form, rows, saved.Savings, row_table(_compared(rows), _SAVED, "节省的进门次数 / visits saved"))
    return 0


@dataclass(frozen=True, slots=True)
class _Compared:
    """A round beside one of the ways that it replaces: the visits of both."""

    round: str
    visits: int
    bound: float | None
    instead: str
    would_be: float | None
    saved_percent: float | None


def _compared(rows: Iterable[Savings]) -> Iterator[_Compared]:
    for row in rows:
        for name, instead in _INSTEAD.items():
            percent = getattr(row, f"saved_{name}_percent")
            yield _Compared(row.round, row.visits, row.bound, instead, getattr(row, name), percent)


@click.command(cls=BilingualCommand, short_help="频次上限的使用 / How far caps are used.")
@click.option("--year", type=YEAR, metavar="YEAR", help="默认最近一轮之年 / The last round's by default.")
@narrowed("department", "class", "district", "area")
@as_of_option
@paged
@form_option
@store_option
@spoken
def caps(
    output: Output, /, year: int | None, department: str | None, credit_class: str | None, district: str | None,
    area: str | None, as_of: str | None, limit: int | None, offset: int, sort: tuple[str, ...], form: str, store: str,
) -> int:  # fmt: skip
    """每条年度上限：多少企业已用 0、1、2…次，多少已满、超过；历史与已排检查都计。

    Each yearly cap: how many enterprises have used 0, 1, 2 … of it, are at it or above; past and planned visits.

    \b
    例 / Example:
      chayici stats caps --year 2027 --department fire
    """
    from api.commands.stats.years import year_asked
    from api.tables import page_table
    from projections.queries import caps as used

    wanted = used.CapsFilter(department, credit_class, district, area)
    with reading(store, as_of) as at:
        of = year_asked(at, year)
        page = used.caps(at, of, wanted, asked_paging(asked_form(output, form), limit, offset, sort))
    title = f"{of} 年度上限（已用：次数:企业数） / caps (used: times:enterprises)"
    answer(output, form, page, used.CapUse, page_table(page, _USED, title, offset=offset))
    return 0
