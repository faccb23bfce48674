"""Hard rule 1: on a working day, in the slot list, outside blackouts and quiet days, inside windows."""

from __future__ import annotations

from domain.checker.case import Case
from domain.checker.entries import Check, Entry
from domain.checker.violation import VISITS, Findings, Found
from domain.registry import ACTIVE, Matter


def working_day(case: Case) -> Findings:
    """A visit takes place on a working day of the round."""
    for entry in case.entries:
        day = entry.visit.date
        if day not in case.works:
            zh, en = f"{day} 不是 {case.round} 的工作日", f"{day} is no working day of {case.round}"
            yield Found(VISITS, entry.visit.visit, zh, en)


def slot(case: Case) -> Findings:
    """A visit is in one of the slots of the policy."""
    allowed = case.registry.policy.slots
    for entry in case.entries:
        if entry.visit.slot not in allowed:
            said, right = entry.visit.slot, ", ".join(allowed)
            zh, en = f"时段“{said}”不存在，可用：{right}", f"there is no slot “{said}”; there are {right}"
            yield Found(VISITS, entry.visit.visit, zh, en)


def blackout(case: Case) -> Findings:
    """No visit on a day that is closed to visits for the enterprise or its area."""
    for entry in case.entries:
        reason = case.blackout(entry.enterprise, entry.visit.date)
        if reason is not None:
            zh = f"{entry.enterprise.id} 在 {entry.visit.date} 不接受检查（{reason}）"
            en = f"{entry.enterprise.id} is closed to visits on {entry.visit.date} ({reason})"
            yield Found(VISITS, entry.visit.visit, zh, en)


def quiet_day(case: Case) -> Findings:
    """No visit on a quiet day of the month (企业宁静日), unless it makes a due check."""
    quiet = case.registry.policy.quiet_days_of_month
    for entry in case.entries:
        if entry.visit.date.day in quiet and not entry.makes_due:
            zh = f"{entry.visit.date} 是宁静日，且本次没有到期检查"
            en = f"{entry.visit.date} is a quiet day and the visit makes no due check"
            yield Found(VISITS, entry.visit.visit, zh, en)


def window(case: Case) -> Findings:
    """A due check is made inside its window, clipped to the round."""
    for entry in case.entries:
        for matter in entry.matters:
            if missed := _missed_windows(case, entry, matter):
                windows, day = ", ".join(f"{check.first}…{check.last}" for check in missed), entry.visit.date
                zh = f"{matter.id} 的到期检查期限为 {windows}，检查日 {day} 不在其中"
                en = f"the due check of {matter.id} is to be made {windows}, not on {day}"
                yield Found(VISITS, entry.visit.visit, zh, en)


def _missed_windows(case: Case, entry: Entry, matter: Matter) -> list[Check]:
    """The due checks of a matter that the visit names, if there are no other checks and it makes none of them."""
    if any([check.matter is matter for check in entry.made]) or entry.enterprise.status != ACTIVE:
        return []
    checks = case.checks.get((entry.enterprise.id, matter.id), [])
    return checks if all(check.due for check in checks) else []


def new_check(case: Case) -> Findings:
    """Every visit makes, for each of its matters, at least one check that no earlier visit made; a closed or moved
    enterprise is not visited."""
    for entry in case.entries:
        new = {check.matter.id for check in entry.new}
        for matter in entry.matters:
            if matter.id not in new and not _missed_windows(case, entry, matter):
                zh = f"{entry.enterprise.id} 的 {matter.id} 没有尚待完成的检查（企业状态 {entry.enterprise.status}）"
                en = f"{entry.enterprise.id} ({entry.enterprise.status}) has no check of {matter.id} left to make then"
                yield Found(VISITS, entry.visit.visit, zh, en)
