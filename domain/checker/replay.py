"""The officer draw, gone through a second time, outing by outing in turn; each pool of officers by itself.

Each outing is drawn anew given the teams *recorded* for the outings before it, so that one wrong team is one finding
and not a landslide. The reasons are written here from the contract; only whether taking an officer would strand later
outings is asked of `domain.draw.staffing`, the procedure that `docs/draw.md` fixes.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from math import floor, lcm
from operator import itemgetter
from typing import NamedTuple

from domain.calendar import monday
from domain.checker.foresight import Foresight
from domain.draw.pools import Pool
from domain.draw.roster import Duty, Roster
from domain.draw.tickets import officer_tickets, turn
from domain.registry import Inspector


class Redrawn(NamedTuple):
    """What the draw of one part must come to: the team, and whoever was passed over, each with the reason.

    `staffed` False: no joint teams were found for the department's week, so the draw could not have begun.
    """

    team: tuple[str, ...]
    passed_over: dict[str, str]
    staffed: bool


class Recorded(NamedTuple):
    """A pool with the teams that a plan records for its duties, by outing."""

    pool: Pool
    teams: dict[str, tuple[str, ...]]


Turn = tuple[str, str, Redrawn]
"""Turn, outing, and what the draw of the part must come to."""


def replay(recorded: Recorded) -> list[Turn]:
    """Go through the draw of one pool, in turn."""
    return PoolReplay(recorded).run()


class PoolReplay:
    """The draw of one pool's duties."""

    def __init__(self, recorded: Recorded) -> None:
        pool, self._recorded = recorded
        self._seed, self._round, self._lists = pool.officer_seed, pool.round_id, pool.registry
        self._size = pool.registry.policy.inspectors_per_department
        turns = ((turn(self._seed, self._round, d.outing, d.department), d.outing, d) for d in pool.duties)
        self._turns = sorted(turns, key=itemgetter(0, 1))
        self._foresight = Foresight(Roster(pool.registry, pool.working_days), pool.duties)
        self._calendar = Calendar(pool)
        self._loads = Loads(pool, self._calendar)
        self._candidates: dict[tuple[str, str], list[Inspector]] = {}

    def run(self) -> list[Turn]:
        """Every duty, in turn."""
        redrawn = []
        for own_turn, outing, duty in self._turns:
            drawn, recorded = self._redraw(duty), self._recorded[outing]
            redrawn.append((own_turn, outing, drawn))
            if sorted(recorded) != sorted(drawn.team):
                known = self._lists.inspectors
                self._foresight.set_right(duty, [known[inspector] for inspector in recorded if inspector in known])
            for inspector in recorded:
                self._calendar.enter(inspector, duty)
                self._loads.add(inspector)
        return redrawn

    def _redraw(self, duty: Duty) -> Redrawn:
        candidates = self._covering(duty.district, duty.area)
        tickets = officer_tickets(self._seed, self._round, duty.outing, duty.department, [i.id for i in candidates])
        by_ticket = [i for _, i in sorted(zip(tickets, candidates, strict=True), key=itemgetter(0))]
        free, reasons = self._calendar.free(duty, by_ticket), dict[str, str]()
        team = self._pass(duty, free, reasons)
        last = max((by_ticket.index(i) for i in team), default=0)
        seated = {i.id for i in team}
        passed_over = {
            i.id: reasons.get(i.id) or self._calendar.reason(duty, i) for i in by_ticket[:last] if i.id not in seated
        }
        return Redrawn(tuple(i.id for i in team), passed_over, duty not in self._foresight.unstaffed)

    def _covering(self, district: str, area: str) -> list[Inspector]:
        """The candidates for an area."""
        if (district, area) not in self._candidates:
            own = self._lists.inspectors.values()
            self._candidates[district, area] = [i for i in own if i.covers(district, area)]
        return self._candidates[district, area]

    def _pass(self, duty: Duty, free: list[Inspector], reasons: dict[str, str]) -> list[Inspector]:
        """Seat the free by ticket; then, if seats are left, those passed over for their load."""
        team: list[Inspector] = []
        most = self._loads.most(free, team)
        for inspector in free:
            if len(team) == self._size:
                break
            if self._loads.of(inspector) > most:
                reasons[inspector.id] = "load"
            elif self._seat(duty, inspector, team, reasons):
                most = self._loads.most(free, team)
        for inspector in [i for i in free if reasons.get(i.id) == "load"]:
            if len(team) < self._size:
                self._seat(duty, inspector, team, reasons)
        return team

    def _seat(self, duty: Duty, inspector: Inspector, team: list[Inspector], reasons: dict[str, str]) -> bool:
        """Take the officer into the team, or note why not."""
        reason = self._unfit(duty, inspector, team)
        if reason:
            reasons[inspector.id] = reason
        else:
            reasons.pop(inspector.id, None)
            team.append(inspector)
        return not reason

    def _unfit(self, duty: Duty, inspector: Inspector, team: list[Inspector]) -> str:
        """`lead` and `skill` when one seat is left, else whether later outings would be stranded."""
        if len(team) == self._size - 1:
            full = [*team, inspector]
            if duty.must_lead and not any(i.can_lead for i in full):
                return "lead"
            if duty.skills.difference(*(i.skills for i in full)):
                return "skill"
        return "would_strand" * self._foresight.strands(duty, inspector)


