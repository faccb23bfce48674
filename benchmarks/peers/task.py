"""What a peer is asked, what it answers, and how visits with officers become a plan."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from api.planning import draw_enterprises, policy_facts
from domain.calendar import FOLDER, Quarter
from domain.draw.tickets import officer_ticket
from domain.plan import Plan, TeamMember, Unplanned, Visit
from domain.registry import Inspector, Registry
from scheduling.accounts import settle
from scheduling.merging.visits import MergedVisit
from scheduling.progress import Progress, silent

Pairs = list[tuple[str, str]]
"""Drawn checks: enterprise and matter."""


class Task(NamedTuple):
    """A round to be planned; a solver may take `limit` seconds and use `workers` processes or threads.

    `progress` hears of every stage.
    """

    registry: Registry
    quarter: Quarter
    days: tuple[date, ...]
    seed: str
    calendar: str = FOLDER
    limit: float = 60.0
    workers: int = 1
    progress: Progress = silent


class Answer(NamedTuple):
    """A plan; the drawn checks it is of, where they are not those of the common ticket; what else is to be known.

    `bound` is the solver's own bound on the trips, `solved` what the solver says of itself.
    """

    plan: Plan
    apart: Pairs | None = None
    bound: float | None = None
    solved: str = ""


class CannotRun(Exception):
    """The peer cannot be tried here; the sentence says why."""


Peer = Callable[[Task], Answer]

Teams = Mapping[str, Sequence[Inspector]]
"""A visit's officers by department."""


class Staffed(NamedTuple):
    """A visit on a working day and in a slot (both by index), with a team for each of its departments."""

    day: int
    slot: int
    visit: MergedVisit
    teams: Teams


def drawn_pairs(task: Task, seed: str) -> Pairs:
    """The drawn checks of the round with this seed."""
    return [(row.enterprise, row.matter) for row in draw_enterprises(task.registry, task.quarter, seed).drawn]


def as_plan(task: Task, staffed: Iterable[Staffed], drawn: Pairs, reasons: Iterable[Unplanned]) -> Plan:
    """A plan in which every visit is an outing of its own: numbered, with tickets, every check accounted for."""
    visits, teams, beyond = list[Visit](), list[TeamMember](), list[str]()
    enterprises, policy = task.registry.enterprises, task.registry.policy
    in_time = sorted(staffed, key=lambda s: (s.day, s.slot, enterprises[s.visit.enterprise].area, s.visit.enterprise))
    for number, (day, slot, source, team_of) in enumerate(in_time, 1):
        visit, outing = f"V{number:05d}", f"O{number:05d}"
        where = policy.slots[slot], outing, source.scene, source.lead_department
        visits.append(Visit(visit, source.enterprise, task.days[day], *where, source.departments, source.matters))
        beyond += [visit] * source.beyond_limit
        for department, team in team_of.items():
            teams += _members(task, outing, department, team, leads=department == source.lead_department)
    unplanned = settle(task.registry, drawn, visits, reasons)
    return Plan(tuple(visits), tuple(teams), (), (), (), unplanned, {**facts_of(task), "beyond_limit": tuple(beyond)})


def facts_of(task: Task) -> dict[str, object]:
    """What the hard rules read in `plan.json`."""
    policy = policy_facts(task.registry.policy)
    return {"round": str(task.quarter), "seed": task.seed, "officer_seed": task.seed, "policy": policy}


def _members(
    task: Task, outing: str, department: str, team: Sequence[Inspector], *, leads: bool
) -> Iterator[TeamMember]:
    tickets = {officer_ticket(task.seed, str(task.quarter), outing, department, i.id): i for i in team}
    leader = min((ticket for ticket, i in tickets.items() if i.can_lead), default="") if leads else ""
    return (TeamMember(outing, department, i.id, ticket, ticket == leader) for ticket, i in sorted(tickets.items()))
