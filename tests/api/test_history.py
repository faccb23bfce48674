"""What was recorded of anything is told in sentences."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from api.record.history import TITLES, history
from api.record.rounds import record_round
from api.record.sentences import FIELDS, sentence
from api.record.store import Record, open_record
from domain.aggregates.codec import AGGREGATES, event_types
from domain.refusals import UsageRefusal
from tests import builders
from tests.api.recorded import AGAIN, BY, OUTPUTS, imported, lists, plan, registry
from tests.domain.test_aggregates_codec import golden_event


@pytest.fixture
def record(store_url: str) -> Iterator[Record]:
    changed = builders.enterprise("E1", "D", name="East", status="closed")
    others = [builders.enterprise("E2", "B"), builders.enterprise("E3", "B")]
    with open_record(store_url) as opened:
        imported(opened, registry())
        imported(opened, registry(enterprises=[changed, *others], absences=[]), AGAIN)
        record_round(opened, lists(), plan(), BY, outputs=OUTPUTS)
        yield opened


def test_a_history_begins_with_what_the_id_names(record: Record) -> None:
    assert next(history(record, "E1")) == "检查对象 E1 / enterprise E1"


def test_a_line_says_when_by_beijing_time_who_and_why(record: Record) -> None:
    line = list(history(record, "E1"))[1]
    assert line.startswith("  2027-01-04 17:30+08:00  ") and line.endswith("[li: first import]")


def test_a_change_is_told_from_what_to_what(record: Record) -> None:
    told = "\n".join(history(record, "E1"))
    assert "自 2027-02-01 起信用等级调整：信用等级 B → D / reclassified from 2027-02-01 on: credit_class B → D" in told


def test_chinese_comes_before_english(record: Record) -> None:
    assert "停业 / closed" in "\n".join(history(record, "E1"))


def test_an_officers_absence_is_told_with_its_cause(record: Record) -> None:
    assert "absent from 2027-02-01 to 2027-02-05 (leave)" in "\n".join(history(record, "health-1"))


def test_a_withdrawn_absence_is_told(record: Record) -> None:
    assert "absence from 2027-02-01 to 2027-02-05 withdrawn" in "\n".join(history(record, "health-1"))


def test_a_round_tells_its_draw_with_the_seed(record: Record) -> None:
    assert "drawn: matter H1 class B, 2 of 3, seed “dice 4”" in "\n".join(history(record, "2027Q1"))


def test_a_matter_tells_its_legal_basis(record: Record) -> None:
    assert "法律依据 §1" in "\n".join(history(record, "H1"))


def test_every_kind_with_an_id_is_told(store_url: str) -> None:
    same = registry(matters=[builders.matter("health", "health")], sampling=[], due=[])
    with open_record(store_url) as opened:
        imported(opened, same)
        titles = [line for line in history(opened, "health") if not line.startswith(" ")]
    assert titles == ["部门 health / department health", "检查事项 health / matter health"]


def test_an_unknown_id_is_refused(record: Record) -> None:
    with pytest.raises(UsageRefusal, match="nothing is recorded of “E9”"):
        history(record, "E9")


def test_an_enterprise_tells_what_it_was_drawn_for(record: Record) -> None:
    assert "2027Q1 抽中：事项 H1 / drawn in 2027Q1: matter H1" in "\n".join(history(record, "E1"))


def test_an_enterprise_tells_its_visits(record: Record) -> None:
    assert "V00001 on 2027-01-04 AM, departments health, matters H1" in "\n".join(history(record, "E1"))


def test_an_enterprise_tells_what_was_left_unplanned(record: Record) -> None:
    assert "left unplanned in 2027Q1: matter H1, too few" in "\n".join(history(record, "E2"))


def test_an_officer_tells_the_outings_they_were_drawn_for(record: Record) -> None:
    assert "drawn in 2027Q1 for outing O00001" in "\n".join(history(record, "health-2"))


def test_an_officer_tells_where_they_were_skipped(record: Record) -> None:
    assert "skipped in 2027Q1 for outing O00001: absent" in "\n".join(history(record, "health-1"))


def test_an_id_that_no_round_names_tells_of_none(record: Record) -> None:
    assert not [line for line in history(record, "E3") if "2027Q1" in line]


def test_every_kind_of_aggregate_has_a_title() -> None:
    assert set(TITLES) == {aggregate.TOPIC for aggregate in AGGREGATES}


@pytest.mark.parametrize("topic", event_types())
def test_every_event_is_told_in_both_languages(topic: str) -> None:
    event = golden_event(topic)
    said = sentence(event, getattr(event, "facts", None))
    assert said.zh and said.en and not said.en.isspace()


@pytest.mark.parametrize(("topic", "event_type"), event_types().items())
def test_every_field_of_a_row_has_a_chinese_name(topic: str, event_type: type) -> None:
    facts = getattr(golden_event(topic), "facts", None)
    assert facts is None or set(facts.__struct_fields__) <= set(FIELDS)
