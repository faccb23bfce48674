"""The plan as it is after changes, held against the hard rules by the independent checker."""

from __future__ import annotations

from functools import cached_property

from domain.checker.book import HARD
from domain.checker.case import Case
from domain.checker.sample import TrueSample
from domain.checker.violation import Violation
from domain.draw.changes import MOVED, lists_now
from domain.draw.current import Cancelled, CurrentPlan, Sealed
from domain.plan import Plan, Visit
from domain.registry import Registry


class _CaseNow(Case):
    """A case whose drawn checks are those of the plan as it is now: successors are drawn, who was replaced is not."""

    @cached_property
    def samples(self) -> dict[tuple[str, str], TrueSample]:
        drawn: dict[tuple[str, str], dict[str, str]] = {}
        for row in self.plan.drawn:
            drawn.setdefault((row.matter, row.credit_class), {})[row.enterprise] = row.ticket
        rules = {(rule.matter, rule.credit_class): rule for rule in self.registry.sampling}
        return {pair: TrueSample(rules[pair], len(some), some) for pair, some in drawn.items() if pair in rules}


def violations(sealed: Sealed, now: CurrentPlan, beyond_limit: tuple[str, ...] = ()) -> list[Violation]:
    """Every hard rule that the plan breaks as it is now, with the lists as they are now.

    A visit made before its enterprise moved is not looked at: the lists have the new address.
    """
    registry: Registry = lists_now(sealed.registry, now.reported)
    gone = tuple(visit.visit for visit in now.visits if _made_elsewhere(now, visit))
    there = now.after(Cancelled(gone), registry.inspectors) if gone else now
    beyond = {it.visit for it in there.visits if len(it.departments) > registry.policy.max_departments_per_visit}
    facts = {
        "round": sealed.round_id,
        "seed": sealed.seed,
        "officer_seed": sealed.officer_seed,
        "beyond_limit": [id for id in beyond_limit if id in beyond],
    }
    plan = Plan(there.visits, there.teams, now.drawn, (), (), now.unplanned, facts)
    case = _CaseNow(registry, plan, sealed.working_days)
    return [Violation(rule.__name__, *found) for rule in HARD for found in rule(case)]


def _made_elsewhere(now: CurrentPlan, visit: Visit) -> bool:
    moves = (it for it in now.reported if it.kind == MOVED and it.subject == visit.enterprise)
    return any(it.as_of and visit.date < it.as_of for it in moves)
