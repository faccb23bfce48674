"""A round is recorded part by part, a list row by row, and each is what its events say."""

from __future__ import annotations

import pytest

from domain.aggregates import stages
from domain.aggregates.base import encode, in_parts
from domain.aggregates.planning_list import PlanningList, digest_of
from domain.aggregates.round import Round
from domain.plan import Frame
from domain.refusals import UnknownQuarter
from tests.domain.ceremony_given import CHECK, FRAME, MEMBER, SEED, SKIP, VISIT, at, by, in_one_go
from tests.domain.story import BY, given, replayed
from tests.domain.test_aggregates_codec import golden_event

MEGABYTE = 1_000_000


def sealed() -> Round:
    return in_one_go(stages.SEALED)


def test_a_round_that_is_no_quarter_is_not_opened() -> None:
    with pytest.raises(UnknownQuarter):
        Round.open("2027Q5", "folder", BY)


def test_a_round_is_drawn_with_one_seed() -> None:
    other = FRAME._replace(credit_class="B")
    given(in_one_go(stages.DRAWN)).when(lambda it: it.draw("dice 5", other, [], by(0))).then_refuses("with seed")


def test_a_draw_is_sealed_with_the_seed_that_it_was_made_with() -> None:
    given(in_one_go(stages.DRAWN)).when(lambda it: it.seal_draw("dice 5", {}, "", 1, by(0))).then_refuses("with seed")


def test_a_matter_and_class_is_drawn_once() -> None:
    given(in_one_go(stages.DRAWN)).when(lambda it: it.draw(SEED, FRAME, ["E2"], by(0))).then_refuses("has drawn M1 A")


def test_a_sample_of_none_is_recorded_too() -> None:
    given(sealed()).when(lambda it: it.draw("dice 4", Frame("M1", "D", 0, 0), [], by(0))).then(
        Round.Drawn, enterprises=()
    )


def test_checks_left_unplanned_are_recorded_before_the_visits() -> None:
    given(in_one_go(stages.DRAW_SEALED)).when(lambda it: it.schedule([VISIT], [CHECK], by(0))).then(
        Round.LeftUnplanned, Round.Scheduled, visits=(VISIT,)
    )


def test_skipped_officers_are_recorded_before_the_drawn() -> None:
    given(in_one_go(stages.SCHEDULE_SEALED)).when(lambda it: it.draw_officers("dice 6", [MEMBER], [SKIP], by(0))).then(
        Round.OfficersSkipped, Round.OfficersDrawn, officer_seed="dice 6", members=(MEMBER,)
    )


def test_a_publication_names_the_record_before_it() -> None:
    facts = {"versions": {"chayici": "0.1.0"}, "counts": {"visits": 1}, "beyond_limit": ["V00001"]}
    given(in_one_go(stages.STAFFED)).when(lambda it: it.publish({}, facts, "f" * 64, by(0))).then(
        Round.Published, versions={"chayici": "0.1.0"}, counts={"visits": 1}, beyond_limit=("V00001",), record="f" * 64
    )


@pytest.mark.parametrize("new", [at(stages.DISCLOSED), in_one_go(stages.PUBLISHED)], ids=["ceremony", "in one go"])
def test_replaying_a_rounds_events_gives_its_state(new: Round) -> None:
    assert replayed(list(new.collect_events())) == new


def test_a_published_round_of_an_older_version_is_published_still() -> None:
    topics = "opened registry_sealed drawn left_unplanned scheduled officers_skipped officers_drawn published"
    stored = [golden_event(f"round.{topic}.v1") for topic in topics.split()]
    assert replayed(stored).stage == stages.PUBLISHED


def test_no_event_of_a_large_round_is_larger_than_a_megabyte() -> None:
    new = sealed()
    new.draw(SEED, FRAME, (f"91330106{n:010d}" for n in range(50_000)), by(0))
    new.seal_draw(SEED, {}, "", 50_000, by(0))
    new.schedule([VISIT] * 10_000, [CHECK] * 10_000, by(0))
    new.seal_schedule({}, "", 10_000, {}, by(0))
    new.draw_officers(SEED, [MEMBER] * 10_000, [SKIP] * 10_000, by(0))
    assert max(len(encode(event)) for event in new.collect_events()) < MEGABYTE


def test_the_parts_of_a_draw_hold_every_enterprise_in_order() -> None:
    ids = [f"91330106{n:010d}" for n in range(50_000)]
    assert [id for part in in_parts(ids) for id in part] == ids


def test_a_list_records_only_the_rows_that_changed() -> None:
    caps = PlanningList.start("caps", BY)
    caps.revise([("*", "A", "2"), ("*", "B", "4")], BY)
    given(caps).when(lambda it: it.revise([("*", "A", "3"), ("*", "B", "4")], BY)).then(
        PlanningList.Revised, struck=(("*", "A", "2"),), entered=(("*", "A", "3"),)
    )


def test_a_list_in_another_order_records_nothing() -> None:
    caps = PlanningList.start("caps", BY)
    caps.revise([("*", "A", "2"), ("*", "B", "4")], BY)
    given(caps).when(lambda it: it.revise([("*", "B", "4"), ("*", "A", "2")], BY)).then()


def test_a_row_that_stands_twice_is_two_checks() -> None:
    due = PlanningList.start("due", BY)
    due.revise([("E1", "M1")], BY)
    given(due).when(lambda it: it.revise([("E1", "M1"), ("E1", "M1")], BY)).then(
        PlanningList.Revised, entered=(("E1", "M1"),), digest=digest_of([("E1", "M1")] * 2)
    )


def test_replaying_a_lists_events_gives_its_rows() -> None:
    due = PlanningList.start("due", BY)
    due.revise([("E1", "M1"), ("E2", "M1")], BY)
    due.revise([("E2", "M1"), ("E2", "M1")], BY)
    assert replayed(list(due.collect_events())) == due
