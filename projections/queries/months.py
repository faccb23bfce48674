"""Months and ISO weeks as people type them, and the grid of weeks in which a calendar is drawn."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from domain.calendar import monday
from domain.refusals import UsageRefusal

Day = date
"""A field named `date` would hide the type from whoever reads its annotation."""

LAST_SUNDAY = date(9999, 12, 26)
"""No later week has all its days."""


class Days(NamedTuple):
    """From a first day to a last one, both included."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """One square of the grid: how many visits and outings the day has; `within`: the day was asked for."""

    date: Day
    within: bool
    visits: int
    outings: int


@dataclass(frozen=True, slots=True)
class CalendarWeek:
    """One row of the grid, Monday to Sunday; `week` as ISO 8601 writes it, `2027-W07`."""

    week: str
    days: tuple[CalendarDay, ...]


def month_of(text: str) -> Days:
    """The days of a month.

    >>> month_of("2027-02")
    Days(first=datetime.date(2027, 2, 1), last=datetime.date(2027, 2, 28))

    Raises:
        UsageRefusal: it is no month.
    """
    if not re.fullmatch(r"[1-9]\d{3}-(0[1-9]|1[0-2])", text, re.ASCII):
        raise UsageRefusal(f"“{text}”不是月份，应写作 2027-02", f"“{text}” is no month; write 2027-02")
    year, month = int(text[:4]), int(text[5:])
    return Days(date(year, month, 1), date(year, month, monthrange(year, month)[1]))


def week_of(text: str) -> Days:
    """The days of an ISO week, Monday to Sunday.

    >>> week_of("2027-W07")
    Days(first=datetime.date(2027, 2, 15), last=datetime.date(2027, 2, 21))

    Raises:
        UsageRefusal: it is no week of that year.
    """
    try:
        if not re.fullmatch(r"[1-9]\d{3}-W\d\d", text, re.ASCII):
            raise ValueError(text)
        first = date.fromisocalendar(int(text[:4]), int(text[6:]), 1)
        return Days(first, first + timedelta(days=6))
    except (ValueError, OverflowError) as error:
        zh, en = f"“{text}”不是 ISO 周，应写作 2027-W07", f"“{text}” is no ISO week; write 2027-W07"
        raise UsageRefusal(zh, en) from error


def weeks(days: Days, counts: Mapping[date, tuple[int, int]]) -> tuple[CalendarWeek, ...]:
    """The weeks that hold the days; `counts` are visits and outings by day, where there are any.

    Raises:
        UsageRefusal: the last week is cut short by the end of the calendar.
    """
    if days.last > LAST_SUNDAY:
        raise UsageRefusal(f"周历止于 {LAST_SUNDAY}", f"the last whole week ends on {LAST_SUNDAY}")
    starts = range(0, (days.last - monday(days.first)).days + 1, 7)
    return tuple(_week(monday(days.first) + timedelta(days=n), days, counts) for n in starts)


def _week(start: date, days: Days, counts: Mapping[date, tuple[int, int]]) -> CalendarWeek:
    year, number, _ = start.isocalendar()
    dates = (start + timedelta(days=n) for n in range(7))
    squares = (CalendarDay(day, days.first <= day <= days.last, *counts.get(day, (0, 0))) for day in dates)
    return CalendarWeek(f"{year}-W{number:02}", tuple(squares))
