"""What a change came to, as values for `--json` and as tables for people."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rich.table import Table

from api.ceremony.changes import Answered
from api.ceremony.status import told
from domain.draw.current import Replacement
from domain.plan import Skip, Visit

FRAME_USED_UP = "名单已抽尽 / frame used up"


def change_facts(answered: Answered) -> dict[str, Any]:
    """Every seat, visit and drawn enterprise that the change touches; nothing else moved."""
    days = {visit.outing: visit.date for visit in answered.before.visits}
    return {
        "replaced": [
            {
                **row._asdict(),
                "date": str(days[row.outing]),
                "leads_now": _leader(answered, row),
                "passed_over": [
                    {name: getattr(skip, name) for name in ("inspector", "ticket", "reason", "detail")}
                    for skip in _before(answered, row)
                ],
            }
            for row in answered.replaced
        ],
        "cancelled": [visit._asdict() for visit in _cancelled(answered)],
        "dissolved": [{"outing": outing, "department": department} for outing, department in _dissolved(answered)],
        "successors": [row._asdict() for row in answered.succeeded],
        "given_up": [due._asdict() for due in answered.given_up],
        "awaiting_a_day": [row._asdict() for row in answered.now.awaiting],
    }


def change_tables(answered: Answered) -> Iterator[Table | str]:
    """The same for people: the change, a table for each kind of answer, and in plain words what still has no day."""
    yield from ("{} / {}".format(*told(event)) for event in answered.taken.events[:1])
    if answered.replaced:
        yield _seats(answered)
    for skip in answered.passed_over:
        yield f"  跳过 / passed over: {skip.outing} {skip.department} {skip.inspector} {skip.reason}：{skip.detail}"
    if cancelled := _cancelled(answered):
        yield _visits(cancelled)
    for outing, department in _dissolved(answered):
        yield f"检查组解散，已无上门 / team dissolved, no visit left: {outing} {department}"
    if answered.succeeded:
        yield _successors(answered)
    for due in answered.given_up:
        yield (
            f"不再检查（企业已关停或迁出）/ not made, the enterprise is closed: {due.enterprise} {due.matter} "
            f"{due.kind} {due.not_before}"
        )
    if not (answered.replaced or cancelled or answered.succeeded):
        yield "无席位、上门或抽中对象受影响 / no seat, visit or drawn enterprise is affected"
    if waiting := answered.now.awaiting:
        yield (
            f"待重新排期的检查 {len(waiting)} 项：递补对象在重新排期之前没有上门日期 / {len(waiting)} check(s) await a "
            "day: successors have no visit until a replanning gives them one"
        )
        yield from (f"  {row.enterprise} {row.matter} {row.credit_class}" for row in waiting)


def _before(answered: Answered, row: Replacement) -> list[Skip]:
    """Who was passed over for a seat."""
    return [skip for skip in answered.passed_over if skip.outing == row.outing]


def _leader(answered: Answered, row: Replacement) -> str:
    """Who leads the team of a seat now; "" if nobody has to."""
    team = (member for member in answered.now.teams if member[:2] == row[:2])
    return next((member.inspector for member in team if member.lead), "")


def _cancelled(answered: Answered) -> list[Visit]:
    kept = {visit.visit for visit in answered.now.visits}
    return [visit for visit in answered.before.visits if visit.visit not in kept]


def _dissolved(answered: Answered) -> list[tuple[str, str]]:
    kept = {member[:2] for member in answered.now.teams}
    return sorted({member[:2] for member in answered.before.teams} - kept)


def _table(title: str, *columns: str) -> Table:
    shown = Table(title=title, title_justify="left")
    for column in columns:
        shown.add_column(column, overflow="fold")
    return shown


def _seats(answered: Answered) -> Table:
    shown = _table(
        "更换人员 / officers replaced",
        "出动\nouting", "部门\ndepartment", "日期\ndate", "改为\nto", "签号\nticket", "带队\nleads",
    )  # fmt: skip
    days = {visit.outing: visit.date for visit in answered.before.visits}
    for row in answered.replaced:
        place = row.outing, row.department, str(days[row.outing])
        shown.add_row(*place, row.successor, row.ticket[:16], _leader(answered, row) or "—")
    return shown


def _visits(cancelled: list[Visit]) -> Table:
    shown = _table(
        "取消上门 / visits cancelled", "上门\nvisit", "日期\ndate", "时段\nslot", "出动\nouting", "部门\ndepartments"
    )
    for visit in cancelled:
        shown.add_row(visit.visit, str(visit.date), visit.slot, visit.outing, ";".join(visit.departments))
    return shown


def _successors(answered: Answered) -> Table:
    shown = _table("递补对象 / successors", "事项\nmatter", "等级\nclass", "改为\nto", "签号\nticket")
    for row in answered.succeeded:
        to = row.successor or FRAME_USED_UP
        shown.add_row(row.matter, row.credit_class, to, row.ticket[:16] or "—")
    return shown
