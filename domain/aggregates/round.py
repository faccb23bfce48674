"""A round (一轮抽查): one calendar quarter of one authority, from its opening to its published plan.

It is opened with its policy and calendar; then the registry is sealed with its digest, before any seed is known.
It is drawn, matter by matter and class by class, with one seed; a draw that is recorded is never replaced.
Visits are scheduled; checks that no visit makes are left unplanned, each with a reason.
Officers are drawn with a seed of their own; whoever was skipped is recorded with the reason.
It is published: the digests of the plan's files, and the versions of everything that decided.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, ClassVar, Self

import msgspec
from eventsourcing.domain import CanInitAggregate, event

from domain.aggregates.base import Attribution, DomainEvent, RecordedAggregate, in_parts
from domain.calendar import Quarter
from domain.plan import Frame, Skip, TeamMember, Unplanned, Visit
from domain.refusals import RoundRefusal
from domain.registry import Policy

OPENED, SEALED, DRAWN = "已启动 opened", "已封存名录 registry sealed", "已抽取 drawn"
SCHEDULED, STAFFED, PUBLISHED = "已排期 scheduled", "已派人 officers drawn", "已公示 published"


class RoundPolicy(msgspec.Struct, frozen=True):
    """The settings of `policy.toml`, every one resolved; `max_load_lead` as an exact fraction's text."""

    slots: tuple[str, ...]
    inspectors_per_department: int
    max_departments_per_visit: int
    max_people_per_visit: int
    min_days_between_visits: int
    quiet_days_of_month: tuple[int, ...]
    max_load_lead: str

    @classmethod
    def of(cls, policy: Policy) -> Self:
        """The settings of a registry."""
        return cls(
            slots=policy.slots,
            inspectors_per_department=policy.inspectors_per_department,
            max_departments_per_visit=policy.max_departments_per_visit,
            max_people_per_visit=policy.max_people_per_visit,
            min_days_between_visits=policy.min_days_between_visits,
            quiet_days_of_month=policy.quiet_days_of_month,
            max_load_lead=str(policy.max_load_lead),
        )


