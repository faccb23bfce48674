"""A round goes from its opening to its publication, and is drawn once."""

from __future__ import annotations

from datetime import date

import pytest

from domain.aggregates.base import encode, in_parts
from domain.aggregates.planning_list import PlanningList, digest_of
from domain.aggregates.round import Round, RoundPolicy
from domain.plan import Frame, Skip, TeamMember, Unplanned, Visit
from domain.refusals import UnknownQuarter
from domain.registry import Policy
from tests.domain.story import BY, given, replayed

MEGABYTE = 1_000_000
FRAME = Frame("M1", "A", 100_000, 50_000)
VISIT = Visit("V00001", "E1", date(2027, 1, 4), "AM", "O00001", "", "health", ("health",), ("M1",))
MEMBER = TeamMember("O00001", "health", "I1", "0" * 64, True)
SKIP = Skip("O00001", "health", "I2", "0" * 64, "absent", "")
CHECK = Unplanned("E1", "M2", None, "people", "too few")


def opened() -> Round:
    return Round.open("2027Q1", RoundPolicy.of(Policy()), "folder", BY)


def sealed() -> Round:
    new = opened()
    new.seal_registry("d" * 64, {"enterprises.csv": "e" * 64}, BY)
    return new


def drawn() -> Round:
    new = sealed()
    new.draw("dice 4", Frame("M1", "A", 2, 1), ["E1"], BY)
    return new


def published() -> Round:
    new = drawn()
    new.schedule([VISIT], [CHECK], BY)
    new.draw_officers("dice 6", [MEMBER], [SKIP], BY)
    new.publish({"visits.csv": "f" * 64}, {"versions": {"chayici": "0.1.0"}, "counts": {"visits": 1}}, BY)
    return new


def test_a_round_that_is_no_quarter_is_not_opened() -> None:
    with pytest.raises(UnknownQuarter):
        Round.open("2027Q5", RoundPolicy.of(Policy()), "folder", BY)


def test_a_registry_is_sealed_once() -> None:
    given(sealed()).when(lambda it: it.seal_registry("f" * 64, {}, BY)).then_refuses("registry sealed")


def test_nothing_is_drawn_from_a_registry_that_is_not_sealed() -> None:
    given(opened()).when(lambda it: it.draw("dice 4", FRAME, ["E1"], BY)).then_refuses("this step needs")


def test_a_round_is_drawn_with_one_seed() -> None:
    given(drawn()).when(lambda it: it.draw("dice 5", FRAME._replace(credit_class="B"), [], BY)).then_refuses("dice 4")


def test_a_matter_and_class_is_drawn_once() -> None:
    given(drawn()).when(lambda it: it.draw("dice 4", FRAME, ["E2"], BY)).then_refuses("a redraw is an event of its own")


def test_a_sample_of_none_is_recorded_too() -> None:
    given(sealed()).when(lambda it: it.draw("dice 4", Frame("M1", "D", 0, 0), [], BY)).then(Round.Drawn, enterprises=())


def test_officers_are_not_drawn_before_the_visits_are_scheduled() -> None:
    given(drawn()).when(lambda it: it.draw_officers("dice 6", [MEMBER], [], BY)).then_refuses("this step needs")


def test_a_published_round_is_not_published_again() -> None:
    given(published()).when(lambda it: it.publish({}, {}, BY)).then_refuses("published")


def test_skipped_officers_are_recorded_before_the_drawn() -> None:
    new = drawn()
    new.schedule([VISIT], [], BY)
    given(new).when(lambda it: it.draw_officers("dice 6", [MEMBER], [SKIP], BY)).then(
        Round.OfficersSkipped, Round.OfficersDrawn, officer_seed="dice 6", members=(MEMBER,)
    )


def test_replaying_a_rounds_events_gives_its_state() -> None:
    new = published()
    assert replayed(list(new.collect_events())) == new


def test_no_event_of_a_large_round_is_larger_than_a_megabyte() -> None:
    new = sealed()
    new.draw("dice 4", FRAME, (f"91330106{n:010d}" for n in range(50_000)), BY)
    new.schedule([VISIT] * 10_000, [CHECK] * 10_000, BY)
    new.draw_officers("dice 6", [MEMBER] * 10_000, [SKIP] * 10_000, BY)
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
