"""The officer draw, gone through a second time, outing by outing in turn.

Each outing is drawn anew given the teams *recorded* for the outings before it, so that one wrong team is one finding
and not a landslide. The reasons are written here from the contract; only whether taking an officer would strand later
outings is asked of `domain.draw.staffing`, the procedure that `docs/draw.md` fixes.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from math import floor, lcm

from domain.calendar import monday
from domain.checker.case import Case
from domain.checker.entries import Part
from domain.checker.foresight import Foresight
from domain.draw.tickets import officer_ticket, turn
from domain.registry import Inspector

_NONE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Redrawn:
    """What the draw of one part must come to: the team, and whoever was passed over, each with the reason.

    `staffed` False: no joint teams were found for the department's week, so the draw could not have begun.
    """

    team: tuple[str, ...]
    passed_over: dict[str, str]
    staffed: bool


class DepartmentReplay:
    """The draw of one department's parts."""

    def __init__(self, case: Case, department: str, parts: list[Part]) -> None:
        self._case, self._size = case, case.registry.policy.inspectors_per_department
        self._turns = sorted(parts, key=lambda p: (turn(case.officer_seed, case.round, p.outing, department), p.outing))
        self._own = [i for i in case.registry.inspectors.values() if i.department == department]
        self._foresight = Foresight(case, parts)
        self._recused = {inspector for inspector, _ in case.recusals}
        self._slots: dict[tuple[str, date], set[str]] = defaultdict(set)
        self._candidates: dict[tuple[str, str], list[Inspector]] = {}
        self._weekly: Counter[tuple[str, date]] = Counter()
        self._loads = Loads(case, self._own)

    def run(self) -> dict[tuple[str, str], Redrawn]:
        """Every part, in turn."""
        redrawn = {}
        for part in self._turns:
            redrawn[part.outing, part.department] = drawn = self._redraw(part)
            recorded = [member.inspector for member in part.members]
            if sorted(recorded) != sorted(drawn.team):
                self._foresight.set_right(part, recorded)
            self._engage(part, recorded)
        return redrawn

    def _redraw(self, part: Part) -> Redrawn:
        candidates = self._covering(part.place.district, part.place.area)
        ticket = {i.id: self._ticket(part, i) for i in candidates}
        candidates = sorted(candidates, key=lambda i: ticket[i.id])
        reasons = self._kept_away(part, candidates)
        team = self._pass(part, [i for i in candidates if i.id not in reasons], reasons)
        last = max((ticket[i.id] for i in team), default="")
        passed_over = {i.id: reasons[i.id] for i in candidates if i.id in reasons and ticket[i.id] < last}
        return Redrawn(tuple(i.id for i in team), passed_over, part not in self._foresight.unstaffed)

    def _covering(self, district: str, area: str) -> list[Inspector]:
        """The candidates for an area."""
        if (district, area) not in self._candidates:
            self._candidates[district, area] = [i for i in self._own if i.covers(district, area)]
        return self._candidates[district, area]

    def _ticket(self, part: Part, inspector: Inspector) -> str:
        return officer_ticket(self._case.officer_seed, self._case.round, part.outing, part.department, inspector.id)

    def _pass(self, part: Part, free: list[Inspector], reasons: dict[str, str]) -> list[Inspector]:
        """Seat the free by ticket; then, if seats are left, those passed over for their load."""
        team: list[Inspector] = []
        overloaded = self._loads.beyond_lead(free, team)
        for inspector in free:
            if len(team) < self._size and self._seat(
                part, inspector, team, reasons, "load" * (inspector.id in overloaded)
            ):
                overloaded = self._loads.beyond_lead(free, team)
        for inspector in [i for i in free if reasons.get(i.id) == "load"]:
            if len(team) < self._size:
                self._seat(part, inspector, team, reasons, "")
        return team

    def _seat(
        self, part: Part, inspector: Inspector, team: list[Inspector], reasons: dict[str, str], load: str
    ) -> bool:
        """Take the officer into the team, or note why not."""
        reason = load or self._unfit(part, inspector, team)
        if reason:
            reasons[inspector.id] = reason
        else:
            reasons.pop(inspector.id, None)
            team.append(inspector)
        return not reason

    def _kept_away(self, part: Part, candidates: list[Inspector]) -> dict[str, str]:
        """Whom a reason that does not depend on the team keeps away, with the first that holds."""
        day, week, slots = part.day, monday(part.day), part.slots
        reasons = {}
        for i in candidates:
            busy = self._slots.get((i.id, day), _NONE)
            if self._case.absent(i.id, day):
                reasons[i.id] = "absent"
            elif i.certificate_valid_until < day:
                reasons[i.id] = "certificate"
            elif i.id in self._recused and self._is_recused(part, i):
                reasons[i.id] = "recused"
            elif not busy.isdisjoint(slots):
                reasons[i.id] = "busy"
            elif len(busy) + len(slots) > i.max_visits_per_day:
                reasons[i.id] = "day_limit"
            elif self._weekly[i.id, week] + len(slots) > i.max_visits_per_week:
                reasons[i.id] = "week_limit"
        return reasons

    def _is_recused(self, part: Part, inspector: Inspector) -> bool:
        return any((inspector.id, entry.enterprise.id) in self._case.recusals for entry in part.entries)

    def _unfit(self, part: Part, inspector: Inspector, team: list[Inspector]) -> str:
        """`lead` and `skill` when one seat is left, else whether later outings would be stranded."""
        if len(team) == self._size - 1:
            full = [*team, inspector]
            if part.leads and not any(i.can_lead for i in full):
                return "lead"
            if part.skills.difference(*(i.skills for i in full)):
                return "skill"
        return "would_strand" * self._foresight.strands(part, inspector)

    def _engage(self, part: Part, officers: list[str]) -> None:
        for inspector in officers:
            self._slots[inspector, part.day].update(part.slots)
            self._weekly[inspector, monday(part.day)] += len(part.entries)
            self._loads.add(inspector)