class Calendar:
    """Who of a pool is there on a day, and where everybody is."""

    def __init__(self, pool: Pool) -> None:
        self._inspectors = pool.registry.inspectors
        self._recused: dict[str, set[str]] = defaultdict(set)
        for recusal in pool.registry.recusals:
            self._recused[recusal.enterprise].add(recusal.inspector)
        self._absences: dict[str, list[tuple[date, date]]] = defaultdict(list)
        for absence in pool.registry.absences:
            self._absences[absence.inspector].append((absence.first, absence.last))
        self._away: dict[date, set[str]] = {}
        self._slots: dict[date, dict[str, int]] = defaultdict(dict)
        self._daily: dict[date, Counter[str]] = defaultdict(Counter)
        self._weekly: dict[date, Counter[str]] = defaultdict(Counter)

    def absent(self, inspector: str, day: date) -> bool:
        """Whether an absence holds the day."""
        return any(first <= day <= last for first, last in self._absences.get(inspector, ()))

    def away(self, day: date) -> set[str]:
        """Who is absent, or no longer certified."""
        if day not in self._away:
            everybody = self._inspectors.values()
            self._away[day] = {i.id for i in everybody if i.certificate_valid_until < day or self.absent(i.id, day)}
        return self._away[day]

    def recused(self, duty: Duty) -> set[str]:
        """Who is recused from an enterprise of the duty."""
        return set().union(
            *(self._recused[enterprise] for enterprise in duty.enterprises if enterprise in self._recused)
        )

    def enter(self, inspector: str, duty: Duty) -> None:
        """The officer is at the duty."""
        self._slots[duty.day][inspector] = self._slots[duty.day].get(inspector, 0) | duty.slots
        self._daily[duty.day][inspector] = self._slots[duty.day][inspector].bit_count()
        self._weekly[monday(duty.day)][inspector] += len(duty.enterprises)

    def free(self, duty: Duty, candidates: Iterable[Inspector]) -> list[Inspector]:
        """Those whom no reason that does not depend on the team keeps away."""
        out, wanted, visits = self.away(duty.day) | self.recused(duty), duty.slots, len(duty.enterprises)
        busy, today, week = self._slots[duty.day].get, self._daily[duty.day].get, self._weekly[monday(duty.day)].get
        return [
            i
            for i in candidates
            if i.id not in out
            and not busy(i.id, 0) & wanted
            and today(i.id, 0) + visits <= i.max_visits_per_day
            and week(i.id, 0) + visits <= i.max_visits_per_week
        ]

    def reason(self, duty: Duty, inspector: Inspector) -> str:
        """The first reason that keeps somebody away who is not free."""
        day, visits = duty.day, len(duty.enterprises)
        if self.absent(inspector.id, day):
            return "absent"
        if inspector.certificate_valid_until < day:
            return "certificate"
        if inspector.id in self.recused(duty):
            return "recused"
        if self._slots[day].get(inspector.id, 0) & duty.slots:
            return "busy"
        return "day_limit" if self._daily[day][inspector.id] + visits > inspector.max_visits_per_day else "week_limit"


class Loads:
    """c/a of every officer: outings so far, by working days of the round on which one is present and certified.

    Kept exact as whole multiples of 1/unit, the unit being divisible by every possible a.
    """

    def __init__(self, pool: Pool, calendar: Calendar) -> None:
        days = len(pool.working_days)
        unit = lcm(*range(1, days + 1))
        there = Counter(i for day in pool.working_days for i in pool.registry.inspectors if i not in calendar.away(day))
        self._one_more = {i: unit // max(1, there[i]) for i in pool.registry.inspectors}
        self._load = dict.fromkeys(pool.registry.inspectors, 0)
        self._lead = floor(pool.registry.policy.max_load_lead * unit / max(1, days))

    def of(self, inspector: Inspector) -> int:
        """The officer's load."""
        return self._load[inspector.id]

    def add(self, inspector: str) -> None:
        """One more outing; officers of another department bear no load here."""
        if inspector in self._load:
            self._load[inspector] += self._one_more[inspector]

    def most(self, free: Iterable[Inspector], team: Collection[Inspector]) -> int:
        """The load up to which one may be taken: that of the least loaded of those free and not in the team, and what
        the policy allows beyond it."""
        seated = {i.id for i in team}
        return min((self._load[i.id] for i in free if i.id not in seated), default=0) + self._lead
