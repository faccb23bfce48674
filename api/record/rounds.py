"""The recording of a round: once, whole, and never over an earlier draw."""

from __future__ import annotations

from collections.abc import Mapping

from eventsourcing.application import AggregateNotFoundError
from eventsourcing.persistence import IntegrityError

from api.record.importing import Progress, import_registry
from api.record.rows import registry_digest
from api.record.store import Record
from domain.aggregates.base import Attribution
from domain.aggregates.ceremony import ENTERPRISES, OFFICERS, RoundPolicy, SealedLists, record_link
from domain.aggregates.codec import written
from domain.aggregates.round import Round
from domain.plan import Plan
from domain.refusals import RoundRefusal
from domain.registry import Registry


def refuse_if_drawn_otherwise(
    record: Record, registry: Registry, *, round_id: str, seed: str, officer_seed: str, calendar: str
) -> bool:
    """Whether the round is recorded with these seeds, this calendar and this registry; asked before anything is stored.

    Raises:
        RoundRefusal: it is recorded with other ones.
    """
    given = {"seed": seed, "officer_seed": officer_seed, "calendar": calendar}
    return _recorded_alike(record, registry, round_id, given) is not None


def record_round(
    record: Record, registry: Registry, plan: Plan, by: Attribution, *, outputs: Mapping[str, str]
) -> bool:
    """Record a round from its opening to its publication in one transaction; False if it is recorded already.

    `outputs` are the digests of the plan's files, file → SHA-256. The registry should be imported first.

    Raises:
        RoundRefusal: the round is recorded with another seed, calendar or registry, or with another plan.
    """
    if _recorded_plan(record, registry, plan, outputs):
        return False
    id = plan.facts["round"]
    try:
        record.store_all([_recorded_anew(record, registry, plan, by, outputs)])
    except IntegrityError as error:
        raise RoundRefusal(
            f"轮次 {id} 刚被他人记录，请重新运行", f"round {id} was recorded by somebody else just now; run it again"
        ) from error
    return True


def import_and_record(
    record: Record,
    registry: Registry,
    plan: Plan,
    by: Attribution,
    *,
    outputs: Mapping[str, str],
    progress: Progress | None = None,
) -> int:
    """Import a registry and record the round planned from it; how many events that took.

    A round that is recorded already takes none: its registry may be older than what was imported since.

    Raises:
        RoundRefusal: as `record_round`; nothing is imported then.
        UsageRefusal: as `import_registry`.
    """
    if _recorded_plan(record, registry, plan, outputs):
        return 0
    before = record.recorder.max_notification_id() or 0
    import_registry(record, registry, by, progress=progress)
    if progress:
        progress("record", 0, 1)
    record_round(record, registry, plan, by, outputs=outputs)
    return (record.recorder.max_notification_id() or 0) - before


_NAMES = {
    "seed": ("种子", "seed"),
    "officer_seed": ("派人种子", "officer seed"),
    "calendar": ("工作日历", "calendar"),
    "digest": ("封存名录的摘要", "sealed registry"),
}


def _recorded(record: Record, round_id: str) -> Round | None:
    try:
        found: Round = record.repository.get(Round.identify(round_id))
    except AggregateNotFoundError:
        return None
    return found


def _recorded_alike(record: Record, registry: Registry, round_id: str, given: Mapping[str, str]) -> Round | None:
    drawn = _recorded(record, round_id)
    if drawn is None:
        return None
    seeds, sealed = drawn.standing.seeds, drawn.standing.sealed.digest
    recorded = {
        "seed": seeds.get(ENTERPRISES, ""),
        "officer_seed": seeds.get(OFFICERS, ""),
        "calendar": drawn.calendar,
    }
    for name, value in given.items():
        if recorded[name] != value:
            raise _drawn_otherwise(drawn, *_NAMES[name], f"“{recorded[name]}”", f"“{value}”")
    digest = registry_digest(registry)
    if sealed != digest:
        raise _drawn_otherwise(drawn, *_NAMES["digest"], sealed[:12], digest[:12])
    return drawn


def _recorded_anew(
    record: Record, registry: Registry, plan: Plan, by: Attribution, outputs: Mapping[str, str]
) -> Round:
    """A round in one go: sealed without a commitment, drawn and scheduled without roots."""
    facts = plan.facts
    new = Round.open(facts["round"], facts["calendar"], by)
    policy = RoundPolicy.of(registry.policy)
    new.seal_registry(SealedLists(registry_digest(registry), {}, registry.inputs, policy, (), ""), "", by)
    drawn: dict[tuple[str, str], list[str]] = {}
    for row in plan.drawn:
        drawn.setdefault((row.matter, row.credit_class), []).append(row.enterprise)
    for frame in plan.frames:
        new.draw(facts["seed"], frame, drawn.get((frame.matter, frame.credit_class), ()), by)
    new.seal_draw(facts["seed"], _of(outputs, "draw.csv", "frames.csv"), "", len(plan.drawn), by)
    new.schedule(plan.visits, plan.unplanned, by)
    new.seal_schedule(_of(outputs, "visits.csv", "unplanned.csv"), "", len(plan.visits), facts, by)
    new.draw_officers(facts["officer_seed"], plan.teams, plan.skipped, by)
    link = record_link(written(record.mapper.to_stored_event(event)) for event in new.pending_events)
    new.publish(outputs, facts, link, by)
    return new


def _of(outputs: Mapping[str, str], *files: str) -> dict[str, str]:
    return {file: outputs[file] for file in files if file in outputs}


def _recorded_plan(record: Record, registry: Registry, plan: Plan, outputs: Mapping[str, str]) -> bool:
    """Whether just this plan is recorded for its round; a refusal if another one is."""
    given = {name: str(plan.facts[name]) for name in ("seed", "officer_seed", "calendar")}
    before = _recorded_alike(record, registry, plan.facts["round"], given)
    if before is not None:
        _require_same_plan(before, outputs)
    return before is not None


def _require_same_plan(before: Round, outputs: Mapping[str, str]) -> None:
    standing = before.standing
    if standing.outputs == dict(outputs):
        return
    files = ", ".join(sorted(name for name, digest in standing.outputs.items() if outputs.get(name) != digest))
    made_by = ", ".join(f"{name} {version}" for name, version in standing.versions.items())
    raise RoundRefusal(
        f"轮次 {before.bare_id} 已记录的方案与此不同（{files}）；已记录者由 {made_by} 排定，请用同样的版本",
        f"round {before.bare_id} is recorded with another plan ({files}) though registry and seeds are the same; "
        f"that plan was made by {made_by}: use the same versions",
    )


def _drawn_otherwise(drawn: Round, zh: str, en: str, before: str, now: str) -> RoundRefusal:
    """What is recorded, what was asked, and what a redraw would be."""
    id, seed, on = drawn.bare_id, drawn.standing.seeds.get(ENTERPRISES, ""), drawn.created_on.date()
    return RoundRefusal(
        f"轮次 {id} 已于 {on} 用种子“{seed}”抽取：{zh}已记录为 {before}，现为 {now}。抽取不可替换：重新抽取须另行记录、"
        "说明理由，原抽取予以保留；若只是演练，请用 --store 指定另一个事件库",
        f"round {id} was drawn on {on} with seed “{seed}”: its {en} is recorded as {before}, now it is {now}. "
        "A draw is not replaced: a redraw is a new event of its own, with a reason, and the earlier draw is kept; "
        "for a rehearsal name another --store",
    )
