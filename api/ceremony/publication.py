"""The publication of a round: its plan assembled from the record, checked, written and recorded, or none of it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from api.ceremony.on_record import RoundOnRecord
from api.ceremony.planned import plan_of
from api.ceremony.steps import Taken, store
from api.delivery import is_plan, whole_folder
from api.errors import BrokenPlan
from api.record.round_steps import record_publication
from api.record.store import Record
from api.workers import workers_for
from domain.aggregates import stages
from domain.aggregates.base import Attribution
from domain.checker import check
from domain.folder import plan_digests, write_plan
from domain.refusals import RoundRefusal
from scheduling.progress import Progress, silent


def publish(
    record: Record,
    round_id: str,
    out: Path,
    by: Attribution,
    progress: Progress = silent,
    count: int = 1,
) -> Taken:
    """Check the round's plan by rules that do not know the planner, write its folder and record its digests.

    A round that is published already, but whose plan is not at that place, has it written there again and records
    nothing: whoever was interrupted after the record and before the folder was there is not left without it.

    Raises:
        UsageRefusal: the folder's place is taken.
        BrokenPlan: the checker found a violation; nothing was stored or written.
    """
    on = RoundOnRecord(record, round_id)
    again = on.round.stage in (stages.PUBLISHED, stages.DISCLOSED) and not out.exists()
    if not again:
        on.round.require_step(stages.PUBLISH, by)
    with whole_folder(out, may_replace=is_plan) as folder:
        progress("check", 0, 1)
        plan = plan_of(on)
        with workers_for(on.registry, count) as executor:
            violations = check(on.registry, plan, on.working_days, executor)
        if violations:
            raise BrokenPlan([str(violation) for violation in violations])
        progress("check", 1, 1)
        write_plan(plan, folder)
        progress("write", 1, 1)
        if again:
            return _delivered(on, plan_digests(folder))
        record_publication(record, on.round, plan, plan_digests(folder), by)
        return store(record, on.round)


def _delivered(on: RoundOnRecord, outputs: Mapping[str, str]) -> Taken:
    """Nothing new, if the plan is the one that was published.

    Raises:
        RoundRefusal: this version of the product writes it otherwise.
    """
    published = on.round.standing.outputs
    if differing := ", ".join(sorted(file for file in published if outputs.get(file) != published[file])):
        raise RoundRefusal(
            f"轮次 {on.id} 由记录汇编的 {differing} 与下发时的摘要不符；请用下发时的版本",
            f"round {on.id}: {differing} as assembled from the record has another digest than was published; use the "
            "version that published it",
        )
    return Taken(on.round, ())
