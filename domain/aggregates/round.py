"""A round (一轮抽查): one calendar quarter of one authority, as a ceremony whose order of steps makes cheating visible.

It is opened; its lists are sealed, with the SHA-256 of a secret. The source of the seed is named before its hour, its
outcome revealed with evidence, the enterprises drawn. Visits are scheduled without persons. Then a second source is
named, its outcome revealed, the officers drawn. It is published; when the visits are done the secret is disclosed.
A redraw is an event with a cause, and what was drawn before stays on record; later changes each name what they answer.
Sealed without a commitment it is a round in one go: any seed, no ceremony. Its words are in `round_events`, its stages
in `stages`, what it refuses in `round_guards`, what follows publication in `round_changes`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Self

from eventsourcing.domain import event
from msgspec.structs import asdict, replace

from domain.aggregates import change_events as changes
from domain.aggregates import round_events as events
from domain.aggregates import stages
from domain.aggregates.base import Attribution
from domain.aggregates.ceremony import ENTERPRISES, OFFICERS, Evidence, RoundPolicy, SealedLists, SeedSource
from domain.aggregates.round_changes import ChangingRound
from domain.aggregates.stages import Redraw, Standing
from domain.calendar import Quarter
from domain.plan import Frame, Skip, TeamMember, Unplanned, Visit


class Round(ChangingRound):
    """One round. Every command raises RoundRefusal where the ceremony does not allow it, and records nothing then.

    `standing` is how far it has come, `redraws` and `changes` (by number) what became of it since.
    """

    TOPIC = "round"

    Event = events.Event
    Opened = events.Opened
    RegistrySealed = events.RegistrySealed
    SeedSourceNamed = events.SeedSourceNamed
    SeedRevealed = events.SeedRevealed
    Drawn = events.Drawn
    DrawSealed = events.DrawSealed
    LeftUnplanned = events.LeftUnplanned
    Scheduled = events.Scheduled
    ScheduleSealed = events.ScheduleSealed
    OfficersSkipped = events.OfficersSkipped
    OfficersDrawn = events.OfficersDrawn
    Published = events.Published
    RedrawOrdered = events.RedrawOrdered
    SecretDisclosed = events.SecretDisclosed
    ChangeReported = changes.ChangeReported
    OfficerReplaced = changes.OfficerReplaced
    EnterpriseReplaced = changes.EnterpriseReplaced
    VisitsCancelled = changes.VisitsCancelled
    VisitMoved = changes.VisitMoved
    VisitAdded = changes.VisitAdded
    VisitExtended = changes.VisitExtended
    DepartmentWithdrawn = changes.DepartmentWithdrawn
    TeamDrawn = changes.TeamDrawn
    ChecksLeftOut = changes.ChecksLeftOut
    VisitsConfirmed = changes.VisitsConfirmed

    # --- commands ---

    @classmethod
    def open(cls, round_id: str, calendar: str, by: Attribution) -> Self:
        """Open the round of a quarter, `2027Q1`; UnknownQuarter if it is none."""
        quarter = Quarter.parse(round_id)
        return cls.begin(cls.Opened, round_id, by, first=quarter.first, last=quarter.last, calendar=calendar)

    def __init__(self, first: date, last: date, calendar: str) -> None:
        self.first, self.last, self.calendar = first, last, calendar
        self.standing = Standing()
        self.stood = {stages.BACK_TO_SEAL: self.standing}
        self.redraws: tuple[Redraw, ...] = ()
        self.changes: tuple[int, ...] = ()

    def seal_registry(self, sealed: SealedLists, commitment: str, by: Attribution) -> None:
        """Seal the lists that are drawn from, and the SHA-256 of the secret ("" for a round without a ceremony)."""
        self.require_step(stages.SEAL, by)
        self.require_commitment(commitment)
        self.record(self.RegistrySealed, by, commitment=commitment, **asdict(sealed))

    def name_seed_source(self, source: SeedSource, by: Attribution) -> None:
        """Name where the seed of the next draw will come from, before its hour."""
        self.require_step(stages.NAME_SEED, by)
        self.require_source(source, by)
        self.record(self.SeedSourceNamed, by, draw_kind=self.standing.draw_kind, source=source)

    def reveal_seed(self, outcome: str, evidence: Evidence, by: Attribution) -> None:
        """Record the outcome of the source that was named, and what shows it."""
        self.require_step(stages.REVEAL, by)
        self.require_outcome(outcome, evidence, by)
        self.record(self.SeedRevealed, by, draw_kind=self.standing.draw_kind, outcome=outcome, evidence=evidence)

    def draw(self, seed: str, frame: Frame, enterprises: Iterable[str], by: Attribution) -> None:
        """Record the draw for one matter and class; one seed for all of them, each of them once."""
        self.require_step(stages.DRAW, by)
        self.require_seed(ENTERPRISES, seed)
        pair = f"{frame.matter} {frame.credit_class}"
        self.require(
            (frame.matter, frame.credit_class) not in self.standing.drawn, f"{pair} 已抽取", f"has drawn {pair}"
        )
        self.record_parts(self.Drawn, "enterprises", enterprises, by, seed=seed, **frame._asdict())

    def seal_draw(self, seed: str, files: Mapping[str, str], root: str, leaves: int, by: Attribution) -> None:
        """Seal the whole draw: digests of its files, and the root over its rows ("" without a ceremony)."""
        self.require_step(stages.SEAL_DRAW, by)
        self.require_seed(ENTERPRISES, seed)
        self.require_root(root)
        self.record(self.DrawSealed, by, seed=seed, files=dict(files), root=root, leaves=leaves)

    def schedule(self, visits: Iterable[Visit], unplanned: Iterable[Unplanned], by: Attribution) -> None:
        """Record the visits, and the checks that none of them makes."""
        self.require_step(stages.SCHEDULE, by)
        self.record_parts(self.LeftUnplanned, "checks", unplanned, by)
        self.record_parts(self.Scheduled, "visits", visits, by)

    def seal_schedule(
        self, files: Mapping[str, str], root: str, leaves: int, facts: Mapping[str, Any], by: Attribution
    ) -> None:
        """Seal days and outings; `facts` has `counts`, `bounds`, `beyond_limit`, `versions` of `plan.json` so far."""
        self.require_step(stages.SEAL_SCHEDULE, by)
        self.require_root(root)
        self.record(self.ScheduleSealed, by, files=dict(files), root=root, leaves=leaves, **_figures(facts))

    def draw_officers(
        self, officer_seed: str, members: Iterable[TeamMember], skips: Iterable[Skip], by: Attribution
    ) -> None:
        """Record the teams, and who was passed over."""
        self.require_step(stages.OFFICERS_DRAW, by)
        self.require_seed(OFFICERS, officer_seed)
        self.record_parts(self.OfficersSkipped, "officers", skips, by)
        self.record_parts(self.OfficersDrawn, "members", members, by, officer_seed=officer_seed)

    def publish(self, outputs: Mapping[str, str], facts: Mapping[str, Any], record: str, by: Attribution) -> None:
        """Publish the plan; `facts` are those of `plan.json`, `record` is the link of every event before."""
        self.require_step(stages.PUBLISH, by)
        self.record(self.Published, by, outputs=dict(outputs), record=record, **_figures(facts))

    def disclose_secret(self, secret: str, record: str, by: Attribution) -> None:
        """Open the secret once the last visit's day is over; `record` is the link of every event before."""
        self.require_step(stages.DISCLOSE, by)
        self.require_secret(secret)
        self.require_visits_done(by)
        self.record(self.SecretDisclosed, by, secret=secret, record=record)

    def order_redraw(self, back_to: str, cause: str, by: Attribution) -> None:
        """Go back to `seal`, `draw` or `officers`; what is recorded stays recorded."""
        self.require_step(stages.REDRAW, by)
        self.require_redraw(back_to, cause)
        self.record(self.RedrawOrdered, by, back_to=back_to, cause=cause)

    # --- application: copies, never decides ---

    def _now(self, **facts: Any) -> None:
        self.standing = replace(self.standing, **facts)

    @event(RegistrySealed)
    def _registry_sealed(
        self,
        digest: str,
        lists: dict[str, str],
        inputs: dict[str, str],
        policy: RoundPolicy | None,
        working_days: tuple[date, ...],
        rules: str,
        commitment: str,
    ) -> None:
        sealed = SealedLists(digest, lists, inputs, policy, working_days, rules)
        self._now(stage=stages.SEALED, sealed=sealed, commitment=commitment)
        self.stood = {**self.stood, stages.BACK_TO_DRAW: self.standing}

    @event(SeedSourceNamed)
    def _seed_source_named(self, draw_kind: str, source: SeedSource) -> None:
        self._now(stage=stages.NAMED[draw_kind], sources={**self.standing.sources, draw_kind: source})

    @event(SeedRevealed)
    def _seed_revealed(self, draw_kind: str, outcome: str) -> None:
        self._now(stage=stages.SEED_KNOWN[draw_kind], outcomes={**self.standing.outcomes, draw_kind: outcome})

    @event(Drawn)
    def _drawn(self, seed: str, matter: str, credit_class: str, sample_size: int) -> None:
        drawn = {**self.standing.drawn, (matter, credit_class): sample_size}
        self._now(stage=stages.DRAWN, seeds={ENTERPRISES: seed}, drawn=drawn)

    @event(DrawSealed)
    def _draw_sealed(self, seed: str, files: dict[str, str], root: str) -> None:
        self._now(stage=stages.DRAW_SEALED, seeds={ENTERPRISES: seed}, files=files, roots={"draw.csv": root})

    @event(Scheduled)
    def _scheduled(self, visits: tuple[Visit, ...]) -> None:
        days = self.standing.visit_days.union(visit.date for visit in visits)
        self._now(stage=stages.SCHEDULED, visit_days=days)

    @event(VisitMoved)
    def _visit_moved(self, visit: Visit) -> None:
        self._now(visit_days=self.standing.visit_days | {visit.date})

    @event(VisitAdded)
    def _visit_added(self, visit: Visit) -> None:
        self._now(visit_days=self.standing.visit_days | {visit.date})

    @event(ScheduleSealed)
    def _schedule_sealed(self, files: dict[str, str], root: str) -> None:
        standing = self.standing
        roots = {**standing.roots, "visits.csv": root}
        self._now(stage=stages.SCHEDULE_SEALED, files={**standing.files, **files}, roots=roots)
        self.stood = {**self.stood, stages.BACK_TO_OFFICERS: self.standing}

    @event(OfficersDrawn)
    def _officers_drawn(self, officer_seed: str) -> None:
        self._now(stage=stages.STAFFED, seeds={**self.standing.seeds, OFFICERS: officer_seed})

    @event(Published)
    def _published(self, outputs: dict[str, str], versions: dict[str, str]) -> None:
        self._now(stage=stages.PUBLISHED, outputs=outputs, versions=versions)

    @event(SecretDisclosed)
    def _secret_disclosed(self) -> None:
        self._now(stage=stages.DISCLOSED)

    @event(RedrawOrdered)
    def _redraw_ordered(self, back_to: str, cause: str) -> None:
        self.standing = self.stood[back_to]
        self.redraws = (*self.redraws, Redraw(back_to, cause))

    @event(ChangeReported)
    def _change_reported(self, number: int) -> None:
        self.changes = (*self.changes, number)


def _figures(facts: Mapping[str, Any]) -> dict[str, Any]:
    figures = {name: dict(facts.get(name, {})) for name in ("counts", "bounds", "versions")}
    return {**figures, "beyond_limit": tuple(facts.get("beyond_limit", ()))}
