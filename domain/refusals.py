"""Every way the product says no, in the trade's words.

Refusal
├── FaultyFolder        a registry or plan folder with faults, all of them listed
├── UnknownQuarter      a round that is not a calendar quarter
├── RecordRefusal       a change that what is recorded of an enterprise, officer … does not allow
├── RoundRefusal        a step that the round's state does not allow
└── UsageRefusal        a command asked for something that cannot be done
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class Refusal(Exception):
    """What is wrong, where, and what would be allowed: one sentence in Chinese, the same in English."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(zh, en)
        self.zh, self.en = zh, en

    def __str__(self) -> str:
        return f"{self.zh} / {self.en}"


class UnknownQuarter(Refusal):
    """A round that is not written YYYYQn."""


class RecordRefusal(Refusal):
    """A command that the recorded history of an enterprise, department, inspector or matter does not allow."""


class RoundRefusal(Refusal):
    """A command that the round's recorded history does not allow."""


class UsageRefusal(Refusal):
    """A command was given something that it cannot work with."""


class Fault(NamedTuple):
    """One fault of a folder: where it is, what stands there, and what would be allowed."""

    file: str
    row: int | None
    column: str
    value: str
    zh: str
    en: str

    def __str__(self) -> str:
        place = self.file + (f" 第{self.row}行 row {self.row}" if self.row is not None else "")
        column = f" [{self.column}]" if self.column else ""
        value = f" “{self.value}”" if self.value else ""
        return f"{place}{column}{value}: {self.zh} / {self.en}"


class FaultyFolder(Refusal):
    """A folder with faults: nothing is planned or stored from it."""

    def __init__(self, folder: str, faults: Sequence[Fault]) -> None:
        super().__init__(f"{folder} 有 {len(faults)} 处错误", f"{folder} has {len(faults)} fault(s)")
        self.faults = tuple(faults)
