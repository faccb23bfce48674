"""A round is recorded once, whole, and an earlier draw is never replaced."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

import pytest

from api.record.rounds import import_and_record, record_round, refuse_if_drawn_otherwise
from api.record.store import Record, open_record
from domain.aggregates.round import Round
from domain.aggregates.stages import PUBLISHED
from domain.plan import Drawn, Frame
from domain.refusals import RoundRefusal
from tests import builders
from tests.api.recorded import AGAIN, BY, OUTPUTS, imported, lists, plan, registry, stored

ASKED = {"round_id": "2027Q1", "seed": "dice 4", "officer_seed": "dice 6", "calendar": "folder"}
OTHERWISE = {"seed": "dice 5", "officer_seed": "dice 5", "calendar": "weekdays"}


@pytest.fixture
def record(store_url: str) -> Iterator[Record]:
    with open_record(store_url) as opened:
        yield opened


@pytest.fixture
def drawn(record: Record) -> Record:
    record_round(record, lists(), plan(), BY, outputs=OUTPUTS)
    return record


def test_a_round_is_recorded_from_its_opening_to_its_publication(drawn: Record) -> None:
    assert [event.topic for event in drawn.recorder.select_notifications(1, 100)] == [
        "round.opened.v2",
        "round.registry_sealed.v2",
        "round.drawn.v1",
        "round.draw_sealed.v1",
        "round.left_unplanned.v1",
        "round.scheduled.v1",
        "round.schedule_sealed.v1",
        "round.officers_skipped.v1",
        "round.officers_drawn.v1",
        "round.published.v2",
    ]


def test_a_recorded_round_is_published(drawn: Record) -> None:
    assert drawn.repository.get("round:2027Q1").stage == PUBLISHED


def test_what_was_drawn_can_be_read_again(drawn: Record) -> None:
    events = list(drawn.events.get("round:2027Q1"))
    assert [event.enterprises for event in events if isinstance(event, Round.Drawn)] == [("E1", "E2")]


def test_what_was_scheduled_can_be_read_again(drawn: Record) -> None:
    events = list(drawn.events.get("round:2027Q1"))
    assert [event.visits for event in events if isinstance(event, Round.Scheduled)] == [plan().visits]


def test_the_same_round_again_records_nothing(drawn: Record) -> None:
    before = stored(drawn)
    assert not record_round(drawn, lists(), plan(), AGAIN, outputs=OUTPUTS) and stored(drawn) == before


def test_another_quarter_is_a_round_of_its_own(drawn: Record) -> None:
    assert record_round(drawn, lists(), plan(round="2027Q2"), AGAIN, outputs=OUTPUTS)


@pytest.mark.parametrize(("name", "value"), OTHERWISE.items())
def test_a_drawn_round_is_not_recorded_otherwise(drawn: Record, name: str, value: str) -> None:
    with pytest.raises(RoundRefusal, match="A draw is not replaced"):
        record_round(drawn, lists(), plan(**{name: value}), AGAIN, outputs=OUTPUTS)


@pytest.mark.parametrize(("name", "value"), OTHERWISE.items())
def test_a_draw_that_would_differ_is_refused_before_anything_is_done(drawn: Record, name: str, value: str) -> None:
    with pytest.raises(RoundRefusal, match=f"is recorded as .*now it is “{value}”"):
        refuse_if_drawn_otherwise(drawn, lists(), **{**ASKED, name: value})


def test_another_registry_is_refused_for_a_drawn_round(drawn: Record) -> None:
    with pytest.raises(RoundRefusal, match="sealed registry"):
        refuse_if_drawn_otherwise(drawn, lists(caps=[builders.cap(9)]), **ASKED)


def test_a_refusal_names_the_seed_that_was_drawn_with(drawn: Record) -> None:
    with pytest.raises(RoundRefusal, match="was drawn on 2027-01-04 with seed “dice 4”"):
        refuse_if_drawn_otherwise(drawn, lists(), **{**ASKED, "calendar": "weekdays"})


def test_a_refusal_says_what_a_redraw_is_and_how_to_rehearse(drawn: Record) -> None:
    with pytest.raises(RoundRefusal) as refused:
        refuse_if_drawn_otherwise(drawn, lists(), **{**ASKED, "seed": "dice 5"})
    said = [words in str(refused.value) for words in ("重新抽取须另行记录", "with a reason", "is kept", "--store")]
    assert all(said)


def test_the_same_draw_is_not_refused(drawn: Record) -> None:
    assert refuse_if_drawn_otherwise(drawn, lists(), **ASKED)


def test_a_round_that_is_not_recorded_is_not_refused(record: Record) -> None:
    assert not refuse_if_drawn_otherwise(record, lists(), **ASKED)


def test_the_files_a_registry_was_read_from_do_not_make_it_another(drawn: Record) -> None:
    as_workbook = dataclasses.replace(registry(), inputs={"registry.xlsx": "a" * 64})
    assert refuse_if_drawn_otherwise(drawn, lists()._replace(registry=as_workbook), **ASKED)


def test_another_plan_from_the_same_seeds_is_refused_with_the_versions_that_decided(drawn: Record) -> None:
    with pytest.raises(RoundRefusal, match=r"another plan \(visits.csv\).*chayici 0.1.0"):
        record_round(drawn, lists(), plan(), AGAIN, outputs={"visits.csv": "0" * 64})


def test_a_round_that_somebody_records_meanwhile_is_refused_in_a_sentence(
    record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = record.store_all

    def store_late(aggregates: Any) -> Any:
        monkeypatch.setattr(record, "store_all", store)
        record_round(record, lists(), plan(), AGAIN, outputs=OUTPUTS)
        return store(aggregates)

    monkeypatch.setattr(record, "store_all", store_late)
    with pytest.raises(RoundRefusal, match="run it again"):
        record_round(record, lists(), plan(), BY, outputs=OUTPUTS)


def test_a_refused_round_stores_nothing(drawn: Record) -> None:
    before = stored(drawn)
    with pytest.raises(RoundRefusal):
        record_round(drawn, lists(), plan(seed="dice 5"), AGAIN, outputs=OUTPUTS)
    assert stored(drawn) == before


def test_a_registry_and_its_round_are_recorded_together(record: Record) -> None:
    assert import_and_record(record, lists(), plan(), BY, outputs=OUTPUTS) == stored(record).total() == 35


def test_a_recorded_round_does_not_bring_back_the_registry_of_its_day(record: Record) -> None:
    import_and_record(record, lists(), plan(), BY, outputs=OUTPUTS)
    imported(record, registry(caps=[builders.cap(9)]), AGAIN)
    assert import_and_record(record, lists(), plan(), AGAIN, outputs=OUTPUTS) == 0


def test_a_refused_plan_imports_nothing(drawn: Record) -> None:
    before = stored(drawn)
    with pytest.raises(RoundRefusal):
        import_and_record(drawn, lists(), plan(seed="dice 5"), AGAIN, outputs=OUTPUTS)
    assert stored(drawn) == before


def test_no_stored_event_of_fifty_thousand_drawn_is_larger_than_a_megabyte(record: Record) -> None:
    drawn = tuple(Drawn("H1", "B", f"91330106{n:010d}", "0" * 64) for n in range(50_000))
    many = dataclasses.replace(plan(), drawn=drawn, frames=(Frame("H1", "B", 60_000, 50_000),))
    record_round(record, lists(), many, BY, outputs=OUTPUTS)
    assert max(len(event.state) for event in record.recorder.select_notifications(1, 100)) < 1_000_000
