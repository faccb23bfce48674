"""From pencil to ink: whether the outings of a diary, entered on head-counts alone, can all be staffed.

Week by week, in the order in which the officer draw will build its first staffing (`docs/draw.md`, section 5): what
passes here by repair alone passes there in the same way.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from domain.draw.roster import Duty, Roster, requirements
from domain.draw.staffing import DepartmentStaffing, Unstaffable
from domain.draw.witness import WeekStaffing
from scheduling.placing.diary import Diary, Placed, StaffedTogether


def ink(diary: Diary) -> list[int]:
    """Staff all that is pencilled in; lift what finds no team, and return the keys."""
    rank, lifted = _ranks(diary), set[int]()
    for where in sorted(diary.together):
        duties = sorted(diary.together[where].items(), key=lambda item: rank[item[0]])
        refused = _staff(diary, where, duties)
        for key in refused:
            del diary.together[where][key]
        lifted.update(refused)
        if not refused:
            diary.proven.add(where)
    for key in sorted(lifted):
        diary.lift(key)
    return sorted(lifted)


def _staff(diary: Diary, where: StaffedTogether, duties: Sequence[tuple[int, Duty]]) -> list[int]:
    """Staff a week in the order given, else the hardest duties first; the keys of those that find no team."""
    roster, fewest = diary.roster, list[int]()
    for order in (duties, sorted(duties, key=lambda item: _hardest_first(item[1], roster))):
        staffing = WeekStaffing(roster)
        refused = [key for key, duty in order if not staffing.add(duty)]
        if where not in diary.staffing or len(refused) < len(fewest):
            diary.staffing[where], fewest = staffing, refused
        if not fewest:
            break
    return fewest


def put_back_anew(diary: Diary, key: int, placed: Placed) -> bool:
    """Put a lifted outing back where repair has lost the way: its weeks are staffed from nothing, with it."""
    for duty in diary.duties_of(key, placed):
        where = diary.staffed_with(duty)
        before = diary.staffing.pop(where)
        if _staff(diary, where, [*diary.together[where].items(), (key, duty)]):
            diary.staffing[where] = before
            return False
        diary.staffing[where].remove(duty)
    return diary.put_back(key, placed)


def _hardest_first(duty: Duty, roster: Roster) -> tuple[int, int, int]:
    return -len(requirements(duty)), -duty.visits, len(roster.able(duty))


def first_unstaffable(diary: Diary) -> tuple[int, str] | None:
    """The key and department of a duty without a team in the officer draw's own first staffing, if any.

    Weeks that have not changed since they passed are not asked again.
    """
    rank = _ranks(diary)
    for where in sorted(diary.together.keys() - diary.proven):
        keys = sorted(diary.together[where], key=rank.__getitem__)
        named = {f"O{place:05d}": key for place, key in enumerate(keys)}
        own = [diary.together[where][key]._replace(outing=name) for name, key in named.items()]
        try:
            DepartmentStaffing(diary.roster, own)
        except Unstaffable as found:
            return named[found.duty.outing], where.department
        diary.proven.add(where)
    return None


def _ranks(diary: Diary) -> Mapping[int, int]:
    """The place of each outing in the order of their numbers."""
    firsts = sorted((_first_visit(placed), key) for key, placed in diary.placed.items())
    return {key: place for place, (_, key) in enumerate(firsts)}


def _first_visit(placed: Placed) -> tuple[int, int, str, str, tuple[str, ...]]:
    """What decides the number of an outing: its first visit's (`scheduling.numbering`)."""
    return min(
        (placed.day, slot, placed.outing.area, visit.enterprise, visit.matters)
        for visit, slot in zip(placed.outing.visits, placed.slots, strict=True)
    )
