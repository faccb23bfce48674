"""The publication of a round: its plan assembled from the record, checked, written and recorded, or none of it."""

from __future__ import annotations

from pathlib import Path

from api.ceremony.on_record import RoundOnRecord
from api.ceremony.planned import plan_of
from api.ceremony.steps import Taken, store
from api.delivery import is_plan, whole_folder
from api.errors import BrokenPlan
from api.record.round_steps import record_publication
from api.record.store import Record
from domain.aggregates import stages
from domain.aggregates.base import Attribution
from domain.checker import check
from domain.folder import plan_digests, write_plan
from scheduling.progress import Progress, silent


def publish(record: Record, round_id: str, out: Path, by: Attribution, progress: Progress = silent) -> Taken:
    """Check the round's plan by rules that do not know the planner, write its folder and record its digests.

    Raises:
        UsageRefusal: the folder's place is taken.
        BrokenPlan: the checker found a violation; nothing was stored or written.
    """
    on = RoundOnRecord(record, round_id)
    on.round.require_step(stages.PUBLISH, by)
    with whole_folder(out, may_replace=is_plan) as folder:
        progress("check", 0, 1)
        plan = plan_of(on)
        if violations := check(on.registry, plan, on.working_days):
            raise BrokenPlan([str(violation) for violation in violations])
        progress("check", 1, 1)
        write_plan(plan, folder)
        progress("write", 1, 1)
        record_publication(record, on.round, plan, plan_digests(folder), by)
        return store(record, on.round)
