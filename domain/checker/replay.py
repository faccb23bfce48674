"""The officer draw, gone through a second time, outing by outing in turn.

Each outing is drawn anew given the teams *recorded* for the outings before it, so that one wrong team is one finding
and not a landslide. The reasons are written here from the contract; only whether taking an officer would strand later
outings is asked of `domain.draw.staffing`, the procedure that `docs/draw.md` fixes.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from domain.calendar import monday
from domain.checker.foresight import Foresight
from domain.draw.tickets import officer_ticket, turn
from domain.registry import Inspector

if TYPE_CHECKING:
    from domain.checker.case import Case, Part


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
        self._slots: set[tuple[str, date, str]] = set()
        self._visits: Counter[tuple[str, date]] = Counter()
        self._weekly: Counter[tuple[str, date]] = Counter()
        self._outings: Counter[str] = Counter()
        self._days_there: dict[str, int] = {}

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
        candidates = [i for i in self._own if i.covers(part.place.district, part.place.area)]
        ticket = {i.id: self._ticket(part, i) for i in candidates}
        candidates.sort(key=lambda i: ticket[i.id])
        reasons = {i.id: reason for i in candidates if (reason := self._kept_away(part, i))}
        team = self._pass(part, [i for i in candidates if i.id not in reasons], reasons)
        last = max((ticket[i.id] for i in team), default="")
        passed_over = {i.id: reasons[i.id] for i in candidates if i.id in reasons and ticket[i.id] < last}
        return Redrawn(tuple(i.id for i in team), passed_over, part not in self._foresight.unstaffed)

    def _ticket(self, part: Part, inspector: Inspector) -> str:
        return officer_ticket(self._case.officer_seed, self._case.round, part.outing, part.department, inspector.id)

    def _pass(self, part: Part, free: list[Inspector], reasons: dict[str, str]) -> list[Inspector]:
        """Seat the free by ticket; then, if seats are left, those passed over for their load."""
        team: list[Inspector] = []
        for inspector in free:
            if len(team) < self._size:
                waiting = [i for i in free if i not in team]
                self._seat(part, inspector, team, reasons, "load" if self._overloaded(inspector, waiting) else "")
        for inspector in [i for i in free if reasons.get(i.id) == "load"]:
            if len(team) < self._size:
                self._seat(part, inspector, team, reasons, "")
        return team

    def _seat(
        self, part: Part, inspector: Inspector, team: list[Inspector], reasons: dict[str, str], load: str
    ) -> None:
        """Take the officer into the team, or note why not."""
        reason = load or self._unfit(part, inspector, team)
        if reason:
            reasons[inspector.id] = reason
        else:
            reasons.pop(inspector.id, None)
            team.append(inspector)

    def _kept_away(self, part: Part, inspector: Inspector) -> str:
        """The first of `absent` … `week_limit` that holds, or nothing."""
        case, day, visits = self._case, part.day, len(part.entries)
        if case.absent(inspector.id, day):
            return "absent"
        if inspector.certificate_valid_until < day:
            return "certificate"
        if any((inspector.id, entry.enterprise.id) in case.recusals for entry in part.entries):
            return "recused"
        if any((inspector.id, day, slot) in self._slots for slot in part.slots):
            return "busy"
        if self._visits[inspector.id, day] + visits > inspector.max_visits_per_day:
            return "day_limit"
        return "week_limit" * (self._weekly[inspector.id, monday(day)] + visits > inspector.max_visits_per_week)

    def _overloaded(self, inspector: Inspector, waiting: list[Inspector]) -> bool:
        lead = self._case.registry.policy.max_load_lead / max(1, len(self._case.working_days))
        return self._load(inspector) - min(map(self._load, waiting)) > lead

    def _load(self, inspector: Inspector) -> Fraction:
        """c/a: outings so far, by working days of the round on which the officer is present and certified."""
        if inspector.id not in self._days_there:
            until, absent = inspector.certificate_valid_until, self._case.absent
            days = sum(day <= until and not absent(inspector.id, day) for day in self._case.working_days)
            self._days_there[inspector.id] = max(1, days)
        return Fraction(self._outings[inspector.id], self._days_there[inspector.id])

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
            self._outings[inspector] += 1
            self._visits[inspector, part.day] += len(part.entries)
            self._weekly[inspector, monday(part.day)] += len(part.entries)
            self._slots.update((inspector, part.day, slot) for slot in part.slots)


def redraw(case: Case) -> dict[tuple[str, str], Redrawn]:
    """What every part's draw must come to."""
    by_department: dict[str, list[Part]] = defaultdict(list)
    for part in case.parts.values():
        by_department[part.department].append(part)
    redrawn: dict[tuple[str, str], Redrawn] = {}
    for department, parts in by_department.items():
        redrawn |= DepartmentReplay(case, department, parts).run()
    return redrawn
