"""The six levels of a plan as people read them, whatever command tells them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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


def level_table(levels: Sequence[Mapping[str, Any]], seats: tuple[int, int] | None = None) -> Table:
    """The rows of `bounds.levels` in `plan.json` with value, bound, gap and whether nothing better can be.

    After the trips, or the visits while those are not known, stand the seats of outings, which are what grouping
    decides, and their bound (hard rule 6).
    """
    shown = Table(title="质量 / quality", title_justify="left")
    shown.add_column("级别 / level", no_wrap=True)
    for heading in ("值 / value", "下界 / bound", "差距 / gap", "已证明 / proven"):
        shown.add_column(heading, justify="right")
    names = [level["level"] for level in levels]
    for level in levels:
        number = list(LEVELS).index(level["level"]) + 1
        shown.add_row(f"{number} {LEVELS[level['level']]}", *_cells(level["value"], level["bound"]))
        if seats and level["level"] == ("trips" if "trips" in names else "visits"):
            shown.add_row("  外勤席位 / seats of outings", *_cells(*seats))
    return shown


def _cells(value: float, bound: float) -> list[str]:
    gap = 0.0 if value == bound else 100 * (value - bound) / bound if bound else None
    told = "—" if gap is None else f"{gap:.2f} %"
    return [number_of(value), number_of(bound), told, "是 / yes" if value == bound else "否 / no"]


def number_of(value: float) -> str:
    """A whole number as such, a load with two decimals."""
    return f"{value:,.2f}" if isinstance(value, float) else f"{value:,}"
