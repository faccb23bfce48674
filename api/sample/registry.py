"""A whole made-up registry for the first quarter of a year."""

from __future__ import annotations

from datetime import date

from api.sample import events, lists
from api.sample.catalogue import Size, settings, size_called
from api.sample.chance import chance
from api.sample.demand import demand
from api.sample.due import due_checks
from api.sample.enterprises import enterprises
from api.sample.holidays import calendar, days_of_work
from api.sample.officers import recusals, roster
from api.sample.places import areas, by_district
from domain.registry import Registry


def made_up(wanted: str | Size, seed: int, year: int) -> Registry:
    """Every table of the contract, for a size by name or of one's own; its `policy` is left to the file.

    Raises:
        UsageRefusal: there is no such size, or the festivals of the year are not known.
    """
    size = size_called(wanted) if isinstance(wanted, str) else wanted
    streams = chance(wanted if isinstance(wanted, str) else repr(size), seed, year)
    days = visiting_days(year)
    places = areas(size, streams("places"))
    known = enterprises(size, places, year, streams)
    departments = lists.departments(size)
    matters = lists.matters(departments)
    applicable, rules = lists.applicable(matters), lists.sampling(size, matters)
    closed = events.blackouts(size, places, known, year, streams("blackouts"))
    due = due_checks(size, known, applicable, closed, days_of_work(year), streams("due"))
    work = demand(known, matters, applicable, rules, due)
    people = roster(size, by_district(places), list(departments), work, days, streams)
    return Registry(
        known,
        departments,
        people.inspectors,
        matters,
        rules,
        lists.caps(departments),
        lists.scenes(matters),
        due,
        people.absences,
        recusals(people.inspectors, known, streams("recusals")),
        closed,
        events.history(known, applicable, due, year, streams("history")),
        calendar(year),
    )


def visiting_days(year: int) -> tuple[date, ...]:
    """The working days of the first quarter on which drawn checks may be made: the quiet days left out."""
    quiet = settings("policy")["quiet_days_of_month"]
    return tuple(day for day in days_of_work(year) if day.day not in quiet)
