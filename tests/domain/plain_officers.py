"""The draw of officers once more, as plainly as docs/draw.md tells it: brute force, for a handful of officers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction
from hashlib import sha256
from itertools import combinations

from domain.plan import Visit
from domain.registry import Inspector, Registry

Teams = dict[str, list[Inspector]]
"""Officers by outing."""


class PlainDraw:
    """One department's draw: after `run`, `teams` and `passed` (outing, officer, reason), by turn and ticket."""

    def __init__(self, lists: Registry, visits: Sequence[Visit], days: Sequence[date], seed: str) -> None:
        self._lists, self._days, self._seed = lists, days, seed
        self._joined = {v.outing: [o for o in visits if o.outing == v.outing] for v in visits}
        self._size = lists.policy.inspectors_per_department
        self.teams: Teams = {}
        self.passed: list[tuple[str, str, str]] = []

    def can_start(self) -> bool:
        """Whether joint teams exist at all."""
        return self._completes({})

    def can_go_on(self) -> bool:
        """Whether the teams as they are can all be filled up."""
        return self._completes(self.teams)

    def run(self) -> None:
        for outing in sorted(self._joined, key=lambda outing: self.hash(outing, "health")):
            self.serve(outing)

    def hash(self, *parts: str) -> str:
        return sha256("|".join((self._seed, "2027Q1", *parts)).encode()).hexdigest()

    # -- one outing ----------------------------------------------------------------------------------------------

    def serve(self, outing: str) -> None:
        """Fill the outing's team, from nothing or from those who are in it already."""
        in_order = sorted(self._candidates(outing), key=lambda i: self.hash(outing, "health", i.id))
        reasons: dict[str, str] = {}
        begun = self.teams.get(outing, [])
        team = list(begun)
        for waived in (False, True):
            for officer in in_order:
                again = not waived or reasons.get(officer.id) == "load"
                if len(team) < self._size and officer not in team and again:
                    reason = self._reason(outing, officer, team, in_order, waived)
                    if reason:
                        reasons[officer.id] = reason
                    else:
                        team.append(officer)
        last = max(in_order.index(officer) for officer in team if officer not in begun)
        skipped = [officer for officer in in_order[:last] if officer not in team]
        self.passed += [(outing, officer.id, reasons[officer.id]) for officer in skipped]
        self.teams[outing] = sorted(team, key=in_order.index)

    def _candidates(self, outing: str) -> list[Inspector]:
        place = self._lists.enterprises[self._joined[outing][0].enterprise]
        return [
            i
            for i in self._lists.inspectors.values()
            if i.district in ("", place.district) and (not i.areas or place.area in i.areas)
        ]

    def _reason(
        self, outing: str, officer: Inspector, team: list[Inspector], everybody: list[Inspector], waived: bool
    ) -> str:
        if away := self._kept_away(outing, officer):
            return away
        free = [i for i in everybody if i not in team and not self._kept_away(outing, i)]
        lead = self._load(officer) - min(map(self._load, free))
        if not waived and lead > self._lists.policy.max_load_lead / len(self._days):
            return "load"
        last_seat, then = len(team) == self._size - 1, [*team, officer]
        if last_seat and self._leads(outing) and not any(i.can_lead for i in then):
            return "lead"
        if last_seat and not all(any(skill in i.skills for i in then) for skill in self._skills(outing)):
            return "skill"
        return "" if self._completes({**self.teams, outing: then}) else "would_strand"

    # -- reasons without the team --------------------------------------------------------------------------------

    def _kept_away(self, outing: str, officer: Inspector) -> str:
        day = self._joined[outing][0].date
        if not self._present(officer, day):
            return "absent"
        if officer.certificate_valid_until < day:
            return "certificate"
        if any(r.inspector == officer.id and r.enterprise in self._entered(outing) for r in self._lists.recusals):
            return "recused"
        return self._occupied(outing, officer, self._others(self.teams, outing, officer))

    def _occupied(self, outing: str, officer: Inspector, others: list[Visit]) -> str:
        own = self._joined[outing]
        day = own[0].date
        today = [v for v in others if v.date == day]
        if {v.slot for v in today} & {v.slot for v in own}:
            return "busy"
        if len(today) + len(own) > officer.max_visits_per_day:
            return "day_limit"
        week = [v for v in others if v.date.isocalendar()[:2] == day.isocalendar()[:2]]
        return "week_limit" if len(week) + len(own) > officer.max_visits_per_week else ""

    def _others(self, teams: Teams, outing: str, officer: Inspector) -> list[Visit]:
        return [v for o, team in teams.items() if o != outing and officer in team for v in self._joined[o]]

    def _load(self, officer: Inspector) -> Fraction:
        there = [d for d in self._days if self._present(officer, d) and d <= officer.certificate_valid_until]
        return Fraction(sum(officer in team for team in self.teams.values()), len(there))

    def _present(self, officer: Inspector, day: date) -> bool:
        return not any(a.inspector == officer.id and a.first <= day <= a.last for a in self._lists.absences)

    def _entered(self, outing: str) -> set[str]:
        return {v.enterprise for v in self._joined[outing]}

    def _leads(self, outing: str) -> bool:
        return any(v.lead_department == "health" for v in self._joined[outing])

    def _skills(self, outing: str) -> set[str]:
        matters = [self._lists.matters[m] for v in self._joined[outing] for m in v.matters]
        return {m.skill for m in matters if m.department == "health" and m.skill}

    # -- joint teams ---------------------------------------------------------------------------------------------

    def _completes(self, teams: Teams) -> bool:
        """Whether every outing can have a full team, those begun included."""
        open_ones = [outing for outing in self._joined if len(teams.get(outing, [])) < self._size]
        if not open_ones:
            return True
        outing = open_ones[0]
        return any(self._completes({**teams, outing: team}) for team in self._full_teams(outing, teams))

    def _full_teams(self, outing: str, teams: Teams) -> Iterator[list[Inspector]]:
        begun = teams.get(outing, [])
        able = [i for i in self._candidates(outing) if i not in begun and not self._barred(outing, i, teams)]
        for more in combinations(able, self._size - len(begun)):
            team = [*begun, *more]
            led = not self._leads(outing) or any(i.can_lead for i in team)
            if led and all(any(skill in i.skills for i in team) for skill in self._skills(outing)):
                yield team

    def _barred(self, outing: str, officer: Inspector, teams: Teams) -> bool:
        never = self._kept_away(outing, officer) in ("absent", "certificate", "recused")
        return never or bool(self._occupied(outing, officer, self._others(teams, outing, officer)))
