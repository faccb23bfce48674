"""Why a department cannot staff a visit: the shortage in a sentence, from a minimum cut.

For each week that the visit could fall in, a maximum flow gives the officer-visits that the department's duties
need and the most that can be given; its cut is the shortage. The week that is least short is the one named.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from datetime import date
from typing import NamedTuple

from ortools.graph.python import max_flow

from domain.calendar import monday
from domain.draw.roster import LEAD, Duty, meets, requirements
from domain.registry import Inspector
from scheduling.bounds.overload import Cut, Overload
from scheduling.merging.visits import MergedVisit, days_in
from scheduling.placing.diary import Diary

NAMED = 8
"""How many of those who are away a sentence names."""

Reason = tuple[str, str]
"""A reason of UNPLANNED_REASONS and the sentence that explains it."""


class Want(NamedTuple):
    """Officer-visits needed and, at most, there."""

    needed: int
    there: int

    @property
    def short(self) -> int:
        """How many are missing."""
        return self.needed - self.there


class Shortage:
    """Explains refusals of a diary's staffing oracle."""

    def __init__(self, diary: Diary, overload: Overload) -> None:
        self._diary, self._roster, self._registry, self._overload = diary, diary.roster, diary.registry, overload
        self._size = diary.registry.policy.inspectors_per_department
        self._known: dict[tuple[Hashable, ...], Reason] = {}
        self._stand = 0
        self._cuts: dict[tuple[str, Cut], Reason] = {}

    def too_close(self, visit: MergedVisit) -> Reason:
        """`min_days`: every possible day is too near to another visit of the enterprise."""
        least = self._registry.policy.min_days_between_visits
        others = [self._diary.days[self._diary.placed[k].day] for k in self._diary.siblings(visit.enterprise)]
        days = "、".join(map(str, others))
        return "min_days", (
            f"{visit.enterprise} 另有检查在 {days}，窗口内没有相隔 {least} 天以上的日子 / "
            f"no day in the window is {least} days from the enterprise's visits on {days.replace('、', ', ')}"
        )

    def explain(self, visit: MergedVisit, department: str) -> Reason:
        """What the department is short of for the visit, on its best day or in its best week."""
        duties = [self._diary.duty_for("", department, day, 1, [visit]) for day in days_in(visit.days)]
        return self._nobody_able(duties) or self._overloaded(visit, duties[0]) or self._short_week_of(duties)

    def _short_week_of(self, duties: list[Duty]) -> Reason:
        """The same sentence for checks with the same days and needs in the same area, as long as the diary stays."""
        key = (duties[0].department, duties[0].area, *requirements(duties[0]), *(duty.day for duty in duties))
        if self._stand != len(self._diary.placed):
            self._stand, self._known = len(self._diary.placed), {}
        if key not in self._known:
            self._known[key] = self._short_week(duties)
        return self._known[key]

    def _name(self, department: str) -> str:
        return self._registry.departments[department].name

    # -- too few officers on any day -----------------------------------------------------------------------------

    def _nobody_able(self, duties: list[Duty]) -> Reason | None:
        able = {duty.day: self._roster.able(duty) for duty in duties}
        best = max(duties, key=lambda duty: len(able[duty.day]))
        place = f"{self._name(best.department)} {best.area}"
        span = f"{duties[0].day} 至 {duties[-1].day}", f"{duties[0].day} to {duties[-1].day}"
        if len(able[best.day]) < self._size:
            there, listed = len(able[best.day]), len(self._roster.covering(best.department, best.district, best.area))
            return "officers", (
                f"{place} {span[0]}：每天需 {self._size} 人，至多 {there} 人可到（名册 {listed} 人） / "
                f"{span[1]}: {self._size} officers needed on a day, at most {there} of {listed} there"
            )
        for need in requirements(best):
            if not any(meets(officer, need) for duty in duties for officer in able[duty.day]):
                return _reason(need), (
                    f"{place} {span[0]}：需 1 名{_zh(need)}，可到者 0 名 / "
                    f"{span[1]}: 1 officer {_en(need)} needed, 0 there"
                )
        return None

    # -- too few for all that is to be checked -------------------------------------------------------------------

    def _overloaded(self, visit: MergedVisit, duty: Duty) -> Reason | None:
        """The minimum cut, if the department has more to check in some weeks than it can, however that is planned."""
        cut = self._overload.cut(duty.department, requirements(duty), visit.days)
        return None if cut is None else self._told(duty.department, cut)

    def _told(self, department: str, cut: Cut) -> Reason:
        if (department, cut) not in self._cuts:
            first, last = self._diary.days[cut.days[0]], self._diary.days[cut.days[-1]]
            zh, en = (_zh(cut.need), " " + _en(cut.need)) if cut.need else ("执法人员", "")
            absent = self._absent(department, [self._diary.days[day] for day in cut.days], cut.need)
            same = monday(first) == monday(last)
            when = (f"{first} 当周", f"week of {first}") if same else (f"{first} 至 {last}", f"{first} to {last}")
            self._cuts[department, cut] = (
                _reason(cut.need) if cut.need else "officers",
                (
                    f"{self._name(department)} {when[0]}：{zh}需 {cut.needed} 人次，至多 {cut.there} 人次{absent[0]} / "
                    f"{when[1]}: {cut.needed} officer-visits{en} needed, at most {cut.there} there{absent[1]}"
                ),
            )
        return self._cuts[department, cut]

    # -- too few in a week ---------------------------------------------------------------------------------------

    def _short_week(self, duties: list[Duty]) -> Reason:
        slots = range(len(self._registry.policy.slots))
        found = [self._week(duty._replace(slots=1 << slot)) for duty in self._one_a_week(duties) for slot in slots]
        starts, reason, need, want = min(found, key=lambda row: (row[3].short, row[1] == "officers", row[0]))
        week = next(day for day in self._diary.days if monday(day) == starts)
        zh, en = (_zh(need), " " + _en(need)) if need else ("执法人员", "")
        in_week = [day for day in self._diary.days if monday(day) == starts]
        absent, name = self._absent(duties[0].department, in_week, need), self._name(duties[0].department)
        if want.short <= 0:
            return reason, (
                f"{name} {week} 当周：{zh}共 {want.there} 人次可用，但各检查组无法同时配齐{absent[0]} / "
                f"week of {week}: {want.there} officer-visits{en} there, but not all teams at once{absent[1]}"
            )
        return reason, (
            f"{name} {week} 当周：{zh}需 {want.needed} 人次，至多 {want.there} 人次{absent[0]} / "
            f"week of {week}: {want.needed} officer-visits{en} needed, at most {want.there} there{absent[1]}"
        )

    def _one_a_week(self, duties: Iterable[Duty]) -> list[Duty]:
        """For each week the duty on the day with most officers able; the sentence names the week."""
        best: dict[date, Duty] = {}
        for duty in duties:
            week = monday(duty.day)
            if week not in best or len(self._roster.able(duty)) > len(self._roster.able(best[week])):
                best[week] = duty
        return list(best.values())

    def _week(self, duty: Duty) -> tuple[date, str, str, Want]:
        """The week's clearest shortage: of officers at all, else of one need, else none that a flow can show."""
        week = monday(duty.day)
        together = [*self._diary.duties_in_week(duty.department, week), duty]
        everybody = self._flow(together, self._size, lambda _: True)
        if everybody.short > 0:
            return week, "officers", "", everybody
        for need in sorted({need for each in together for need in requirements(each)}):
            having = [each for each in together if need in requirements(each)]
            want = self._flow(having, 1, lambda officer, need=need: meets(officer, need))  # type: ignore[misc]
            if want.short > 0:
                return week, _reason(need), need, want
        needs = requirements(duty)
        if not needs:
            return week, "officers", "", everybody
        return week, _reason(needs[0]), needs[0], self._flow([duty], 1, lambda officer: meets(officer, needs[0]))

    def _flow(self, duties: list[Duty], seats: int, fit: Callable[[Inspector], bool]) -> Want:
        """Officer-visits needed by the duties and the most that fitting officers can give."""
        network = _Network()
        for number, duty in enumerate(duties):
            officers = [officer for officer in self._roster.able(duty) if fit(officer)]
            for slot in range(duty.slots.bit_length()):
                if duty.slots >> slot & 1:
                    self._serve(network, (number, slot), duty, slot, officers, seats)
        return Want(seats * sum(duty.visits for duty in duties), network.most())

    @staticmethod
    def _serve(network: _Network, node: Hashable, duty: Duty, slot: int, officers: list[Inspector], seats: int) -> None:
        network.arc("source", node, seats)
        for officer in officers:
            here, today, week = (officer.id, duty.day, slot), (officer.id, duty.day), (officer.id,)
            network.arc(node, here, 1)
            network.arc(here, today, 1)
            network.arc(today, week, officer.max_visits_per_day)
            network.arc(week, "sink", officer.max_visits_per_week)

    def _absent(self, department: str, days: Sequence[date], need: str) -> tuple[str, str]:
        """The fitting officers who are away on one of the days."""
        away = [
            officer.name
            for officer in self._roster.of_department[department]
            if (not need or meets(officer, need)) and not all(self._roster.is_there(officer, day) for day in days)
        ]
        if not away:
            return "", ""
        named, more = away[:NAMED], len(away) - NAMED
        zh, en = (f"等 {len(away)} 人", f" and {more} more") if more > 0 else ("", "")
        return f"；缺勤：{'、'.join(named)}{zh}", f"; absent: {', '.join(named)}{en}"


class _Network:
    """A maximum flow on named nodes; an arc given twice is one arc."""

    def __init__(self) -> None:
        self._flow = max_flow.SimpleMaxFlow()
        self._number: dict[Hashable, int] = {"source": 0, "sink": 1}
        self._arcs: set[tuple[int, int]] = set()

    def arc(self, tail: Hashable, head: Hashable, capacity: int) -> None:
        ends = self._node(tail), self._node(head)
        if ends not in self._arcs:
            self._arcs.add(ends)
            self._flow.add_arc_with_capacity(*ends, capacity)

    def most(self) -> int:
        """The value of the maximum flow."""
        if not self._arcs:
            return 0
        self._flow.solve(0, 1)
        return int(self._flow.optimal_flow())

    def _node(self, name: Hashable) -> int:
        return self._number.setdefault(name, len(self._number))


def _reason(need: str) -> str:
    return "lead" if need == LEAD else "skill"


def _zh(need: str) -> str:
    return "可带队的执法人员" if need == LEAD else f"具备技能“{need}”的执法人员"


def _en(need: str) -> str:
    return "who can lead" if need == LEAD else f"with the skill {need}"
