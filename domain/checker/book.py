"""The rule book: what makes a plan valid, in one list. `docs/rules.md` tells each rule and where it comes from."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor
from datetime import date

from domain.checker import rules_accounts as accounts
from domain.checker import rules_days as days
from domain.checker import rules_draw as draw
from domain.checker import rules_facts as facts
from domain.checker import rules_officers as officers
from domain.checker import rules_order as order
from domain.checker import rules_replay as replay
from domain.checker import rules_teams as teams
from domain.checker import rules_visits as visits
from domain.checker import rules_year as year
from domain.checker.case import Case
from domain.checker.redraw import begun
from domain.checker.sample import DrawnAgain
from domain.checker.violation import Findings, Violation
from domain.plan import Plan
from domain.registry import Registry

Rule = Callable[[Case], Findings]

FORM: tuple[Rule, ...] = (
    facts.plan_facts,
    facts.round_and_calendar,
    facts.policy,
    facts.inputs,
    facts.counts,
    order.known,
    order.named_once,
    order.visit_numbers,
    order.outing_numbers,
    order.matters_and_departments,
)
DRAW: tuple[Rule, ...] = (draw.frame_sizes, draw.sample, draw.enterprise_tickets)
HARD: tuple[Rule, ...] = (
    days.working_day,
    days.slot,
    days.blackout,
    days.quiet_day,
    days.window,
    visits.one_scene,
    visits.scene_named,
    visits.lead_department,
    visits.department_limit,
    visits.head_count,
    teams.team_size,
    teams.own_officers,
    teams.leader,
    teams.lead_mark,
    teams.skill,
    officers.certified,
    officers.present,
    officers.not_recused,
    officers.own_area,
    officers.one_place,
    officers.daily_limit,
    officers.weekly_limit,
    year.min_days,
    year.yearly_caps,
    year.beyond_limit,
    year.one_area,
    year.one_day,
    year.different_slots,
)
ACCOUNTS: tuple[Rule, ...] = (
    days.new_check,
    accounts.every_check,
    accounts.reason_and_detail,
    accounts.closed_is_closed,
    accounts.window_is_gone,
    accounts.blackout_is_total,
    accounts.cap_exists,
)
OFFICERS: tuple[Rule, ...] = (replay.officer_tickets, replay.officers_drawn, replay.passed_over)

RULES: tuple[Rule, ...] = FORM + DRAW + HARD + ACCOUNTS + OFFICERS


def check(
    registry: Registry,
    plan: Plan,
    working_days: tuple[date, ...],
    executor: Executor | None = None,
    again: DrawnAgain | None = None,
) -> list[Violation]:
    """Every violation of every rule, in the order of the rule book; an empty list is a valid plan.

    The officer draw is gone through pool by pool on the executor, while the other rules are looked at here; `again` is
    the second draw of enterprises, if it was begun before the plan was there.
    A plan whose `plan.json` has no usable shape is not looked at further: round and seeds decide everything else.
    """
    case = Case(registry, plan, working_days, executor, again)
    violations = [Violation(facts.plan_facts.__name__, *found) for found in facts.plan_facts(case)]
    if violations:
        return violations
    begun(case)
    return [Violation(rule.__name__, *found) for rule in RULES[1:] for found in rule(case)]
