"""Peak memory of a process with its children, seen from outside."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryFile
from typing import NamedTuple

PAUSE = 0.05
"""Seconds between two looks."""


class Finished(NamedTuple):
    """What a process wrote, and its peak memory in MiB, children included; its seconds from start to end."""

    status: int
    out: str
    peak: float
    seconds: float


def watched(command: Sequence[str], cwd: Path) -> Finished:
    """Run a command to its end.

    Memory is the proportional set size that Linux keeps of every process, so that pages shared by parent and children
    count once; elsewhere it is not known and 0.
    """
    begun, peak = time.perf_counter(), 0
    with TemporaryFile("w+", encoding="utf-8") as out, subprocess.Popen(command, cwd=cwd, stdout=out) as process:
        while process.poll() is None:
            peak = max(peak, sum(_kibibytes(pid) for pid in _family(process.pid)))
            time.sleep(PAUSE)
        seconds = time.perf_counter() - begun
        out.seek(0)
        return Finished(process.returncode, out.read(), peak / 1024, seconds)


def _family(pid: int) -> list[int]:
    """A process and all that descend from it."""
    parent = {int(stat.parent.name): _parent(_text(stat)) for stat in Path("/proc").glob("[0-9]*/stat")}
    found = [pid]
    for known in found:
        found += [child for child, above in parent.items() if above == known]
    return found


def _parent(stat: str) -> int:
    """The fourth field of `stat`, after a name in brackets that may hold anything."""
    fields = stat.rpartition(")")[2].split()
    return int(fields[1]) if fields else 0


def _kibibytes(pid: int) -> int:
    rows = _text(Path(f"/proc/{pid}/smaps_rollup")).splitlines()
    return next((int(row.split()[1]) for row in rows if row.startswith("Pss:")), 0)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii", errors="replace")
    except OSError:  # the process has ended meanwhile
        return ""


def python(*arguments: str) -> list[str]:
    """A command of this Python."""
    return [sys.executable, *arguments]
