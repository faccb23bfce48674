"""A plan laid beside its registry: what each visit makes, and which team makes which visits.

Everything here is worked out anew from the registry and from `visits.csv`. Rows that name something the registry
does not have are left out: the rule `known` reports them, and no other rule can say anything about them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor
from datetime import date
from functools import cached_property

from domain.calendar import Quarter
from domain.checker.entries import Check, Entry, Part
from domain.checker.sample import DrawnAgain, TrueSamples, VisitsMade, true_samples
from domain.plan import Plan, Visit
from domain.registry import ACTIVE, Enterprise, Inspector, Registry, Scene


class Case:
    """What every rule looks at; `working_days` are the round's. Round and seeds are those of `plan.json`."""

    def __init__(
        self,
        registry: Registry,
        plan: Plan,
        working_days: tuple[date, ...],
        executor: Executor | None = None,
        again: DrawnAgain | None = None,
    ) -> None:
        self.registry, self.plan, self.working_days, self.executor = registry, plan, working_days, executor
        self._again = again
        self.works = frozenset(working_days)
        self._slots = {slot: n for n, slot in enumerate(registry.policy.slots)}
        self._departments = {department: n for n, department in enumerate(registry.departments)}
        self._scenes: dict[tuple[str, ...], Scene | None] = {}

    @property
    def round(self) -> str:
        """The round, YYYYQn."""
        return str(self.plan.facts["round"])

    @cached_property
    def quarter(self) -> Quarter:
        """The round as a calendar quarter."""
        return Quarter.parse(self.round)

    @property
    def seed(self) -> str:
        """The seed of the draw."""
        return str(self.plan.facts["seed"])

    @property
    def officer_seed(self) -> str:
        """The seed of the officers' draw."""
        return str(self.plan.facts["officer_seed"])

    def slot(self, slot: str) -> int:
        """The slot's place in the day; an unknown one comes last."""
        return self._slots.get(slot, len(self._slots))

    def by_precedence(self, departments: Iterable[str]) -> tuple[str, ...]:
        """Known departments in the order of `departments.csv`."""
        return tuple(sorted(departments, key=self._departments.__getitem__))

    def scene(self, matters: tuple[str, ...]) -> Scene | None:
        """The smallest scene that holds all the matters."""
        if matters not in self._scenes:
            fitting = (s for s in (self.registry.scenes or {}).values() if s.matters.issuperset(matters))
            self._scenes[matters] = min(fitting, key=lambda scene: scene.id, default=None)
        return self._scenes[matters]

    @cached_property
    def visited(self) -> dict[str, Enterprise]:
        """The enterprises that the plan visits, those that the registry has."""
        named, known = dict.fromkeys(visit.enterprise for visit in self.plan.visits), self.registry.enterprises
        return {enterprise: known[enterprise] for enterprise in named if enterprise in known}

    @cached_property
    def samples(self) -> TrueSamples:
        """The true frame and sample of every row of `sampling.csv`."""
        if self._again is not None and self._again[:2] == (self.round, self.seed):
            return self._again.samples.result()
        return true_samples(self.registry, self.round, self.seed)

    @cached_property
    def visits_made(self) -> VisitsMade:
        """The visits of `history.csv` in the round's year."""
        return VisitsMade(self.registry, self.quarter.year)

    @cached_property
    def checks(self) -> dict[tuple[str, str], list[Check]]:
        """Every drawn and due check of the round, by enterprise and matter, the drawn one first."""
        found: dict[tuple[str, str], list[Check]] = defaultdict(list)
        first, last = self.quarter.first, self.quarter.last
        for sample in self.samples.values():
            for enterprise in sample.drawn:
                pair = enterprise, sample.rule.matter
                found[pair].append(Check(enterprise, self.registry.matters[sample.rule.matter], first, last))
        for due in self.registry.due:
            window = max(due.not_before, first), min(due.not_after, last)
            check = Check(due.enterprise, self.registry.matters[due.matter], *window, due)
            found[due.enterprise, due.matter].append(check)
        return found

    @cached_property
    def entries(self) -> list[Entry]:
        """The visits of known things, by date and slot, each with the checks that it makes."""
        for visits in _grouped(self._in_time, lambda entry: entry.visit.enterprise).values():
            self._make_checks(visits)
        return self._in_time

    @cached_property
    def _in_time(self) -> list[Entry]:
        """The same before it is known which checks they make."""
        return sorted(self._known(), key=lambda e: (e.visit.date, self.slot(e.visit.slot), e.visit.visit))

    def _known(self) -> Iterator[Entry]:
        matters, enterprises, departments = self.registry.matters, self.visited, self.registry.departments.keys()
        for visit in self.plan.visits:
            known = visit.enterprise in enterprises and {visit.lead_department, *visit.departments} <= departments
            if known and visit.matters and all(matter in matters for matter in visit.matters):
                yield Entry(visit, enterprises[visit.enterprise], tuple(matters[m] for m in visit.matters))

    def _make_checks(self, entries: list[Entry]) -> None:
        """A visit makes every due check whose window holds its day; the earliest of a pair makes the drawn one."""
        made: set[Check] = set()
        for entry in entries:
            for matter in dict.fromkeys(entry.visit.matters):
                for check in self.checks.get((entry.enterprise.id, matter), ()):
                    if self._makes(entry, check, made):
                        entry.made.append(check)
                        entry.new.extend([check] * (check not in made))
                        made.add(check)

    @staticmethod
    def _makes(entry: Entry, check: Check, made: set[Check]) -> bool:
        open_for_visits = entry.enterprise.status == ACTIVE and check.holds(entry.visit.date)
        return open_for_visits and (check.due is not None or check not in made)

    @cached_property
    def by_enterprise(self) -> dict[str, list[Entry]]:
        """The visits to each enterprise, in time."""
        return _grouped(self.entries, lambda entry: entry.visit.enterprise)

    @cached_property
    def by_outing(self) -> dict[str, list[Entry]]:
        """The visits of each outing, in time."""
        return _grouped(self.entries, lambda entry: entry.visit.outing)

    @cached_property
    def parts(self) -> dict[tuple[str, str], Part]:
        """Every department's part in every outing, with its known members in the order of `teams.csv`."""
        parts: dict[tuple[str, str], Part] = {}
        for entry in self._in_time:
            for department in dict.fromkeys(entry.visit.departments):
                key = entry.visit.outing, department
                parts.setdefault(key, Part(*key, [])).entries.append(entry)
        for member in self.plan.teams:
            part = parts.get((member.outing, member.department))
            if part is not None and member.inspector in self.registry.inspectors:
                part.members.append(member)
        return parts

    @cached_property
    def work(self) -> dict[str, list[Visit]]:
        """The visits of every officer drawn."""
        work: dict[str, list[Visit]] = defaultdict(list)
        for part in self.parts.values():
            visits = [entry.visit for entry in part.entries]
            for inspector in dict.fromkeys(member.inspector for member in part.members):
                work[inspector] += visits
        return work

    def officers(self, part: Part) -> list[Inspector]:
        """The team's officers."""
        return [self.registry.inspectors[member.inspector] for member in part.members]

    @cached_property
    def absences(self) -> dict[str, list[tuple[date, date]]]:
        """First and last days of absence by inspector."""
        found: dict[str, list[tuple[date, date]]] = defaultdict(list)
        for absence in self.registry.absences:
            found[absence.inspector].append((absence.first, absence.last))
        return found

    def absent(self, inspector: str, day: date) -> bool:
        """Whether an absence of the officer holds the day."""
        rows = self.absences.get(inspector)
        return rows is not None and any(first <= day <= last for first, last in rows)

    @cached_property
    def recusals(self) -> frozenset[tuple[str, str]]:
        """Pairs of inspector and enterprise."""
        return frozenset((recusal.inspector, recusal.enterprise) for recusal in self.registry.recusals)

    @cached_property
    def _blackouts(self) -> dict[tuple[str, str], list[tuple[date, date, str]]]:
        found: dict[tuple[str, str], list[tuple[date, date, str]]] = defaultdict(list)
        for row in self.registry.blackouts:
            found[row.enterprise, row.area].append((row.first, row.last, row.reason))
        return found

    def blackout(self, enterprise: Enterprise, day: date) -> str | None:
        """Why the enterprise, or its area, may not be visited on the day; None: it may."""
        rows = [*self._blackouts.get((enterprise.id, ""), ()), *self._blackouts.get(("", enterprise.area), ())]
        return next((reason for first, last, reason in rows if first <= day <= last), None)


def _grouped(entries: Iterable[Entry], key: Callable[[Entry], str]) -> dict[str, list[Entry]]:
    groups: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        groups[key(entry)].append(entry)
    return groups
