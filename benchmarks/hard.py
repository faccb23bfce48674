"""The hard set: registries in which something is scarce, closed or contradictory, made from the small sample.

Each says which reasons its unplanned checks may have. What is left out is to be as little as the bound admits, and no
hard rule may be broken.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cache, partial
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from api.folders import load_registry
from api.planning import draw_enterprises
from api.sample import write_sample
from api.working_days import is_working_day
from domain.calendar import FOLDER, Quarter, monday, working_days
from domain.draw.roster import Roster
from domain.registry import (
    EVERY,
    Absence,
    Blackout,
    CalendarDay,
    Cap,
    Department,
    DueCheck,
    Inspector,
    Matter,
    Registry,
    SamplingRule,
)
from scheduling.merging.merge import merge
from scheduling.placing.capacity import Capacity

QUARTER = Quarter(2027, 1)
SEED = "seed 1"
MONDAY = date(2027, 3, 8)
"""The Monday of a week without holidays."""
ROUNDS = 4
"""How often ratios are scaled until the load is as told: samples nest, so visits do not grow as ratios do."""
CAP, OFFICERS, LEAD, SKILL = "cap", "officers", "lead", "skill"


class Hard(NamedTuple):
    """A registry, the working days, and the reasons that unplanned checks may have.

    `least`: how many checks must be left out where that can be counted by hand.
    """

    registry: Registry
    days: tuple[date, ...]
    reasons: frozenset[str]
    least: int | None = None


@cache
def sample(size: str = "small") -> Registry:
    """The sample with seed 1."""
    with TemporaryDirectory() as folder:
        write_sample(size, 1, Path(folder) / size, year=QUARTER.year, progress=lambda *_: None)
        return load_registry(Path(folder) / size, QUARTER, FOLDER)[0].sorted_by_key()


def hard(registry: Registry, *reasons: str, least: int | None = None) -> Hard:
    """With the working days that follow from the registry's calendar."""
    days = working_days(QUARTER, registry.calendar, FOLDER, is_working_day)
    return Hard(registry, days, frozenset(reasons), least)


# -- one department ---------------------------------------------------------------------------------------------------


def one_department(officers: Iterable[Inspector], **tables: object) -> Registry:
    """The sample's enterprises and one department with one matter for everybody; all other lists as told."""
    base = sample()
    empty: dict[str, object] = dict.fromkeys(
        ("sampling", "caps", "due", "absences", "recusals", "blackouts", "history"), ()
    )
    lists = {
        "departments": {"d1": Department("d1", "一局")},
        "matters": {"m1": Matter("m1", "d1", "全面检查", "§1")},
        "inspectors": {officer.id: officer for officer in officers},
        "scenes": None,
        "policy": replace(base.policy, quiet_days_of_month=()),
    }
    return replace(base, **{**empty, **lists, **tables})  # type: ignore[arg-type]


def officer(number: int, **fields: object) -> Inspector:
    """An officer of the one department who covers every area."""
    id = f"d1-{number:02d}"
    found = Inspector(id, id, "d1", f"C{number:03d}", date(2030, 12, 31))
    return found._replace(**fields)  # type: ignore[arg-type]


def enterprises(count: int, credit_class: str = "A") -> list[str]:
    """The first active enterprises of a class."""
    all_of = (e.id for e in sample().enterprises.values() if e.status == "active" and e.credit_class == credit_class)
    return list(islice(all_of, count))


def complaints(
    where: Iterable[str], first: date, last: date, matter: str = "m1", *, counts: bool = False
) -> list[DueCheck]:
    """A complaint at each enterprise, to be looked at in a window."""
    return [DueCheck(place, matter, "complaint", first, last, "投诉举报", counts) for place in where]


def few_leads(leads: int, visits: int, a_week: int) -> Hard:
    """Visits to be led by a few of many officers, each so many times a week."""
    drawn = (SamplingRule("m1", "A", Decimal(0), visits),)
    people = [officer(n, can_lead=n < leads, max_visits_per_week=a_week) for n in range(8 * leads)]
    found = hard(one_department(people, sampling=drawn), LEAD)
    in_week = Counter(monday(day) for day in found.days)
    return found._replace(least=max(0, visits - leads * sum(min(a_week, 2 * days) for days in in_week.values())))


def worked_saturday() -> Hard:
    """A week with a make-up Saturday: six days, but weekly limits for eight visits; 20 checks, 4 · 8 / 2 visits."""
    week = CalendarDay(MONDAY + timedelta(5), True, "调休")
    due = complaints(enterprises(20), MONDAY, MONDAY + timedelta(5))
    return hard(
        one_department(map(officer, range(4)), calendar=(*sample().calendar, week), due=tuple(due)), OFFICERS, least=4
    )


def three_day_week() -> Hard:
    """A week of three days: 15 checks, while four officers make 4 · 3 · 2 / 2 visits."""
    off = [CalendarDay(MONDAY + timedelta(n), False, "放假") for n in (0, 4)]
    due = complaints(enterprises(15), MONDAY, MONDAY + timedelta(6))
    calendar = (*sample().calendar, *off)
    return hard(one_department(map(officer, range(4)), calendar=calendar, due=tuple(due)), OFFICERS, least=3)


