"""Later changes: who takes the place of an officer who is absent, and of an enterprise that is closed.

The rule, so that anybody can recompute it. *Now* is the plan as drawn, after every earlier change; *the day of the
report* is the day in Beijing (UTC+8) on which the change is reported. The registry is the sealed one; the absences
reported so far, this one included, are added to its absences, and nothing else changes.

**An officer is absent from F to L.** Refused if L lies before F or before the day of the report.

1. *Vacated* is every seat of theirs now on a duty whose day lies from max(F, the day of the report) to L. Every other
   seat stays. A duty is made of the visits that are not cancelled.
2. The vacated seats are served in ascending `turn(officer seed, round, outing, department)`. Each goes to the candidate
   with the smallest `officer_ticket` of that outing and department who covers the area, is not in the team, and for
   whom none of `domain.plan.SKIP_REASONS` holds, tried in that order, with these readings:
   - `absent`: by the sealed absences or one reported so far. The absent officer is a candidate, so listed.
   - `busy`, `day_limit`, `week_limit` and the outings c of `load` count every seat of the whole round now: those that
     stay, and those that this change has filled so far; a vacated seat counts for nobody until it is filled.
   - a of `load` is the working days on which the officer is present and certified, the reported absences taken off;
     W is as in the draw; `load` yields in ticket order when nobody else can take the seat.
   - `lead`, `skill`: the team that stays and the officer.
   - `would_strand`: with the officer in this seat, the other vacated seats of that week that are still open cannot all
     be filled at the same time, everything else staying as it is. A seat can be filled by a candidate for whom none of
     the reasons but `load` and `would_strand` holds; who fills several must keep to the daily and weekly
     limits (no two of the seats lie in one slot). The answer is exact: no search ends early.
3. Whoever is not in the team and has a smaller ticket than the successor is listed with the first reason that holds.
4. If the absent officer had the mark of who leads, it goes to the member of the new team with the smallest ticket who
   can lead; else it stays where it is.

A vacated seat cannot stay empty and no other seat moves, so there are exactly as many changes as vacated seats, and
no answer has fewer. If the vacated seats of a week cannot all be filled so, nothing is changed: the refusal names every
seat that nobody can take, else the first smallest set of seats that cannot be filled together. (Seats of different
weeks, Monday to Sunday, never bind each other.)

**An enterprise is closed or has moved away.** Refused if it is reported already, or was not active when sealed.

1. Its visits on or after the day of the report are *cancelled*; earlier ones were made. A team with no visit left is
   dissolved; one with no visit left to lead loses the mark; every other seat and every other visit stays.
2. It is *replaced* for every (matter, class) it is drawn for now, unless a visit that was made checked the matter. The
   successor is the next of the sealed frame, by fewest counted visits this year and then by ticket, that is not drawn
   for it now and not reported closed; "" if the frame is used up.
3. The successor's check awaits a day. No visit makes it until a replanning has given it one, not even a visit that goes
   there for the same matter already: whether the caps allow that is for the replanning to say.
4. A due check of the enterprise that only cancelled visits would have made is not made.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from domain.draw.current import CurrentPlan, Sealed, Succession
from domain.draw.replacing import OfficersReplaced, Replacing
from domain.draw.sample import frames, ranking
from domain.draw.tickets import enterprise_ticket
from domain.plan import Drawn
from domain.refusals import RoundRefusal
from domain.registry import ACTIVE, Absence, DueCheck


class EnterpriseReplaced(NamedTuple):
    """The answer to a closure: cancelled visits, successors, and due checks that nobody will make."""

    cancelled: tuple[str, ...]
    successions: tuple[Succession, ...]
    given_up: tuple[DueCheck, ...]


def replace_officer(sealed: Sealed, now: CurrentPlan, absence: Absence, reported_on: date) -> OfficersReplaced:
    """Give the seats of an absent officer to the next by ticket.

    Raises:
        RoundRefusal: the absence is over or ends before it begins, nobody has that id, or a seat cannot be filled.
    """
    if absence.inspector not in sealed.registry.inspectors:
        raise RoundRefusal(
            f"封存名录中没有执法人员 {absence.inspector}", f"the sealed lists have no officer {absence.inspector}"
        )
    if absence.last < max(absence.first, reported_on):
        raise RoundRefusal(
            f"缺勤 {absence.first} 至 {absence.last} 无效：须先始后终，且不早于报告之日 {reported_on} 结束",
            f"an absence from {absence.first} to {absence.last} changes nothing: it must end neither before it begins "
            f"nor before the day of the report, {reported_on}",
        )
    return Replacing(sealed, now, absence, reported_on).run()


def replace_enterprise(sealed: Sealed, now: CurrentPlan, enterprise: str, reported_on: date) -> EnterpriseReplaced:
    """Cancel the visits to an enterprise that is closed, and draw the next in every frame it stood for.

    Raises:
        RoundRefusal: nothing has that id, it was not active when sealed, or it is reported closed already.
    """
    _require_open(sealed, now, enterprise)
    visits = [visit for visit in now.visits if visit.enterprise == enterprise]
    made = {matter for visit in visits if visit.date < reported_on for matter in visit.matters}
    given_up = [
        due
        for due in sealed.registry.due
        if due.enterprise == enterprise
        and (
            making := [v.date for v in visits if due.matter in v.matters and due.not_before <= v.date <= due.not_after]
        )
        and min(making) >= reported_on
    ]
    vacated = [row for row in now.drawn if row.enterprise == enterprise and row.matter not in made]
    return EnterpriseReplaced(
        tuple(visit.visit for visit in visits if visit.date >= reported_on),
        tuple(_successions(sealed, now, sorted(vacated))),
        tuple(sorted(given_up)),
    )


def _require_open(sealed: Sealed, now: CurrentPlan, enterprise: str) -> None:
    known = sealed.registry.enterprises.get(enterprise)
    if known is None:
        raise RoundRefusal(f"封存名录中没有企业 {enterprise}", f"the sealed lists have no enterprise {enterprise}")
    if known.status != ACTIVE or enterprise in now.closed:
        raise RoundRefusal(
            f"企业 {enterprise} 已知关停或迁出，本轮不再有其检查",
            f"enterprise {enterprise} is known to be closed or moved: the round holds nothing for it",
        )


def _successions(sealed: Sealed, now: CurrentPlan, vacated: Sequence[Drawn]) -> Iterable[Succession]:
    """The next of each sealed frame, by rank."""
    if not vacated:
        return
    found = frames(sealed.registry, int(sealed.round_id[:4]))
    rank = ranking(sealed.registry, round_id=sealed.round_id, seed=sealed.seed)
    for gone in vacated:
        pair = gone.matter, gone.credit_class
        drawn = {row.enterprise for row in now.drawn if row[:2] == pair}
        free = [e for e in found.get(pair, ()) if e.id not in drawn and e.id not in now.closed]
        successor = min(free, key=rank).id if free else ""
        ticket = enterprise_ticket(sealed.seed, sealed.round_id, successor) if successor else ""
        yield Succession(*pair, gone.enterprise, successor, ticket)
