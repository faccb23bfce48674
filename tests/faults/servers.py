"""A PostgreSQL server of one's own, to be stopped, started and configured."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.stores import postgresql


class Server:
    """`url` is that of its first database; its files lie in `folder`."""

    def __init__(self, url: str, folder: Path) -> None:
        self.url, self.folder = url, folder

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
def a_server() -> Iterator[Server]:
    """A server that nobody else uses."""
    with postgresql() as (url, folder):
        server = Server(url, folder)
        try:
            yield server
        finally:
            server.crash()  # whoever made it knows nothing of its being started again, and would not stop it
