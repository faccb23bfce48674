"""`chayici stats changes`: what changed between two moments, by whom and why."""

from __future__ import annotations

from dataclasses import replace

import click

from api.bilingual import BilingualCommand
from api.commands.options import (
    answer,
    as_given,
    asked_form,
    asked_paging,
    form_option,
    paged,
    reading_of_people,
    store_option,
)
from api.output import Output, spoken


@click.command(cls=BilingualCommand, short_help="两个时刻之间的变化 / What changed between two moments.")
@click.option("--since", callback=as_given, metavar="WHEN", help="自此事件、日期或时刻起 / Since then.")
@click.option("--until", callback=as_given, metavar="WHEN", help="至此为止，默认现在 / Up to then; now by default.")
@click.option("--about", callback=as_given, metavar="ID", help="某企业、人员或轮次 / An enterprise, officer or round.")
@click.option("--table", "tables", multiple=True, callback=as_given, metavar="NAME", help="某张表，可重复 / A table.")
@paged
@form_option
@store_option
@spoken
def changes(
    output: Output, /, since: str | None, until: str | None, about: str | None, tables: tuple[str, ...],
    limit: int | None, offset: int, sort: tuple[str, ...], form: str, store: str,
) -> int:  # fmt: skip
    """某企业、人员、轮次或全部记录，自某时起变了什么：之前、之后、何时、何人、为何；来回改回原样的不算。

    What changed of an enterprise, an officer, a round or of everything since then: before, after, when, who and why.

    \b
    例 / Example:
      chayici stats changes --about 91330106… --since 2027-03-01
      chayici stats changes --about 2027Q1 --since 120 --until 180 --as json
    """
    from api.changed_fields import told
    from api.opened import opened_difference
    from api.tables import told_of
    from projections.queries.differences import Difference, differences
    from projections.queries.moments import asked_since

    paging = asked_paging(asked_form(output, form), limit, offset, sort)
    with reading_of_people(store, until) as (at, people):
        begin = asked_since(at, since) if since is not None else 0
        page = differences(at, min(begin, at.position), at.position, about, tables or None, paging)
        page = replace(page, rows=tuple(opened_difference(people, row) for row in page.rows))
    answer(output, form, page, Difference, told(page.rows), told_of(page, offset))
    return 0
