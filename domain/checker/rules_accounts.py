"""Nothing is dropped silently: every check is made by a visit, or stands in `unplanned.csv` with a true reason."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import lru_cache

from domain.checker.case import Case
from domain.checker.entries import Check
from domain.checker.violation import UNPLANNED, Findings, Found
from domain.plan import UNPLANNED_REASONS, Unplanned
from domain.registry import ACTIVE

Key = tuple[str, str, date | None]
"""What a row of `unplanned.csv` names: enterprise, matter, not_before."""


def _row(key: Key) -> str:
    enterprise, matter, not_before = key
    return f"{enterprise} {matter} {not_before or '抽查 drawn'}"


@lru_cache(maxsize=1)
def _left(case: Case) -> dict[Key, list[Check]]:
    """The checks that no visit makes; every key of a drawn or due check is there, maybe with none left."""
    made = {check for entry in case.entries for check in entry.made}
    left: dict[Key, list[Check]] = defaultdict(list)
    for (enterprise, matter), checks in case.checks.items():
        for check in checks:
            some = left[enterprise, matter, check.not_before]
            if check not in made:
                some.append(check)
    return left


@lru_cache(maxsize=1)
def _rows(case: Case) -> dict[Key, list[Unplanned]]:
    rows: dict[Key, list[Unplanned]] = defaultdict(list)
    for row in case.plan.unplanned:
        rows[row.enterprise, row.matter, row.not_before].append(row)
    return rows


def every_check(case: Case) -> Findings:
    """Every drawn and due check is made by a visit or stands in `unplanned.csv`, once; nothing else stands there."""
    left, listed = _left(case), Counter((u.enterprise, u.matter, u.not_before) for u in case.plan.unplanned)
    for key, checks in left.items():
        if listed[key] < len(checks):
            zh, en = "既没有安排检查，也没有列入未安排清单", "no visit makes it and unplanned.csv does not list it"
            yield Found(UNPLANNED, _row(key), zh, en)
        elif listed[key] > len(checks):
            visits = ", ".join(_makers(case, key)) or "—"
            zh = f"列了 {listed[key]} 次，应为 {len(checks)} 次（已由 {visits} 完成）"
            en = f"listed {listed[key]} times, {len(checks)} is right: {visits} makes it"
            yield Found(UNPLANNED, _row(key), zh, en)
    for key in (key for key in listed if key not in left):
        yield Found(UNPLANNED, _row(key), "没有这项抽查或到期检查", "there is no such drawn or due check")


def _makers(case: Case, key: Key) -> Iterator[str]:
    for entry in case.by_enterprise.get(key[0], ()):
        if any(check.matter.id == key[1] and check.not_before == key[2] for check in entry.made):
            yield entry.visit.visit


def reason_and_detail(case: Case) -> Findings:
    """An unplanned check has one of the listed reasons and a sentence that says what is short."""
    for key, rows in _rows(case).items():
        for row in rows:
            if row.reason not in UNPLANNED_REASONS:
                right = ", ".join(UNPLANNED_REASONS)
                zh, en = f"原因“{row.reason}”不在清单中：{right}", f"“{row.reason}” is no reason; allowed are {right}"
                yield Found(UNPLANNED, _row(key), zh, en)
            if not row.detail.strip():
                yield Found(UNPLANNED, _row(key), "没有说明缺什么", "no sentence says what is short")


def closed_is_closed(case: Case) -> Findings:
    """`closed` is the reason of a due check at a closed or moved enterprise, and of no other."""
    yield from _true_reasons(case, "closed", _is_closed)


def window_is_gone(case: Case) -> Findings:
    """`window` is the reason of a due check whose window, clipped to the round, has no working day; of no other."""
    yield from _true_reasons(case, "window", lambda case, check: not _is_closed(case, check) and not _days(case, check))


def _is_closed(case: Case, check: Check) -> bool:
    return case.registry.enterprises[check.enterprise].status != ACTIVE


def _days(case: Case, check: Check) -> list[date]:
    """The working days of a check's window."""
    span = (check.last - check.first).days + 1
    return [day for n in range(span) if (day := check.first + timedelta(days=n)) in case.works]


def _true_reasons(case: Case, reason: str, holds: Callable[[Case, Check], bool]) -> Findings:
    rows, left = _rows(case), _left(case)
    for key in [key for key in left if key in rows]:
        said = sum(row.reason == reason for row in rows[key])
        right = sum(holds(case, check) for check in left[key])
        if said != right:
            zh = f"原因{'不' if said > right else ''}应为“{reason}”"
            en = f"“{reason}” is {'not the' if said > right else 'the'} reason"
            yield Found(UNPLANNED, _row(key), zh, en)


def blackout_is_total(case: Case) -> Findings:
    """`blackout` is a reason only where blackouts and quiet days leave no working day of the window open."""
    left, rows = _left(case), _rows(case)
    for key, listed in rows.items():
        checks = left.get(key, [])
        if any(row.reason == "blackout" for row in listed) and checks:
            open_days = min((_open_days(case, check) for check in checks), key=len)
            if open_days:
                zh, en = f"{open_days[0]} 可以检查", f"{open_days[0]} is open to a visit"
                yield Found(UNPLANNED, _row(key), zh, en)


def _open_days(case: Case, check: Check) -> list[date]:
    quiet = () if check.due else case.registry.policy.quiet_days_of_month
    enterprise = case.registry.enterprises[check.enterprise]
    return [day for day in _days(case, check) if day.day not in quiet and case.blackout(enterprise, day) is None]


def cap_exists(case: Case) -> Findings:
    """`cap` is a reason only where a yearly cap holds for the department and the enterprise's class."""
    matters, enterprises = case.registry.matters, case.registry.enterprises
    for key, rows in _rows(case).items():
        if key[0] not in enterprises or key[1] not in matters or all(row.reason != "cap" for row in rows):
            continue
        department, credit_class = matters[key[1]].department, enterprises[key[0]].credit_class
        if not any(cap.holds_for(department, credit_class) for cap in case.registry.caps):
            zh, en = (
                f"{department} 对 {credit_class} 级没有频次上限",
                f"no cap holds for {department} at class {credit_class}",
            )
            yield Found(UNPLANNED, _row(key), zh, en)
