"""One round from lists to plan, step by step: draw, schedule, draw the officers, assemble.

`chayici plan` takes the steps in a row, the ceremony one at a time; the same lists and seeds give the same plan.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Executor
from datetime import date
from importlib.metadata import version
from typing import Any, NamedTuple

from api import __version__
from domain.calendar import Quarter
from domain.draw.officers import OfficerDraw, draw_officers
from domain.draw.sample import Sample, draw
from domain.plan import Drawn, Frame, Plan, TeamMember, Unplanned, Visit
from domain.registry import Policy, Registry
from scheduling.bounds.levels import levels, team_trips
from scheduling.bounds.load import loads
from scheduling.comparison import Independent, added, begin_independent, fewest_expected
from scheduling.planner import Schedule, begin, finish
from scheduling.progress import Progress, silent

DECIDING = {
    "chayici": __version__,
    "chinesecalendar": version("chinesecalendar"),
    "numpy": version("numpy"),
    "ortools": version("ortools"),
    "rustworkx": version("rustworkx"),
}
"""The versions that can change a plan."""


class EnterpriseDraw(NamedTuple):
    """The samples, and the same as rows of `draw.csv` and `frames.csv`."""

    samples: tuple[Sample, ...]
    drawn: tuple[Drawn, ...]
    frames: tuple[Frame, ...]


class Scheduling(NamedTuple):
    """Visits without persons, the checks that none of them makes, and the figures that are known by then.

    `counts` lack the trips, which nobody can count before the officers are drawn.
    """

    visits: tuple[Visit, ...]
    unplanned: tuple[Unplanned, ...]
    beyond_limit: tuple[str, ...]
    counts: Mapping[str, Any]
    bounds: Mapping[str, Any]
    versions: Mapping[str, str]


def plan_round(
    registry: Registry,
    quarter: Quarter,
    working_days: Sequence[date],
    *,
    seed: str,
    officer_seed: str,
    calendar: str,
    executor: Executor | None = None,
    progress: Progress = silent,
) -> Plan:
    """Plan a round; the same lists give an equal plan, whatever the order of their rows.

    Only the order of the departments has a meaning. `executor` shares the work of a large round. `progress` hears of
    each stage.
    """
    registry = registry.sorted_by_key()
    drawn = draw_enterprises(registry, quarter, seed)
    progress("draw", len(drawn.samples), len(drawn.samples))
    scheduled = schedule(registry, quarter, working_days, drawn.samples, seed, executor=executor, progress=progress)
    officers = staff(
        registry, quarter, working_days, scheduled.visits, officer_seed, executor=executor, progress=progress
    )
    decided = {"round": str(quarter), "seed": seed, "officer_seed": officer_seed, "calendar": calendar}
    return assemble(registry, working_days, drawn, scheduled, officers, decided, executor=executor)


def draw_enterprises(registry: Registry, quarter: Quarter, seed: str) -> EnterpriseDraw:
    """Draw every row of `sampling.csv` from a registry that is sorted by key."""
    samples = tuple(draw(registry, round_id=str(quarter), seed=seed))
    return EnterpriseDraw(
        samples,
        tuple(
            Drawn(s.rule.matter, s.rule.credit_class, id, ticket)
            for s in samples
            for id, ticket in s.drawn.tickets.items()
        ),
        tuple(Frame(s.rule.matter, s.rule.credit_class, len(s.frame), len(s.drawn)) for s in samples),
    )


def schedule(
    registry: Registry,
    quarter: Quarter,
    working_days: Sequence[date],
    samples: Sequence[Sample],
    seed: str,
    *,
    executor: Executor | None = None,
    progress: Progress = silent,
) -> Scheduling:
    """Find days and outings for what was drawn and what is due; `seed` feeds the comparison with independent draws."""
    given = registry, quarter, working_days, samples
    plans = begin(*given, executor=executor, progress=progress)
    apart = begin_independent(*given, seed=seed, executor=executor)
    solved = finish(registry, working_days, plans)
    counts = _counts(registry, samples, solved, added(apart))
    bounds = _bounds(registry, samples, solved)
    scheduled = Scheduling(solved.visits, solved.unplanned, solved.beyond_limit, counts, bounds, DECIDING)
    progress("compare", 1, 1)
    return scheduled


def staff(
    registry: Registry,
    quarter: Quarter,
    working_days: Sequence[date],
    visits: Iterable[Visit],
    officer_seed: str,
    *,
    executor: Executor | None = None,
    progress: Progress = silent,
) -> OfficerDraw:
    """Draw the team of every outing."""
    return draw_officers(
        registry,
        visits,
        working_days,
        round_id=str(quarter),
        officer_seed=officer_seed,
        progress=lambda done, total: progress("teams", done, total),
        executor=executor,
    )


def assemble(
    registry: Registry,
    working_days: Sequence[date],
    drawn: EnterpriseDraw,
    scheduled: Scheduling,
    officers: OfficerDraw,
    decided: Mapping[str, str],
    *,
    executor: Executor | None = None,
) -> Plan:
    """The plan folder of a round; `decided` are its `round`, `seed`, `officer_seed` and `calendar`."""
    counts = {**scheduled.counts, "trips": trips(registry, scheduled.visits, officers.teams)}
    each = executor.map if executor else map
    loaded = loads(registry, working_days, scheduled.visits, officers.teams, each)
    reached = levels(
        registry, working_days, scheduled.visits, scheduled.unplanned, loaded, counts=counts, bounds=scheduled.bounds
    )
    facts = {
        **decided,
        "policy": policy_facts(registry.policy),
        "inputs": dict(sorted(registry.inputs.items())),
        "versions": dict(scheduled.versions),
        "counts": counts,
        "bounds": {**scheduled.bounds, "levels": [level.facts() for level in reached]},
        "beyond_limit": list(scheduled.beyond_limit),
    }
    return Plan(
        scheduled.visits,
        officers.teams,
        drawn.drawn,
        drawn.frames,
        officers.skipped,
        scheduled.unplanned,
        facts,
    )


def policy_facts(policy: Policy) -> dict[str, Any]:
    """Every key of `policy.toml`, as it holds for the round."""
    lead = policy.max_load_lead
    return {
        "slots": list(policy.slots),
        "inspectors_per_department": policy.inspectors_per_department,
        "max_departments_per_visit": policy.max_departments_per_visit,
        "max_people_per_visit": policy.max_people_per_visit,
        "min_days_between_visits": policy.min_days_between_visits,
        "quiet_days_of_month": list(policy.quiet_days_of_month),
        "max_load_lead": int(lead) if lead.denominator == 1 else float(lead),
    }


def trips(registry: Registry, visits: Iterable[Visit], teams: Iterable[TeamMember]) -> int:
    """Distinct (officer, day, area)."""
    places = {v.outing: (v.date, registry.enterprises[v.enterprise].area) for v in visits}
    return len({(member.inspector, *places[member.outing]) for member in teams})


def _counts(registry: Registry, samples: Sequence[Sample], solved: Schedule, apart: Independent) -> dict[str, Any]:
    """`counts` of plan.json, but for the trips."""
    drawn, due = sum(len(s.drawn) for s in samples), len(registry.due)
    unplanned = Counter(row.reason for row in solved.unplanned)
    return {
        "enterprises": len(registry.enterprises),
        "checks_drawn": drawn,
        "checks_due": due,
        "checks_planned": drawn + due - unplanned.total(),
        "checks_unplanned": dict(sorted(unplanned.items())),
        "visits": len(solved.visits),
        "visits_independent": apart.unmerged,
        "visits_independent_merged": apart.merged,
        "outings": len({visit.outing for visit in solved.visits}),
        "team_trips": team_trips(registry, solved.visits),
        "excess_by_day": solved.bounds.excess[0],
        "excess_by_week": solved.bounds.excess[1],
    }


def _bounds(registry: Registry, samples: Sequence[Sample], solved: Schedule) -> dict[str, Any]:
    """`bounds` of plan.json."""
    hopeless = {(row.enterprise, row.matter) for row in solved.unplanned if row.not_before}
    certain = {row.enterprise for row in registry.due if (row.enterprise, row.matter) not in hopeless}
    return {
        "visits": solved.bounds.visits,
        "visits_expected": round(fewest_expected(samples, certain), 1),
        "trips": solved.bounds.trips,
        "team_trips": solved.bounds.team_trips,
        "grouping_proven": solved.bounds.grouping_proven,
        "left_out": solved.bounds.least_left_out,
        "spread": solved.bounds.least_excess,
        "waiting": solved.bounds.least_waiting,
    }
