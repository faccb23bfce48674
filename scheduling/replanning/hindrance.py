"""Why a visit finds no day: the first thing that shuts every day out, by the reasons of `unplanned.csv`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from domain.draw.roster import LEAD, duty_of, meets, requirements
from domain.plan import Visit
from domain.registry import DueCheck, Inspector
from scheduling.replanning.board import Board
from scheduling.replanning.caps import made_on, within_caps
from scheduling.replanning.places import crowding, open_days


class Hindrance(NamedTuple):
    """A reason of `domain.plan.UNPLANNED_REASONS`, and a sentence in both languages."""

    reason: str
    sentence: str


Window = tuple[date, date]
"""The first and the last day on which something is due."""


def hindrance(board: Board, visit: Visit, days: Iterable[date], window: Window | None = None) -> Hindrance:
    """Why the visit can be on none of the days, asked in the order window, blackout, cap, min_days, officers.

    With a window it makes whatever is due on the day that it is put on; without, what is due on its own day.
    """
    working = [day for day in days if window is None or window[0] <= day <= window[1]]
    if not working:
        zh, en = _span(window) if window else ("本轮", "in the round")
        return Hindrance("window", f"{zh} 没有还可安排的工作日 / no working day is left {en}")
    on = {day: visit._replace(date=day) if window else visit for day in working}
    kept = [day for day in working if all(due.not_before <= day <= due.not_after for due in _due(board, on[day]))]
    if not kept:
        zh = f"{_span(working)[0]} 的工作日都不在检查期限内"
        return Hindrance("window", f"{zh} / no working day {_span(working)[1]} is in the window of what is due")
    open_to_it = [day for day in kept if list(open_days(board, on[day], [day]))]
    if not open_to_it:
        zh, en = _span(kept)
        return Hindrance("blackout", f"{zh} 的工作日全部不可入企 / all working days {en} are blacked out or quiet")
    if not any(within_caps(board, on[day]._replace(date=day)) for day in open_to_it):
        return Hindrance("cap", _capped(board, visit))
    apart = [day for day in open_to_it if not crowding(board, on[day], day)]
    return _unstaffed(board, visit, apart) if apart else Hindrance("min_days", _crowded(board, visit, open_to_it))


def _due(board: Board, visit: Visit) -> list[DueCheck]:
    return made_on(board, visit, visit.date)


def _span(days: Sequence[date]) -> tuple[str, str]:
    return f"{days[0]} 至 {days[-1]}", f"from {days[0]} to {days[-1]}"


def _capped(board: Board, visit: Visit) -> str:
    grade = board.registry.enterprises[visit.enterprise].credit_class
    names = ", ".join(visit.departments)
    return f"{grade} 级企业的年度入企上限已用完（{names}） / the yearly caps of class {grade} leave no visit by {names}"


def _crowded(board: Board, visit: Visit, days: Sequence[date]) -> str:
    gap = board.registry.policy.min_days_between_visits
    near = sorted({other.visit for day in days for other in crowding(board, visit, day)})
    return (
        f"可入企的日子与 {', '.join(near)} 都相隔不足 {gap} 天 / "
        f"every open day lies less than {gap} day(s) from {', '.join(near)}"
    )


class _Most(NamedTuple):
    """Of a department, where it could send the most: whether those with time are enough, whether they bring what is
    needed, how many have time and how many are there, and what none of them brings."""

    enough: bool
    fit: bool
    free: int
    there: int
    lacks: str


def _unstaffed(board: Board, visit: Visit, days: Sequence[date]) -> Hindrance:
    """The first department that can send a team on none of the days; else that they cannot on the same day."""
    size, (zh, en) = board.registry.policy.inspectors_per_department, _span(days)
    for department in visit.departments:
        most = max(_most(board, visit, department, day) for day in days)
        name = board.registry.departments[department].name
        if not most.enough:
            return Hindrance(
                "officers",
                f"{name} 每组须 {size} 人，{zh} 可入企的 {len(days)} 天里，"
                f"每天至多 {most.there} 人在岗、{most.free} 人有空 / "
                f"{department} sends {size}: on {len(days)} open day(s) {en} at most {most.there} are there and "
                f"{most.free} free on one",
            )
        if most.lacks == LEAD:
            said = f"{name} {zh} 没有一名可带队者有空 / nobody of {department} who can lead is free {en}"
            return Hindrance("lead", said)
        if most.lacks:
            return Hindrance(
                "skill",
                f"{name} {zh} 没有一名具备技能“{most.lacks}”者有空 / "
                f"nobody of {department} with the skill {most.lacks} is free {en}",
            )
    names = ", ".join(visit.departments)
    return Hindrance(
        "officers",
        f"{zh} 没有一天 {names} 都派得出检查组：有空者须留给当周其他空席 / "
        f"on no day {en} can {names} send their teams: who is free is needed for other open seats of the week",
    )


def _most(board: Board, visit: Visit, department: str, day: date) -> _Most:
    """The department's best slot of the day."""
    found = []
    for slot in range(len(board.registry.policy.slots)):
        duty = duty_of(board.registry, "", department, day, 1 << slot, [visit])
        free = board.roster.force(department).named(board.reasons[department].free_for(duty))
        lacks = next((need for need in requirements(duty) if not _some(free, need)), "")
        enough = len(free) >= board.registry.policy.inspectors_per_department
        found.append(_Most(enough, not lacks, len(free), len(board.roster.able(duty)), lacks))
    return max(found)


def _some(officers: Iterable[Inspector], need: str) -> bool:
    return any(meets(officer, need) for officer in officers)
