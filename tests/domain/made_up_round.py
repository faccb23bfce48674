"""Made-up rounds that are hard to staff: two districts, scarce leads and skills, weeks nearly full."""

from __future__ import annotations

from random import Random
from typing import NamedTuple

from domain.draw.roster import Roster, duties
from domain.draw.staffing import DepartmentStaffing, Unstaffable
from domain.plan import Visit
from domain.registry import Absence, Inspector, Policy, Recusal, Registry
from tests.builders import WORKING_DAYS, enterprise, inspector, matter, registry

DEPARTMENTS = ("fire", "health", "urban")
DISTRICTS = ("D1", "D2")
SLOTS = ("AM", "PM")
DAYS = WORKING_DAYS[1:11]
"""Two weeks."""


class MadeUp(NamedTuple):
    """A registry, and visits for which there are joint teams."""

    lists: Registry
    visits: tuple[Visit, ...]


def made_up(seed: int, officers: int = 6, outings: int = 40) -> MadeUp:
    """The same for the same seed. The officers of `fire` and `health` are bound to districts, those of `urban` not."""
    random = Random(seed)
    lists = _lists(random, officers)
    kept: list[Visit] = []
    for number in range(outings):
        more = _outing(random, number)
        if _staffable(lists, [*kept, *more]):
            kept += more
    return MadeUp(lists, tuple(kept))


def _lists(random: Random, officers: int) -> Registry:
    who = [
        _officer(random, f"{d}-{place}-{n}", d, place)
        for d in DEPARTMENTS
        for place in DISTRICTS
        for n in range(officers)
    ]
    places = [enterprise(f"{d}-{a}-{n}", area=f"{d}-{a}", district=d) for d in DISTRICTS for a in "abc" for n in (1, 2)]
    return registry(
        places,
        [matter(f"{d}{skill}", d, skill=skill) for d in DEPARTMENTS for skill in ("", "gas")],
        inspectors=who,
        departments=DEPARTMENTS,
        absences=[Absence(random.choice(who).id, on, on) for on in random.sample(DAYS, 5)],
        recusals=[Recusal(random.choice(who).id, random.choice(places).id, "kin") for _ in range(5)],
        policy=Policy(slots=SLOTS),
    )


def _officer(random: Random, id: str, department: str, district: str) -> Inspector:
    areas = random.sample([f"{district}-{a}" for a in "abc"], 2) if random.random() < 0.3 else ()
    return inspector(
        id,
        department,
        district="" if department == "urban" else district,
        areas=frozenset(areas),
        skills=frozenset(["gas"] if random.random() < 0.4 else ()),
        can_lead=random.random() < 0.5,
        max_visits_per_week=random.choice([3, 4, 6]),
    )


def _outing(random: Random, number: int) -> list[Visit]:
    district, area, on = random.choice(DISTRICTS), random.choice("abc"), random.choice(DAYS)
    slots = random.choice([["AM"], ["PM"], ["AM", "PM"]])
    joining = sorted(random.sample(DEPARTMENTS, random.choice([1, 1, 2])))
    matters = tuple(d + random.choice(["", "", "gas"]) for d in joining)
    return [
        Visit(
            f"V{number}{slot}",
            f"{district}-{area}-{n}",
            on,
            slot,
            f"O{number:05}",
            "",
            joining[0],
            tuple(joining),
            matters,
        )
        for n, slot in enumerate(slots, 1)
    ]


def _staffable(lists: Registry, visits: list[Visit]) -> bool:
    wanted = duties(lists, visits)
    try:
        for department in DEPARTMENTS:
            DepartmentStaffing(Roster(lists, WORKING_DAYS), [d for d in wanted if d.department == department])
    except Unstaffable:
        return False
    return True
