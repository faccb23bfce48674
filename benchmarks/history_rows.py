"""A row of the benchmark of history, and what its stages have in common."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from api.folders import load_registry
from api.record.store import Record
from benchmarks.history_bare import driver, median_of, timed
from benchmarks.measure import QUARTER
from domain.aggregates.base import Attribution
from domain.calendar import FOLDER
from domain.registry import Registry

BY = Attribution(datetime(2027, 1, 4, 9, 30, tzinfo=UTC), "benchmark", "a benchmark", "benchmark")
EVENTS_IN_ORDER = "SELECT position, originator_id, originator_version, topic, state FROM stored_events"


class Row(NamedTuple):
    """One task: over so many events the seconds that the record took, and those of the bare database.

    Where `events` is 1 it took a moment, and the seconds are a median; a proof has bytes.
    """

    task: str
    events: int
    seconds: float
    bare: float
    bytes: int = 0


def registry_in(folder: Path) -> Registry:
    """The registry of a folder, for the quarter that is measured."""
    return load_registry(folder, QUARTER, FOLDER)[0]


def read_by_driver(record: Record, statement: str, *values: object) -> float:
    """Seconds of reading by the driver alone."""
    found = driver(record.store)
    seconds = timed(lambda: found.read(statement, *values))
    found.close()
    return seconds


def moment_of(record: Record, statement: str, *values: object) -> float:
    """The same of what takes a moment."""
    found = driver(record.store)
    seconds = median_of(lambda: found.read(statement, *values))
    found.close()
    return seconds
