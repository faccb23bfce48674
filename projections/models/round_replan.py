"""What a change after publication made of the plan: the rows that it touched, and no others.

The plan is folded by `domain.draw.current`, given just the visits and outings that a fact can change; so the model says
what `CurrentPlan` says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date

from domain.aggregates.change_events import ChangeReported
from domain.aggregates.round_events import Event
from domain.draw.changes import Succession
from domain.draw.current import (
    Added,
    Cancelled,
    Confirmed,
    CurrentPlan,
    Extended,
    Fact,
    LeftOut,
    Moved,
    Replacement,
    TeamDrawn,
    Withdrawn,
)
from domain.plan import Drawn
from domain.registry import Inspector
from projections.models import round_officers, round_rows
from projections.models.round_ceremony import figures_of
from projections.models.versions import Row, Writing


def fold(writing: Writing, round_id: str, event: Event, fact: Fact, position: int) -> None:
    """Write what an event after publication says: a report, or what an answer changed."""
    if isinstance(event, ChangeReported):
        told = (value.isoformat() if isinstance(value, date) else value for value in fact)
        writing.begin("reported_change", [(round_id, event.number, *told)], position)
        return
    before = _touched(writing, round_id, fact)
    after = before.after(fact, _officers(writing, round_id, before, fact))
    for name, rows in _TABLES.items():
        round_rows.replace(writing, name, rows(round_id, before), rows(round_id, after), position)
    _write_unplanned(writing, round_id, fact, after, position)


def _touched(writing: Writing, round_id: str, fact: Fact) -> CurrentPlan:
    """The plan as it is, as far as a fact can change it: its visits, all of their outings, its enterprises' checks."""
    named, outings = _named(fact)
    own = list(round_rows.among(writing, "visit", round_id, "visit", named))
    at = outings.union(row.outing for row in own)
    visits = {row.visit: row for row in (*own, *round_rows.among(writing, "visit", round_id, "outing", at))}
    unplanned = round_rows.among(writing, "unplanned", round_id, "enterprise", _unplanned_of(fact))
    return CurrentPlan(
        visits=tuple(map(round_rows.visit, visits.values())),
        teams=tuple(map(round_rows.member, round_rows.among(writing, "team_member", round_id, "outing", at))),
        drawn=_drawn(writing, round_id, fact),
        unplanned=tuple(map(round_rows.check, unplanned)),
        confirmed=tuple(row.visit for row in visits.values() if row.confirmed),
    )


def _named(fact: Fact) -> tuple[set[str], set[str]]:
    """The visits and the outings that a fact names."""
    match fact:
        case Replacement(outing=outing):
            return set(), {outing}
        case TeamDrawn(members=members):
            return set(), {member.outing for member in members}
        case Cancelled(visits=visits) | Confirmed(visits=visits):
            return set(visits), set()
        case Moved(visit=visit) | Added(visit=visit) | Extended(visit=visit) | Withdrawn(visit=visit):
            return {visit.visit}, {visit.outing}
    return set(), set()


def _unplanned_of(fact: Fact) -> set[str]:
    """The enterprises whose unplanned checks a fact can change."""
    match fact:
        case Moved(visit=visit) | Added(visit=visit) | Extended(visit=visit) | Withdrawn(visit=visit):
            return {visit.enterprise}
        case LeftOut(checks=checks):
            return {check.enterprise for check in checks}
    return set()


def _drawn(writing: Writing, round_id: str, fact: Fact) -> tuple[Drawn, ...]:
    if not isinstance(fact, Succession):
        return ()
    row = {"matter": fact.matter, "credit_class": fact.credit_class, "enterprise": fact.enterprise}
    return tuple(Drawn._make((*found[1:4], "")) for found in writing.held("drawn", round=round_id, **row))


def _officers(writing: Writing, round_id: str, plan: CurrentPlan, fact: Fact) -> Mapping[str, Inspector]:
    """The officers whom a fact can seat, as the lists had them that the round sealed."""
    seated = {member.inspector for member in plan.teams}
    match fact:
        case Replacement(successor=successor):
            seated.add(successor)
        case TeamDrawn(members=members):
            seated.update(member.inspector for member in members)
    return round_officers.at_seal(writing, seated, figures_of(writing, round_id)["reached"]["sealed"])


def _visits(round_id: str, plan: CurrentPlan) -> Iterable[Row]:
    promised = set(plan.confirmed)
    return (round_rows.visit_row(round_id, visit, visit.visit in promised) for visit in plan.visits)


def _write_unplanned(writing: Writing, round_id: str, fact: Fact, after: CurrentPlan, position: int) -> None:
    """Rows that are equal stay or go together; new checks stand behind those that stay."""
    rows = list(round_rows.among(writing, "unplanned", round_id, "enterprise", _unplanned_of(fact)))
    staying = set(after.unplanned)
    round_rows.end(writing, "unplanned", (row for row in rows if round_rows.check(row) not in staying), position)
    kept = sum(round_rows.check(row) in staying for row in rows)
    new = after.unplanned[kept:]
    round_rows.begin_unplanned(writing, round_id, new, round_rows.largest(rows), position)


_TABLES: Mapping[str, Callable[[str, CurrentPlan], Iterable[Row]]] = {
    "visit": _visits,
    "visit_department": lambda round_id, plan: round_rows.joined(round_id, plan.visits),
    "team_member": lambda round_id, plan: ((round_id, *member) for member in plan.teams),
    "drawn": lambda round_id, plan: ((round_id, *row[:3]) for row in plan.drawn),
}
"""Table → its rows of a plan."""
