"""Who does something, and when. The clock and the user's name are read here and nowhere else."""

from __future__ import annotations

from datetime import UTC, datetime
from getpass import getuser

from domain.aggregates.base import Attribution


def moment() -> datetime:
    """The present moment; the one place where the clock is read for what is recorded."""
    return datetime.now(UTC)


def attribution(command: str, round_id: str) -> Attribution:
    """What a command records of a round is recorded now, by this user; `command` as typed: `plan`, `round seal`."""
    now = moment()
    try:
        actor = getuser().encode(errors="replace").decode()
    except (KeyError, OSError):
        actor = "unknown"
    return Attribution(now, actor, f"chayici {command} {round_id}", f"{round_id}@{now.isoformat()}")
