"""Every check of a round with the days on which it may be made; what cannot be made at all is said at once.

Days are bit masks over the round's working days: bit i stands for `working_days[i]`.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from domain.calendar import Quarter
from domain.plan import Unplanned
from domain.registry import ACTIVE, CLOSED, DueCheck, Enterprise, Policy, Registry
from scheduling.merging.able import AbleDays


class Check(NamedTuple):
    """A drawn pair (`due` None) or a row of `due.csv`.

    `days` of a due check are the open days of its window; those of a drawn check are the open days that are not
    quiet, which bind it only in a visit without a due check.
    """

    enterprise: str
    matter: str
    due: DueCheck | None
    days: int

    def unplanned(self, reason: str, zh: str, en: str) -> Unplanned:
        """This check as a row of `unplanned.csv`."""
        not_before = self.due.not_before if self.due else None
        return Unplanned(self.enterprise, self.matter, not_before, reason, f"{zh} / {en}")


class OpenDays:
    """Which working days are open to visits."""

    def __init__(self, registry: Registry, working_days: Sequence[date]) -> None:
        self._dates = working_days
        self._ranges: dict[tuple[date, date], int] = {}
        quiet = registry.policy.quiet_days_of_month
        self._loud = sum(1 << i for i, day in enumerate(working_days) if day.day not in quiet)
        self._closed: dict[tuple[str, str], int] = defaultdict(int)
        for blackout in registry.blackouts:
            self._closed[blackout.enterprise, blackout.area] |= self.between(blackout.first, blackout.last)

    def between(self, first: date, last: date) -> int:
        """The working days from first to last, both included."""
        key = first, last
        if key not in self._ranges:
            start, end = bisect_left(self._dates, first), bisect_right(self._dates, last)
            self._ranges[key] = (1 << max(start, end)) - (1 << start)
        return self._ranges[key]

    def with_due(self, enterprise: Enterprise) -> int:
        """Days on which a visit with a due check may enter."""
        closed = self._closed.get((enterprise.id, ""), 0) | self._closed.get(("", enterprise.area), 0)
        return ((1 << len(self._dates)) - 1) & ~closed

    def without_due(self, enterprise: Enterprise) -> int:
        """Days on which a visit without a due check may enter: the quiet days are left out."""
        return self.with_due(enterprise) & self._loud


class Gathered(NamedTuple):
    """The checks that some day admits, by enterprise id in the order of the matters; the others with reasons.

    A drawn check without a day of its own stays as long as the enterprise has a due check that it could ride with.
    """

    checks: dict[str, list[Check]]
    unplanned: list[Unplanned]


def gather(
    registry: Registry,
    quarter: Quarter,
    working_days: Sequence[date],
    drawn: Iterable[tuple[str, str]],
    able: AbleDays | None = None,
) -> Gathered:
    """Sort the drawn pairs (enterprise, matter) and the due rows into what some day admits and what none does.

    Reasons are tried in the order closed, window, blackout, people and, with `able`, officers and skill.
    """
    rows: dict[str, list[tuple[str, DueCheck | None]]] = defaultdict(list)
    for enterprise, matter in dict.fromkeys(drawn):
        rows[enterprise].append((matter, None))
    for due in registry.due:
        rows[due.enterprise].append((due.matter, due))
    gathering = _Gathering(registry, quarter, working_days, able)
    for enterprise, own in rows.items():
        gathering.add(registry.enterprises[enterprise], own)
    return Gathered(gathering.checks, gathering.unplanned)


class _Gathering:
    """Takes one enterprise after another."""

    def __init__(
        self, registry: Registry, quarter: Quarter, working_days: Sequence[date], able: AbleDays | None
    ) -> None:
        self._registry, self._able = registry, able
        self._whole, self._days = (quarter.first, quarter.last), OpenDays(registry, working_days)
        self._order = {matter: n for n, matter in enumerate(registry.matters)}
        self.checks: dict[str, list[Check]] = {}
        self.unplanned: list[Unplanned] = []

    def add(self, enterprise: Enterprise, rows: Sequence[tuple[str, DueCheck | None]]) -> None:
        """Sort the matters to be checked at an enterprise, with their due rows if they have one."""
        with_due, without_due = self._days.with_due(enterprise), self._days.without_due(enterprise)
        may_ride = with_due > 0 and any(due is not None for _, due in rows)
        made = []
        for matter, due in rows:
            window = self._whole
            if due is None:
                check = Check(enterprise.id, matter, None, without_due)
            else:
                window = max(due.not_before, window[0]), min(due.not_after, window[1])
                check = Check(enterprise.id, matter, due, self._days.between(*window) & with_due)
            why = self._hindrance(check, enterprise, window, may_ride=due is None and may_ride)
            why = why or self._unstaffed(check, enterprise, check.days or with_due)
            if why is None:
                made.append(check)
            else:
                self.unplanned.append(why)
        if made:
            made.sort(key=lambda check: (self._order[check.matter], check.due is None, check.due or ()))
            self.checks[enterprise.id] = made

    def _hindrance(
        self, check: Check, enterprise: Enterprise, window: tuple[date, date], *, may_ride: bool
    ) -> Unplanned | None:
        """Why no visit can make the check, whatever else is visited; None when some visit can."""
        if enterprise.status != ACTIVE:
            return _closed(check, enterprise.status)
        if not self._days.between(*window):
            return _outside(check, *window)
        if not check.days and not may_ride:
            return no_open_day(check, *window)
        policy = self._registry.policy
        return None if policy.most_departments else _too_many_people(check, policy)

    def _unstaffed(self, check: Check, enterprise: Enterprise, possible: int) -> Unplanned | None:
        """Why the department can send a team on none of these days; None when it can on some."""
        if self._able is None or possible & self._able.of(enterprise, check.matter):
            return None
        return check.unplanned(*self._able.shortage(enterprise, check.matter, possible))


def _closed(check: Check, status: str) -> Unplanned:
    zh, en = ("已关闭", "has closed") if status == CLOSED else ("已迁出", "has moved away")
    return check.unplanned("closed", f"该企业{zh}，无法入企检查", f"the enterprise {en}; nobody can visit it")


def _outside(check: Check, first: date, last: date) -> Unplanned:
    if first <= last:
        zh, en = f"{first} 至 {last} 没有工作日", f"there is no working day from {first} to {last}"
        return check.unplanned("window", zh, en)
    assert check.due is not None
    window = check.due.not_before, check.due.not_after
    zh, en = (
        "检查期限 {} 至 {} 不在本轮之内".format(*window),
        "the window {} to {} lies outside the round".format(*window),
    )
    return check.unplanned("window", zh, en)


def no_open_day(check: Check, first: date, last: date) -> Unplanned:
    """Every working day from first to last is blacked out, or quiet for a visit without a due check."""
    return check.unplanned(
        "blackout",
        f"{first} 至 {last} 的工作日全部不可入企（停检期或静默日）",
        f"all working days from {first} to {last} are blacked out or quiet",
    )


def _too_many_people(check: Check, policy: Policy) -> Unplanned:
    each, most = policy.inspectors_per_department, policy.max_people_per_visit
    return check.unplanned(
        "people",
        f"一个部门须派 {each} 人，比每次入企上限 {most} 人多 {each - most} 人",
        f"one department sends {each} officers, {each - most} more than the {most} that a visit admits",
    )
