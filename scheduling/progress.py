"""How a stage tells how far it is."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[str, int, int], None]
"""Called with the stage's name, what is done, and what there is to do."""


def silent(stage: str, done: int, total: int) -> None:
    """Tells nobody."""
