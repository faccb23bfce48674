"""What changes after publication came to, as a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypedDict

from benchmarks.table import markdown


class Replanning(TypedDict):
    """One thing that happened; figures as in `scheduling.replanning.outcome`.

    `ms` is the time of the answer, `index_ms` that of laying out the plan, which is done once for any number of
    answers. `new_breaches`: hard rules that the plan breaks now and did not before.
    """

    happened: str
    forced: int
    changed: int
    bound: int
    moved: int
    fewest_moved: int
    added: int
    cancelled: int
    left_out: int
    proven: bool
    ms: float
    index_ms: float
    new_breaches: int


def replanning_table(rows: Sequence[tuple[str, Replanning]]) -> str:
    """The Markdown table; each row with the size of its round."""
    head = ["round", "happened", "seats forced", "changed", "bound", "visits moved", "at least", "added", "cancelled"]
    return markdown(
        [*head, "left out", "proven", "rules broken", "ms", "index ms"], [_cells(*row) for row in rows], texts=2
    )


def _cells(size: str, row: Replanning) -> list[str]:
    counts = [row["forced"], row["changed"], row["bound"], row["moved"], row["fewest_moved"]]
    counts += [row["added"], row["cancelled"], row["left_out"]]
    proven = "yes" if row["proven"] else "no"
    told = [f"{count:,}" for count in counts]
    return [
        size,
        row["happened"],
        *told,
        proven,
        str(row["new_breaches"]),
        f"{row['ms']:.0f}",
        f"{row['index_ms']:.0f}",
    ]
