"""The rule book, its page and the plans that break it stay in step."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

import pytest

from domain.checker import RULES
from domain.checker.folder import FILES, readable
from tests.domain.hand_made import BROKEN

HERE = Path(__file__).parent
PAGE = (HERE.parents[1] / "docs" / "rules.md").read_text(encoding="utf-8")
ROWS = {
    line.split("`")[1]: re.split(r" (?<!\\)\| ", line.strip("| ")) for line in PAGE.splitlines() if line[:3] == "| `"
}
EVERY = {rule.__name__: rule for rule in (*RULES, readable, *FILES)}

for module in sorted(HERE.glob("test_checker_*.py")):
    if module.stem != Path(__file__).stem:
        importlib.import_module(f"tests.domain.{module.stem}")


def test_no_two_rules_share_a_name() -> None:
    assert len(EVERY) == len(RULES) + 1 + len(FILES)


def test_the_page_lists_the_rules_and_no_others() -> None:
    assert list(ROWS) == list(EVERY)


@pytest.mark.parametrize("rule", EVERY)
def test_every_rule_stands_on_the_page_as_in_the_code(rule: str) -> None:
    assert ROWS[rule][2].replace("\\|", "|") == " ".join(str(EVERY[rule].__doc__).split())


@pytest.mark.parametrize("rule", EVERY)
def test_every_rule_is_told_in_chinese_with_its_source_and_checker(rule: str) -> None:
    _, chinese, _, source, module = ROWS[rule]
    assert re.search(r"[一-鿿]", chinese)
    assert source
    assert module == f"`{EVERY[rule].__module__}`"


@pytest.mark.parametrize("rule", EVERY)
def test_every_rule_has_a_test_that_breaks_it(rule: str) -> None:
    assert BROKEN.get(rule)
