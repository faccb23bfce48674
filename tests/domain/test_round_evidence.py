"""A source that could be bent is not named, an outcome that nothing shows is not revealed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from domain.aggregates import stages
from domain.aggregates.ceremony import EVIDENCE_RULES, SOURCE_RULES, Evidence, SeedSource
from domain.aggregates.round import Round
from tests.domain.ceremony_given import OUTCOME, after, at, by, source
from tests.domain.story import given

BENT: dict[str, tuple[dict[str, Any], str]] = {
    "kind": ({"kind": "coin"}, "its kind is dice, lottery or beacon"),
    "event": ({"event": " "}, "it names a public event"),
    "due": ({"due": datetime(2027, 1, 5)}, "its hour has a time zone"),
    "written": ({"written": ""}, "how the outcome is written"),
    "pattern": ({"pattern": "[1-6"}, "its pattern is a regular expression"),
    "outcomes": ({"outcomes": 999_999}, "at least 1,000,000 outcomes are possible"),
}
SHOWN = {
    "dice": Evidence(witnesses=("Wang Min", "Zhao Gang")),
    "lottery": Evidence(link="https://lottery.example/2027001"),
    "beacon": Evidence(signature="9f" * 48),
}
NOT_SHOWN = [
    ("dice", Evidence()),
    ("dice", Evidence(witnesses=("Wang Min",))),
    ("dice", Evidence(witnesses=("Wang Min", "Wang Min "))),
    ("dice", Evidence(witnesses=("Wang Min", " "), link="https://video.example", signature="9f")),
    ("lottery", Evidence(witnesses=("Wang Min", "Zhao Gang"))),
    ("lottery", Evidence(link=" ")),
    ("beacon", Evidence(link="https://beacon.example")),
    ("beacon", Evidence(signature="\t")),
]


def awaiting(kind: str) -> Round:
    """A round that awaits the outcome of a source of a kind."""
    new = at(stages.SEALED)
    new.name_seed_source(source(by(4).recorded_at, kind=kind), by(3))
    return new


@pytest.mark.parametrize("field", SeedSource.__struct_fields__)
def test_a_source_that_breaks_a_rule_is_not_named(field: str) -> None:
    changed, said = BENT[field]
    bent = source(**{"due": by(4).recorded_at, **changed})
    given(at(stages.SEALED)).when(lambda it: it.name_seed_source(bent, by(3))).then_refuses(said)


def test_every_rule_of_a_source_has_a_source_that_breaks_it() -> None:
    bent = [source(**{"due": by(4).recorded_at, **changed}) for changed, _ in BENT.values()]
    assert [sum(not rule.holds(it) for it in bent) for rule in SOURCE_RULES] == [1] * len(BENT)


def test_all_that_is_wrong_with_a_source_is_said_in_one_go() -> None:
    bent = source(by(4).recorded_at, event="", outcomes=6)
    given(at(stages.SEALED)).when(lambda it: it.name_seed_source(bent, by(3))).then_refuses("event, at least 1,000,000")


@pytest.mark.parametrize("kind", EVIDENCE_RULES)
def test_an_outcome_with_the_evidence_of_its_kind_is_revealed(kind: str) -> None:
    given(awaiting(kind)).when(lambda it: it.reveal_seed(OUTCOME, SHOWN[kind], after(it))).then(
        Round.SeedRevealed, draw_kind="enterprises", outcome=OUTCOME, evidence=SHOWN[kind]
    )


@pytest.mark.parametrize(("kind", "evidence"), NOT_SHOWN)
def test_an_outcome_without_the_evidence_of_its_kind_is_refused(kind: str, evidence: Evidence) -> None:
    said = EVIDENCE_RULES[kind].en
    given(awaiting(kind)).when(lambda it: it.reveal_seed(OUTCOME, evidence, after(it))).then_refuses(said)


@pytest.mark.parametrize("outcomes", [1_000_000, 6**8])
def test_many_outcomes_are_enough(outcomes: int) -> None:
    named = source(by(4).recorded_at, outcomes=outcomes)
    given(at(stages.SEALED)).when(lambda it: it.name_seed_source(named, by(3))).then(Round.SeedSourceNamed)
