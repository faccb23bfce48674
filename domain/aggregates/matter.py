"""A matter on the published list (抽查事项): one thing one department may check.

It is published with its legal basis and whom it applies to.
It is amended when the list says something else of it.
When the list no longer has it, it is withdrawn, and may not be checked; it may be published again.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Self

import msgspec
from eventsourcing.domain import CanInitAggregate, event

from domain.aggregates.base import Attribution, RegistryEvent, RegistryRow
from domain.refusals import RecordRefusal
from domain.registry import Matter as Row


class MatterFacts(msgspec.Struct, frozen=True):
    """A row of `matters.csv`: industries as prefixes in the file's order, tags sorted."""

    department: str
    name: str
    legal_basis: str
    industries: tuple[str, ...]
    tags: tuple[str, ...]
    minutes: int | None
    skill: str
    counts_toward_cap: bool

    @classmethod
    def of(cls, row: Row) -> Self:
        """The facts of a registry row."""
        return cls(
            department=row.department,
            name=row.name,
            legal_basis=row.legal_basis,
            industries=row.industries,
            tags=tuple(sorted(row.tags)),
            minutes=row.minutes,
            skill=row.skill,
            counts_toward_cap=row.counts_toward_cap,
        )


class Matter(RegistryRow):
    """One thing that may be checked. A matter that is not on the published list may not be (国办发〔2024〕54号)."""

    TOPIC = "matter"

    # --- events ---

    class Event(RegistryEvent, frozen=True, kw_only=True):
        """Something that happened to a matter."""

    class Published(Event, CanInitAggregate[str], frozen=True, kw_only=True):
        """It was put on the list with its legal basis."""

        TOPIC: ClassVar[str] = "matter.published.v1"
        originator_topic: str
        facts: MatterFacts

    class Amended(Event, frozen=True, kw_only=True):
        """The list says something else of it."""

        TOPIC: ClassVar[str] = "matter.amended.v1"
        facts: MatterFacts

    class Withdrawn(Event, frozen=True, kw_only=True):
        """It was taken off the list."""

        TOPIC: ClassVar[str] = "matter.withdrawn.v1"

    class Republished(Event, frozen=True, kw_only=True):
        """It was put on the list once more."""

        TOPIC: ClassVar[str] = "matter.republished.v1"
        facts: MatterFacts

    # --- commands; each raises RecordRefusal when what is recorded does not allow it ---

    @classmethod
    def published(cls, id: str, facts: MatterFacts, by: Attribution) -> Published:
        """The event that puts a matter on the list; refused without a legal basis."""
        _require_basis(id, facts)
        return cls.first_event(cls.Published, id, by, facts=facts)

    @classmethod
    def publish(cls, id: str, facts: MatterFacts, by: Attribution) -> Self:
        """Put a matter on the list; refused without a legal basis."""
        return cls.begun(cls.published(id, facts, by))

    def __init__(self, facts: MatterFacts) -> None:
        self.facts = facts
        self.listed = True

    def follow(self, facts: MatterFacts, effective_on: date, by: Attribution) -> None:
        """Record the difference between what is recorded and a registry's row."""
        if not self.listed:
            self.republish(facts, by)
        elif facts != self.facts:
            self.amend(facts, by)

    def amend(self, facts: MatterFacts, by: Attribution) -> None:
        """Make it what the row says; refused without a legal basis."""
        _require_basis(self.bare_id, facts)
        self.record_change(self.Amended, facts, facts.__struct_fields__, by)

    def delist(self, by: Attribution) -> None:
        """Withdraw it from the list."""
        self.require_listed()
        self.record(self.Withdrawn, by)

    def republish(self, facts: MatterFacts, by: Attribution) -> None:
        """Put it on the list once more; refused while it is there, or without a legal basis."""
        self.require(not self.listed, "仍在清单中", "is on the list")
        _require_basis(self.bare_id, facts)
        self.record(self.Republished, by, facts=facts)

    # --- application: copies, never decides ---

    @event(Amended)
    def _amended(self, facts: MatterFacts) -> None:
        self.facts = facts

    @event(Withdrawn)
    def _withdrawn(self) -> None:
        self.listed = False

    @event(Republished)
    def _republished(self, facts: MatterFacts) -> None:
        self.facts, self.listed = facts, True


def _require_basis(id: str, facts: MatterFacts) -> None:
    if not facts.legal_basis:
        raise RecordRefusal(f"事项 {id} 没有法律依据，不得公布", f"matter {id} has no legal basis: not to be published")
