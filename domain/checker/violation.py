"""What the checker says: one violation, the row that shows it, and what would be right."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

VISITS, TEAMS, DRAW = "visits.csv", "teams.csv", "draw.csv"
FRAMES, SKIPPED, UNPLANNED, PLAN = "frames.csv", "skipped.csv", "unplanned.csv", "plan.json"


class Found(NamedTuple):
    """What one rule found: the file, the key of the row (`O00001 health`), a sentence in both languages."""

    file: str
    what: str
    zh: str
    en: str


class Violation(NamedTuple):
    """A `Found` under the name of the rule that found it; the names are those of `docs/rules.md`."""

    rule: str
    file: str
    what: str
    zh: str
    en: str

    def __str__(self) -> str:
        return f"{self.file} {self.what} [{self.rule}]: {self.zh} / {self.en}"


Findings = Iterator[Found]
