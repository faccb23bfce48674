"""Runs `chayici` as a user does: in a process of its own, in a working folder of its own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import click

from api.main import cli

ROOT = Path(__file__).parents[2]
COMMAND = (sys.executable, "-W", "error", "-m", "api")
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
SEEDS = ("--round", "2027Q1", "--seed", "dice 4", "--officer-seed", "dice 3")


def commands(group: click.Group, prefix: str = "") -> dict[str, click.Command]:
    """Every command as it is typed, groups and what is in them."""
    found: dict[str, click.Command] = {}
    for name, command in group.commands.items():
        found[prefix + name] = command
        if isinstance(command, click.Group):
            found |= commands(command, f"{prefix}{name} ")
    return found


COMMANDS = commands(cli)


class Said(NamedTuple):
    """How a command ended and what it said."""

    status: int
    out: str
    err: str

    @property
    def value(self) -> Any:
        """What `--json` printed."""
        return json.loads(self.out)


def chayici(folder: Path, *arguments: str) -> Said:
    """Run a command in a working folder."""
    done = subprocess.run(
        [*COMMAND, *arguments], cwd=folder, env=ENVIRONMENT, capture_output=True, encoding="utf-8", check=False
    )
    return Said(done.returncode, done.stdout, done.stderr)


def python(code: str) -> str:
    """What a piece of Python prints in a fresh process."""
    command = [sys.executable, "-c", code]
    return subprocess.run(command, env=ENVIRONMENT, capture_output=True, text=True, check=True).stdout


def start(folder: Path, *arguments: str) -> subprocess.Popen[str]:
    """Start a command and leave it running; it can be interrupted."""
    # Whoever runs the tests in the background of a shell ignores SIGINT, and children inherit that.
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    return subprocess.Popen(
        [*COMMAND, *arguments], cwd=folder, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a folder, by name."""
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}