def windows_that_never_meet() -> Hard:
    """A place whose two checks cannot be five days apart, one whose can, and one whose window lies before the round."""
    near, far, gone = enterprises(3)
    next_day, later, before = MONDAY + timedelta(1), MONDAY + timedelta(14), QUARTER.first - timedelta(9)
    days = [(near, MONDAY), (near, next_day), (far, MONDAY), (far, later), (gone, before)]
    due = [row for place, day in days for row in complaints([place], day, day)]
    return hard(one_department(map(officer, range(4)), due=tuple(due)), "min_days", "window", least=2)


def cap_against_the_limit() -> Hard:
    """One visit left, six departments to come, four allowed in a visit, five by the head-count: one stays away."""
    names = [f"d{n}" for n in range(1, 7)]
    matters = {f"m{n}": Matter(f"m{n}", name, f"检查 {name}", "§1") for n, name in enumerate(names, 1)}
    people = [officer(n)._replace(id=f"{name}-{n}", department=name) for name in names for n in range(4)]
    due = [row for m in matters for row in complaints(enterprises(1), QUARTER.first, QUARTER.last, m, counts=True)]
    departments = {name: Department(name, name) for name in names}
    lists = one_department(people, departments=departments, matters=matters, due=tuple(due), caps=(Cap(EVERY, "A", 1),))
    return hard(lists, "cap", least=1)


# -- the whole sample -------------------------------------------------------------------------------------------------


def two_on_leave() -> Hard:
    """The busiest department has four officers, two of them on leave all quarter."""
    base = sample()
    busiest = max(base.departments, key=lambda name: (joined(base)[name], name))
    theirs = [i for i in base.inspectors.values() if i.department == busiest][:4]
    skills = frozenset(matter.skill for matter in base.matters.values() if matter.skill)
    able = [i._replace(skills=skills, can_lead=True, areas=frozenset(), max_visits_per_week=4) for i in theirs]
    others = {i.id: i for i in base.inspectors.values() if i.department != busiest}
    away = tuple(Absence(i.id, QUARTER.first, QUARTER.last, "产假") for i in able[:2])
    kept = tuple(row for row in base.absences if row.inspector in others)
    inspectors = {**others, **{i.id: i for i in able}}
    recusals = tuple(row for row in base.recusals if row.inspector in inspectors)
    lists = replace(base, inspectors=inspectors, absences=(*kept, *away), recusals=recusals)
    return hard(lists, OFFICERS)


def all_dates_closed() -> Hard:
    """Whoever has a due check is closed to visits on every day."""
    base = sample()
    shut = sorted({row.enterprise for row in base.due})
    rows = tuple(Blackout(place, "", QUARTER.first, QUARTER.last, "停产整修") for place in shut)
    checks = [row.enterprise for row in draw_enterprises(base, QUARTER, SEED).drawn] + [d.enterprise for d in base.due]
    least = sum(enterprise in shut for enterprise in checks)
    return hard(replace(base, blackouts=(*base.blackouts, *rows)), "blackout", least=least)


def less_than_one() -> Hard:
    """Ratio × size is below 1 in every stratum: one is drawn in each."""
    base = sample()
    rules = tuple(SamplingRule(row.matter, row.credit_class, Decimal("0.0001")) for row in base.sampling)
    return hard(replace(base, sampling=rules), least=0)


def loaded(percent: int, size: str = "small") -> Hard:
    """Ratios such that each department's visits take about so many percent of what its officers can do."""
    base = sample(size)
    days = working_days(QUARTER, base.calendar, FOLDER, is_working_day)
    capacity = Capacity(base, Roster(base, days))
    can = {name: int(capacity.weekly[row].sum()) for name, row in capacity.row.items()}
    lists, size_of_team = base, base.policy.inspectors_per_department
    for _ in range(ROUNDS):
        needed = joined(lists)
        scale = {name: Decimal(percent * can[name]) / (100 * size_of_team * needed[name]) for name in can}
        rules = (row._replace(ratio=_scaled(row, scale[base.matters[row.matter].department])) for row in lists.sampling)
        lists = replace(lists, sampling=tuple(rules))
    return hard(lists, CAP, OFFICERS, LEAD, SKILL)


def _scaled(row: SamplingRule, scale: Decimal) -> Decimal:
    return min(Decimal(1), (row.ratio * scale).quantize(Decimal("0.000001")))


def joined(registry: Registry) -> Mapping[str, int]:
    """How many of the merged visits each department joins."""
    days = working_days(QUARTER, registry.calendar, FOLDER, is_working_day)
    drawn = [(row.enterprise, row.matter) for row in draw_enterprises(registry, QUARTER, SEED).drawn]
    return Counter(d for visit in merge(registry, QUARTER, days, drawn).visits for d in visit.departments)


HARD_SET: Mapping[str, Callable[[], Hard]] = {
    "five leads for 384 visits": partial(few_leads, 5, 384, 6),
    "two of four on leave": two_on_leave,
    "all dates closed": all_dates_closed,
    "a worked Saturday": worked_saturday,
    "a week of three days": three_day_week,
    "load 85 %": partial(loaded, 85),
    "load 95 %": partial(loaded, 95),
    "load 105 %": partial(loaded, 105),
    "ratio × size below 1": less_than_one,
    "windows that never meet": windows_that_never_meet,
    "a cap against the department limit": cap_against_the_limit,
}
DISTRICT_LOADS: Mapping[str, Callable[[], Hard]] = {
    f"district, load {percent} %": partial(loaded, percent, "district") for percent in (85, 95, 105)
}


def hard_called(name: str) -> Hard:
    """The instance with this name."""
    return {**HARD_SET, **DISTRICT_LOADS}[name]()
