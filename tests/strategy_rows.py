"""Rows of every table of a registry folder, as Hypothesis strategies: tight or loose, inside and outside the round."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import TypeVar

from hypothesis import strategies as st

from domain.calendar import Quarter
from domain.registry import (
    ACTIVE,
    CLOSED,
    CREDIT_CLASSES,
    DUE_KINDS,
    EVERY,
    MOVED,
    Absence,
    Blackout,
    CalendarDay,
    Cap,
    DueCheck,
    Enterprise,
    Inspector,
    Matter,
    PastVisit,
    Policy,
    SamplingRule,
    Scene,
)

T = TypeVar("T")
AREAS = {"A1": "D1", "A2": "D1", "A3": "D2"}
"""Area → its district."""
TRADES = ("", "H6210", "H6220", "F5212")
TAGS, SKILLS = ("food", "hotel"), ("gas", "lift")


@cache
def words(of: tuple[str, ...]) -> st.SearchStrategy[frozenset[str]]:
    """Some of these, often none."""
    return st.just(frozenset[str]()) | st.frozensets(st.sampled_from(of))


def rows(
    row: st.SearchStrategy[T], most: int, key: Callable[[T], object] | None = None
) -> st.SearchStrategy[tuple[T, ...]]:
    """At most so many rows, with different keys if there is a key."""
    return st.lists(row, max_size=most, unique_by=key).map(tuple)


@cache
def days_around(quarter: Quarter, before: int = 20, after: int = 20) -> st.SearchStrategy[date]:
    """A day of the round, or a little outside."""
    return st.dates(quarter.first - timedelta(days=before), quarter.last + timedelta(days=after))


@cache
def spans(quarter: Quarter, before: int = 20) -> st.SearchStrategy[tuple[date, date]]:
    """First and last day of a span that begins in the round or so many days outside: a few days, or weeks."""
    length = st.sampled_from([60, 30, 100, 6, 3, 1, 0])
    days = days_around(quarter, before, before)
    return st.builds(lambda first, more: (first, first + timedelta(days=more)), days, length)


policies = st.builds(
    Policy,
    slots=st.sampled_from([("AM", "PM"), ("上午", "下午"), ("DAY",), ("AM", "NOON", "PM")]),
    inspectors_per_department=st.sampled_from([2, 2, 1, 3]),
    max_departments_per_visit=st.sampled_from([4, 3, 2, 1]),
    max_people_per_visit=st.sampled_from([10, 10, 10, 8, 6, 4, 3, 1]),
    min_days_between_visits=st.sampled_from([5, 0, 1, 14, 40]),
    quiet_days_of_month=st.sampled_from([(), (), (4, 11, 5), tuple(range(1, 16)), tuple(range(1, 32))]),
    max_load_lead=st.sampled_from([Fraction(1), Fraction(0), Fraction("0.3"), Fraction(5)]),
)


@cache
def enterprise_rows(areas: tuple[str, ...]) -> st.SearchStrategy[Callable[[str], Enterprise]]:
    """Enterprises of these areas that lack nothing but an id."""
    return st.builds(
        lambda grade, trade, tags, area, status: (
            lambda id: Enterprise(id, f"名{id}", grade, trade, tags, AREAS[area], area, status=status)
        ),
        st.sampled_from("AAAABCD"),
        st.sampled_from(TRADES),
        words(TAGS),
        st.sampled_from(areas),
        st.sampled_from([ACTIVE] * 8 + [CLOSED, MOVED]),
    )


@cache
def matter_rows(departments: tuple[str, ...]) -> st.SearchStrategy[Callable[[str], Matter]]:
    """Matters of these departments that lack nothing but an id."""
    return st.builds(
        lambda department, trades, tags, skill, counts: (
            lambda id: Matter(id, department, f"事项{id}", "§1", trades, tags, None, skill, counts)
        ),
        st.sampled_from(departments),
        st.sampled_from([(), (), ("H62",), ("F52", "H6220")]),
        words(TAGS),
        st.sampled_from(["", "", *SKILLS]),
        st.sampled_from([True, True, False]),
    )


@cache
def inspector_rows(departments: tuple[str, ...], quarter: Quarter) -> st.SearchStrategy[Callable[[str], Inspector]]:
    """Officers of these departments that lack nothing but an id, each bound in some way or in none."""
    long_valid = st.just(date(quarter.year + 3, 12, 31))
    return st.builds(
        lambda department, until, skills, district, areas, leads, a_day, a_week: (
            lambda id: Inspector(id, id, department, f"C{id}", until, skills, "", district, areas, leads, a_day, a_week)
        ),
        st.sampled_from(departments),
        long_valid | long_valid | days_around(quarter),
        words(SKILLS) | st.just(frozenset(SKILLS)),
        st.sampled_from(["", "", "D1", "D2"]),
        words(tuple(AREAS)),
        st.sampled_from([True, True, False]),
        st.sampled_from([2, 2, 1, 3, 0]),
        st.sampled_from([8, 8, 1, 2, 3, 0]),
    )


@cache
def rosters(departments: tuple[str, ...], quarter: Quarter) -> st.SearchStrategy[dict[str, Inspector]]:
    """Loose: up to five officers of a department who may do anything; tight: bound ones alone. Or both."""

    until, skills = date(quarter.year + 3, 12, 31), frozenset(SKILLS)

    def loose(each: list[int]) -> dict[str, Inspector]:
        named = [(f"{name}-{n}", name) for name, many in zip(departments, each, strict=True) for n in range(many)]
        return {id: Inspector(id, id, department, f"C{id}", until, skills) for id, department in named}

    sizes = st.sampled_from([0, 2, 3, 4, 4, 5])
    many = st.lists(sizes, min_size=len(departments), max_size=len(departments))
    bound = numbered(inspector_rows(departments, quarter), "i", 0, 4 * len(departments))
    return st.builds(lambda free, rest: {**loose(free), **rest}, many, bound)


@cache
def scene_tables(departments: tuple[str, ...], matters: tuple[str, ...]) -> st.SearchStrategy[dict[str, Scene] | None]:
    """Absent, empty, or a few scenes that may overlap and leave matters out."""
    some = st.frozensets(st.sampled_from(matters), min_size=1)
    scene = st.tuples(st.sampled_from(departments), some)
    return st.none() | st.lists(scene, max_size=3).map(
        lambda given: {f"S{n}": Scene(f"S{n}", f"场景{n}", *cells) for n, cells in enumerate(given, 1)}
    )


def numbered(
    make: st.SearchStrategy[Callable[[str], T]], prefix: str, least: int, most: int
) -> st.SearchStrategy[dict[str, T]]:
    """A mapping of rows by id: E1, E2 …"""
    many = st.lists(make, min_size=least, max_size=most)
    return many.map(lambda made: {f"{prefix}{n}": row(f"{prefix}{n}") for n, row in enumerate(made, 1)})


@cache
def sampling_tables(matters: tuple[str, ...]) -> st.SearchStrategy[tuple[SamplingRule, ...]]:
    """Some shares of some classes; or besides, for some matters, everyone of class A."""
    ratios = st.sampled_from([Decimal(1), Decimal("0.5"), Decimal("0.07"), Decimal(0)])
    grades, least = st.sampled_from(CREDIT_CLASSES), st.sampled_from([0, 1, 3])
    shares = rows(st.builds(SamplingRule, st.sampled_from(matters), grades, ratios, least), 6, lambda row: row[:2])
    everyone = st.sampled_from([0, len(matters), len(matters) - 1, 2]).map(
        lambda many: tuple(SamplingRule(matter, "A", Decimal(1)) for matter in matters[:many])
    )
    return st.builds(
        lambda full, some: (*full, *(row for row in some if row[:2] not in {r[:2] for r in full})), everyone, shares
    )


@cache
def due_rows(enterprises: tuple[str, ...], matters: tuple[str, ...], quarter: Quarter) -> st.SearchStrategy[DueCheck]:
    """Due checks with windows inside, across and outside the round; often several of a pair."""
    return st.builds(
        lambda enterprise, matter, kind, span, counts: DueCheck(
            enterprise, matter, kind, span[0], span[1], kind, counts
        ),
        st.sampled_from(enterprises),
        st.sampled_from(matters),
        st.sampled_from(DUE_KINDS),
        spans(quarter, before=0) | spans(quarter),
        st.sampled_from([False, False, True]),
    )


@cache
def cap_rows(departments: tuple[str, ...]) -> st.SearchStrategy[Cap]:
    """Caps of all together or of one department, none to three visits."""
    grades = st.sampled_from([EVERY, "A", *CREDIT_CLASSES])
    return st.builds(Cap, st.sampled_from([EVERY, EVERY, *departments]), grades, st.sampled_from([1, 2, 3, 0]))


@cache
def past_rows(enterprises: tuple[str, ...], departments: tuple[str, ...], year: int) -> st.SearchStrategy[PastVisit]:
    """Visits of this year and the last, some of which do not count, often several on one day."""
    days = st.sampled_from([date(year, 1, 4), date(year, 2, 2), date(year, 12, 1), date(year - 1, 12, 30)])
    named = st.sampled_from(enterprises), st.sampled_from(departments)
    return st.builds(PastVisit, *named, days, st.just("routine"), st.sampled_from([True, True, False]))


@cache
def absence_rows(inspectors: tuple[str, ...], quarter: Quarter) -> st.SearchStrategy[Absence]:
    """Days away, around the round."""
    return st.builds(
        lambda who, span: Absence(who, span[0], span[1], "leave"), st.sampled_from(inspectors), spans(quarter)
    )


@cache
def blackout_rows(enterprises: tuple[str, ...], quarter: Quarter) -> st.SearchStrategy[Blackout]:
    """Days closed to visits, for an enterprise or an area."""
    places = [("", area) for area in AREAS] + [(enterprise, "") for enterprise in enterprises]
    return st.builds(
        lambda place, span: Blackout(place[0], place[1], span[0], span[1], "works"),
        st.sampled_from(places),
        spans(quarter),
    )


def confirming(quarter: Quarter) -> CalendarDay:
    """A day of the same year, far from the quarter: any row of a year confirms it."""
    opposite = Quarter(quarter.year, (quarter.number + 1) % 4 + 1)
    return CalendarDay(opposite.first + timedelta(days=40), False)


@cache
def calendars(quarter: Quarter) -> st.SearchStrategy[tuple[CalendarDay, ...]]:
    """A few odd days; or an office that is open for some days only."""
    odd = rows(st.builds(CalendarDay, days_around(quarter), st.booleans(), st.just("")), 6, lambda row: row.date)
    return (
        odd
        | odd
        | st.builds(
            lambda first, length: tuple(
                CalendarDay(day, first <= n < first + length) for n, day in enumerate(quarter.days())
            ),
            st.integers(0, 85),
            st.sampled_from([15, 8, 5, 2, 0]),
        )
    )
