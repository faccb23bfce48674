"""Commands of `chayici` that are killed: forked from a process that has all imported, so that each begins at once.

A point to be killed at is a number of seconds, or a step: before the n-th statement or commit that the command sends to
its store, or the n-th file that it writes, renames or removes. The product knows nothing of it.
"""

from __future__ import annotations

import importlib
import json
import os
import pkgutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, NoReturn, Self

ROOT = Path(__file__).parent.parent
KILLED = -signal.SIGKILL
_FILES = frozenset(("os.rename", "os.mkdir", "os.remove", "os.rmdir", "os.chmod"))


class Point(NamedTuple):
    """When to kill; neither: never."""

    seconds: float | None = None
    step: int | None = None


NEVER = Point()


class Ended(NamedTuple):
    """How a command ended: its status (`KILLED`), what it said, how long it took, and how many steps it made."""

    status: int
    said: str
    seconds: float
    steps: int
    heads: tuple[int, ...]
    """The position of the log's head before each commit."""


class Commands:
    """Runs commands; a context manager. `now` is what the clock shows them, in ISO 8601."""

    def __enter__(self) -> Self:
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
        command = [sys.executable, "-m", "benchmarks.killing"]
        self._forking = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8"
        )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._forking.communicate()

    def run(self, folder: Path, words: Sequence[str], *, now: str = "", at: Point = NEVER) -> Ended:
        """Run a command in a working folder and wait until it ends, or is killed."""
        assert self._forking.stdin and self._forking.stdout
        order = {"folder": str(folder), "words": list(words), "now": now, **at._asdict()}
        print(json.dumps(order), file=self._forking.stdin, flush=True)
        ended = json.loads(self._forking.stdout.readline())
        return Ended(**{**ended, "heads": tuple(ended["heads"])})


def _serve() -> None:
    import api

    for module in pkgutil.walk_packages(api.__path__, "api."):
        if not module.name.startswith(("api.__main__", "api.http")):
            importlib.import_module(module.name)
    for line in sys.stdin:
        print(json.dumps(_carry_out(json.loads(line))), flush=True)


def _carry_out(order: dict[str, Any]) -> dict[str, Any]:
    with tempfile.TemporaryFile() as said, tempfile.TemporaryFile() as told:
        begun = time.monotonic()
        child = os.fork()
        if not child:
            _become(order, said.fileno(), told.fileno())
        status = _wait(child, order["seconds"], begun)
        seconds = time.monotonic() - begun
        said.seek(0)
        told.seek(0)
        steps = json.loads(told.read() or b"{}")
        outcome = {"status": status, "said": said.read().decode(errors="replace"), "seconds": seconds}
    return {**outcome, "steps": steps.get("steps", 0), "heads": steps.get("heads", [])}


def _wait(child: int, seconds: float | None, begun: float) -> int:
    """Wait for a process to end, and kill it if it has not after so many seconds."""
    while seconds is not None and time.monotonic() < begun + seconds:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.0005)
    if seconds is not None:
        os.kill(child, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _become(order: dict[str, Any], said: int, told: int) -> NoReturn:
    """Be the command, in the process that was forked."""
    os.dup2(said, sys.stdout.fileno())
    os.dup2(said, sys.stderr.fileno())
    status = 70
    try:
        os.chdir(order["folder"])
        steps = _Steps(order["folder"], order["step"])
        _set_clock(order["now"])
        from api.main import run

        status = run(order["words"])
        sys.stdout.flush()
        os.write(told, json.dumps({"steps": steps.number, "heads": steps.heads}).encode())
    except Exception:
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(status)


class _Steps:
    """Counts what the command does to its store and to its folder; before step `last` it is killed."""

    def __init__(self, folder: str, last: int | None) -> None:
        import sqlalchemy as sa

        self.number, self._last, self._folder = 0, last, folder
        self.heads: list[int] = []
        sa.event.listen(sa.Engine, "before_cursor_execute", self._count)
        sa.event.listen(sa.Engine, "commit", self._committing)
        sys.addaudithook(self._touched)

    def _count(self, *_: Any) -> None:
        self.number += 1
        if self.number == self._last:
            os.kill(os.getpid(), signal.SIGKILL)

    def _committing(self, connection: Any) -> None:
        self._count()
        cursor = connection.connection.cursor()
        cursor.execute("SELECT position FROM chain_head")
        self.heads.append(cursor.fetchone()[0])
        cursor.close()

    def _touched(self, event: str, arguments: tuple[Any, ...]) -> None:
        opened = event == "open" and isinstance(arguments[1], str) and not set(arguments[1]).isdisjoint("wxa+")
        if event in _FILES or opened:
            self._count()


def _set_clock(now: str) -> None:
    if now:
        from datetime import datetime, timedelta

        import api.attribution

        begun, shown = time.monotonic(), datetime.fromisoformat(now)
        vars(api.attribution)["moment"] = lambda: shown + timedelta(seconds=time.monotonic() - begun)


if __name__ == "__main__":
    _serve()
