"""Events of the log as they are written out, one after the other: JSON, CSV, or lines for people."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from typing import TextIO

import msgspec

from api.reading.events import LoggedEvent
from domain.aggregates.ceremony import as_told

COLUMNS = tuple(field.name for field in fields(LoggedEvent))


def write(events: Iterable[LoggedEvent], form: str, out: TextIO) -> None:
    """Write events as `json`, `csv` or `table`."""
    _WRITTEN[form](events, out)


def _json(events: Iterable[LoggedEvent], out: TextIO) -> None:
    """One array, an event to a line."""
    between = "[\n"
    for event in events:
        out.write(f"{between}{msgspec.json.encode(event).decode()}")
        between = ",\n"
    out.write("\n]\n" if between != "[\n" else "[]\n")


def _csv(events: Iterable[LoggedEvent], out: TextIO) -> None:
    """The payload is one cell of JSON."""
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(COLUMNS)
    for event in events:
        when = event.recorded_at.isoformat()
        said = event.actor, event.reason, event.correlation_id, event.topic, event.stream
        rows.writerow((event.position, when, *said, event.version, _payload(event)))


def _table(events: Iterable[LoggedEvent], out: TextIO) -> None:
    """Three lines for each, by the clock of Beijing; what is longer than the terminal is cut short."""
    from rich.console import Console
    from rich.text import Text

    width = Console().width
    for event in events:
        when = as_told(event.recorded_at)[:19]
        where = f"{event.topic}  {event.stream} v{event.version}"
        for line in (f"{event.position}  {when}  {event.actor}  {event.reason}", f"  {where}", f"  {_payload(event)}"):
            short = Text(line)
            short.truncate(width, overflow="ellipsis")
            out.write(f"{short.plain}\n")


def _payload(event: LoggedEvent) -> str:
    return msgspec.json.encode(event.payload).decode()


_WRITTEN: Mapping[str, Callable[[Iterable[LoggedEvent], TextIO], None]] = {"json": _json, "csv": _csv, "table": _table}
