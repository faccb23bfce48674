"""The vocabulary of a round, in the order in which things happen. Rows stand in the order of the plan folder's columns.

`draw_kind` is `enterprises` or `officers`; digests are SHA-256 in hex; long lists come in parts, counted from 1.
"""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from eventsourcing.domain import CanInitAggregate

from domain.aggregates.base import DomainEvent
from domain.aggregates.ceremony import Evidence, RoundPolicy, SeedSource
from domain.plan import Skip, TeamMember, Unplanned, Visit


class Event(DomainEvent, frozen=True, kw_only=True):
    """Something that happened in a round."""


class Opened(Event, CanInitAggregate[str], frozen=True, kw_only=True):
    """The round was opened for the days from first to last."""

    TOPIC: ClassVar[str] = "round.opened.v2"
    originator_topic: str
    first: date
    last: date
    calendar: str


class RegistrySealed(Event, frozen=True, kw_only=True):
    """The lists were fixed, and the SHA-256 of a secret; `commitment` is "" if there is no ceremony."""

    TOPIC: ClassVar[str] = "round.registry_sealed.v2"
    digest: str
    lists: dict[str, str]
    inputs: dict[str, str]
    policy: RoundPolicy | None
    working_days: tuple[date, ...]
    rules: str
    commitment: str


class SeedSourceNamed(Event, frozen=True, kw_only=True):
    """It was said where a seed will come from, before it exists."""

    TOPIC: ClassVar[str] = "round.seed_source_named.v1"
    draw_kind: str
    source: SeedSource


class SeedRevealed(Event, frozen=True, kw_only=True):
    """The public outcome became known."""

    TOPIC: ClassVar[str] = "round.seed_revealed.v2"
    draw_kind: str
    outcome: str
    evidence: Evidence


class Drawn(Event, frozen=True, kw_only=True):
    """One part of the enterprises drawn for a matter and class; tickets follow from seed, round and id."""

    TOPIC: ClassVar[str] = "round.drawn.v1"
    seed: str
    matter: str
    credit_class: str
    frame_size: int
    sample_size: int
    part: int
    parts: int
    enterprises: tuple[str, ...]


class DrawSealed(Event, frozen=True, kw_only=True):
    """The draw is complete: digests of its files, and the root of a tree over the salted rows of `draw.csv`."""

    TOPIC: ClassVar[str] = "round.draw_sealed.v1"
    seed: str
    files: dict[str, str]
    root: str
    leaves: int


class LeftUnplanned(Event, frozen=True, kw_only=True):
    """One part of the checks that no visit makes."""

    TOPIC: ClassVar[str] = "round.left_unplanned.v1"
    part: int
    parts: int
    checks: tuple[Unplanned, ...]


class Scheduled(Event, frozen=True, kw_only=True):
    """One part of the visits."""

    TOPIC: ClassVar[str] = "round.scheduled.v1"
    part: int
    parts: int
    visits: tuple[Visit, ...]


class ScheduleSealed(Event, frozen=True, kw_only=True):
    """Days and outings are fixed before anybody can know the officers; the root is over the rows of `visits.csv`.

    `versions` are those of everything that decided the days.
    """

    TOPIC: ClassVar[str] = "round.schedule_sealed.v1"
    files: dict[str, str]
    root: str
    leaves: int
    counts: dict[str, Any]
    bounds: dict[str, Any]
    beyond_limit: tuple[str, ...]
    versions: dict[str, str]


class OfficersSkipped(Event, frozen=True, kw_only=True):
    """One part of the officers passed over although somebody with a larger ticket was taken."""

    TOPIC: ClassVar[str] = "round.officers_skipped.v1"
    part: int
    parts: int
    officers: tuple[Skip, ...]


class OfficersDrawn(Event, frozen=True, kw_only=True):
    """One part of the teams."""

    TOPIC: ClassVar[str] = "round.officers_drawn.v1"
    officer_seed: str
    part: int
    parts: int
    members: tuple[TeamMember, ...]


class Published(Event, frozen=True, kw_only=True):
    """The plan was published: digests of its files, what decided it, and the link of every event before."""

    TOPIC: ClassVar[str] = "round.published.v2"
    outputs: dict[str, str]
    versions: dict[str, str]
    counts: dict[str, Any]
    bounds: dict[str, Any]
    beyond_limit: tuple[str, ...]
    record: str


class RedrawOrdered(Event, frozen=True, kw_only=True):
    """The round goes back to `seal`, `draw` or `officers`; what was drawn before stays on record."""

    TOPIC: ClassVar[str] = "round.redraw_ordered.v1"
    back_to: str
    cause: str


class SecretDisclosed(Event, frozen=True, kw_only=True):
    """The visits are done and the secret is open: from now on anybody can compute both draws.

    `record` is the link of every event before, changes included.
    """

    TOPIC: ClassVar[str] = "round.secret_disclosed.v1"
    secret: str
    record: str
