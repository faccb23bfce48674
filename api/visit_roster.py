"""The calendar's visits in a terminal, as a duty roster: day by day, who is visited, what for and by whom."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from rich.console import Group

from api.month_grid import DAYS
from api.tables import cell, stacked
from projections.queries.calendar import CalendarEntry

_TITLE = (
    "检查日历：时段 编号 企业 片区；部门 · 事项 · 人员",
    "visits: slot, visit, enterprise, area; departments · matters · officers",
)


def roster(visits: Sequence[CalendarEntry]) -> Group:
    """The visits in the order in which they are, those of one round on one day under one another."""
    return stacked([*((0, [line]) for line in _TITLE), *_lines(visits)])


def _lines(visits: Sequence[CalendarEntry]) -> Iterator[tuple[int, Sequence[str]]]:
    for (day, round), of_the_day in groupby(visits, lambda visit: (visit.date, visit.round)):
        yield 0, [f"{day} {DAYS[day.weekday()]}", round]
        for visit in of_the_day:
            whom = f"{visit.name} {visit.enterprise}".strip()
            yield 2, [visit.slot, visit.visit, whom, visit.area or visit.district]
            yield 6, [" · ".join(filter(None, map(cell, (visit.departments, visit.matters, visit.inspectors))))]
