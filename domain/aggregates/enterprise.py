"""An enterprise of the object registry (检查对象).

It is registered with its credit class, its trade and where it is.
Its name, industry or tags are amended; it is reclassified on a date (信用风险分类 A–D).
It moves inside the territory, or moves away; it closes, and may open again.
When a registry no longer lists it, it is delisted; nothing recorded of it is lost.
Listed once more, it goes on from there.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Self

import msgspec
from eventsourcing.domain import CanInitAggregate, event
from msgspec.structs import replace

from domain.aggregates.base import Attribution, RegistryEvent, RegistryRow
from domain.refusals import RecordRefusal
from domain.registry import ACTIVE, CLOSED, CREDIT_CLASSES, MOVED
from domain.registry import Enterprise as Row

DESCRIPTION = ("name", "industry", "tags", "opened_on")
PLACE = ("district", "area", "longitude", "latitude")


class EnterpriseFacts(msgspec.Struct, frozen=True):
    """A row of `enterprises.csv`: tags sorted, longitude and latitude in degrees."""

    name: str
    credit_class: str
    industry: str
    tags: tuple[str, ...]
    district: str
    area: str
    longitude: float | None
    latitude: float | None
    status: str
    opened_on: date | None

    @classmethod
    def of(cls, row: Row) -> Self:
        """The facts of a registry row."""
        return cls(
            name=row.name,
            credit_class=row.credit_class,
            industry=row.industry,
            tags=tuple(sorted(row.tags)),
            district=row.district,
            area=row.area,
            longitude=row.longitude,
            latitude=row.latitude,
            status=row.status,
            opened_on=row.opened_on,
        )


class Enterprise(RegistryRow):
    """One object that may be inspected."""

    TOPIC = "enterprise"

    # --- events ---

    class Event(RegistryEvent, frozen=True, kw_only=True):
        """Something that happened to an enterprise."""

    class Registered(Event, CanInitAggregate[str], frozen=True, kw_only=True):
        """It was listed for the first time."""

        TOPIC: ClassVar[str] = "enterprise.registered.v1"
        originator_topic: str
        facts: EnterpriseFacts

    class Amended(Event, frozen=True, kw_only=True):
        """Its name, industry, tags or opening day were amended."""

        TOPIC: ClassVar[str] = "enterprise.amended.v1"
        facts: EnterpriseFacts

    class Reclassified(Event, frozen=True, kw_only=True):
        """Its credit class changed, with effect from a day."""

        TOPIC: ClassVar[str] = "enterprise.reclassified.v1"
        facts: EnterpriseFacts
        effective_on: date

    class Moved(Event, frozen=True, kw_only=True):
        """Its district, area or position changed."""

        TOPIC: ClassVar[str] = "enterprise.moved.v1"
        facts: EnterpriseFacts

    class MovedAway(Event, frozen=True, kw_only=True):
        """It left the authority's territory (迁出)."""

        TOPIC: ClassVar[str] = "enterprise.moved_away.v1"
        facts: EnterpriseFacts

    class Closed(Event, frozen=True, kw_only=True):
        """It ceased business."""

        TOPIC: ClassVar[str] = "enterprise.closed.v1"
        facts: EnterpriseFacts

    class Reopened(Event, frozen=True, kw_only=True):
        """It is in business here again."""

        TOPIC: ClassVar[str] = "enterprise.reopened.v1"
        facts: EnterpriseFacts

    class Delisted(Event, frozen=True, kw_only=True):
        """A registry no longer listed it."""

        TOPIC: ClassVar[str] = "enterprise.delisted.v1"

    class Relisted(Event, frozen=True, kw_only=True):
        """A registry listed it once more."""

        TOPIC: ClassVar[str] = "enterprise.relisted.v1"
        facts: EnterpriseFacts

    # --- commands; each raises RecordRefusal when what is recorded does not allow it ---

    @classmethod
    def registered(cls, id: str, facts: EnterpriseFacts, by: Attribution) -> Registered:
        """The event that lists an enterprise for the first time; refused for an unknown credit class."""
        _require_class(facts.credit_class)
        return cls.first_event(cls.Registered, id, by, facts=facts)

    @classmethod
    def register(cls, id: str, facts: EnterpriseFacts, by: Attribution) -> Self:
        """List an enterprise for the first time; refused for an unknown credit class."""
        return cls.begun(cls.registered(id, facts, by))

    def __init__(self, facts: EnterpriseFacts) -> None:
        self.facts = facts
        self.listed = True

    def follow(self, facts: EnterpriseFacts, effective_on: date, by: Attribution) -> None:
        """Record each difference between what is recorded and a registry's row as an event of its own."""
        if not self.listed:
            return self.relist(facts, by)
        if self.differs(facts, DESCRIPTION):
            self.amend(facts, by)
        if self.differs(facts, ("credit_class",)):
            self.reclassify(facts.credit_class, effective_on, by)
        if self.differs(facts, PLACE):
            self.move(facts, by)
        if self.differs(facts, ("status",)):
            {ACTIVE: self.reopen, CLOSED: self.close, MOVED: self.move_away}[facts.status](by)

    def amend(self, facts: EnterpriseFacts, by: Attribution) -> None:
        """Amend name, industry, tags and opening day to those of the row."""
        self.record_change(self.Amended, facts, DESCRIPTION, by)

    def reclassify(self, credit_class: str, effective_on: date, by: Attribution) -> None:
        """Give it another credit class from a day on; refused for an unknown class and for the one it has."""
        self.require_listed()
        _require_class(credit_class)
        self.require(credit_class != self.facts.credit_class, "已是该信用等级", "has that credit class already")
        facts = replace(self.facts, credit_class=credit_class)
        self.record(self.Reclassified, by, facts=facts, effective_on=effective_on)

    def move(self, facts: EnterpriseFacts, by: Attribution) -> None:
        """Move it to the district, area and position of the row."""
        self.record_change(self.Moved, facts, PLACE, by)

    def move_away(self, by: Attribution) -> None:
        """Record that it left the territory."""
        self.record_change(self.MovedAway, replace(self.facts, status=MOVED), ("status",), by)

    def close(self, by: Attribution) -> None:
        """Record that it ceased business."""
        self.record_change(self.Closed, replace(self.facts, status=CLOSED), ("status",), by)

    def reopen(self, by: Attribution) -> None:
        """Record that it is in business here again."""
        self.record_change(self.Reopened, replace(self.facts, status=ACTIVE), ("status",), by)

    def delist(self, by: Attribution) -> None:
        """Take it off the registry."""
        self.require_listed()
        self.record(self.Delisted, by)

    def relist(self, facts: EnterpriseFacts, by: Attribution) -> None:
        """List it once more; refused while listed."""
        self.require(not self.listed, "仍在名录中", "is listed")
        _require_class(facts.credit_class)
        self.record(self.Relisted, by, facts=facts)

    # --- application: copies, never decides ---

    @event(Amended)
    def _amended(self, facts: EnterpriseFacts) -> None:
        self.facts = facts

    @event(Reclassified)
    def _reclassified(self, facts: EnterpriseFacts) -> None:
        self.facts = facts

    @event(Moved)
    def _moved(self, facts: EnterpriseFacts) -> None:
        self.facts = facts

    @event(MovedAway)
    def _moved_away(self, facts: EnterpriseFacts) -> None:
        self.facts = facts

    @event(Closed)
    def _closed(self, facts: EnterpriseFacts) -> None:
        self.facts = facts

    @event(Reopened)
    def _reopened(self, facts: EnterpriseFacts) -> None:
        self.facts = facts

    @event(Delisted)
    def _delisted(self) -> None:
        self.listed = False

    @event(Relisted)
    def _relisted(self, facts: EnterpriseFacts) -> None:
        self.facts, self.listed = facts, True


def _require_class(credit_class: str) -> None:
    if credit_class not in CREDIT_CLASSES:
        classes = "、".join(CREDIT_CLASSES)
        raise RecordRefusal(
            f"没有信用等级“{credit_class}”，只有 {classes}", f"no credit class “{credit_class}”; there are {classes}"
        )
