"""An answer as people read it in a terminal: a table with Chinese headings first, and how much of the whole it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Group, JustifyMethod, RenderableType
from rich.table import Table
from rich.text import Text

from domain.aggregates.ceremony import as_told
from domain.aggregates.personal import Sealed
from projections.models.round_ceremony import CODES
from projections.queries.paging import Page

HEADINGS: Mapping[str, str] = {
    "absent": "缺勤",
    "above": "超过",
    "active": "在业",
    "actor": "何人",
    "after": "之后",
    "answers": "变更号",
    "area": "片区",
    "at_cap": "已满",
    "before": "之前",
    "bound": "下界",
    "bound_expected": "期望下界",
    "calendar": "日历",
    "cause": "原因",
    "changes": "变更",
    "confirmed": "已确认",
    "counted": "计次",
    "counts": "计次",
    "counts_toward_cap": "计次",
    "credit_class": "信用等级",
    "date": "日期",
    "days_available": "在岗天",
    "days_out": "外勤天",
    "department": "部门",
    "departments": "部门",
    "detail": "说明",
    "district": "区县",
    "drawn": "抽中",
    "effective_on": "生效日",
    "enterprise": "企业",
    "enterprises": "企业数",
    "first": "起",
    "group": "分组",
    "independent": "各抽各查",
    "independent_merged": "各抽合并",
    "inspector": "人员",
    "inspectors": "人员",
    "joint": "联合",
    "joint_share": "联合占比",
    "key": "哪一行",
    "kind": "类别",
    "last": "止",
    "late": "补录",
    "lead_department": "牵头部门",
    "leads": "带队",
    "left": "剩余",
    "matter": "事项",
    "matters": "事项",
    "max_visits": "上限",
    "name": "名称",
    "not_after": "不晚于",
    "not_before": "不早于",
    "number": "号",
    "officers": "人员数",
    "outing": "外勤",
    "outings": "外勤次",
    "outings_per_available_day": "每在岗天外勤",
    "people": "人次",
    "people_per_visit": "每次人数",
    "planned": "原计划",
    "position": "事件号",
    "reason": "缘由",
    "recorded_at": "记录时刻",
    "round": "轮次",
    "saved": "少上门",
    "saved_independent_merged_percent": "比各抽合并少%",
    "saved_independent_percent": "比各抽各查少%",
    "saved_separate_percent": "比分别上门少%",
    "scene": "场景",
    "separate": "分别上门",
    "slot": "时段",
    "stage": "阶段",
    "subject": "对象",
    "table": "表",
    "team": "人员",
    "unplanned": "未安排",
    "used": "已用",
    "visit": "编号",
    "visited": "受查企业",
    "visits": "进门次数",
    "visits_per_enterprise": "每企业次数",
    "visits_per_visited": "每受查企业次数",
    "withdrawn_at": "撤销时刻",
    "working_days": "工作日",
}
"""What each column is called."""
_WHOLE = ("date", "enterprise", "first", "last", "position", "round", "slot", "visit")
SEALED = "〔个人信息已加密 / sealed〕"
STAGES = {code: stage for stage, code in CODES.items()}
"""What each stage of a round is called."""


def heading(name: str) -> str:
    """A column's name, Chinese first."""
    return f"{HEADINGS[name]}\n{name}" if name in HEADINGS else name


def page_table(page: Page[Any], names: Sequence[str], title: str, *, offset: int = 0) -> Group:
    """Some columns of a page as a table, and how much of the whole it is."""
    return Group(row_table(page.rows, names, title), told_of(page, offset))


def row_table(rows: Iterable[Any], names: Sequence[str], title: str) -> Table:
    """Some columns of some rows as a table; numbers stand on the right."""
    listed = list(rows)
    table = Table(title=Text(title), title_justify="left", box=SIMPLE_HEAD, pad_edge=False)
    for name in names:
        numbers = any(isinstance(getattr(row, name), int | float) for row in listed)
        aligned: JustifyMethod = "right" if numbers else "left"
        table.add_column(Text(heading(name)), justify=aligned, no_wrap=name in _WHOLE, overflow="fold")
    for row in listed:
        values = ((name, getattr(row, name)) for name in names)
        table.add_row(*(Text(STAGES[value] if name == "stage" else cell(value)) for name, value in values))
    return table


def told_of(page: Page[Any], offset: int) -> RenderableType:
    """Which rows of how many, and up to which event."""
    until = f"截至第 {page.position} 号事件 / as of event {page.position}"
    if not page.rows:
        return Text(f"共 {page.total} 行；{until}")
    first, last = offset + 1, offset + len(page.rows)
    return Text(f"第 {first}–{last} 行，共 {page.total} 行 / rows {first}–{last} of {page.total}；{until}")


def cell(value: Any) -> str:
    """A value as it is told: a flag as 是 or nothing, lists with spaces, moments by the clock of Beijing."""
    match value:
        case None | False:
            return ""
        case True:
            return "是"
        case float():
            return f"{value:,.2f}"
        case int():
            return f"{value:,}"
        case datetime():
            return as_told(value.replace(microsecond=0))
        case (int(), int()):
            return f"{value[0]}:{value[1]:,}"
        case tuple() | list():
            return " ".join(map(cell, value))
        case dict():
            return " ".join(f"{name}={cell(each)}" for name, each in value.items())
        case str() if Sealed.read(value):
            return SEALED
    return str(value)
