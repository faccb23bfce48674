"""Rounds are calendar quarters; visits take place on working days (工作日).

Standard library alone.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import NamedTuple

from domain.refusals import UnknownQuarter
from domain.registry import CalendarDay

FOLDER, WEEKDAYS = "folder", "weekdays"
CALENDARS = (FOLDER, WEEKDAYS)
BuiltIn = Callable[[date], bool | None]
"""A working-day calendar that answers None for a year it does not know."""


class Quarter(NamedTuple):
    """A round's period, written YYYYQn."""

    year: int
    number: int

    @classmethod
    def parse(cls, text: str) -> Quarter:
        """Read `2027Q1`.

        Raises:
            UnknownQuarter: the text is not a year from 1900 on, `Q` and a digit 1 to 4.
        """
        if not re.fullmatch(r"(19|[2-9]\d)\d\dQ[1-4]", text, re.ASCII):
            raise UnknownQuarter(
                f"轮次“{text}”不是日历季度，应写作 2027Q1", f"round “{text}” is no calendar quarter; write 2027Q1"
            )
        return cls(int(text[:4]), int(text[5]))

    @property
    def first(self) -> date:
        """The first day."""
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def last(self) -> date:
        """The last day."""
        month = 3 * self.number
        return date(self.year, month, monthrange(self.year, month)[1])

    def days(self) -> list[date]:
        """Every day from first to last."""
        return [self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1)]

    def __str__(self) -> str:
        return f"{self.year}Q{self.number}"


def monday(day: date) -> date:
    """The Monday of the day's week; weeks run Monday to Sunday."""
    return day - timedelta(days=day.weekday())


def is_confirmed(year: int, declared: Iterable[CalendarDay], built_in: BuiltIn) -> bool:
    """Whether anybody says which days of the year are worked: a row of `calendar.csv`, or the built-in calendar."""
    return any(row.date.year == year for row in declared) or built_in(date(year, 1, 1)) is not None


def working_days(
    quarter: Quarter, declared: Iterable[CalendarDay], calendar: str, built_in: BuiltIn
) -> tuple[date, ...]:
    """The working days of a quarter, in order.

    With `folder`, declared days hold, the others follow the built-in calendar where it knows the year, else
    Monday to Friday. With `weekdays`, Monday to Friday are worked, whatever is declared.
    """
    said = {} if calendar == WEEKDAYS else {row.date: row.working for row in declared}

    def worked(day: date) -> bool:
        if day in said:
            return said[day]
        known = None if calendar == WEEKDAYS else built_in(day)
        return day.weekday() < 5 if known is None else known

    return tuple(day for day in quarter.days() if worked(day))
