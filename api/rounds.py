"""A round from end to end: read, plan, check, record, write. Nothing is stored before the checker has passed it."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Executor
from datetime import date
from pathlib import Path
from typing import NamedTuple

from api.attribution import attribution
from api.delivery import is_plan, whole_folder
from api.errors import BrokenPlan
from api.folders import load_registry
from api.planning import plan_round
from api.progress import Stages
from api.record.rounds import Lists, import_and_record, refuse_if_drawn_otherwise
from api.record.store import open_record
from api.summary import Summary, summarise
from api.workers import workers_for
from domain.calendar import Quarter
from domain.checker import begin_again, check
from domain.folder import plan_digests, write_plan
from domain.plan import Plan
from domain.refusals import UsageRefusal
from domain.registry import Registry
from projections.store import parse_url


class Order(NamedTuple):
    """What was asked for: a round of a registry, its seeds, where plan and record go, how many processes may work."""

    registry: Path
    round_id: str
    seed: str
    officer_seed: str
    calendar: str
    out: Path
    store: str
    workers: int = 1


def plan_and_record(order: Order, stages: Stages) -> Summary:
    """Plan a round, check it, record it and write it, whole or not at all.

    Raises:
        Refusal: a faulty folder, an unknown quarter, a taken place, a round that is drawn with another seed.
        BrokenPlan: the checker found a violation; nothing was stored or written.
    """
    quarter = Quarter.parse(order.round_id)
    refuse_store_in_plan(order.store, order.out)
    with whole_folder(order.out, may_replace=is_plan) as folder:
        with workers_for(order.registry, order.workers) as executor:
            stages("read", 0, 1)
            registry, working_days = load_registry(order.registry, quarter, order.calendar)
            stages("read", 1, 1)
            refuse_another_draw(order, Lists(registry, working_days))
            plan = checked_plan(order, quarter, registry, working_days, executor, stages)
        write_plan(plan, folder)
        stages("write", 1, 1)
        recorded = record_plan(order, Lists(registry, working_days), plan, plan_digests(folder), stages)
    return summarise(registry, plan, working_days, stages.seconds, recorded)


def refuse_store_in_plan(store: str, out: Path) -> None:
    """Refuse a store that would lie in the plan folder: the folder could not be put there once the store is made.

    Raises:
        UsageRefusal: it would, or the store has no address.
    """
    place = parse_url(store)
    if place.get_backend_name() == "sqlite" and out.resolve() in Path(place.database or "").resolve().parents:
        raise UsageRefusal(
            f"事件库 {store} 不能放在计划目录 {out} 里", f"the store {store} cannot be kept in the plan folder"
        )


def checked_plan(
    order: Order,
    quarter: Quarter,
    registry: Registry,
    working_days: tuple[date, ...],
    executor: Executor | None,
    stages: Stages,
) -> Plan:
    """A plan that the independent checker has passed."""
    again = begin_again(registry, order.round_id, order.seed, executor) if executor else None
    plan = plan_round(
        registry,
        quarter,
        working_days,
        seed=order.seed,
        officer_seed=order.officer_seed,
        calendar=order.calendar,
        executor=executor,
        progress=stages,
    )
    stages("check", 0, 1)
    violations = check(registry, plan, working_days, executor, again)
    stages("check", 1, 1)
    if violations:
        raise BrokenPlan([str(violation) for violation in violations])
    return plan


def refuse_another_draw(order: Order, lists: Lists) -> None:
    """Refuse a round that the store has drawn otherwise, before anything is planned; makes no store."""
    place = parse_url(order.store)
    if place.get_backend_name() == "sqlite" and not _is_file(Path(place.database or "")):
        return
    with open_record(order.store) as record:
        refuse_if_drawn_otherwise(
            record,
            lists,
            round_id=order.round_id,
            seed=order.seed,
            officer_seed=order.officer_seed,
            calendar=order.calendar,
        )


def _is_file(store: Path) -> bool:
    """Whether there is something to be opened, or refused: also a place where no store can be made."""
    return store.exists() or not store.absolute().parent.is_dir()


def record_plan(order: Order, lists: Lists, plan: Plan, outputs: Mapping[str, str], stages: Stages) -> int:
    """Import what changed in the registry and record the round; how many events that took."""
    by = attribution("plan", order.round_id)
    with open_record(order.store) as record:
        stages("import", 0, 1)
        stored = import_and_record(record, lists, plan, by, outputs=outputs, progress=stages)
        stages("record", 1, 1)
        return stored
