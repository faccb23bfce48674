"""Later changes of a published round: reported, answered by a replanning and recorded, or none of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from api.ceremony.on_record import RoundOnRecord
from api.ceremony.planned import drawn_of, officers_of, unplanned_of, visits_of
from api.ceremony.reported import Reported, require_known
from api.ceremony.steps import Taken, require_rules, store
from api.errors import BrokenPlan
from api.record.store import Record
from domain.aggregates import round_events as events
from domain.aggregates import stages
from domain.aggregates.answers import fact_of
from domain.aggregates.base import Attribution
from domain.aggregates.ceremony import BEIJING
from domain.draw.changes import Change
from domain.draw.current import CurrentPlan, Sealed
from domain.refusals import RoundRefusal
from scheduling.replanning.after import violations
from scheduling.replanning.board import Board
from scheduling.replanning.outcome import Replanned
from scheduling.replanning.replan import replan


class Answered(NamedTuple):
    """Changes and their answers: the plan before and now, by the numbers of the changes."""

    taken: Taken
    sealed: Sealed
    before: CurrentPlan
    now: CurrentPlan
    reported: tuple[tuple[int, Change], ...]
    replanned: Replanned


def plan_now(on: RoundOnRecord) -> CurrentPlan:
    """The plan of a staffed round as it stands after the changes recorded so far.

    Raises:
        RecordRefusal: something was answered and the record's lists are not those that were sealed.
    """
    now = CurrentPlan(visits_of(on), officers_of(on).teams, drawn_of(on).drawn, unplanned=unplanned_of(on))
    recorded = [fact for event in on.events if (fact := fact_of(event)) is not None]
    return now.following(recorded, on.registry.inspectors) if recorded else now


def day_in_beijing(by: Attribution) -> date:
    """The day of a report."""
    return by.recorded_at.astimezone(BEIJING).date()


def answer_changes(
    record: Record, round_id: str, reported: Reported, by: Attribution, *, as_of: date | None = None, dry: bool = False
) -> Answered:
    """Replan for what was reported, and record reports and answers in one transaction, or, `dry`, nothing.

    `as_of`, the day in Beijing unless given, is the first that can still change.

    Raises:
        RoundRefusal: the round is not published or over, or was over before that day.
        FaultyFolder: the lists or the plan do not know what was reported, with every fault.
        BrokenPlan: the plan would break a hard rule that it did not break before; nothing was stored.
    """
    on, sealed, before = _changeable(record, round_id, by)
    day = as_of or day_in_beijing(by)
    _require_within(on, day)
    require_known(reported, on.registry, before, day)
    changes = [change._replace(as_of=day) for change in reported.changes]
    done = replan(Board(sealed, before), changes, day)
    now = before.following([*changes, *(it.fact for it in done.answers)], sealed.registry.inspectors)
    _require_sound(on, sealed, before, now)
    numbers = [on.round.report_change(change, by) for change in changes]
    for answer in done.answers:
        on.round.answer(numbers[answer.change], answer.fact, by)
    taken = _recorded(record, on, dry=dry)
    return Answered(taken, sealed, before, now, tuple(zip(numbers, changes, strict=True)), done)


def _require_within(on: RoundOnRecord, day: date) -> None:
    if day > on.round.last:
        raise RoundRefusal(
            f"轮次 {on.id} 已于 {on.round.last} 结束，自 {day} 起没有可变更的",
            f"round {on.id} ended on {on.round.last}: nothing of it can change from {day} on",
        )


def confirm(
    record: Record, round_id: str, visits: Iterable[str], department: str, until: date | None, by: Attribution
) -> Taken:
    """Promise day, slot and team of visits of a department: those that are named, or all up to a day.

    Raises:
        RoundRefusal: the round is not published or over, or the department has no such visit, or all are confirmed.
    """
    on, _, now = _changeable(record, round_id, by)
    joined = {visit.visit: visit for visit in now.visits if department in visit.departments}
    wanted = sorted(visits) or sorted(id for id, visit in joined.items() if until and visit.date <= until)
    if unknown := [id for id in wanted if id not in joined]:
        named = ", ".join(unknown)
        raise RoundRefusal(
            f"部门 {department} 不参加 {named}，不能确认", f"{department} does not join {named}; it confirms its own"
        )
    if not wanted:
        raise RoundRefusal(
            f"部门 {department} 到 {until} 没有可确认的上门", f"{department} has no visit to confirm up to {until}"
        )
    if set(wanted) <= set(now.confirmed):
        raise RoundRefusal(
            f"部门 {department} 的这些上门都已确认，不必再记", f"these visits of {department} are all confirmed already"
        )
    on.round.confirm(wanted, by)
    return store(record, on.round)


def _changeable(record: Record, round_id: str, by: Attribution) -> tuple[RoundOnRecord, Sealed, CurrentPlan]:
    on = RoundOnRecord(record, round_id)
    on.round.require_step(stages.CHANGE, by)
    require_rules(on)
    return on, Sealed(on.registry, on.working_days, on.id, on.seed, on.officer_seed), plan_now(on)


def _require_sound(on: RoundOnRecord, sealed: Sealed, before: CurrentPlan, now: CurrentPlan) -> None:
    beyond = tuple(on.the(events.ScheduleSealed).beyond_limit)
    known = {str(found) for found in violations(sealed, before, beyond)}
    if found := [text for each in violations(sealed, now, beyond) if (text := str(each)) not in known]:
        raise BrokenPlan(found)


def _recorded(record: Record, on: RoundOnRecord, *, dry: bool) -> Taken:
    if not dry:
        return store(record, on.round)
    pending = (event for event in on.round.pending_events if isinstance(event, events.Event))
    return Taken(on.round, tuple(pending))
