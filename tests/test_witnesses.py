"""Every hard rule binds: with it a check is left out or the plan forced elsewhere, without it neither."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from api.planning import plan_round
from domain.calendar import FOLDER, working_days
from domain.checker import check
from domain.checker.book import HARD
from domain.plan import Plan
from domain.registry import Registry
from tests.builders import QUARTER
from tests.witnesses import WITNESSES, Witness

PAGE = (Path(__file__).parents[1] / "docs" / "rules.md").read_text(encoding="utf-8")
ON_THE_PAGE = re.findall(
    r"^\| `(\w+)`", "".join(re.findall(r"## Hard rule.*?(?=\n## |\Z)", PAGE, re.DOTALL)), re.MULTILINE
)

each = pytest.mark.parametrize("witness", WITNESSES, ids=lambda witness: witness.name)


def plan_of(registry: Registry) -> Plan:
    """The planner's own plan, which the checker passes."""
    days = working_days(QUARTER, registry.calendar, FOLDER, lambda _: None)
    plan = plan_round(registry, QUARTER, days, seed="dice 4 1 6 2", officer_seed="dice 3 3 5 1", calendar=FOLDER)
    assert check(registry, plan, days) == []
    return plan


def broken(registry: Registry, plan: Plan) -> set[str]:
    days = working_days(QUARTER, registry.calendar, FOLDER, lambda _: None)
    return {violation.rule for violation in check(registry, plan, days)}


def test_the_page_of_rules_tells_the_hard_rules_of_the_checker() -> None:
    assert [rule.__name__ for rule in HARD] == ON_THE_PAGE


@pytest.mark.parametrize("rule", ON_THE_PAGE)
def test_every_hard_rule_has_a_witness(rule: str) -> None:
    assert [witness for witness in WITNESSES if witness.rule == rule]


@each
def test_under_the_rule_a_check_is_left_out_for_its_reason_or_the_plan_forced_elsewhere(witness: Witness) -> None:
    strict = plan_of(witness.strict)
    assert tuple((row.enterprise, row.matter, row.reason) for row in strict.unplanned) == witness.left
    assert witness.left or witness.forced(strict) != witness.forced(plan_of(witness.relaxed))


@each
def test_without_the_rules_datum_every_check_is_planned(witness: Witness) -> None:
    assert plan_of(witness.relaxed).unplanned == ()


@each
def test_what_is_planned_without_the_datum_breaks_the_very_rule(witness: Witness) -> None:
    assert witness.rule in broken(witness.strict, witness.shown(plan_of(witness.relaxed)))
