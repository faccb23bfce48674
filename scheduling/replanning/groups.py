"""How teams are called, and what ties them together."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

Key = tuple[str, str]
"""An outing and a department: one team."""


class Group(NamedTuple):
    """What ties teams together: one department, one pool of its officers, one week (by its Monday)."""

    department: str
    pool: str
    week: date
