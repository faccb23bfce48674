"""What the stages of `benchmarks.history` came to, as Markdown tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from benchmarks.growth import exponent
from benchmarks.history_rows import Row
from benchmarks.table import markdown


class Stage(NamedTuple):
    """One stage with a registry of so many enterprises on a backend; `peak` of the process in MiB."""

    backend: str
    enterprises: int
    name: str
    rows: tuple[Row, ...]
    peak: float


Group = dict[int, Row]
"""One task on one backend: its row for each number of enterprises."""


def tables(found: Sequence[Stage]) -> str:
    """Rates with their growth, moments, proofs, and memory."""
    return "\n\n".join((rates(found), moments(found), proofs(found), memory(found)))


def rates(found: Sequence[Stage]) -> str:
    """What goes over many events: seconds, events a second, and how many times as long as the bare database it takes.

    Then the exponents: seconds ∝ events ^ exponent, for tasks of at least two numbers of events; 1 is linear.
    """
    head = ["task", "on", *_sizes(found), "exponent", "bare exponent"]
    groups = _groups(found, lambda row: row.events > 1)
    rows = [[*key, *_cells(found, own, _rate), *map(_exponent(own), ("seconds", "bare"))] for key, own in groups]
    return markdown(head, rows, texts=2)


def _rate(row: Row) -> str:
    return f"{row.seconds:,.2f} s, {row.events / row.seconds:,.0f}/s, {row.seconds / row.bare:.1f} ×"


def _exponent(own: Group) -> Callable[[str], str]:
    """The exponent of a column, if there is one."""
    rows = own.values()
    if len({row.events for row in rows}) < 2:
        return lambda name: ""
    return lambda name: f"{exponent([(row.events, getattr(row, name)) for row in rows]):.2f}"


def moments(found: Sequence[Stage]) -> str:
    """What takes a moment: milliseconds, those of the bare database in brackets."""
    groups = _groups(found, lambda row: row.events == 1)
    rows = [[*key, *_cells(found, own, _moment)] for key, own in groups]
    return markdown(["question, ms (bare)", "on", *_sizes(found)], rows, texts=2)


def _moment(row: Row) -> str:
    return f"{1000 * row.seconds:,.2f} ({1000 * row.bare:,.3f})"


def proofs(found: Sequence[Stage]) -> str:
    """The bytes of proofs."""
    groups = _groups(found, lambda row: row.bytes > 0)
    rows = [[*key, *_cells(found, own, lambda row: f"{row.bytes:,}")] for key, own in groups]
    return markdown(["proof, bytes", "on", *_sizes(found)], rows, texts=2)


def memory(found: Sequence[Stage]) -> str:
    """Peak memory of each stage."""
    peaks: dict[tuple[str, str], dict[int, float]] = {}
    for stage in found:
        peaks.setdefault((stage.name, stage.backend), {})[stage.enterprises] = stage.peak
    sizes = sorted({stage.enterprises for stage in found})
    rows = [[*key, *(f"{own[size]:,.0f}" if size in own else "" for size in sizes)] for key, own in peaks.items()]
    return markdown(["peak, MiB", "on", *_sizes(found)], rows, texts=2)


def _sizes(found: Iterable[Stage]) -> list[str]:
    return [f"{size:,}" for size in sorted({stage.enterprises for stage in found})]


def _groups(found: Iterable[Stage], wanted: Callable[[Row], bool]) -> list[tuple[tuple[str, str], Group]]:
    """The wanted rows by task and backend; the backends of a task stand together."""
    groups: dict[str, dict[str, Group]] = {}
    for stage in found:
        for row in filter(wanted, stage.rows):
            groups.setdefault(row.task, {}).setdefault(stage.backend, {})[stage.enterprises] = row
    return [((task, backend), own) for task, backends in groups.items() for backend, own in backends.items()]


def _cells(found: Iterable[Stage], own: Group, told: Callable[[Row], str]) -> list[str]:
    return [told(own[size]) if size in own else "" for size in sorted({stage.enterprises for stage in found})]
