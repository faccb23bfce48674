"""The built-in calendar: holidays and make-up days of the State Council, as the package `chinesecalendar` has them."""

from __future__ import annotations

from datetime import date

import chinese_calendar


def is_working_day(day: date) -> bool | None:
    """Whether a day is worked in China; None for a year that the package does not know."""
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return None
