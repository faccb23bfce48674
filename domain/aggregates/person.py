"""Somebody of whom the record told, an officer or a witness: that their key was dropped, when, by whom and why.

The aggregate is named by the id of the dropped key, which stands in everything that was sealed with it: nobody's name.
"""

from __future__ import annotations

from typing import ClassVar, Self

from eventsourcing.domain import CanInitAggregate

from domain.aggregates.base import Attribution, DomainEvent, RecordedAggregate
from domain.refusals import RecordRefusal


class Person(RecordedAggregate):
    """One key of one person. Somebody who is told of again afterwards gets another key, and is another one here."""

    TOPIC = "person"

    # --- events ---

    class Event(DomainEvent, frozen=True, kw_only=True):
        """Something that happened to a person's key."""

    class Forgotten(Event, CanInitAggregate[str], frozen=True, kw_only=True):
        """The key was dropped with this event; `role` is inspector or witness, `inspector` an officer's id, else ""."""

        TOPIC: ClassVar[str] = "person.forgotten.v1"
        originator_topic: str
        role: str
        inspector: str
        cause: str

    # --- commands ---

    @classmethod
    def forget(cls, key_id: str, role: str, inspector: str, cause: str, by: Attribution) -> Self:
        """Record that a key is dropped; refused without a cause."""
        if not cause.strip():
            raise RecordRefusal("遗忘一个人须说明理由", "somebody is forgotten for a cause, which must be given")
        return cls.begin(cls.Forgotten, key_id, by, role=role, inspector=inspector, cause=cause)

    def __init__(self, role: str, inspector: str, cause: str) -> None:
        self.role, self.inspector, self.cause = role, inspector, cause
