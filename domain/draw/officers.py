"""The draw of officers: smallest ticket first, each passed-over officer with the reason.

By ascending ticket each candidate is taken until the team is full, unless one of `domain.plan.SKIP_REASONS` holds;
`load` yields, in ticket order, when the team cannot be filled otherwise. No optimiser chooses a person.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from math import lcm
from operator import itemgetter
from typing import NamedTuple

from domain.calendar import monday
from domain.draw.roster import LEAD, Duty, Roster, duties, meets, requirements
from domain.draw.staffing import DepartmentStaffing, Unstaffable
from domain.draw.tickets import officer_ticket, turn
from domain.plan import Skip, TeamMember, Visit
from domain.registry import Inspector, Registry

Refused = tuple[str, str]
"""A reason of SKIP_REASONS and its detail."""


class OfficerDraw(NamedTuple):
    """The teams and everybody who was passed over."""

    teams: tuple[TeamMember, ...]
    skipped: tuple[Skip, ...]


@dataclass
class _Engagements:
    """What the officers of one department have been drawn for so far."""

    outings: Counter[str] = field(default_factory=Counter)
    on_day: dict[tuple[str, date], list[Duty]] = field(default_factory=lambda: defaultdict(list))
    in_week: Counter[tuple[str, date]] = field(default_factory=Counter)

    def engage(self, inspector: Inspector, duty: Duty) -> None:
        self.outings[inspector.id] += 1
        self.on_day[inspector.id, duty.day].append(duty)
        self.in_week[inspector.id, monday(duty.day)] += duty.visits


def draw_officers(
    registry: Registry,
    visits: Iterable[Visit],
    working_days: Sequence[date],
    *,
    round_id: str,
    officer_seed: str,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> OfficerDraw:
    """Draw every team of a schedule, department by department.

    Raises:
        Unstaffable: some duties of a department in one week have no joint teams.
    """
    roster, of_department = Roster(registry, working_days), defaultdict[str, list[Duty]](list)
    for duty in duties(registry, visits):
        of_department[duty.department].append(duty)
    teams: list[TeamMember] = []
    skipped: list[Skip] = []
    total, done = sum(map(len, of_department.values())), 0
    for own in of_department.values():
        members, passed = DepartmentDraw(roster, own, round_id, officer_seed).run()
        teams += members
        skipped += passed
        done += len(own)
        progress(done, total)
    return OfficerDraw(tuple(teams), tuple(skipped))


class DepartmentDraw:
    """The officer draw of one department."""

    def __init__(self, roster: Roster, own: Sequence[Duty], round_id: str, officer_seed: str) -> None:
        self._roster, self._round, self._seed = roster, round_id, officer_seed
        self._size = roster.policy.inspectors_per_department
        self._turns = sorted(own, key=lambda d: turn(officer_seed, round_id, d.outing, d.department))
        self._staffing = DepartmentStaffing(roster, own)
        self._so_far = _Engagements()
        officers = roster.of_department[own[0].department]
        self._days_there = {i.id: roster.days_there(i) for i in officers}
        self._unit = lcm(*filter(None, self._days_there.values()))
        self._most_lead = self._unit * roster.policy.max_load_lead / max(1, len(roster.working_days))

    def run(self) -> tuple[list[TeamMember], list[Skip]]:
        """Serve the department's outings in turn."""
        teams: list[TeamMember] = []
        skipped: list[Skip] = []
        for duty in self._turns:
            in_order = sorted(self._tickets(duty), key=itemgetter(0))
            team, refused = self._draw_team(duty, [inspector for _, inspector in in_order])
            teams += self._members(duty, [(ticket, i) for ticket, i in in_order if i in team])
            last = teams[-1].ticket
            skipped += [
                Skip(duty.outing, duty.department, i.id, ticket, *refused[i.id])
                for ticket, i in in_order
                if i.id in refused and ticket < last
            ]
        return teams, skipped

    def _tickets(self, duty: Duty) -> list[tuple[str, Inspector]]:
        candidates = self._roster.covering(duty.department, duty.district, duty.area)
        return [(officer_ticket(self._seed, self._round, duty.outing, duty.department, i.id), i) for i in candidates]

    def _draw_team(self, duty: Duty, in_order: list[Inspector]) -> tuple[list[Inspector], dict[str, Refused]]:
        """One pass by ticket; a second over those passed over for their load, if seats are left."""
        refused = {i.id: reason for i in in_order if (reason := self._kept_away(duty, i))}
        free = [i for i in in_order if i.id not in refused]
        by_load = sorted(free, key=self._load)
        team: list[Inspector] = []
        for inspector in free:
            if len(team) == self._size:
                break
            least = next(i for i in by_load if i not in team)
            self._consider(duty, inspector, team, refused, self._overloaded(inspector, least))
        for inspector in [i for i in free if refused.get(i.id, ("",))[0] == "load"]:
            self._consider(duty, inspector, team, refused, None)
        if len(team) < self._size:
            raise Unstaffable(duty)
        for inspector in team:
            self._so_far.engage(inspector, duty)
        return team, refused

    def _consider(
        self,
        duty: Duty,
        inspector: Inspector,
        team: list[Inspector],
        refused: dict[str, Refused],
        overloaded: Refused | None,
    ) -> None:
        """Take the officer if a seat is left and no reason holds."""
        if len(team) == self._size:
            return
        if reason := overloaded or self._unfit(duty, inspector, team):
            refused[inspector.id] = reason
        else:
            refused.pop(inspector.id, None)
            team.append(inspector)

    def _kept_away(self, duty: Duty, inspector: Inspector) -> Refused | None:
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

    def _unfit(self, duty: Duty, inspector: Inspector, team: list[Inspector]) -> Refused | None:
        """`lead`, `skill` on the last seat, then `would_strand`; if nothing holds, the officer is taken."""
        if len(team) == self._size - 1:
            for need in requirements(duty):
                if not any(meets(i, need) for i in [*team, inspector]):
                    return _missing(need)
        if self._staffing.take(duty, inspector):
            return None
        week = monday(duty.day)
        return "would_strand", (
            f"若取此人，该部门 {week} 当周其余检查组无法同时配齐 / with this officer here, "
            f"the department's other outings of the week of {week} cannot all have teams"
        )

    def _members(self, duty: Duty, team: Sequence[tuple[str, Inspector]]) -> Iterable[TeamMember]:
        """The team by ticket; the first who can lead leads where the department leads."""
        leader = next(i for _, i in team if i.can_lead) if duty.must_lead else None
        return [TeamMember(duty.outing, duty.department, i.id, ticket, i is leader) for ticket, i in team]


def _missing(need: str) -> Refused:
    if need == LEAD:
        return "lead", "余下席位须由可带队者担任 / the seat left is needed for one who can lead"
    return "skill", f"余下席位须具备技能 {need} / the seat left is needed for one with the skill {need}"


def _over(zh: str, en: str, made: int, more: int, limit: int) -> str:
    said = f"{zh}已有 {made} 家，再加 {more} 家超过上限 {limit}"
    return f"{said} / {made} visits {en}, {more} more exceed the limit of {limit}"
