"""What a replanning came to, as values for `--json` and as tables for people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from rich.table import Table

from api.ceremony.changes import Answered
from api.ceremony.plan_as_of_now import Row, rows
from api.ceremony.status import told
from domain.aggregates.change_events import ChangeReported
from domain.bilingual import halves
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
            yield _twice(*told(event))
    moved = list(rows(answered))
    if not moved:
        yield "方案没有变动 / nothing of the plan moves"
        return
    yield _table(moved)
    for row in moved:
        if row.what != "replaced" and row.what != "team":
            yield _twice(*halves(row.why), f"{row.visit or row.before}：")
    for skip in answered.replanned.passed_over:
        place = f"跳过 / passed over: {skip.outing} {skip.department} {skip.inspector} {skip.reason}："
        yield _twice(*halves(skip.detail), place)
    yield from figures_lines(answered.replanned.figures)


def _twice(zh: str, en: str, place: str = "") -> str:
    """Chinese on one line, English below it; once if they are the same."""
    first = f"  {place}{zh}"
    return first if zh == en else f"{first}\n    {en}"


def _table(moved: Iterable[Row]) -> Table:
    """Ids are never parted: what is listed has a line for each."""
    shown = Table(title="变动 / what moved", title_justify="left")
    titles = "变更\nno.", "变动\nwhat", "上门\nvisit", "出动\nouting", "部门\ndepartment", "由 → 至\nfrom → to"
    for title in titles:
        shown.add_column(title, overflow="fold")
    for row in moved:
        what, way = f"{_WORDS[row.what]}\n{row.what}", "\n".join(_way(row))
        shown.add_row(str(row.change), what, row.visit, row.outing, row.department, way)
    return shown


def _way(row: Row) -> Iterator[str]:
    if row.before:
        yield row.before.replace(" ", "\n") if row.what == "left_out" else row.before.replace(";", "\n")
    if row.after:
        yield "→ " + row.after.replace(";", "\n  ")


def figures_lines(it: Figures) -> Iterator[str]:
    """How much moved, beside what had to."""
    yield (
        f"席位：空出 {it.forced}，更换 {it.changed}（不少于 {it.bound}）；"
        f"上门：改期 {it.moved}（不少于 {it.fewest_moved}），新增 {it.added}，取消 {it.cancelled}；"
        f"无法安排 {it.left_out} 项"
    )
    yield (
        f"  seats vacated {it.forced}, changed {it.changed} (at least {it.bound}); visits moved {it.moved} "
        f"(at least {it.fewest_moved}),\n  added {it.added}, cancelled {it.cancelled}; checks left out {it.left_out}"
    )
    if it.proven:
        yield "已证明无更少的换人和改期 / proven: no answer changes fewer seats or moves fewer visits"
