"""A list that a round is planned from and that has no rows with histories of their own.

These are sampling, caps, scenes, due, blackouts, history and calendar.
It is begun empty. It is revised: some rows are struck, some entered, in parts where they are many.
After each revision the whole list has a digest, so that anybody can tell which list a round was planned from.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from typing import ClassVar

from eventsourcing.domain import CanInitAggregate, event

from domain.aggregates.base import Attribution, DomainEvent, Entry, RecordedAggregate, encode, in_parts

Cells = tuple[str, ...]
"""A row as texts, in the order of its file's columns."""


class PlanningList(RecordedAggregate):
    """One list of the registry folder, named as its file: `list:sampling`. A row may stand there twice."""

    TOPIC = "list"

    # --- events ---

    class Event(DomainEvent, frozen=True, kw_only=True):
        """Something that happened to a list."""

    class Begun(Event, CanInitAggregate[str], frozen=True, kw_only=True):
        """It was begun, empty."""

        TOPIC: ClassVar[str] = "list.begun.v1"
        originator_topic: str

    class Revised(Event, frozen=True, kw_only=True):
        """Rows were struck and entered: one part of a revision whose outcome has the digest."""

        TOPIC: ClassVar[str] = "list.revised.v1"
        part: int
        parts: int
        struck: tuple[Cells, ...]
        entered: tuple[Cells, ...]
        digest: str

        def entry(self) -> Entry:
            """The list as one row of the registry: its digest."""
            return Entry("list", self.originator_id.partition(":")[2], encode(self.digest))

    # --- commands ---

    @classmethod
    def start(cls, name: str, by: Attribution) -> PlanningList:
        """Begin an empty list."""
        return cls.begin(cls.Begun, name, by)

    def __init__(self) -> None:
        self.rows: Counter[Cells] = Counter()

    def revise(self, rows: Iterable[Cells], by: Attribution) -> None:
        """Make the list hold just these rows; one that holds them already records nothing."""
        wanted = Counter(rows)
        digest = digest_of(wanted.elements())
        changes = [(row, False) for row in sorted((self.rows - wanted).elements())]
        changes += [(row, True) for row in sorted((wanted - self.rows).elements())]
        parts = in_parts(changes) if changes else []
        for number, part in enumerate(parts, 1):
            struck = tuple(row for row, entered in part if not entered)
            entered = tuple(row for row, entered in part if entered)
            facts = {"part": number, "parts": len(parts), "struck": struck, "entered": entered}
            self.record(self.Revised, by, **facts, digest=digest)

    # --- application: copies, never decides ---

    @event(Revised)
    def _revised(self, struck: tuple[Cells, ...], entered: tuple[Cells, ...]) -> None:
        self.rows.subtract(struck)
        self.rows.update(entered)
        self.rows = +self.rows


def digest_of(rows: Iterable[Cells]) -> str:
    """SHA-256 of a list's rows, sorted as text, as one JSON array."""
    return hashlib.sha256(encode(sorted(rows))).hexdigest()
