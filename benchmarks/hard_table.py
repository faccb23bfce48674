"""What the planner leaves out of the hard set, beside the bound and the reasons that were to be expected."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from benchmarks.runs import Run
from benchmarks.table import markdown


class HardRow(NamedTuple):
    """A row of the table; `bound` None: nothing is known about what must be left out."""

    name: str
    run: Run
    bound: float | None
    expected: bool


def hard_row(name: str, run: Run) -> HardRow:
    """What a run came to: the planner's own bound on what is left out, or what can be counted by hand."""
    proven = [level["bound"] for level in run.figures["levels"] if level["level"] == "left_out"]
    known = [bound for bound in (*proven, run.least) if bound is not None]
    return HardRow(name, run, max(known, default=None), set(run.allowed).issuperset(run.figures["reasons"]))


def hard_table(rows: Iterable[HardRow]) -> str:
    """The Markdown table."""
    head = ["instance", "reasons", "as expected", "visits", "left out", "bound", "ratio", "rules broken", "seconds"]
    return markdown([*head, "peak MiB"], [_cells(row) for row in rows], texts=3)


def _cells(row: HardRow) -> list[str]:
    figures = row.run.figures
    reasons = ", ".join(f"{reason} {count}" for reason, count in figures["reasons"].items())
    left, bound = figures["left_out"], row.bound
    ratio = f"{left / bound:.2f}" if bound else "–" if left or bound is None else "1.00"
    return [
        row.name,
        reasons or "–",
        "yes" if row.expected else "no",
        f"{figures['visits']:,}",
        f"{left:,}",
        "–" if bound is None else f"{bound:,.0f}",
        ratio,
        f"{figures['broken']:,}",
        f"{figures['seconds']:.2f}",
        f"{row.run.peak:,.0f}",
    ]
