"""Why this day: which working days of the round were barred to a visit, by which rule, and which were left."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from api.reading.explain_officers import Officers, place_of
from api.reading.explain_sources import Sources
from api.reading.explanation import (
    BLACKOUT,
    MIN_DAYS,
    OFFICERS,
    QUIET,
    WINDOW,
    Barred,
    DayWhy,
    MatterWhy,
    Presence,
)
from domain.aggregates import change_events as changes
from domain.aggregates import round_events as events
from domain.bilingual import halves
from domain.draw.changes import REFUSES
from domain.plan import Visit


class _Bar(NamedTuple):
    """A rule and what it says; `holds`: the days that it bars."""

    rule: str
    zh: str
    en: str
    event: int
    days: frozenset[date]


def day_of(sources: Sources, matters: Sequence[MatterWhy], officers: Officers) -> DayWhy:
    """Why the visit is on its day, as far as the record says."""
    visit, working = sources.visit, sources.figures.working_days
    barred, left = [], list(working)
    for bar in _bars(sources, matters, officers):
        if days := tuple(day for day in left if day in bar.days and day != visit.date):
            barred.append(Barred(bar.rule, days, bar.zh, bar.en, bar.event))
            left = [day for day in left if day not in days]
    return DayWhy(
        day=visit.date,
        slot=visit.slot,
        outing=visit.outing,
        together_with=tuple(sorted(it.visit for it in sources.outing if it.visit != visit.visit)),
        scheduled_event=_scheduled(sources),
        working_days=len(working),
        seal_event=sources.figures.reached["sealed"],
        barred=tuple(barred),
        open_days=tuple(left),
        presence=tuple(_presence(sources, officers)),
    )


def _scheduled(sources: Sources) -> int:
    """The event that put the visit on its day: the last that says so."""
    found = 0
    for event, said in sources.log.stand:
        match said:
            case events.Scheduled(visits=visits):
                mine: Iterable[Visit] = (it for it in visits if it.visit == sources.visit.visit)
                found = next((event for _ in mine), found)
            case changes.VisitAdded(visit=visit) | changes.VisitMoved(visit=visit):
                found = event if visit.visit == sources.visit.visit else found
    return found


def _bars(sources: Sources, matters: Sequence[MatterWhy], officers: Officers) -> Iterator[_Bar]:
    """The rules in the order in which they are asked."""
    working = frozenset(sources.figures.working_days)
    yield from _windows(matters, working)
    yield from _blackouts(sources, working)
    if not any(matter.due for matter in matters):
        quiet = sources.policy.quiet_days_of_month
        days = frozenset(day for day in working if day.day in quiet)
        said = "宁静日，且本次没有到期检查", "quiet days of the month, and the visit makes no due check"
        yield _Bar(QUIET, *said, sources.figures.reached["sealed"], days)
    yield from _apart(sources, working)
    yield from _short(sources, officers)


def _windows(matters: Sequence[MatterWhy], working: frozenset[date]) -> Iterator[_Bar]:
    for matter in matters:
        for due in matter.due:
            days = frozenset(day for day in working if not due.not_before <= day <= due.not_after)
            window = f"{due.not_before} – {due.not_after}"
            zh = f"{matter.matter} 须在 {window} 检查"
            yield _Bar(WINDOW, zh, f"{matter.matter} is due {window}", due.event, days)


def _blackouts(sources: Sources, working: frozenset[date]) -> Iterator[_Bar]:
    enterprise, (_, area) = sources.visit.enterprise, place_of(sources)
    listed = [*sources.lists.rows("blackouts", enterprise), *sources.lists.rows("blackouts", "")]
    for event, row in listed:
        if row.enterprise == enterprise or (row.area and row.area == area):
            yield _closed(row.first, row.last, row.reason, event, working)
    for event, told in sources.log.reported.values():
        if told.kind == REFUSES and told.subject == enterprise and told.first:
            yield _closed(told.first, told.last or told.first, told.cause, event, working)


def _closed(first: date, last: date, reason: str, event: int, working: frozenset[date]) -> _Bar:
    why, days = halves(reason), frozenset(day for day in working if first <= day <= last)
    zh = f"{first} – {last} 不接受检查：{why.zh}"
    return _Bar(BLACKOUT, zh, f"no visits {first} – {last}: {why.en}", event, days)


def _apart(sources: Sources, working: frozenset[date]) -> Iterator[_Bar]:
    apart = max(1, sources.policy.min_days_between_visits)
    for other in sources.siblings:
        if other.visit != sources.visit.visit:
            days = frozenset(day for day in working if abs((day - other.date).days) < apart)
            zh = f"与同一企业的 {other.visit}（{other.date}）相距不足 {apart} 天"
            en = f"less than {apart} days from {other.visit} to the same enterprise on {other.date}"
            yield _Bar(MIN_DAYS, zh, en, sources.figures.reached["sealed"], days)


def _short(sources: Sources, officers: Officers) -> Iterator[_Bar]:
    """Days on which a department has too few officers for the place, whatever else they were to do."""
    size = sources.policy.inspectors_per_department
    for department in sources.visit.departments:
        days = frozenset(day for day in sources.figures.working_days if len(officers.there(department, day)) < size)
        zh = f"{department} 在岗且管该片区者不足 {size} 人"
        en = f"{department} has fewer than {size} officers there who cover the area"
        yield _Bar(OFFICERS, zh, en, sources.figures.reached["sealed"], days)


def _presence(sources: Sources, officers: Officers) -> Iterator[Presence]:
    for department in sources.visit.departments:
        covering = officers.covering[department]
        there = officers.there(department, sources.visit.date)
        yield Presence(department, len(covering), len(there))
