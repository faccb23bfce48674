"""The recording of a round in one go: once, whole, and never over an earlier draw or a ceremony."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from eventsourcing.application import AggregateNotFoundError
from eventsourcing.persistence import IntegrityError

from api.planning import EnterpriseDraw, Scheduling
from api.record.importing import Progress, import_registry
from api.record.round_steps import lists_to_seal, record_draw, record_publication, record_schedule
from api.record.store import Record
from domain.aggregates import stages
from domain.aggregates.base import Attribution
from domain.aggregates.ceremony import BEIJING, ENTERPRISES, OFFICERS
from domain.aggregates.round import Round
from domain.plan import Plan
from domain.refusals import RoundRefusal
from domain.registry import Registry


class Lists(NamedTuple):
    """What a round is planned from: the registry and the round's working days."""

    registry: Registry
    working_days: tuple[date, ...]


def refuse_if_drawn_otherwise(
    record: Record, lists: Lists, *, round_id: str, seed: str, officer_seed: str, calendar: str
) -> bool:
    """Whether the round is recorded with these seeds, this calendar and these lists; asked before anything is stored.

    Raises:
        RoundRefusal: it is recorded with other ones, is in a ceremony, or was taken back for a redraw.
    """
    given = {"seed": seed, "officer_seed": officer_seed, "calendar": calendar}
    return _recorded_alike(record, lists, round_id, given) is not None


def record_round(record: Record, lists: Lists, plan: Plan, by: Attribution, *, outputs: Mapping[str, str]) -> bool:
    """Record a round from its opening to its publication in one transaction; False if it is recorded already.

    `outputs` are the digests of the plan's files, file → SHA-256. The registry should be imported first.

    Raises:
        RoundRefusal: as `refuse_if_drawn_otherwise`, or the round is recorded with another plan.
    """
    if _recorded_plan(record, lists, plan, outputs):
        return False
    id = plan.facts["round"]
    try:
        record.store_all([_recorded_anew(record, lists, plan, by, outputs)])
    except IntegrityError as error:
        raise RoundRefusal(
            f"轮次 {id} 刚被他人记录，请重新运行", f"round {id} was recorded by somebody else just now; run it again"
        ) from error
    return True


def import_and_record(
    record: Record,
    lists: Lists,
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
    if _recorded_plan(record, lists, plan, outputs):
        return 0
    before = record.recorder.max_notification_id() or 0
    import_registry(record, lists.registry, by, progress=progress)
    if progress:
        progress("record", 0, 1)
    record_round(record, lists, plan, by, outputs=outputs)
    return (record.recorder.max_notification_id() or 0) - before


_NAMES = {
    "seed": ("种子", "seed"),
    "officer_seed": ("选派人员的种子", "officer seed"),
    "calendar": ("工作日历", "calendar"),
    "digest": ("封存名录的摘要", "sealed registry"),
}


def _recorded(record: Record, round_id: str) -> Round | None:
    try:
        found: Round = record.repository.get(Round.identify(round_id))
    except AggregateNotFoundError:
        return None
    return found


def _recorded_alike(record: Record, lists: Lists, round_id: str, given: Mapping[str, str]) -> Round | None:
    drawn = _recorded(record, round_id)
    if drawn is None:
        return None
    if drawn.standing.commitment or drawn.redraws or drawn.stage != stages.PUBLISHED:
        raise _walked(drawn)
    seeds, sealed = drawn.standing.seeds, drawn.standing.sealed
    # An older version that had nothing to draw recorded no seed.
    recorded = {
        "seed": seeds.get(ENTERPRISES, ""),
        "officer_seed": seeds.get(OFFICERS, ""),
        "calendar": drawn.calendar,
    }
    for name, value in given.items():
        if recorded[name] != value:
            raise _drawn_otherwise(drawn, *_NAMES[name], f"“{recorded[name]}”", f"“{value}”")
    # A round of an older version was sealed by another digest, without digests of its lists: its plan is compared.
    digest = lists_to_seal(*lists).digest if sealed.lists else sealed.digest
    if sealed.digest != digest:
        raise _drawn_otherwise(drawn, *_NAMES["digest"], sealed.digest[:12], digest[:12])
    return drawn


def _recorded_anew(record: Record, lists: Lists, plan: Plan, by: Attribution, outputs: Mapping[str, str]) -> Round:
    """A round in one go: sealed without a commitment, drawn and scheduled without roots."""
    facts = plan.facts
    new = Round.open(facts["round"], facts["calendar"], by)
    new.seal_registry(lists_to_seal(*lists), "", by)
    record_draw(new, EnterpriseDraw((), plan.drawn, plan.frames), facts["seed"], "", by)
    counts = {name: count for name, count in facts["counts"].items() if name != "trips"}
    beyond_limit = tuple(facts["beyond_limit"])
    bounds = {name: bound for name, bound in facts["bounds"].items() if name != "levels"}
    figures = beyond_limit, counts, bounds, facts["versions"]
    record_schedule(new, Scheduling(plan.visits, plan.unplanned, *figures), "", by)
    new.draw_officers(facts["officer_seed"], plan.teams, plan.skipped, by)
    record_publication(record, new, plan, outputs, by)
    return new


def _recorded_plan(record: Record, lists: Lists, plan: Plan, outputs: Mapping[str, str]) -> bool:
    """Whether just this plan is recorded for its round; a refusal if another one is."""
    given = {name: str(plan.facts[name]) for name in ("seed", "officer_seed", "calendar")}
    before = _recorded_alike(record, lists, plan.facts["round"], given)
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


def _walked(round: Round) -> RoundRefusal:
    """Why a round is not planned in one go, and what to do."""
    id = round.bare_id
    why = ("曾退回重新抽取", "was taken back for a redraw") if round.redraws else ("由人逐步进行", "is walked by hand")
    return RoundRefusal(
        f"轮次 {id} {why[0]}（{round.stage}），不能一次排定；下一步见 chayici round status {id}，"
        "若只是演练，请用 --store 指定另一个事件库",
        f"round {id} {why[1]} ({round.stage}) and is not planned in one go; chayici round status {id} tells the next "
        "step; for a rehearsal name another --store",
    )


def _drawn_otherwise(drawn: Round, zh: str, en: str, before: str, now: str) -> RoundRefusal:
    """What is recorded, what was asked, and what a redraw would be."""
    id, seed, on = drawn.bare_id, drawn.standing.seeds.get(ENTERPRISES, ""), drawn.created_on.astimezone(BEIJING).date()
    command = f"chayici round redraw {id} --back-to seal --reason …"
    return RoundRefusal(
        f"轮次 {id} 已于 {on} 用种子“{seed}”抽取：{zh}已记录为 {before}，现为 {now}。抽取不可替换：重新抽取须另行记录、"
        f"说明理由，原抽取予以保留（{command}）；若只是演练，请用 --store 指定另一个事件库",
        f"round {id} was drawn on {on} with seed “{seed}”: its {en} is recorded as {before}, now it is {now}. "
        f"A draw is not replaced: a redraw is a new event of its own ({command}), with a reason, and the earlier draw "
        "is kept; for a rehearsal name another --store",
    )
