"""A bar per stage on stderr, and how long each stage took. The clock is read here, never below."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

STAGES = {
    "sample": "虚构 / sample",
    "read": "读取 / read",
    "draw": "抽取 / draw",
    "merge": "合并 / merge",
    "outings": "编组 / outings",
    "days": "排日 / days",
    "spread": "均衡 / spread",
    "districts": "各区县 / districts",
    "teams": "抽人 / teams",
    "compare": "对比 / compare",
    "check": "核对 / check",
    "write": "写出 / write",
    "import": "入库 / import",
    "record": "记录 / record",
    "rebuild": "重建 / rebuild",
}
"""Every stage of a round in order, as it is shown."""


class Stages:
    """Hears (stage, done, total) after every step; `seconds` holds the time spent in each stage.

    A step that reports `done` 0 announces its stage: the time before it belongs to the stage that was heard last.
    """

    def __init__(self, bars: Progress) -> None:
        self.seconds: dict[str, float] = {}
        self._bars, self._tasks = bars, dict[str, TaskID]()
        self._stage, self._since = "", perf_counter()

    def __call__(self, stage: str, done: int, total: int) -> None:
        now, spent_in = perf_counter(), stage if done else self._stage or stage
        self.seconds[spent_in] = self.seconds.get(spent_in, 0.0) + now - self._since
        self._stage, self._since = stage, now
        if stage not in self._tasks:
            self._tasks[stage] = self._bars.add_task(STAGES.get(stage, stage), total=None)
        self._bars.update(self._tasks[stage], completed=done, total=total)


@contextmanager
def watching(*, quiet: bool) -> Iterator[Stages]:
    """Show a bar per stage while somebody watches; a log or a pipe gets none."""
    console = Console(stderr=True)
    bars = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        console=console,
        disable=quiet or not console.is_terminal,
    )
    with bars:
        yield Stages(bars)
