"""One round from lists to plan: draw, schedule, draw the officers, count. The one place where they meet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from importlib.metadata import version
from typing import Any

from api import __version__
from domain.calendar import Quarter
from domain.draw.officers import OfficerDraw, draw_officers
from domain.draw.sample import Sample, draw
from domain.draw.tickets import enterprise_ticket
from domain.plan import Drawn, Frame, Plan
from domain.registry import Policy, Registry
from scheduling.comparison import fewest_expected, independent
from scheduling.planner import Schedule, solve
from scheduling.progress import Progress, silent

DECIDING = {
    "chayici": __version__,
    "chinesecalendar": version("chinesecalendar"),
    "numpy": version("numpy"),
    "ortools": version("ortools"),
}
"""The versions that can change a plan."""


def plan_round(
    registry: Registry,
    quarter: Quarter,
    working_days: Sequence[date],
    *,
    seed: str,
    officer_seed: str,
    calendar: str,
    progress: Progress = silent,
) -> Plan:
    """Plan a round; the same lists give an equal plan, whatever the order of their rows.

    Only the order of the departments has a meaning. `progress` hears of each stage.
    """
    round_id, registry = str(quarter), registry.sorted_by_key()
    samples = list(draw(registry, round_id=round_id, seed=seed))
    progress("draw", len(samples), len(samples))
    schedule = solve(registry, quarter, working_days, samples, progress=progress)
    officers = draw_officers(
        registry,
        schedule.visits,
        working_days,
        round_id=round_id,
        officer_seed=officer_seed,
        progress=lambda done, total: progress("teams", done, total),
    )
    facts = {
        "round": round_id,
        "seed": seed,
        "officer_seed": officer_seed,
        "calendar": calendar,
        "policy": policy_facts(registry.policy),
        "inputs": dict(sorted(registry.inputs.items())),
        "versions": dict(DECIDING),
        **_figures(registry, quarter, working_days, samples, schedule, officers, seed),
        "beyond_limit": list(schedule.beyond_limit),
    }
    progress("compare", 1, 1)
    return Plan(
        schedule.visits,
        officers.teams,
        tuple(_drawn(samples, round_id, seed)),
        tuple(Frame(s.rule.matter, s.rule.credit_class, len(s.frame), len(s.drawn)) for s in samples),
        officers.skipped,
        schedule.unplanned,
        facts,
    )


def _drawn(samples: Sequence[Sample], round_id: str, seed: str) -> list[Drawn]:
    return [
        Drawn(s.rule.matter, s.rule.credit_class, e.id, enterprise_ticket(seed, round_id, e.id))
        for s in samples
        for e in s.drawn
    ]


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


def trips(registry: Registry, schedule: Schedule, officers: OfficerDraw) -> int:
    """Distinct (officer, day, area)."""
    places = {v.outing: (v.date, registry.enterprises[v.enterprise].area) for v in schedule.visits}
    return len({(member.inspector, *places[member.outing]) for member in officers.teams})


def _figures(
    registry: Registry,
    quarter: Quarter,
    working_days: Sequence[date],
    samples: Sequence[Sample],
    schedule: Schedule,
    officers: OfficerDraw,
    seed: str,
) -> dict[str, Mapping[str, Any]]:
    """`counts` and `bounds` of plan.json."""
    drawn, due = sum(len(s.drawn) for s in samples), len(registry.due)
    unplanned = Counter(row.reason for row in schedule.unplanned)
    apart = independent(registry, quarter, working_days, samples, seed=seed)
    hopeless = {(row.enterprise, row.matter) for row in schedule.unplanned if row.not_before}
    certain = {row.enterprise for row in registry.due if (row.enterprise, row.matter) not in hopeless}
    counts = {
        "enterprises": len(registry.enterprises),
        "checks_drawn": drawn,
        "checks_due": due,
        "checks_planned": drawn + due - unplanned.total(),
        "checks_unplanned": dict(sorted(unplanned.items())),
        "visits": len(schedule.visits),
        "visits_independent": apart.unmerged,
        "visits_independent_merged": apart.merged,
        "outings": len({visit.outing for visit in schedule.visits}),
        "trips": trips(registry, schedule, officers),
        "excess_by_day": schedule.bounds.excess[0],
        "excess_by_week": schedule.bounds.excess[1],
    }
    bounds = {
        "visits": schedule.bounds.visits,
        "visits_expected": round(fewest_expected(samples, certain), 1),
        "trips": schedule.bounds.trips,
        "grouping_proven": schedule.bounds.grouping_proven,
    }
    return {"counts": counts, "bounds": bounds}
