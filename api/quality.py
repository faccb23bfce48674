"""The six levels of a plan as people read them, whatever command tells them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from rich.table import Table

LEVELS = {
    "left_out": "未安排检查 / checks left out",
    "visits": "进门次数 / visits",
    "trips": "出行人次 / trips",
    "load": "负荷不均 / load",
    "spread": "日周超额 / spread",
    "waiting": "等候天数 / days waited",
}
"""Every level by its name in `plan.json`, in order."""


def level_table(levels: Iterable[Mapping[str, Any]], title: str = "质量 / quality") -> Table:
    """The rows of `bounds.levels` in `plan.json` with value, bound, gap and whether nothing better can be."""
    shown = Table(title=title, title_justify="left")
    shown.add_column("级别 / level", no_wrap=True)
    for heading in ("值 / value", "下界 / bound", "差距 / gap", "已证明 / proven"):
        shown.add_column(heading, justify="right")
    for number, level in enumerate(levels, 1):
        shown.add_row(
            f"{number} {LEVELS[level['level']]}",
            number_of(level["value"]),
            number_of(level["bound"]),
            "—" if level["gap"] is None else f"{level['gap']:.2f} %",
            "是 / yes" if level["proven"] else "否 / no",
        )
    return shown


def number_of(value: float) -> str:
    """A whole number as such, a load with two decimals."""
    return f"{value:,.2f}" if isinstance(value, float) else f"{value:,}"
