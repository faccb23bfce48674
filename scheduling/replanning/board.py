"""The board: the current plan as an index in which visits and seats can be lifted, put back, and tried.

It is prepared once from the plan as it stands; a change is then answered by touching what it hits and nothing else.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date

from domain.draw.changes import Change, absences, lists_now
from domain.draw.current import CurrentPlan, Sealed, leading
from domain.draw.reasons import Reasons
from domain.draw.replacing import Draw, FilledTeam, OpenTeam, Vacancies
from domain.draw.roster import Duty, Roster, duties
from domain.draw.staffing import week_and_pool
from domain.plan import Skip, TeamMember, Visit
from domain.registry import Blackout, DueCheck, Inspector
from scheduling.replanning.groups import Group, Key


class Board:
    """Visits, teams and engagements as they stand; every step can be taken back (`mark`, `back_to`).

    `before_visits` and `before_teams`: what stood in the plan where anything was touched.
    """

    def __init__(self, sealed: Sealed, now: CurrentPlan) -> None:
        """Prepare the index; nothing here depends on the change to come."""
        self.sealed, self.plan = sealed, now
        self.registry = lists_now(sealed.registry, now.reported)
        self.roster = Roster(self.registry, sealed.working_days)
        self.draw = Draw(sealed.round_id, sealed.officer_seed)
        self.visits = {visit.visit: visit for visit in now.visits}
        self.outings: dict[str, tuple[str, ...]] = {}
        self.to: dict[str, tuple[str, ...]] = {}
        self.duties: dict[Key, Duty] = {}
        self.teams: dict[Key, tuple[TeamMember, ...]] = {}
        self.groups: dict[Group, dict[Key, None]] = defaultdict(dict)
        self.seats: dict[str, dict[Key, None]] = defaultdict(dict)
        self.at: dict[tuple[date, str, str], dict[str, None]] = defaultdict(dict)
        self.drawn = {(row.enterprise, row.matter) for row in now.drawn}
        self.numbers = now.numbers
        self.passed_over: dict[Key, tuple[Skip, ...]] = {}
        self._journal: list[Callable[[], None]] = []
        self.before_visits: dict[str, Visit | None] = {}
        self.before_teams: dict[Key, tuple[TeamMember, ...]] = {}
        self.reasons = {department: Reasons(self.roster, department) for department in self.registry.departments}
        self._index(now)

    def _index(self, now: CurrentPlan) -> None:
        outings, to = defaultdict[str, list[str]](list), defaultdict[str, list[str]](list)
        for visit in now.visits:
            outings[visit.outing].append(visit.visit)
            to[visit.enterprise].append(visit.visit)
        self.outings |= {outing: tuple(ids) for outing, ids in outings.items()}
        self.to |= {enterprise: tuple(ids) for enterprise, ids in to.items()}
        for visit in now.visits:
            self.at[self.place(visit)][visit.outing] = None
        for duty in duties(self.registry, sorted(now.visits)):
            self._set_duty((duty.outing, duty.department), duty)
        teams = defaultdict[Key, list[TeamMember]](list)
        for member in now.teams:
            teams[member.outing, member.department].append(member)
        for key, members in teams.items():
            self._set_team(key, tuple(members))
        self.blackouts: dict[tuple[str, str], list[Blackout]] = defaultdict(list)
        for row in self.registry.blackouts:
            self.blackouts[row.enterprise, row.area].append(row)
        self.due: dict[tuple[str, str], list[DueCheck]] = defaultdict(list)
        for due in self.registry.due:
            self.due[due.enterprise, due.matter].append(due)
        self._journal.clear()
        self.before_visits.clear()
        self.before_teams.clear()

    def learn(self, reported: Sequence[Change]) -> None:
        """Take in what was reported: absences, refused days, due checks, new addresses. Nothing moves by it."""
        before = self.registry
        self.registry = lists_now(before, reported)
        self.roster = self.roster.with_absences(absences(reported))
        self.reasons = {department: own.under(self.roster) for department, own in self.reasons.items()}
        for row in self.registry.blackouts[len(before.blackouts) :]:
            self.blackouts[row.enterprise, row.area].append(row)
        for due in self.registry.due[len(before.due) :]:
            self.due[due.enterprise, due.matter].append(due)

    # -- what is asked -----------------------------------------------------------------------------------------

    def place(self, visit: Visit) -> tuple[date, str, str]:
        """Day, district and area: the visits of an outing have them in common."""
        enterprise = self.registry.enterprises[visit.enterprise]
        return visit.date, enterprise.district, enterprise.area

    def officers(self, key: Key) -> tuple[Inspector, ...]:
        """The team's officers."""
        return tuple(self.registry.inspectors[member.inspector] for member in self.teams.get(key, ()))

    def group(self, key: Key) -> Group:
        """What the team is tied to."""
        duty = self.duties[key]
        return Group(duty.department, *week_and_pool(self.roster, duty))

    def open_teams(self, group: Group) -> list[Key]:
        """The teams of a group that lack somebody, by outing."""
        size = self.registry.policy.inspectors_per_department
        return [key for key in sorted(self.groups[group]) if len(self.teams.get(key, ())) < size]

    def vacancies(self, department: str) -> Vacancies:
        """The department's officers, asked about open seats."""
        return Vacancies(self.roster, self.reasons[department], self.draw)

    def as_open(self, keys: Iterable[Key]) -> list[OpenTeam]:
        """Teams with what they lack."""
        return [OpenTeam(self.duties[key], self.officers(key)) for key in keys]

    def can_all_be_filled(self, keys: Sequence[Key]) -> bool:
        """Whether all that these teams of one group lack can be filled, everything else staying."""
        return self.core(keys) is None

    def core(self, keys: Sequence[Key]) -> frozenset[str] | None:
        """None: it can. Else outings for which it cannot."""
        return self.vacancies(keys[0][1]).core(self.as_open(keys)) if keys else None

    # -- what is done ------------------------------------------------------------------------------------------

    def mark(self) -> int:
        """A place to come back to."""
        return len(self._journal)

    def back_to(self, mark: int) -> None:
        """Take back every step since the mark."""
        while len(self._journal) > mark:
            undo = self._journal.pop()
            depth = len(self._journal)
            undo()
            del self._journal[depth:]

    def next_number(self, *, outing: bool) -> str:
        """The number after the last one ever given."""
        visits, outings = self.numbers
        before, self.numbers = self.numbers, (visits + (not outing), outings + outing)
        self._journal.append(lambda: setattr(self, "numbers", before))
        return f"O{outings + 1:05d}" if outing else f"V{visits + 1:05d}"

    def put(self, id: str, visit: Visit | None) -> None:
        """A visit as it is from now on; None: it is no more. Teams keep who can go, those without a visit end."""
        before = self.visits.get(id)
        if before == visit:
            return
        self._journal.append(lambda: self.put(id, before))
        self.before_visits.setdefault(id, before)
        if before is not None:
            del self.visits[id]
            _drop(self.outings, before.outing, id)
            _drop(self.to, before.enterprise, id)
            if not self.outings[before.outing]:
                self.at[self.place(before)].pop(before.outing, None)
        if visit is not None:
            self.visits[id] = visit
            self.outings[visit.outing] = (*self.outings.get(visit.outing, ()), id)
            self.to[visit.enterprise] = (*self.to.get(visit.enterprise, ()), id)
            self.at[self.place(visit)][visit.outing] = None
        for outing in dict.fromkeys(v.outing for v in (before, visit) if v):
            self._renew(outing)

    def seat(self, key: Key, members: Iterable[TeamMember]) -> None:
        """A team as it is from now on; the mark of who leads is put where it belongs."""
        team = tuple(sorted(members, key=lambda member: member.ticket))
        leader = leading(team, self.registry.inspectors) if self.duties[key].must_lead else None
        self._change_team(key, tuple(member._replace(lead=member is leader) for member in team))

    def seat_who_can(self, key: Key, members: Iterable[TeamMember]) -> None:
        """The same of those who can go; nobody is ever in two places at once, not for a moment."""
        duty, reasons, officers = self.duties[key], self.reasons[key[1]], self.registry.inspectors
        able = [
            member
            for member in members
            if not reasons.kept_away(duty, officers[member.inspector])
            and officers[member.inspector].covers(duty.district, duty.area)
        ]
        self.seat(key, able)

    def lift(self, key: Key, inspector: str) -> None:
        """An officer leaves a team."""
        self.seat(key, (member for member in self.teams[key] if member.inspector != inspector))

    def fill(self, keys: Sequence[Key]) -> list[FilledTeam] | None:
        """Fill what these teams of one group lack, by ticket; None: they cannot all be filled, and nothing is done."""
        if not keys:
            return []
        filled = self.vacancies(keys[0][1]).fill(self.as_open(keys))
        for duty, taken, passed_over in filled or ():
            key = duty.outing, duty.department
            self.passed_over[key] = passed_over
            new = [TeamMember(*key, inspector.id, ticket, False) for ticket, inspector in taken]
            self.seat(key, (*self.teams.get(key, ()), *new))
        return filled

    def _renew(self, outing: str) -> None:
        """The duties of an outing, from its visits as they are now."""
        visits = [self.visits[id] for id in sorted(self.outings.get(outing, ()))]
        now = {duty.department: duty for duty in duties(self.registry, visits)}
        for department in self.registry.departments:
            key, duty = (outing, department), now.get(department)
            if (before := self.duties.get(key)) == duty:
                continue
            team = self.teams.get(key, ())
            if before is not None and team:
                self._change_team(key, ())
            self._set_duty(key, duty)
            if duty is not None and team:
                self.seat_who_can(key, team)

    def _change_team(self, key: Key, members: tuple[TeamMember, ...]) -> None:
        before = self.teams.get(key, ())
        self._journal.append(lambda: self._set_team(key, before))
        self.before_teams.setdefault(key, before)
        self._set_team(key, members)

    def _set_duty(self, key: Key, duty: Duty | None) -> None:
        """Only for a duty without a team."""
        before = self.duties.pop(key, None)
        self._journal.append(lambda: self._set_duty(key, before))
        if before is not None:
            self.groups[Group(key[1], *week_and_pool(self.roster, before))].pop(key, None)
        if duty is not None:
            self.duties[key] = duty
            self.groups[Group(key[1], *week_and_pool(self.roster, duty))][key] = None

    def _set_team(self, key: Key, members: tuple[TeamMember, ...]) -> None:
        reasons, duty, officers = self.reasons[key[1]], self.duties[key], self.registry.inspectors
        for member in self.teams.pop(key, ()):
            reasons.disengage(officers[member.inspector], duty)
            self.seats[member.inspector].pop(key, None)
        for member in members:
            reasons.engage(officers[member.inspector], duty)
            self.seats[member.inspector][key] = None
        if members:
            self.teams[key] = members


def _drop(ids: dict[str, tuple[str, ...]], key: str, id: str) -> None:
    ids[key] = tuple(each for each in ids[key] if each != id)
