"""`chayici stats rounds`: how far rounds have come, or one round in figures."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from api.bilingual import BilingualCommand
from api.commands.options import (
    answer,
    as_given,
    as_of_option,
    asked_form,
    asked_paging,
    form_option,
    paged,
    reading_of_people,
    store_option,
)
from api.output import Output, spoken

if TYPE_CHECKING:
    from projections.queries.rounds import RoundSummary

_SHOWN = ("round", "stage", "first", "last", "drawn", "visits", "confirmed", "unplanned", "changes")
_SPARE = ("drawn", "changes", "unplanned")
_FIGURES = ("drawn", "visits", "joint", "confirmed", "outings", "enterprises", "officers", "people")
_CHANGES = ("number", "kind", "subject", "first", "last", "cause", "recorded_at")
_SPARE_OF_CHANGES = ("recorded_at",)


@click.command(cls=BilingualCommand, short_help="各轮次，或一轮概况 / Rounds, or one in figures.")
@click.argument("round_id", metavar="[ROUND]", required=False, callback=as_given)
@as_of_option
@paged
@form_option
@store_option
@spoken
def rounds(
    output: Output, /, round_id: str | None, as_of: str | None, limit: int | None, offset: int, sort: tuple[str, ...],
    form: str, store: str,
) -> int:  # fmt: skip
    """每一轮的阶段和数量；写明轮次则给出该轮概况，连同下发后的变更。

    Stage and counts of every round; of one, its figures and what was reported since its publication.

    \b
    例 / Example:
      chayici stats rounds
      chayici stats rounds 2027Q1 --as-of 2027-03-01
    """
    from api.opened import opened_round
    from api.tables import page_table
    from projections.queries import rounds as held

    with reading_of_people(store, as_of) as (at, people):
        if round_id is not None:
            summary = opened_round(people, held.round_summary(at, round_id))
            answer(output, form, summary, None, *_told(summary))
            return 0
        page = held.rounds(at, asked_paging(asked_form(output, form), limit, offset, sort))
    answer(output, form, page, held.RoundRow, page_table(page, _SHOWN, "轮次 / rounds", offset=offset, spare=_SPARE))
    return 0


def _told(summary: RoundSummary) -> Iterator[Any]:
    from rich.table import Table
    from rich.text import Text

    from api.headings import HEADINGS
    from api.summary import UNPLANNED
    from api.tables import STAGES, row_table

    title = f"{summary.round} {STAGES[summary.stage]} {summary.first} – {summary.last}"
    table = Table(title=Text(title), title_justify="left", show_header=False)
    table.add_column()
    table.add_column(justify="right")
    for name in _FIGURES:
        table.add_row(Text(f"{HEADINGS[name]} / {name}"), f"{getattr(summary, name):,}")
    for reason, count in summary.unplanned.items():
        table.add_row(Text(f"未安排：{UNPLANNED.get(reason, reason)} / unplanned: {reason}"), f"{count:,}")
    yield table
    if summary.changes:
        yield ""
        yield row_table(summary.changes, _CHANGES, "下发后的变更 / changes since publication", spare=_SPARE_OF_CHANGES)
