"""The checker on form: `plan.json`, names and numbers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from domain.calendar import Quarter
from domain.checker import check
from domain.checker import rules_facts as facts
from domain.checker import rules_order as order
from domain.plan import Unplanned
from domain.registry import Policy
from tests.builders import WORKING_DAYS
from tests.domain.hand_made import Broken, breaks, revisit, rules_of, valid, with_facts, world


@breaks(facts.plan_facts)
def test_a_plan_without_its_round_is_caught() -> Broken:
    registry = world()
    plan = valid(registry)
    return registry, replace(plan, facts={key: value for key, value in plan.facts.items() if key != "round"})


@pytest.mark.parametrize("wrong", [{"seed": 4}, {"round": "2027"}, {"beyond_limit": "V00001"}, {"made_on": "today"}])
def test_a_fact_of_the_wrong_shape_is_caught(wrong: dict[str, Any]) -> None:
    registry = world()
    assert rules_of(check(registry, with_facts(valid(registry), **wrong), WORKING_DAYS)) == {"plan_facts"}


@breaks(facts.round_and_calendar)
def test_a_calendar_that_does_not_exist_is_caught() -> Broken:
    registry = world()
    return registry, with_facts(valid(registry), calendar="lunar")


def test_working_days_of_another_quarter_are_caught() -> None:
    registry = world()
    spring = tuple(day for day in Quarter(2027, 2).days() if day.weekday() < 5)
    assert "round_and_calendar" in rules_of(check(registry, valid(registry), spring))


@breaks(facts.policy)
def test_another_policy_than_the_registrys_is_caught() -> Broken:
    plan = valid(world())
    return world(policy=Policy(min_days_between_visits=4)), plan


@breaks(facts.policy)
def test_a_policy_that_leaves_a_setting_out_is_caught() -> Broken:
    registry = world()
    return registry, with_facts(valid(registry), policy={"slots": ["AM", "PM"]})


@breaks(facts.inputs)
def test_a_registry_file_changed_after_planning_is_caught() -> Broken:
    plan = valid(replace(world(), inputs={"due.csv": "a" * 64}))
    return replace(world(), inputs={"due.csv": "b" * 64}), plan


@breaks(facts.inputs)
def test_a_registry_file_that_is_gone_is_caught() -> Broken:
    plan = valid(replace(world(), inputs={"due.csv": "a" * 64}))
    return world(), plan


@breaks(facts.counts)
def test_a_count_that_is_not_so_is_caught() -> Broken:
    registry = world()
    return registry, with_facts(valid(registry, counts={"visits": 3, "trips": 8}), counts={"visits": 3, "trips": 7})


@breaks(order.known)
def test_a_visit_to_an_enterprise_that_is_not_registered_is_caught() -> Broken:
    registry = world()
    return registry, revisit(valid(registry), 1, enterprise="E9")


@breaks(order.known)
def test_a_visit_for_a_matter_that_is_not_published_is_caught() -> Broken:
    registry = world()
    return registry, revisit(valid(registry), 1, matters=("H", "X"))


@breaks(order.known)
def test_an_officer_who_is_not_registered_is_caught() -> Broken:
    registry = world()
    plan = valid(registry)
    return registry, replace(plan, teams=(plan.teams[0]._replace(inspector="nobody"), *plan.teams[1:]))


@breaks(order.known)
def test_a_visit_without_matters_is_caught() -> Broken:
    registry = world()
    return registry, revisit(valid(registry), 1, matters=())


@breaks(order.named_once)
def test_a_visit_listed_twice_is_caught() -> Broken:
    registry = world()
    plan = valid(registry)
    return registry, replace(plan, visits=(*plan.visits, plan.visits[-1]))


@breaks(order.named_once)
def test_an_officer_listed_twice_in_a_team_is_caught() -> Broken:
    registry = world()
    plan = valid(registry)
    return registry, replace(plan, teams=(*plan.teams, plan.teams[-1]))


@breaks(order.visit_numbers)
def test_a_visit_numbered_against_its_slot_is_caught() -> Broken:
    registry = world()
    return registry, revisit(revisit(valid(registry), 1, slot="PM"), 2, slot="AM")


@breaks(order.visit_numbers)
def test_a_gap_in_the_numbers_is_caught() -> Broken:
    registry = world()
    return registry, revisit(valid(registry), 3, visit="V00004")


@breaks(order.outing_numbers)
def test_an_outing_numbered_against_its_first_visit_is_caught() -> Broken:
    registry = world()
    return registry, revisit(valid(registry), 1, outing="O00003")


@breaks(order.matters_and_departments)
def test_departments_that_are_not_those_of_the_matters_are_caught() -> Broken:
    registry = world()
    return registry, revisit(valid(registry), 1, departments=("health",))


@breaks(order.matters_and_departments)
def test_matters_out_of_order_are_caught() -> Broken:
    registry = world()
    return registry, revisit(valid(registry), 1, matters=("H", "F"))


def test_a_plan_of_nonsense_is_caught_and_not_stumbled_over() -> None:
    registry = world()
    plan = valid(registry)
    nonsense = plan.visits[0]._replace(enterprise="?", departments=(), matters=("?",), date=date(1900, 1, 1))
    broken = replace(
        plan,
        visits=(nonsense, *plan.visits[1:]),
        teams=plan.teams[:1],
        unplanned=(Unplanned("E1", "H", None, "?", ""),),
    )
    assert {"known", "team_size", "every_check"} <= rules_of(check(registry, broken, WORKING_DAYS))