class Round(RecordedAggregate):
    """One round. Rows in its events stand in the order of the plan folder's columns."""

    TOPIC = "round"

    # --- events ---

    class Event(DomainEvent, frozen=True, kw_only=True):
        """Something that happened in a round."""

    class Opened(Event, CanInitAggregate[str], frozen=True, kw_only=True):
        """The round was opened for the days from first to last."""

        TOPIC: ClassVar[str] = "round.opened.v1"
        originator_topic: str
        first: date
        last: date
        policy: RoundPolicy
        calendar: str

    class RegistrySealed(Event, frozen=True, kw_only=True):
        """The registry that is drawn from was fixed: its digest, and that of each file it was read from."""

        TOPIC: ClassVar[str] = "round.registry_sealed.v1"
        digest: str
        inputs: dict[str, str]

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

    class Scheduled(Event, frozen=True, kw_only=True):
        """One part of the visits."""

        TOPIC: ClassVar[str] = "round.scheduled.v1"
        part: int
        parts: int
        visits: tuple[Visit, ...]

    class LeftUnplanned(Event, frozen=True, kw_only=True):
        """One part of the checks that no visit makes."""

        TOPIC: ClassVar[str] = "round.left_unplanned.v1"
        part: int
        parts: int
        checks: tuple[Unplanned, ...]

    class OfficersDrawn(Event, frozen=True, kw_only=True):
        """One part of the teams."""

        TOPIC: ClassVar[str] = "round.officers_drawn.v1"
        officer_seed: str
        part: int
        parts: int
        members: tuple[TeamMember, ...]

    class OfficersSkipped(Event, frozen=True, kw_only=True):
        """One part of the officers passed over although somebody with a larger ticket was taken."""

        TOPIC: ClassVar[str] = "round.officers_skipped.v1"
        part: int
        parts: int
        officers: tuple[Skip, ...]

    class Published(Event, frozen=True, kw_only=True):
        """The plan was published: digests of its files, and what decided it."""

        TOPIC: ClassVar[str] = "round.published.v1"
        outputs: dict[str, str]
        versions: dict[str, str]
        counts: dict[str, Any]
        bounds: dict[str, Any]
        beyond_limit: tuple[str, ...]

    # --- commands; each raises RoundRefusal when the round is not where the step belongs ---

    @classmethod
    def open(cls, round_id: str, policy: RoundPolicy, calendar: str, by: Attribution) -> Self:
        """Open the round of a quarter, `2027Q1`; UnknownQuarter if it is none."""
        quarter = Quarter.parse(round_id)
        facts = {"first": quarter.first, "last": quarter.last, "policy": policy, "calendar": calendar}
        return cls.begin(cls.Opened, round_id, by, **facts)

    def __init__(self, policy: RoundPolicy, calendar: str) -> None:
        self.stage, self.policy, self.calendar = OPENED, policy, calendar
        self.digest, self.seed, self.officer_seed = "", "", ""
        self.inputs: dict[str, str] = {}
        self.drawn: dict[tuple[str, str], int] = {}
        self.visits, self.unplanned = 0, 0
        self.outputs: dict[str, str] = {}
        self.versions: dict[str, str] = {}

    def seal_registry(self, digest: str, inputs: Mapping[str, str], by: Attribution) -> None:
        """Seal the registry that is drawn from."""
        self._require(OPENED)
        self.record(self.RegistrySealed, by, digest=digest, inputs=dict(inputs))

    def draw(self, seed: str, frame: Frame, enterprises: Iterable[str], by: Attribution) -> None:
        """Record the draw for one matter and class; one seed for all of them, each of them once."""
        self._require(SEALED, DRAWN)
        if self.stage == DRAWN and seed != self.seed:
            raise self._refusal(f"已用种子“{self.seed}”抽取", f"is drawn with seed “{self.seed}”")
        if (frame.matter, frame.credit_class) in self.drawn:
            pair = f"{frame.matter} {frame.credit_class}"
            raise self._refusal(
                f"{pair} 已抽取，再抽须另行记录并说明理由", f"{pair} is drawn; a redraw is an event of its own"
            )
        parts = in_parts(enterprises)
        for number, part in enumerate(parts, 1):
            facts = {**frame._asdict(), "part": number, "parts": len(parts), "enterprises": part}
            self.record(self.Drawn, by, seed=seed, **facts)

    def schedule(self, visits: Iterable[Visit], unplanned: Iterable[Unplanned], by: Attribution) -> None:
        """Record the visits, and the checks that none of them makes."""
        self._require(SEALED, DRAWN)
        self._record_parts(self.LeftUnplanned, "checks", unplanned, by)
        self._record_parts(self.Scheduled, "visits", visits, by)

    def draw_officers(
        self, officer_seed: str, members: Iterable[TeamMember], skips: Iterable[Skip], by: Attribution
    ) -> None:
        """Record the teams, and who was passed over."""
        self._require(SCHEDULED)
        self._record_parts(self.OfficersSkipped, "officers", skips, by)
        self._record_parts(self.OfficersDrawn, "members", members, by, officer_seed=officer_seed)

    def publish(self, outputs: Mapping[str, str], facts: Mapping[str, Any], by: Attribution) -> None:
        """Publish the plan; `facts` are those of `plan.json`."""
        self._require(STAFFED)
        decided = {name: dict(facts.get(name, {})) for name in ("versions", "counts", "bounds")}
        beyond = tuple(facts.get("beyond_limit", ()))
        self.record(self.Published, by, outputs=dict(outputs), beyond_limit=beyond, **decided)

    def _record_parts(
        self, part_event: type[DomainEvent], name: str, rows: Iterable[Any], by: Attribution, **facts: Any
    ) -> None:
        parts = in_parts(rows)
        for number, part in enumerate(parts, 1):
            self.record(part_event, by, part=number, parts=len(parts), **{name: part}, **facts)

    def _require(self, *stages: str) -> None:
        if self.stage not in stages:
            allowed = " / ".join(stages)
            raise self._refusal(
                f"处于“{self.stage}”，此步骤须在“{allowed}”", f"is {self.stage}; this step needs {allowed}"
            )

    def _refusal(self, zh: str, en: str) -> RoundRefusal:
        return RoundRefusal(f"轮次 {self.bare_id} {zh}", f"round {self.bare_id} {en}")

    # --- application: copies, never decides ---

    @event(RegistrySealed)
    def _registry_sealed(self, digest: str, inputs: dict[str, str]) -> None:
        self.stage, self.digest, self.inputs = SEALED, digest, dict(inputs)

    @event(Drawn)
    def _drawn(self, seed: str, matter: str, credit_class: str, sample_size: int) -> None:
        self.stage, self.seed = DRAWN, seed
        self.drawn[matter, credit_class] = sample_size

    @event(LeftUnplanned)
    def _left_unplanned(self, checks: tuple[Unplanned, ...]) -> None:
        self.unplanned += len(checks)

    @event(Scheduled)
    def _scheduled(self, visits: tuple[Visit, ...]) -> None:
        self.stage = SCHEDULED
        self.visits += len(visits)

    @event(OfficersSkipped)
    def _officers_skipped(self) -> None:
        """Nothing later depends on it."""

    @event(OfficersDrawn)
    def _officers_drawn(self, officer_seed: str) -> None:
        self.stage, self.officer_seed = STAFFED, officer_seed

    @event(Published)
    def _published(self, outputs: dict[str, str], versions: dict[str, str]) -> None:
        self.stage, self.outputs, self.versions = PUBLISHED, dict(outputs), dict(versions)
