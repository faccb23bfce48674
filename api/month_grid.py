"""The calendar's grid in a terminal: a week to a row, each day with its visits and outings."""

from __future__ import annotations

from collections.abc import Sequence

from rich.table import Table
from rich.text import Text

from projections.queries.months import CalendarDay, CalendarWeek

DAYS = ("一 Mon", "二 Tue", "三 Wed", "四 Thu", "五 Fri", "六 Sat", "日 Sun")
_WIDEST = 7
"""Of a day's two counts in one line, so that a week takes no more than 80 columns."""


def month_grid(weeks: Sequence[CalendarWeek], title: str) -> Table:
    """The weeks as a grid: a day's number, and under it its visits, and in brackets its outings."""
    table = Table(
        title=Text(f"{title}  每日：进门次数（外勤次） / a day: visits (outings)"),
        title_justify="left",
        show_lines=True,
    )
    for name in ("周\nweek", *DAYS):
        table.add_column(Text(name), no_wrap=True)
    wide = any(len(_made(day)) > _WIDEST for week in weeks for day in week.days)
    for week in weeks:
        table.add_row(Text(week.week[5:]), *(_square(day, "\n" if wide else " ") for day in week.days))
    return table


def _square(day: CalendarDay, between: str) -> Text:
    return Text(f"{day.date.day}\n{_made(day, between)}" if day.within else "")


def _made(day: CalendarDay, between: str = " ") -> str:
    return f"{day.visits:,}{between}({day.outings:,})" if day.visits else ""
