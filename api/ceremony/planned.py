"""The plan of a round from its record: what was drawn, scheduled and staffed, and the draw computed anew."""

from __future__ import annotations

from itertools import chain

from api.ceremony.on_record import RoundOnRecord
from api.planning import EnterpriseDraw, Scheduling, assemble, draw_enterprises
from domain.aggregates import round_events as events
from domain.draw.officers import OfficerDraw
from domain.draw.tickets import enterprise_ticket
from domain.folder import digests, plan_tables
from domain.plan import Drawn, Frame, Plan, Unplanned, Visit
from domain.refusals import RoundRefusal


def plan_of(on: RoundOnRecord) -> Plan:
    """The plan as it was published, or as it would be published now; the round has its officers.

    Raises:
        RecordRefusal: the record's lists are not those that were sealed.
    """
    decided = {"round": on.id, "seed": on.seed, "officer_seed": on.officer_seed, "calendar": on.round.calendar}
    return assemble(on.registry, on.working_days, drawn_of(on), _scheduled(on), officers_of(on), decided)


def visits_of(on: RoundOnRecord) -> tuple[Visit, ...]:
    """The visits as they were scheduled."""
    return tuple(chain.from_iterable(event.visits for event in on.every(events.Scheduled)))


def unplanned_of(on: RoundOnRecord) -> tuple[Unplanned, ...]:
    """The checks that the schedule left out."""
    return tuple(chain.from_iterable(event.checks for event in on.every(events.LeftUnplanned)))


def drawn_again(on: RoundOnRecord) -> EnterpriseDraw:
    """The draw computed anew from the sealed lists and the seed, so that samples and frames are there.

    Raises:
        RoundRefusal: it is not the draw that was sealed.
    """
    computed = draw_enterprises(on.registry, on.quarter, on.seed)
    if digests(plan_tables({"drawn": computed.drawn, "frames": computed.frames})) != on.the(events.DrawSealed).files:
        raise RoundRefusal(
            f"轮次 {on.id} 按封存的名录和种子重算，与封存的抽取结果不同；请用抽取时的版本",
            f"round {on.id}: the sealed lists and the seed do not give the draw that was sealed; "
            "use the version that drew it",
        )
    return computed


def drawn_of(on: RoundOnRecord) -> EnterpriseDraw:
    """The draw as it is recorded, without samples."""
    parts = on.every(events.Drawn)
    return EnterpriseDraw(
        (),
        tuple(
            Drawn(part.matter, part.credit_class, id, enterprise_ticket(on.seed, on.id, id))
            for part in parts
            for id in part.enterprises
        ),
        tuple(Frame(p.matter, p.credit_class, p.frame_size, p.sample_size) for p in parts if p.part == 1),
    )


def _scheduled(on: RoundOnRecord) -> Scheduling:
    sealed = on.the(events.ScheduleSealed)
    figures = sealed.beyond_limit, sealed.counts, sealed.bounds, sealed.versions
    return Scheduling(visits_of(on), unplanned_of(on), *figures)


def officers_of(on: RoundOnRecord) -> OfficerDraw:
    """The teams as they were drawn, and who was passed over."""
    return OfficerDraw(
        tuple(chain.from_iterable(event.members for event in on.every(events.OfficersDrawn))),
        tuple(chain.from_iterable(event.officers for event in on.every(events.OfficersSkipped))),
    )
