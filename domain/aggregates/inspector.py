"""An officer of the inspector registry (执法检查人员).

They are enrolled by a department with a certificate (执法证) that runs out; it is renewed until another day.
What the registry says of them is amended: skills, areas, limits, whether they may lead.
They are absent for some days, or the absence is withdrawn.
They are recused from an enterprise (回避), or the recusal is lifted.
When a registry no longer lists them they have left; listed once more, they are enrolled again.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Self

import msgspec
from eventsourcing.domain import CanInitAggregate, event

from domain.aggregates.base import Attribution, Entry, RegistryEvent, RegistryRow, encode
from domain.registry import Inspector as Row

CERTIFICATE = ("certificate_no", "certificate_valid_until")


class InspectorFacts(msgspec.Struct, frozen=True):
    """A row of `inspectors.csv`: skills and areas sorted; limits in visits."""

    name: str
    department: str
    certificate_no: str
    certificate_valid_until: date
    skills: tuple[str, ...]
    station: str
    district: str
    areas: tuple[str, ...]
    can_lead: bool
    max_visits_per_day: int
    max_visits_per_week: int

    @classmethod
    def of(cls, row: Row) -> Self:
        """The facts of a registry row."""
        return cls(
            name=row.name,
            department=row.department,
            certificate_no=row.certificate_no,
            certificate_valid_until=row.certificate_valid_until,
            skills=tuple(sorted(row.skills)),
            station=row.station,
            district=row.district,
            areas=tuple(sorted(row.areas)),
            can_lead=row.can_lead,
            max_visits_per_day=row.max_visits_per_day,
            max_visits_per_week=row.max_visits_per_week,
        )


AMENDABLE = tuple(name for name in InspectorFacts.__struct_fields__ if name not in CERTIFICATE)


class Inspector(RegistryRow):
    """One certified officer."""

    TOPIC = "inspector"

    # --- events ---

    class Event(RegistryEvent, frozen=True, kw_only=True):
        """Something that happened to an officer."""

    class Enrolled(Event, CanInitAggregate[str], frozen=True, kw_only=True):
        """They were listed for the first time."""

        TOPIC: ClassVar[str] = "inspector.enrolled.v2"
        originator_topic: str
        facts: InspectorFacts

    class Amended(Event, frozen=True, kw_only=True):
        """Anything but the certificate was amended."""

        TOPIC: ClassVar[str] = "inspector.amended.v2"
        facts: InspectorFacts

    class CertifiedUntil(Event, frozen=True, kw_only=True):
        """The certificate is valid until another day, or is another one."""

        TOPIC: ClassVar[str] = "inspector.certified_until.v2"
        facts: InspectorFacts

    class Absent(Event, frozen=True, kw_only=True):
        """They are not there from a first to a last day, both included."""

        TOPIC: ClassVar[str] = "inspector.absent.v2"
        first: date
        last: date
        cause: str

        def entry(self) -> Entry:
            """An absence is a row of its own."""
            return absence_entry(self.originator_id, self.first, self.last, encode(self.cause))

    class AbsenceWithdrawn(Event, frozen=True, kw_only=True):
        """They are there after all."""

        TOPIC: ClassVar[str] = "inspector.absence_withdrawn.v1"
        first: date
        last: date

        def entry(self) -> Entry:
            """An absence is a row of its own."""
            return absence_entry(self.originator_id, self.first, self.last, None)

    class Recused(Event, frozen=True, kw_only=True):
        """They must not take part at an enterprise (行政处罚法 §43)."""

        TOPIC: ClassVar[str] = "inspector.recused.v2"
        enterprise: str
        cause: str

        def entry(self) -> Entry:
            """A recusal is a row of its own."""
            return recusal_entry(self.originator_id, self.enterprise, encode(self.cause))

    class RecusalLifted(Event, frozen=True, kw_only=True):
        """They may take part at the enterprise again."""

        TOPIC: ClassVar[str] = "inspector.recusal_lifted.v1"
        enterprise: str

        def entry(self) -> Entry:
            """A recusal is a row of its own."""
            return recusal_entry(self.originator_id, self.enterprise, None)

    class Left(Event, frozen=True, kw_only=True):
        """A registry no longer listed them."""

        TOPIC: ClassVar[str] = "inspector.left.v1"

    class Reenrolled(Event, frozen=True, kw_only=True):
        """A registry listed them once more."""

        TOPIC: ClassVar[str] = "inspector.reenrolled.v2"
        facts: InspectorFacts

    # --- commands; each raises RecordRefusal when what is recorded does not allow it ---

    @classmethod
    def enrol(cls, id: str, facts: InspectorFacts, by: Attribution) -> Self:
        """List an officer for the first time."""
        return cls.begin(cls.Enrolled, id, by, facts=facts)

    def __init__(self, facts: InspectorFacts) -> None:
        self.facts, self.listed = facts, True
        self.absences: dict[tuple[date, date], str] = {}
        self.recusals: dict[str, str] = {}

    def follow(self, facts: InspectorFacts, effective_on: date, by: Attribution) -> None:
        """Record each difference between what is recorded and a registry's row as an event of its own."""
        if not self.listed:
            return self.reenrol(facts, by)
        if self.differs(facts, AMENDABLE):
            self.amend(facts, by)
        if self.differs(facts, CERTIFICATE):
            self.certify(facts, by)

    def amend(self, facts: InspectorFacts, by: Attribution) -> None:
        """Amend everything but the certificate to what the row says."""
        self.record_change(self.Amended, facts, AMENDABLE, by)

    def certify(self, facts: InspectorFacts, by: Attribution) -> None:
        """Record the certificate of the row and the day until which it is valid."""
        self.record_change(self.CertifiedUntil, facts, CERTIFICATE, by)

    def be_absent(self, first: date, last: date, cause: str, by: Attribution) -> None:
        """Record an absence; refused if it ends before it begins, or is recorded already."""
        self.require_listed()
        self.require(first <= last, f"请假止 {last} 早于起 {first}", f"absence ends {last}, before it begins {first}")
        new, span = (first, last) not in self.absences, f"{first}—{last}"
        self.require(new, f"{span} 已登记请假", f"is recorded as absent {span} already")
        self.record(self.Absent, by, first=first, last=last, cause=cause)

    def withdraw_absence(self, first: date, last: date, by: Attribution) -> None:
        """Withdraw an absence; refused if it is not recorded."""
        self.require((first, last) in self.absences, f"没有 {first}—{last} 的请假", f"has no absence {first}—{last}")
        self.record(self.AbsenceWithdrawn, by, first=first, last=last)

    def recuse(self, enterprise: str, cause: str, by: Attribution) -> None:
        """Keep the officer away from an enterprise; refused if they are recused from it already."""
        self.require_listed()
        self.require(enterprise not in self.recusals, f"已回避 {enterprise}", f"is recused from {enterprise} already")
        self.record(self.Recused, by, enterprise=enterprise, cause=cause)

    def lift_recusal(self, enterprise: str, by: Attribution) -> None:
        """Lift a recusal that is recorded."""
        self.require(enterprise in self.recusals, f"未回避 {enterprise}", f"is not recused from {enterprise}")
        self.record(self.RecusalLifted, by, enterprise=enterprise)

    def delist(self, by: Attribution) -> None:
        """Record that they left."""
        self.require_listed()
        self.record(self.Left, by)

    def reenrol(self, facts: InspectorFacts, by: Attribution) -> None:
        """List them once more; refused while listed."""
        self.require(not self.listed, "仍在名录中", "is listed")
        self.record(self.Reenrolled, by, facts=facts)

    # --- application: copies, never decides ---

    @event(Amended)
    def _amended(self, facts: InspectorFacts) -> None:
        self.facts = facts

    @event(CertifiedUntil)
    def _certified_until(self, facts: InspectorFacts) -> None:
        self.facts = facts

    @event(Absent)
    def _absent(self, first: date, last: date, cause: str) -> None:
        self.absences[first, last] = cause

    @event(AbsenceWithdrawn)
    def _absence_withdrawn(self, first: date, last: date) -> None:
        self.absences.pop((first, last))

    @event(Recused)
    def _recused(self, enterprise: str, cause: str) -> None:
        self.recusals[enterprise] = cause

    @event(RecusalLifted)
    def _recusal_lifted(self, enterprise: str) -> None:
        self.recusals.pop(enterprise)

    @event(Left)
    def _left(self) -> None:
        self.listed = False

    @event(Reenrolled)
    def _reenrolled(self, facts: InspectorFacts) -> None:
        self.facts, self.listed = facts, True


def absence_entry(originator_id: str, first: date, last: date, facts: bytes | None) -> Entry:
    """The registry's row for an absence, named `inspector|first|last`."""
    return Entry("absence", f"{originator_id.partition(':')[2]}|{first}|{last}", facts)


def recusal_entry(originator_id: str, enterprise: str, facts: bytes | None) -> Entry:
    """The registry's row for a recusal, named `inspector|enterprise`."""
    return Entry("recusal", f"{originator_id.partition(':')[2]}|{enterprise}", facts)
