"""What a replanning came to, as values for `--json` and as tables for people."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rich.table import Table

from api.ceremony.changes import Answered
from api.ceremony.plan_as_of_now import rows
from api.ceremony.status import told
from domain.aggregates.change_events import ChangeReported
from scheduling.replanning.outcome import Figures

_WORDS = {
    "cancelled": "取消", "moved": "改期", "added": "新增", "extended": "并入", "withdrawn": "退出",
    "replaced": "接替", "team": "选派", "left_out": "无法安排",
}  # fmt: skip


def change_facts(answered: Answered) -> dict[str, Any]:
    """The figures, and every visit, seat, team and check that the changes touch; nothing else moved."""
    figures = answered.replanned.figures
    return {
        "changes": [{"number": number, **change._asdict()} for number, change in answered.reported],
        "figures": {**figures._asdict(), "proven": figures.proven},
        "answers": [row._asdict() for row in rows(answered)],
        "passed_over": [skip._asdict() for skip in answered.replanned.passed_over],
    }


def change_tables(answered: Answered) -> Iterator[Table | str]:
    """The same for people: what was reported, how much moved, and one row for everything that did."""
    for event in answered.taken.events:
        if isinstance(event, ChangeReported):
            yield "{} / {}".format(*told(event))
    shown = Table(title="变动 / what moved", title_justify="left")
    for column in (
        "变更\nchange",
        "变动\nwhat",
        "上门\nvisit",
        "出动\nouting",
        "部门\ndepartment",
        "原为\nfrom",
        "改为\nto",
    ):
        shown.add_column(column, overflow="fold")
    for row in (moved := list(rows(answered))):
        what = f"{_WORDS[row.what]} {row.what}"
        shown.add_row(str(row.change), what, row.visit, row.outing, row.department, row.before, row.after)
    if moved:
        yield shown
    for row in moved:
        if row.what != "replaced" and row.what != "team":
            yield f"  {row.visit or row.before}：{row.why}"
    for skip in answered.replanned.passed_over:
        yield f"  跳过 / passed over: {skip.outing} {skip.department} {skip.inspector} {skip.reason}：{skip.detail}"
    yield figures_line(answered.replanned.figures) if moved else "方案没有变动 / nothing of the plan moves"


def figures_line(it: Figures) -> str:
    """How much moved, beside what had to."""
    zh = f"席位：空出 {it.forced}，更换 {it.changed}（不少于 {it.bound}）；"
    zh += f"上门：改期 {it.moved}（不少于 {it.fewest_moved}），新增 {it.added}，取消 {it.cancelled}；"
    zh += f"无法安排 {it.left_out} 项"
    en = f"seats vacated {it.forced}, changed {it.changed} (at least {it.bound}); visits moved {it.moved} "
    en += f"(at least {it.fewest_moved}), added {it.added}, cancelled {it.cancelled}; checks left out {it.left_out}"
    proven = "；已证明无更少变动 / proven: fewer changes are impossible" if it.proven else ""
    return f"{zh} / {en}{proven}"
