"""Why an officer is passed over, written once: the reasons of `domain.plan.SKIP_REASONS`, and one pass by ticket.

The draw of officers and the changes after it both read this; they differ in what would be stranded.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from math import lcm

from domain.calendar import monday
from domain.draw.roster import LEAD, Duty, Roster, meets, requirements
from domain.plan import TeamMember
from domain.registry import Inspector

Refused = tuple[str, str]
"""A reason of SKIP_REASONS and its detail."""

Strands = Callable[[Duty, Inspector], Refused | None]
"""The last question about an officer for a duty: what would be stranded; None: nothing, the officer is taken."""


@dataclass
class _Engagements:
    """What the officers of one department have been drawn for so far."""

    outings: Counter[str] = field(default_factory=Counter)
    on_day: dict[tuple[str, date], list[Duty]] = field(default_factory=lambda: defaultdict(list))
    in_week: Counter[tuple[str, date]] = field(default_factory=Counter)


class Reasons:
    """The reasons of one department, given what its officers have been drawn for so far."""

    def __init__(self, roster: Roster, department: str) -> None:
        self._roster, self.size = roster, roster.policy.inspectors_per_department
        self._so_far = _Engagements()
        self._days_there = {i.id: roster.days_there(i) for i in roster.of_department[department]}
        self._unit = lcm(*filter(None, self._days_there.values()))
        self._most_lead = self._unit * roster.policy.max_load_lead / max(1, len(roster.working_days))

    def engage(self, inspector: Inspector, duty: Duty) -> None:
        """Count the duty as the officer's."""
        self._so_far.outings[inspector.id] += 1
        self._so_far.on_day[inspector.id, duty.day].append(duty)
        self._so_far.in_week[inspector.id, monday(duty.day)] += duty.visits

    def disengage(self, inspector: Inspector, duty: Duty) -> None:
        """Count it no longer."""
        self._so_far.outings[inspector.id] -= 1
        self._so_far.on_day[inspector.id, duty.day].remove(duty)
        self._so_far.in_week[inspector.id, monday(duty.day)] -= duty.visits

    def room(self, inspector: Inspector, day: date) -> tuple[int, int]:
        """How many more visits the officer may make that day, and that week."""
        today = sum(duty.visits for duty in self._so_far.on_day.get((inspector.id, day), ()))
        week = self._so_far.in_week[inspector.id, monday(day)]
        return inspector.max_visits_per_day - today, inspector.max_visits_per_week - week

    def draw_team(
        self, duty: Duty, in_order: Sequence[Inspector], begun: Sequence[Inspector], strands: Strands
    ) -> tuple[list[Inspector], dict[str, Refused]]:
        """Fill a team by ticket: one pass; a second over those passed over for their load, if seats are left.

        `in_order` are the candidates who are not in the team `begun`, by ascending ticket. The answer is the team, full
        unless there is nobody for it, and by id why each of the others was passed over.
        """
        refused = {i.id: reason for i in in_order if (reason := self.kept_away(duty, i))}
        free = [i for i in in_order if i.id not in refused]
        by_load = sorted(free, key=self._load)
        team = list(begun)
        for inspector in free:
            if len(team) == self.size:
                break
            least = next(i for i in by_load if i not in team)
            reason = self._overloaded(inspector, least) or self._unfit(duty, inspector, team, strands)
            _seat(inspector, reason, team, refused)
        for inspector in [i for i in free if refused.get(i.id, ("",))[0] == "load"]:
            if len(team) == self.size:
                break
            _seat(inspector, self._unfit(duty, inspector, team, strands), team, refused)
        return team, refused

    def kept_away(self, duty: Duty, inspector: Inspector) -> Refused | None:
        """The reasons that do not depend on the team: absent … week_limit."""
        if absence := self._roster.absence(inspector.id, duty.day):
            return "absent", f"{absence.first} 至 {absence.last} 缺勤 / absent {absence.first} to {absence.last}"
        if inspector.certificate_valid_until < duty.day:
            until = inspector.certificate_valid_until
            return "certificate", f"执法证 {until} 到期 / certificate ran out after {until}"
        if recusal := self._roster.recusal(inspector.id, duty.enterprises):
            return "recused", f"回避 {recusal.enterprise}：{recusal.reason} / recused from {recusal.enterprise}"
        return self._occupied(duty, inspector)

    def _occupied(self, duty: Duty, inspector: Inspector) -> Refused | None:
        today = self._so_far.on_day.get((inspector.id, duty.day), [])
        if elsewhere := next((d for d in today if d.slots & duty.slots), None):
            return "busy", f"同一时段在 {elsewhere.outing} / in {elsewhere.outing} at that time"
        visits = sum(d.visits for d in today)
        if visits + duty.visits > inspector.max_visits_per_day:
            return "day_limit", _over("当日", "that day", visits, duty.visits, inspector.max_visits_per_day)
        visits = self._so_far.in_week[inspector.id, monday(duty.day)]
        if visits + duty.visits > inspector.max_visits_per_week:
            return "week_limit", _over("当周", "that week", visits, duty.visits, inspector.max_visits_per_week)
        return None

    def _overloaded(self, inspector: Inspector, idlest: Inspector) -> Refused | None:
        """`load`: outings so far by days available lead the least such figure by more than the policy allows."""
        own, least = self._load(inspector), self._load(idlest)
        if own - least <= self._most_lead:
            return None
        figures = Fraction(own, self._unit), Fraction(least, self._unit)
        return "load", "每日已抽 {0} 次，最少者 {1} 次 / {0} outings a day so far, the least {1}".format(*figures)

    def _load(self, inspector: Inspector) -> int:
        """c/a, outings drawn so far by working days present and certified, exactly, in units of 1/lcm of all a."""
        return self._so_far.outings[inspector.id] * self._unit // self._days_there[inspector.id]

    def _unfit(self, duty: Duty, inspector: Inspector, team: list[Inspector], strands: Strands) -> Refused | None:
        """`lead`, `skill` on the last seat, then `would_strand`; if nothing holds, the officer is taken."""
        if len(team) == self.size - 1 and (reason := missing(duty, [*team, inspector])):
            return reason
        return strands(duty, inspector)


def _seat(inspector: Inspector, reason: Refused | None, team: list[Inspector], refused: dict[str, Refused]) -> None:
    """Put the officer into the team, or note why not."""
    if reason:
        refused[inspector.id] = reason
    else:
        refused.pop(inspector.id, None)
        team.append(inspector)


def missing(duty: Duty, team: Sequence[Inspector]) -> Refused | None:
    """`lead` or `skill`: the first requirement of the duty that nobody of a full team meets."""
    for need in requirements(duty):
        if not any(meets(i, need) for i in team):
            return _missing(need)
    return None


def members(duty: Duty, team: Iterable[tuple[str, Inspector]]) -> list[TeamMember]:
    """A team with its tickets, ascending; the first who can lead leads where the department leads."""
    by_ticket = list(team)
    leader = next(i for _, i in by_ticket if i.can_lead) if duty.must_lead else None
    return [TeamMember(duty.outing, duty.department, i.id, ticket, i is leader) for ticket, i in by_ticket]


def _missing(need: str) -> Refused:
    if need == LEAD:
        return "lead", "余下席位须由可带队者担任 / the seat left is needed for one who can lead"
    return "skill", f"余下席位须具备技能 {need} / the seat left is needed for one with the skill {need}"


def _over(zh: str, en: str, made: int, more: int, limit: int) -> str:
    said = f"{zh}已有 {made} 家，再加 {more} 家超过上限 {limit}"
    return f"{said} / {made} visits {en}, {more} more exceed the limit of {limit}"
