"""A plan beside its registry: checks, the visits that make them, and the parts of departments in outings."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from domain.plan import TeamMember, Visit
from domain.registry import DueCheck, Enterprise, Matter


@dataclass(frozen=True, slots=True, eq=False)
class Check:
    """One check of the round: a due row with its window clipped to the round, or a drawn check (`due` None).

    Compared by identity: each row of `due.csv` is a check of its own, equal rows too.
    """

    enterprise: str
    matter: Matter
    first: date
    last: date
    due: DueCheck | None = None

    @property
    def not_before(self) -> date | None:
        """The row's own date, as `unplanned.csv` names it; None: the drawn check."""
        return self.due.not_before if self.due else None

    @property
    def counts(self) -> bool:
        """Whether a visit that makes it counts toward caps."""
        return self.due.counts_toward_cap if self.due else self.matter.counts_toward_cap

    def holds(self, day: date) -> bool:
        """Whether the window holds the day."""
        return self.first <= day <= self.last


@dataclass(slots=True, eq=False)
class Entry:
    """One visit of the plan with the checks it makes; `new` are those that no earlier visit made."""

    visit: Visit
    enterprise: Enterprise
    matters: tuple[Matter, ...]
    made: list[Check] = field(default_factory=list)
    new: list[Check] = field(default_factory=list)

    @property
    def makes_due(self) -> bool:
        """Whether it makes a due check, which exempts it from quiet days."""
        return any(check.due for check in self.made)

    @property
    def counts(self) -> bool:
        """Whether it counts toward caps."""
        return any([check.counts for check in self.made])


@dataclass(slots=True, eq=False)
class Part:
    """One department's part in one outing: the visits it joins and the officers drawn for them."""

    outing: str
    department: str
    entries: list[Entry]
    members: list[TeamMember] = field(default_factory=list)

    @property
    def day(self) -> date:
        """The outing's day: its first visit's."""
        return self.entries[0].visit.date

    @property
    def place(self) -> Enterprise:
        """The first enterprise, for its district and area."""
        return self.entries[0].enterprise

    @property
    def slots(self) -> list[str]:
        """The slots in which the team is busy."""
        return [entry.visit.slot for entry in self.entries]

    @property
    def leads(self) -> bool:
        """Whether the department leads one of the visits."""
        return self.department in [entry.visit.lead_department for entry in self.entries]

    @property
    def skills(self) -> frozenset[str]:
        """Skills that the department's matters need."""
        needed = [m.skill for entry in self.entries for m in entry.matters if m.department == self.department]
        return frozenset(filter(None, needed))

    def __str__(self) -> str:
        return f"{self.outing} {self.department}"