class Loads:
    """c/a of every officer: outings so far, by working days of the round on which one is present and certified.

    Kept exact as whole multiples of 1/unit, the unit being divisible by every possible a.
    """

    def __init__(self, case: Case, officers: list[Inspector]) -> None:
        days = len(case.working_days)
        unit = lcm(*range(1, days + 1))
        self._one_more = {i.id: unit // max(1, self._days_there(case, i)) for i in officers}
        self._load: Counter[str] = Counter()
        self._most = floor(case.registry.policy.max_load_lead * unit / max(1, days))

    @staticmethod
    def _days_there(case: Case, inspector: Inspector) -> int:
        until = inspector.certificate_valid_until
        return sum(day <= until and not case.absent(inspector.id, day) for day in case.working_days)

    def add(self, inspector: str) -> None:
        """One more outing; officers of another department bear no load here."""
        self._load[inspector] += self._one_more.get(inspector, 0)

    def beyond_lead(self, free: list[Inspector], team: list[Inspector]) -> set[str]:
        """Who leads the least loaded of those free and not in the team by more than the policy allows."""
        loads = {i.id: self._load[i.id] for i in free if i not in team}
        least = min(loads.values(), default=0)
        return {inspector for inspector, load in loads.items() if load - least > self._most}


@lru_cache(maxsize=1)
def redraw(case: Case) -> dict[tuple[str, str], Redrawn]:
    """What every part's draw must come to, by outing and department; two rules ask for it of the same case."""
    by_department: dict[str, list[Part]] = defaultdict(list)
    for part in case.parts.values():
        by_department[part.department].append(part)
    redrawn: dict[tuple[str, str], Redrawn] = {}
    for department, parts in by_department.items():
        redrawn |= DepartmentReplay(case, department, parts).run()
    return redrawn
