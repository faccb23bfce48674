"""A made-up calendar: public holidays (法定节假日) and the weekend days worked in their place (调休).

The festivals fall on their true days; the days off around them follow the rule of 国务院令第795号 (thirteen
statutory days a year) and custom, and are no official notice.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from api.sample.catalogue import rows
from domain.calendar import Quarter, working_days
from domain.refusals import UsageRefusal
from domain.registry import CalendarDay

_ONE = timedelta(days=1)
_SATURDAY, _SUNDAY = 5, 6


class Holiday(NamedTuple):
    """Days off in a row, of which some are statutory and the other weekdays are worked at a weekend instead."""

    name: str
    first: date
    last: date
    statutory: int

    def days(self) -> list[date]:
        """Every day off."""
        return [self.first + n * _ONE for n in range((self.last - self.first).days + 1)]

    def to_make_up(self) -> int:
        """How many weekend days are worked in exchange."""
        return max(0, sum(day.weekday() < _SATURDAY for day in self.days()) - self.statutory)


def calendar(year: int) -> tuple[CalendarDay, ...]:
    """Every day of the year that differs from Monday to Friday, and the holidays at weekends.

    Raises:
        UsageRefusal: the festivals of that year are not in `data/lunar.csv`.
    """
    holidays = _holidays(year)
    off = {day: holiday.name for holiday in holidays for day in holiday.days()}
    days = {day: CalendarDay(day, False, f"{name}放假（虚构样例）") for day, name in off.items()}
    for holiday in holidays:
        for day in _made_up(holiday, {*days}):
            days[day] = CalendarDay(day, True, f"{holiday.name}调休上班（虚构样例）")
    return tuple(days[day] for day in sorted(days))


def days_of_work(year: int) -> tuple[date, ...]:
    """The working days of the year's first quarter by the made-up calendar."""
    return working_days(Quarter(year, 1), calendar(year), "folder", lambda _: None)


def festivals(year: int) -> dict[str, date]:
    """The festivals that move: qingming, spring_festival, dragon_boat, mid_autumn.

    Raises:
        UsageRefusal: the year is not in `data/lunar.csv`.
    """
    known = {int(row.pop("year")): row for row in rows("lunar")}
    if year not in known:
        first, last = min(known), max(known)
        raise UsageRefusal(
            f"样例只能做 {first} 至 {last} 年，没有 {year} 年", f"samples are for {first} to {last}, not for {year}"
        )
    return {name: date.fromisoformat(day) for name, day in known[year].items()}


def _holidays(year: int) -> list[Holiday]:
    days = festivals(year)
    spring, autumn = days["spring_festival"], days["mid_autumn"]
    national = Holiday("国庆节", date(year, 10, 1), date(year, 10, 7), 3)
    found = [
        _around("元旦", date(year, 1, 1), not_before=date(year, 1, 1)),
        Holiday("春节", spring - _ONE, spring + 6 * _ONE, 4),
        _around("清明节", days["qingming"]),
        Holiday("劳动节", date(year, 5, 1), date(year, 5, 5), 2),
        _around("端午节", days["dragon_boat"]),
    ]
    if national.first <= autumn <= national.last:
        return [*found, Holiday("国庆节、中秋节", national.first, national.last + _ONE, 4)]
    return [*found, _around("中秋节", autumn), national]


def _around(name: str, day: date, not_before: date = date.min) -> Holiday:
    """One statutory day with the nearest weekend; a Wednesday stands alone."""
    before, after = {0: (2, 0), 1: (2, 0), 2: (0, 0), 3: (0, 2), 4: (0, 2), 5: (0, 2), 6: (1, 1)}[day.weekday()]
    return Holiday(name, max(not_before, day - before * _ONE), day + after * _ONE, 1)


def _made_up(holiday: Holiday, taken: set[date]) -> Iterator[date]:
    """Weekend days to work, by turns before and after the holiday, two days off it at least where more are owed."""
    gap = 2 if holiday.to_make_up() > 1 else 1
    for turn in range(holiday.to_make_up()):
        step = -_ONE if turn % 2 == 0 else _ONE
        wanted = _SUNDAY if turn % 2 == 0 else _SATURDAY
        day = (holiday.first if turn % 2 == 0 else holiday.last) + gap * step
        while day.weekday() != wanted or day in taken or day.year != holiday.last.year:
            day += step
            if day.year < holiday.last.year:
                step, day = _ONE, holiday.last + _ONE
        taken.add(day)
        yield day
