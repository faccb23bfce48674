"""Why an officer is passed over, written once: the reasons of `domain.plan.SKIP_REASONS`, and one pass by ticket.

The draw of officers and the changes after it both read this; they differ in what would be stranded.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from fractions import Fraction
from functools import lru_cache
from math import floor, lcm

from domain.calendar import monday
from domain.draw.force import DayRoom, Officers, WeekRoom
from domain.draw.roster import LEAD, Duty, Roster, meets, requirements
from domain.plan import TeamMember
from domain.registry import Inspector

Refused = tuple[str, str]
"""A reason of SKIP_REASONS and its detail."""

Strands = Callable[[Duty, Inspector], Refused | None]
"""The last question about an officer for a duty: what would be stranded; None: nothing, the officer is taken."""


class Reasons:
    """The reasons of one department, given what its officers have been drawn for so far."""

    def __init__(self, roster: Roster, department: str) -> None:
        self._roster, self._department = roster, department
        self.size = roster.policy.inspectors_per_department
        self._force, self._number = roster.force(department), roster.force(department).number
        self._on_day: dict[tuple[str, date], list[Duty]] = defaultdict(list)
        self._weeks: dict[date, WeekRoom] = {}
        self._rooms: dict[date, tuple[WeekRoom, DayRoom]] = {}
        days_there = [roster.days_there(i) for i in self._force.officers]
        self._unit = lcm(*filter(None, days_there))
        self._an_outing = [self._unit // max(1, days) for days in days_there]
        self._loads = [0] * len(days_there)
        self._most_lead = floor(self._unit * roster.policy.max_load_lead / max(1, len(roster.working_days)))

    def under(self, roster: Roster) -> Reasons:
        """The same engagements under a roster with other absences; from then on both count together."""
        other = Reasons(roster, self._department)
        other._on_day, other._weeks = self._on_day, self._weeks
        outings = (load // each for load, each in zip(self._loads, self._an_outing, strict=True))
        other._loads = [count * each for count, each in zip(outings, other._an_outing, strict=True)]
        return other

    def engaged_on(self, inspector: Inspector, day: date) -> Sequence[Duty]:
        """The officer's duties of a day."""
        return self._on_day.get((inspector.id, day), ())

    def free_for(self, duty: Duty) -> Officers:
        """Who is able to take the duty and has room for it beside the engagements."""
        week, day = self._room(duty.day)
        return self._roster.able_bits(duty) & week.admitting(day, duty.slots)

    def engage(self, inspector: Inspector, duty: Duty) -> None:
        """Count the duty as the officer's."""
        officer, (week, day) = self._number[inspector.id], self._room(duty.day)
        self._loads[officer] += self._an_outing[officer]
        self._on_day[inspector.id, duty.day].append(duty)
        week.take(officer, day, duty.slots)

    def disengage(self, inspector: Inspector, duty: Duty) -> None:
        """Count it no longer."""
        officer, (week, day) = self._number[inspector.id], self._room(duty.day)
        self._loads[officer] -= self._an_outing[officer]
        self._on_day[inspector.id, duty.day].remove(duty)
        week.give_back(officer, day, duty.slots)

    def _room(self, day: date) -> tuple[WeekRoom, DayRoom]:
        if day not in self._rooms:
            week = monday(day)
            if week not in self._weeks:
                self._weeks[week] = WeekRoom(self._force)
            self._rooms[day] = self._weeks[week], self._weeks[week].on(day)
        return self._rooms[day]

    def room(self, inspector: Inspector, day: date) -> tuple[int, int]:
        """How many more visits the officer may make that day, and that week."""
        officer, (week, today) = self._number[inspector.id], self._room(day)
        return today.visits.left[officer], week.week.left[officer]

    def draw_team(
        self, duty: Duty, in_order: Sequence[Inspector], begun: Sequence[Inspector], strands: Strands
    ) -> tuple[list[Inspector], dict[str, Refused]]:
        """Fill a team by ticket: one pass; a second over those passed over for their load, if seats are left.

        `in_order` are the candidates who are not in the team `begun`, by ascending ticket. The answer is the team, full
        unless there is nobody for it, and by id why each of those before the last one taken was passed over.
        """
        week, day = self._room(duty.day)
        able = self._roster.able_bits(duty) & week.admitting(day, duty.slots)
        free = [i for i in in_order if able >> self._number[i.id] & 1]
        team, refused = list(begun), dict[str, Refused]()
        loads = {i.id: self._loads[self._number[i.id]] for i in free}
        least = min(loads.values(), default=0)
        for inspector in free:
            if len(team) == self.size:
                break
            reason = self._overloaded(loads[inspector.id], least) or self._unfit(duty, inspector, team, strands)
            _seat(inspector, reason, team, refused)
            if not reason:
                del loads[inspector.id]
                least = min(loads.values(), default=0)
        for inspector in [i for i in free if refused.get(i.id, ("",))[0] == "load"]:
            if len(team) == self.size:
                break
            _seat(inspector, self._unfit(duty, inspector, team, strands), team, refused)
        return team, refused | self._kept_away_before_the_last(duty, in_order, team, able)

    def _kept_away_before_the_last(
        self, duty: Duty, in_order: Sequence[Inspector], team: Sequence[Inspector], able: Officers
    ) -> dict[str, Refused]:
        """Of those who are not able to go, by id why not; nobody asks about those after the last one taken."""
        seated = {inspector.id for inspector in team}
        last = max((n for n, i in enumerate(in_order) if i.id in seated), default=0)
        away = (i for i in in_order[:last] if not able >> self._number[i.id] & 1)
        return {i.id: why for i in away if (why := self.kept_away(duty, i))}

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
        today = self._on_day.get((inspector.id, duty.day), ())
        if elsewhere := next((d for d in today if d.slots & duty.slots), None):
            return "busy", f"同一时段在 {elsewhere.outing} / in {elsewhere.outing} at that time"
        left_today, left_in_week = self.room(inspector, duty.day)
        if duty.visits > left_today:
            most = inspector.max_visits_per_day
            return "day_limit", _over("当日", "that day", most - left_today, duty.visits, most)
        if duty.visits > left_in_week:
            most = inspector.max_visits_per_week
            return "week_limit", _over("当周", "that week", most - left_in_week, duty.visits, most)
        return None

    def _overloaded(self, own: int, least: int) -> Refused | None:
        """`load`: outings so far by days available lead the least such figure by more than the policy allows.

        Both are exact: c/a in units of 1/lcm of all a.
        """
        return _lead(own, least, self._unit) if own - least > self._most_lead else None

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


@lru_cache(maxsize=10_000)
def _lead(own: int, least: int, unit: int) -> Refused:
    figures = Fraction(own, unit), Fraction(least, unit)
    return "load", "每日已抽 {0} 次，最少者 {1} 次 / {0} outings a day so far, the least {1}".format(*figures)


def _missing(need: str) -> Refused:
    if need == LEAD:
        return "lead", "余下席位须由可带队者担任 / the seat left is needed for one who can lead"
    return "skill", f"余下席位须具备技能 {need} / the seat left is needed for one with the skill {need}"


def _over(zh: str, en: str, made: int, more: int, limit: int) -> str:
    said = f"{zh}已有 {made} 家，再加 {more} 家超过上限 {limit}"
    return f"{said} / {made} visits {en}, {more} more exceed the limit of {limit}"
