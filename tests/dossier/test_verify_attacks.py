"""What the office could try, knowing the secret and how the verifier reads: each attempt is found at its place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.dossier.forging import Forgery
from tests.dossier.given import Files, verified

Attack = Callable[[Forgery], tuple[str, object]]
"""What the office does; gives the file and row where it must be found."""
EVENTS, NEVER = "events.jsonl", "2099-01-01T00:00:00Z"


def line_of(d: Forgery, state: dict[str, Any]) -> tuple[str, object]:
    """The line of an event in events.jsonl."""
    return EVENTS, 1 + next(n for n, event in enumerate(d.events) if event["state"] is state)


def another_secret_sealed_once_the_outcome_is_known(d: Forgery) -> tuple[str, object]:
    """The seal commits to one secret; the revelation says that it was another."""
    sealed, revealed = d.last("registry_sealed"), d.states("seed_revealed")[0]
    revealed["commitment"], sealed["commitment"] = sealed["commitment"], "ab" * 32
    return line_of(d, revealed)


def a_draw_that_calls_itself_a_source(d: Forgery) -> tuple[str, object]:
    """A seed that has nothing to do with the outcome, in events that also name a source."""
    source = d.states("seed_source_named")[0]["source"] | {"due": NEVER}
    d.states("seed_revealed")[0]["outcome"] = "1 1 1 1 1 1 1 1"
    for state in (*d.states("drawn"), d.last("draw_sealed")):
        state["source"] = source
    return line_of(d, d.states("drawn")[0])


def a_publication_without_its_link(d: Forgery) -> tuple[str, object]:
    del d.last("published")["record"]
    return line_of(d, d.last("published"))


def a_disclosure_without_its_link(d: Forgery) -> tuple[str, object]:
    del d.last("secret_disclosed")["record"]
    return line_of(d, d.last("secret_disclosed"))


def a_report_without_its_number(d: Forgery) -> tuple[str, object]:
    del d.states("change_reported")[-1]["number"]
    return line_of(d, d.states("change_reported")[-1])


def a_topic_that_nobody_knows(d: Forgery) -> tuple[str, object]:
    d.events[1]["topic"] = "round.registry_sealed.v9"
    return EVENTS, 2


def a_source_that_is_no_event(d: Forgery) -> tuple[str, object]:
    d.last("seed_source_named")["source"]["event"] = " "
    return line_of(d, d.last("seed_source_named"))


def a_source_that_says_not_how_it_is_written(d: Forgery) -> tuple[str, object]:
    d.last("seed_source_named")["source"]["written"] = ""
    return line_of(d, d.last("seed_source_named"))


def a_lottery_without_a_link(d: Forgery) -> tuple[str, object]:
    d.last("seed_source_named")["source"]["kind"] = "lottery"
    d.last("seed_revealed")["evidence"]["link"] = " "
    return line_of(d, d.last("seed_revealed"))


def moments_of_no_time_zone(d: Forgery) -> tuple[str, object]:
    for event in d.events:
        event["state"]["timestamp"] = event["state"]["timestamp"].removesuffix("Z")
    return EVENTS, ""


def rules_of_our_own(d: Forgery) -> tuple[str, object]:
    d.last("registry_sealed")["rules"] = "chayici-draw-0"
    d.files["manifest.json"] = d.files["manifest.json"].replace(b"chayici-draw-1", b"chayici-draw-0")
    return "manifest.json", "rules"


def a_round_that_is_no_year(d: Forgery) -> tuple[str, object]:
    """Its history would be that of no year."""
    for event in d.events:
        event["state"]["originator_id"] = "round:02027Q1"
    d.files["manifest.json"] = d.files["manifest.json"].replace(b'"2027Q1"', b'"02027Q1"')
    return EVENTS, "opened"


def a_saturday_worked_though_the_calendar_knows_weekdays_alone(d: Forgery) -> tuple[str, object]:
    d.states("opened")[0]["calendar"] = d.plan["calendar"] = "weekdays"
    d.seal_list("working_days.csv", "date\n", "date\n2027-01-02\n")
    return "lists/working_days.csv", ""


def a_visit_on_a_day_that_the_calendar_calls_off(d: Forgery) -> tuple[str, object]:
    d.seal_list("calendar.csv", "note\n", f"note\n{d.visits()[-1][2]},0,holiday\n")
    return "lists/working_days.csv", ""


def an_officer_of_two_departments(d: Forgery) -> tuple[str, object]:
    d.seal_list("inspectors.csv", "\nhealth-0,", "\nhealth-0,No 0,fire,C0,2030-12-31,,,,,0,0,0\nhealth-0,")
    return "lists/inspectors.csv", ""


def a_list_that_nobody_knows(d: Forgery) -> tuple[str, object]:
    d.files["lists/friends.csv"] = b"enterprise\n"
    d.seal_list("absences.csv", "ill", "flu")
    return "manifest.json", "files"


def other_versions_than_those_that_found_the_days(d: Forgery) -> tuple[str, object]:
    d.plan["versions"] = d.last("published")["versions"] = {"chayici": "0"}
    return EVENTS, "schedule_sealed"


ATTACKS: tuple[Attack, ...] = (
    another_secret_sealed_once_the_outcome_is_known,
    a_draw_that_calls_itself_a_source,
    a_publication_without_its_link,
    a_disclosure_without_its_link,
    a_report_without_its_number,
    a_topic_that_nobody_knows,
    a_source_that_is_no_event,
    a_source_that_says_not_how_it_is_written,
    a_lottery_without_a_link,
    moments_of_no_time_zone,
    rules_of_our_own,
    a_round_that_is_no_year,
    a_saturday_worked_though_the_calendar_knows_weekdays_alone,
    a_visit_on_a_day_that_the_calendar_calls_off,
    an_officer_of_two_departments,
    a_list_that_nobody_knows,
    other_versions_than_those_that_found_the_days,
)


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.__name__)
def test_an_attack_is_found_at_its_place_though_every_digest_is_made_anew(ceremony: Files, attack: Attack) -> None:
    forgery = Forgery(ceremony)
    where = attack(forgery)
    assert verified(forgery.made_anew())[:2] == where


def test_a_line_that_does_not_end_is_read_too(ceremony: Files) -> None:
    forgery = Forgery({**ceremony, EVENTS: ceremony[EVENTS]})
    forgery.files[EVENTS] += b'{"topic":"round.redraw_ordered.v1"}'
    assert verified(forgery.with_manifest()).file == EVENTS


def test_a_round_in_one_go_goes_back_to_nothing_but_the_seal(one_shot: Files) -> None:
    forgery = Forgery(one_shot)
    before = forgery.last("published")
    redraw = {"topic": "round.redraw_ordered.v1", "state": _ordered(before, "draw")}
    at = next(n for n, event in enumerate(forgery.events) if event["state"] is before)
    forgery.events[at:] = [redraw, *[event for event in forgery.events if _may_follow(event)]]
    assert verified(forgery.made_anew())[:2] == (EVENTS, at + 1)


def _ordered(before: dict[str, Any], back_to: str) -> dict[str, Any]:
    envelope = ("actor", "correlation_id", "originator_id", "originator_version", "reason", "timestamp")
    return {name: before[name] for name in envelope} | {"back_to": back_to, "cause": "we did not like it"}


def _may_follow(event: dict[str, Any]) -> bool:
    return event["topic"].split(".")[1] not in ("opened", "registry_sealed")
