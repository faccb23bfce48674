"""Plans made by hand for the checker's tests: visits are written down, the rest follows from the contract."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from domain.checker import Violation, check
from domain.checker.book import Rule
from domain.draw.officers import draw_officers
from domain.draw.sample import draw
from domain.draw.tickets import enterprise_ticket
from domain.plan import Drawn, Frame, Plan, Skip, Unplanned, Visit
from domain.registry import Policy, Registry
from tests.builders import QUARTER, WORKING_DAYS, day, enterprise, matter, registry, sampling

ROUND, SEED, OFFICER_SEED = str(QUARTER), "dice 4 1 6 2", "dice 3 3 5 1"
BROKEN: dict[str, list[str]] = {}
"""Rule → the tests that break it; `docs/rules.md` is held to it."""

Broken = tuple[Registry, Plan]


class Stop(NamedTuple):
    """A visit as one would note it: `E1, 01-04, AM, H;F, 1`. Stops with the same number are one outing."""

    enterprise: str
    on: str
    slot: str
    matters: str
    outing: int
    scene: str = ""
    lead: str = ""


def breaks(rule: Rule) -> Callable[[Callable[[], Broken]], Callable[[], None]]:
    """The test gives a plan that breaks the rule; the checker must say so under the rule's name."""

    def decorate(scenario: Callable[[], Broken]) -> Callable[[], None]:
        BROKEN.setdefault(rule.__name__, []).append(scenario.__name__)

        @functools.wraps(scenario)
        def test() -> None:
            violations = check(*scenario(), WORKING_DAYS)
            caught = [violation for violation in violations if violation.rule == rule.__name__]
            assert caught, [str(violation) for violation in violations]
            assert all(violation.zh and violation.en for violation in caught)

        return test

    return decorate


def world(**tables: Any) -> Registry:
    """Three enterprises of one area, `health` and `fire` with one matter each, everybody drawn."""
    given: dict[str, Any] = {
        "enterprises": [enterprise(f"E{n}") for n in (1, 2, 3)],
        "matters": [matter("H", "health"), matter("F", "fire")],
        "sampling": [*sampling("H", "1"), *sampling("F", "1")],
        **tables,
    }
    return registry(given.pop("enterprises"), given.pop("matters"), **given)


STOPS = (
    Stop("E1", "01-04", "AM", "H;F", 1),
    Stop("E2", "01-04", "PM", "H;F", 1),
    Stop("E3", "01-05", "AM", "H;F", 2),
)
"""The visits of `world()`."""


def visits_of(registry: Registry, stops: Sequence[Stop]) -> tuple[Visit, ...]:
    """The visits of stops that are noted in order of date, slot, area and enterprise."""
    return tuple(_visit(registry, number, stop) for number, stop in enumerate(stops, 1))


def _visit(registry: Registry, number: int, stop: Stop) -> Visit:
    matters = tuple(sorted(stop.matters.split(";")))
    theirs = {registry.matters[m].department for m in matters}
    departments = tuple(d for d in registry.departments if d in theirs)
    lead = stop.lead or departments[0]
    outing, on = f"O{stop.outing:05d}", day(stop.on)
    return Visit(f"V{number:05d}", stop.enterprise, on, stop.slot, outing, stop.scene, lead, departments, matters)


def planned(registry: Registry, stops: Sequence[Stop] = STOPS, *unplanned: Unplanned, **facts: Any) -> Plan:
    """The plan of these stops, its draws made by `domain.draw`; not checked."""
    visits = visits_of(registry, stops)
    officers = draw_officers(registry, visits, WORKING_DAYS, round_id=ROUND, officer_seed=OFFICER_SEED)
    return Plan(
        visits,
        tuple(sorted(officers.teams)),
        tuple(sorted(drawn(registry))),
        tuple(sorted(frames(registry))),
        tuple(sorted(officers.skipped)),
        tuple(sorted(unplanned)),
        facts_of(registry, **facts),
    )


def valid(registry: Registry, stops: Sequence[Stop] = STOPS, *unplanned: Unplanned, **facts: Any) -> Plan:
    """The same, and the checker has nothing to say of it."""
    plan = planned(registry, stops, *unplanned, **facts)
    violations = check(registry, plan, WORKING_DAYS)
    assert violations == [], [str(violation) for violation in violations]
    return plan


def drawn(registry: Registry) -> Iterator[Drawn]:
    """`draw.csv` by the draw itself."""
    for rule, _, enterprises in draw(registry, round_id=ROUND, seed=SEED):
        for e in enterprises:
            yield Drawn(rule.matter, rule.credit_class, e.id, enterprise_ticket(SEED, ROUND, e.id))


def frames(registry: Registry) -> Iterator[Frame]:
    """`frames.csv` by the draw itself."""
    for rule, frame, enterprises in draw(registry, round_id=ROUND, seed=SEED):
        yield Frame(rule.matter, rule.credit_class, len(frame), len(enterprises))


def facts_of(registry: Registry, **facts: Any) -> dict[str, Any]:
    """`plan.json` as it would be read."""
    return {
        "round": ROUND,
        "seed": SEED,
        "officer_seed": OFFICER_SEED,
        "calendar": "weekdays",
        "policy": policy_facts(registry.policy),
        "inputs": dict(registry.inputs),
        "versions": {},
        "counts": {},
        "bounds": {},
        "beyond_limit": [],
        **facts,
    }


def policy_facts(policy: Policy) -> dict[str, Any]:
    """A policy as JSON has it."""
    return {
        "slots": list(policy.slots),
        "inspectors_per_department": policy.inspectors_per_department,
        "max_departments_per_visit": policy.max_departments_per_visit,
        "max_people_per_visit": policy.max_people_per_visit,
        "min_days_between_visits": policy.min_days_between_visits,
        "quiet_days_of_month": list(policy.quiet_days_of_month),
        "max_load_lead": float(policy.max_load_lead),
    }


def revisit(plan: Plan, number: int, **fields: Any) -> Plan:
    """The plan with some fields of one visit changed, nothing else."""
    visits = [v._replace(**fields) if n == number else v for n, v in enumerate(plan.visits, 1)]
    return replace(plan, visits=tuple(visits))


def reteam(plan: Plan, outing: int, department: str, *officers: str) -> Plan:
    """The plan with other officers in one team, tickets and lead marks as they were, row by row."""
    key = f"O{outing:05d}", department
    others = [m for m in plan.teams if m[:2] != key]
    rows = [m for m in plan.teams if m[:2] == key]
    team = [rows[min(n, len(rows) - 1)]._replace(inspector=officer) for n, officer in enumerate(officers)]
    return replace(plan, teams=tuple(sorted([*others, *team])))


def with_facts(plan: Plan, **facts: Any) -> Plan:
    """The plan with other facts in `plan.json`."""
    return replace(plan, facts={**plan.facts, **facts})


def without_skip(plan: Plan) -> tuple[Skip, Plan]:
    """The first row of `skipped.csv`, and the plan without it."""
    return plan.skipped[0], replace(plan, skipped=plan.skipped[1:])


def rules_of(violations: Sequence[Violation]) -> set[str]:
    """The names of the rules violated."""
    return {violation.rule for violation in violations}
