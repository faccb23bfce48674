"""A ceremony that was not held as it should have been is found at the event's line, though every link is made anew."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.dossier.forging import Forgery
from tests.dossier.given import SECRET, Files, verified

EVENTS = "events.jsonl"
Forged = Callable[[Forgery], tuple[str, object]]
"""What the forger does; gives the file and row where it must be found."""


def line_of(d: Forgery, step: str, which: int = -1) -> int:
    """The line of an event in events.jsonl."""
    return [n for n, event in enumerate(d.events, 1) if event["topic"].split(".")[1] == step][which]


def a_source_named_after_its_hour(d: Forgery) -> tuple[str, object]:
    named = d.last("seed_source_named")
    named["source"]["due"] = named["timestamp"]
    return EVENTS, line_of(d, "seed_source_named")


def a_source_of_few_outcomes(d: Forgery) -> tuple[str, object]:
    d.last("seed_source_named")["source"]["outcomes"] = 6
    return EVENTS, line_of(d, "seed_source_named")


def a_seed_revealed_before_its_hour(d: Forgery) -> tuple[str, object]:
    revealed = d.last("seed_revealed")
    revealed["timestamp"] = d.last("seed_source_named")["timestamp"]
    return EVENTS, line_of(d, "seed_revealed")


def evidence_taken_away(d: Forgery) -> tuple[str, object]:
    d.last("seed_revealed")["evidence"]["witnesses"].pop()
    return EVENTS, line_of(d, "seed_revealed")


def an_outcome_that_is_none(d: Forgery) -> tuple[str, object]:
    d.states("seed_revealed")[0]["outcome"] = "7 1 6 2 3 3 5 1"
    return EVENTS, line_of(d, "seed_revealed", 0)


def another_outcome(d: Forgery) -> tuple[str, object]:
    d.last("seed_revealed")["outcome"] = "1 1 1 1 1 1 1 1"
    return EVENTS, line_of(d, "officers_drawn")


def another_secret(d: Forgery) -> tuple[str, object]:
    for state in d.states("drawn") + d.states("draw_sealed"):
        state["seed"] = state["seed"].replace(SECRET, "0" * 64)
    return EVENTS, line_of(d, "drawn", 0)


def another_secret_disclosed(d: Forgery) -> tuple[str, object]:
    d.last("secret_disclosed")["secret"] = "0" * 64
    return EVENTS, line_of(d, "secret_disclosed")


def a_secret_disclosed_too_early(d: Forgery) -> tuple[str, object]:
    d.last("secret_disclosed")["timestamp"] = d.last("published")["timestamp"]
    return EVENTS, line_of(d, "secret_disclosed")


def a_redraw_dropped(d: Forgery) -> tuple[str, object]:
    n = line_of(d, "redraw_ordered")
    del d.events[n - 1]
    return EVENTS, n


def a_redraw_without_a_cause(d: Forgery) -> tuple[str, object]:
    d.last("redraw_ordered")["cause"] = " "
    return EVENTS, line_of(d, "redraw_ordered")


def the_second_source_named_before_the_days_are_sealed(d: Forgery) -> tuple[str, object]:
    n, first = line_of(d, "schedule_sealed"), line_of(d, "seed_source_named", 1)
    d.events.insert(n - 1, d.events.pop(first - 1))
    d.events[n - 1]["state"]["timestamp"] = d.events[n - 2]["state"]["timestamp"]
    return EVENTS, n


def a_moment_before_the_one_before(d: Forgery) -> tuple[str, object]:
    n = line_of(d, "schedule_sealed")
    d.events[n - 1]["state"]["timestamp"] = d.events[0]["state"]["timestamp"]
    return EVENTS, n


def a_part_missing(d: Forgery) -> tuple[str, object]:
    d.last("scheduled")["parts"] = 2
    return EVENTS, "scheduled"


FORGERIES: tuple[Forged, ...] = (
    a_source_named_after_its_hour,
    a_source_of_few_outcomes,
    a_seed_revealed_before_its_hour,
    evidence_taken_away,
    an_outcome_that_is_none,
    another_outcome,
    another_secret,
    another_secret_disclosed,
    a_secret_disclosed_too_early,
    a_redraw_dropped,
    a_redraw_without_a_cause,
    the_second_source_named_before_the_days_are_sealed,
    a_moment_before_the_one_before,
    a_part_missing,
)


@pytest.mark.parametrize("forge", FORGERIES, ids=lambda forge: forge.__name__)
def test_a_broken_ceremony_is_found_at_its_line_though_every_link_is_made_anew(ceremony: Files, forge: Forged) -> None:
    forgery = Forgery(ceremony)
    where = forge(forgery)
    assert verified(forgery.made_anew())[:2] == where


def test_a_change_that_answers_nothing_is_found(ceremony: Files) -> None:
    forgery = Forgery(ceremony)
    n = next(n for n, event in enumerate(forgery.events, 1) if "answers" in event["state"])
    forgery.events[n - 1]["state"]["answers"] = 9
    assert verified(forgery.made_anew())[:2] == (EVENTS, n)


def test_a_report_dropped_is_found_at_the_change_that_answered_it(ceremony: Files) -> None:
    forgery = Forgery(ceremony)
    n = line_of(forgery, "change_reported", 0)
    del forgery.events[n - 1]
    assert verified(forgery.made_anew())[:2] == (EVENTS, n)


@pytest.mark.parametrize("last", ["2027-03-30", "2027-04-01"])
def test_a_round_that_is_no_quarter_is_found(ceremony: Files, last: str) -> None:
    forgery = Forgery(ceremony)
    forgery.states("opened")[0]["last"] = last
    assert verified(forgery.made_anew()).file in (EVENTS, "lists/working_days.csv")


def test_other_rules_in_the_manifest_are_found(ceremony: Files) -> None:
    manifest = ceremony["manifest.json"].replace(b"chayici-draw-1", b"chayici-draw-2")
    assert verified({**ceremony, "manifest.json": manifest}).file == "manifest.json"


def test_a_file_of_no_use_is_found_though_the_manifest_has_it(ceremony: Files) -> None:
    forgery = Forgery(ceremony)
    forgery.files["plan/more.csv"] = b"id\n"
    assert verified(forgery.with_manifest()).file == "manifest.json"
