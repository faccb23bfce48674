"""An enforcement department (执法部门).

It is established with its name and its rank: the order of the registry's departments is the order of precedence.
It is renamed; it is ranked anew when others come or go before it.
When a registry no longer lists it, it is dissolved; listed once more, it is established again.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Self

import msgspec
from eventsourcing.domain import CanInitAggregate, event

from domain.aggregates.base import Attribution, RegistryEvent, RegistryRow


class DepartmentFacts(msgspec.Struct, frozen=True):
    """A row of `departments.csv`; rank counts from 1 in the file's order."""

    name: str
    rank: int


class Department(RegistryRow):
    """One department that sends officers."""

    TOPIC = "department"

    # --- events ---

    class Event(RegistryEvent, frozen=True, kw_only=True):
        """Something that happened to a department."""

    class Established(Event, CanInitAggregate[str], frozen=True, kw_only=True):
        """It was listed for the first time."""

        TOPIC: ClassVar[str] = "department.established.v1"
        originator_topic: str
        facts: DepartmentFacts

    class Renamed(Event, frozen=True, kw_only=True):
        """It has another name."""

        TOPIC: ClassVar[str] = "department.renamed.v1"
        facts: DepartmentFacts

    class Reranked(Event, frozen=True, kw_only=True):
        """Its place in the order of precedence changed."""

        TOPIC: ClassVar[str] = "department.reranked.v1"
        facts: DepartmentFacts

    class Dissolved(Event, frozen=True, kw_only=True):
        """A registry no longer listed it."""

        TOPIC: ClassVar[str] = "department.dissolved.v1"

    class Reestablished(Event, frozen=True, kw_only=True):
        """A registry listed it once more."""

        TOPIC: ClassVar[str] = "department.reestablished.v1"
        facts: DepartmentFacts

    # --- commands; each raises RecordRefusal when what is recorded does not allow it ---

    @classmethod
    def established(cls, id: str, facts: DepartmentFacts, by: Attribution) -> Established:
        """The event that lists a department for the first time."""
        return cls.first_event(cls.Established, id, by, facts=facts)

    @classmethod
    def establish(cls, id: str, facts: DepartmentFacts, by: Attribution) -> Self:
        """List a department for the first time."""
        return cls.begun(cls.established(id, facts, by))

    def __init__(self, facts: DepartmentFacts) -> None:
        self.facts = facts
        self.listed = True

    def follow(self, facts: DepartmentFacts, effective_on: date, by: Attribution) -> None:
        """Record each difference between what is recorded and a registry's row as an event of its own."""
        if not self.listed:
            return self.reestablish(facts, by)
        if self.differs(facts, ("name",)):
            self.rename(facts, by)
        if self.differs(facts, ("rank",)):
            self.rerank(facts, by)

    def rename(self, facts: DepartmentFacts, by: Attribution) -> None:
        """Give it the name of the row."""
        self.record_change(self.Renamed, facts, ("name",), by)

    def rerank(self, facts: DepartmentFacts, by: Attribution) -> None:
        """Give it the rank of the row."""
        self.record_change(self.Reranked, facts, ("rank",), by)

    def delist(self, by: Attribution) -> None:
        """Dissolve it."""
        self.require_listed()
        self.record(self.Dissolved, by)

    def reestablish(self, facts: DepartmentFacts, by: Attribution) -> None:
        """List it once more; refused while listed."""
        self.require(not self.listed, "仍在名录中", "is listed")
        self.record(self.Reestablished, by, facts=facts)

    # --- application: copies, never decides ---

    @event(Renamed)
    def _renamed(self, facts: DepartmentFacts) -> None:
        self.facts = facts

    @event(Reranked)
    def _reranked(self, facts: DepartmentFacts) -> None:
        self.facts = facts

    @event(Dissolved)
    def _dissolved(self) -> None:
        self.listed = False

    @event(Reestablished)
    def _reestablished(self, facts: DepartmentFacts) -> None:
        self.facts, self.listed = facts, True
