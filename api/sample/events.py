"""What else a round has to know: doors that are shut for some days, and visits that were made before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from random import Random
from typing import Any

from api.sample.catalogue import Size, settings
from api.sample.demand import Applicable
from api.sample.enterprises import active
from api.sample.holidays import festivals
from api.sample.places import Area
from domain.calendar import Quarter
from domain.registry import Blackout, DueCheck, Enterprise, PastVisit

_SCHOOL = "学校"


def blackouts(
    size: Size, places: Sequence[Area], known: dict[str, Enterprise], year: int, random: Random
) -> tuple[Blackout, ...]:
    """Schools during the winter break, one enterprise in fifty for its own reason, and a few whole areas."""
    reasons, quarter = settings("occasions"), Quarter(year, 1)
    return tuple(
        sorted(
            (
                *_winter_break(known, year, reasons),
                *_closed_enterprises(known, quarter, reasons, random),
                *_closed_areas(random.sample(places, size.blackout_areas), quarter, reasons, random),
            )
        )
    )


def _winter_break(known: dict[str, Enterprise], year: int, reasons: Any) -> Iterator[Blackout]:
    festival, term = festivals(year)["spring_festival"], reasons["winter_break"]
    first = festival - timedelta(days=term["begins_before_spring_festival"])
    last = festival + timedelta(days=term["ends_after_spring_festival"])
    for enterprise in active(known):
        if _SCHOOL in enterprise.tags:
            yield Blackout(enterprise.id, "", first, last, reasons["school_break"])


def _closed_enterprises(
    known: dict[str, Enterprise], quarter: Quarter, reasons: Any, random: Random
) -> Iterator[Blackout]:
    others = [enterprise.id for enterprise in active(known) if _SCHOOL not in enterprise.tags]
    for enterprise in random.sample(others, len(known) // 50):
        first, last = _span(quarter.days(), reasons["closed_days"], random)
        yield Blackout(enterprise, "", first, last, random.choice(reasons["closed_enterprise"]))


def _closed_areas(chosen: Sequence[Area], quarter: Quarter, reasons: Any, random: Random) -> Iterator[Blackout]:
    for area in chosen:
        first, last = _span(quarter.days(), (2, 4), random)
        yield Blackout("", area.name, first, last, random.choice(reasons["closed_area"]))


def _span(days: Sequence[date], length: Sequence[int], random: Random) -> tuple[date, date]:
    """So many days in a row, inside the days given."""
    count = random.randint(length[0], length[1])
    start = random.randrange(len(days) - count + 1)
    return days[start], days[start + count - 1]


def history(
    known: dict[str, Enterprise],
    applicable: Applicable,
    due: Sequence[DueCheck],
    year: int,
    random: Random,
) -> tuple[PastVisit, ...]:
    """The visits of the year before, which no longer count, and the safety visits of the New Year holiday, which do.

    Nobody with a due check has been visited at New Year.
    """
    habits, everyone = settings("occasions")["history"], list(active(known))
    past = random.sample(everyone, max(1, round(habits["visits_per_enterprise"] * len(known))))
    rows = [row for enterprise in past for row in _joint_visit(enterprise, applicable, year - 1, habits, random)]
    busy = {row.enterprise for row in due}
    crowded = [each for each in everyone if habits["new_year_tag"] in each.tags and each.id not in busy]
    count = max(2, round(habits["new_year_visits_per_enterprise"] * len(known)))
    for enterprise in random.sample(crowded, count):
        day = date(year, 1, random.randint(1, 3))
        # The department of the trade, not the one whose matters are for everyone.
        department = next(matter.department for matter in applicable(enterprise) if matter.skill or matter.tags)
        rows.append(PastVisit(enterprise.id, department, day, "campaign"))
    return tuple(sorted(rows))


def _joint_visit(
    enterprise: Enterprise, applicable: Applicable, year: int, habits: Any, random: Random
) -> Iterator[PastVisit]:
    """One visit of one to three departments, on a weekday."""
    day = date(year, 1, 4) + timedelta(days=7 * random.randrange(51) + random.randrange(5))
    day -= timedelta(days=max(0, day.weekday() - 4))
    kind = random.choice(habits["kinds"])
    joining = sorted({matter.department for matter in applicable(enterprise)})
    for department in random.sample(joining, min(len(joining), random.randint(1, 3))):
        yield PastVisit(enterprise.id, department, day, kind, kind != "case")
