"""Later changes: what may happen after publication, what it makes of the lists, and who succeeds a closed enterprise.

Standard library alone. `docs/draw.md`, section 7, tells the rule; `domain.draw.replacing` fills the seats by ticket,
`scheduling.replanning` finds the days.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from domain.draw.frames import Frames
from domain.draw.sample import raw_tickets
from domain.plan import Drawn
from domain.registry import DUE_KINDS, Absence, Blackout, DueCheck, Enterprise, Registry

ABSENT, GONE = "officer_absent", "officer_gone"
CLOSED, MOVED, REFUSES = "enterprise_closed", "enterprise_moved", "date_refused"
DECLINED = "department_declined"
KINDS = (ABSENT, GONE, CLOSED, MOVED, REFUSES, DECLINED, *DUE_KINDS)
"""Every kind of change; a due check is called as in `due.csv`."""


class Change(NamedTuple):
    """Something that happened after publication, as it is reported.

    `subject` is an officer (`officer_…`), a visit (`department_declined`), else an enterprise. `first` and `last` are
    the days of an absence or a refusal, or the window of a due check. `district` and `area`: where an enterprise went.
    `as_of` is the day of the report: what lies before it stays.
    """

    kind: str
    subject: str
    first: date | None = None
    last: date | None = None
    cause: str = ""
    matter: str = ""
    department: str = ""
    district: str = ""
    area: str = ""
    as_of: date | None = None

    @property
    def ends_visits(self) -> bool:
        """Whether the enterprise is visited no more: closed, or moved to where nobody knows it."""
        return self.kind == CLOSED or (self.kind == MOVED and not self.area)


class Succession(NamedTuple):
    """An enterprise drawn for a matter in another's place; without a successor ("") the frame is used up."""

    matter: str
    credit_class: str
    enterprise: str
    successor: str
    ticket: str


def absences(reported: Iterable[Change]) -> list[Absence]:
    """Days on which officers are not there by these reports, none before the report."""
    return [
        Absence(it.subject, max(it.first or date.min, it.as_of or date.min), it.last or date.max, it.cause)
        for it in reported
        if it.kind in (ABSENT, GONE)
    ]


def lists_now(registry: Registry, reported: Sequence[Change]) -> Registry:
    """The lists with what was reported: absences, refused days, due checks, new addresses.

    A closed enterprise stays as it was sealed: what was checked there before remains a check of an active one.
    """
    refused = [_refusal(it) for it in reported if it.kind == REFUSES]
    due = [_due(it) for it in reported if it.kind in DUE_KINDS]
    moved = {it.subject: it for it in reported if it.kind == MOVED and it.area}
    known = registry.enterprises
    at = {id: known[id]._replace(district=to.district, area=to.area) for id, to in moved.items()}
    return replace(
        registry,
        enterprises=Relocated(known, at) if at else known,
        absences=(*registry.absences, *absences(reported)),
        blackouts=(*registry.blackouts, *refused),
        due=(*registry.due, *due),
    )


def _refusal(it: Change) -> Blackout:
    first = it.first or date.min
    return Blackout(it.subject, "", max(first, it.as_of or date.min), it.last or first, it.cause)


def _due(it: Change) -> DueCheck:
    return DueCheck(it.subject, it.matter, it.kind, it.first or date.min, it.last or date.max, it.cause)


class Relocated(Mapping[str, Enterprise]):
    """The object registry with a few enterprises at a new address."""

    def __init__(self, sealed: Mapping[str, Enterprise], at: Mapping[str, Enterprise]) -> None:
        self._sealed, self._at = sealed, at

    def __getitem__(self, id: str) -> Enterprise:
        return self._at[id] if id in self._at else self._sealed[id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._sealed)

    def __len__(self) -> int:
        return len(self._sealed)


def successions(
    registry: Registry,
    vacated: Sequence[Drawn],
    drawn: Iterable[Drawn],
    closed: Collection[str],
    *,
    round_id: str,
    seed: str,
) -> list[Succession]:
    """The next of each sealed frame: fewest counted visits this year, then the smallest ticket.

    Nobody is drawn twice for a matter, and none that is reported closed.
    """
    if not vacated:
        return []
    book = Frames(registry, int(round_id[:4]))
    taken = {(row.matter, row.credit_class, row.enterprise) for row in drawn}
    answers = []
    for gone in sorted(vacated):
        pair = gone.matter, gone.credit_class
        frame, ids = book.of(registry.matters[gone.matter], gone.credit_class), book.table.columns.ids
        free = (row for row in frame.rows() if (*pair, ids[row]) not in taken and ids[row] not in closed)
        ranked = ((book.made.get(row, 0), raw_tickets(seed, round_id, [ids[row]])[0], row) for row in free)
        _, ticket, row = min(ranked, default=(0, b"", -1))
        successor = ids[row] if row >= 0 else ""
        taken.add((*pair, successor))
        answers.append(Succession(*pair, gone.enterprise, successor, ticket.hex()))
    return answers
