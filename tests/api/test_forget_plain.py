"""What an older version stored in plain cannot be forgotten, and that is said."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from eventsourcing.persistence import StoredEvent
from msgspec.structs import replace

from api.record.forgetting import forget
from api.record.store import Record
from domain.aggregates.inspector import Inspector
from domain.refusals import UsageRefusal
from tests.api.recorded import record_in
from tests.api.test_forget import CAUSE, LATER
from tests.domain.test_aggregates_codec import GOLDEN

ENROLLED, REVEALED = "inspector.enrolled.v1", "round.seed_revealed.v1"
OFFICER = GOLDEN[ENROLLED]["originator_id"]
ID = OFFICER.partition(":")[2]


@pytest.fixture
def record(tmp_path: Path) -> Iterator[Record]:
    """A store of an older version: an officer and two witnesses in plain."""
    with record_in(tmp_path) as opened:
        old = [(ENROLLED, OFFICER), (REVEALED, GOLDEN[REVEALED]["originator_id"])]
        states = {topic: json.dumps(GOLDEN[topic] | {"originator_version": 1}).encode() for topic, _ in old}
        opened.recorder.insert_events([StoredEvent(stream, 1, topic, states[topic]) for topic, stream in old])
        yield opened


def test_an_officer_in_plain_is_refused_with_how_often_they_are_told_of(record: Record) -> None:
    with pytest.raises(UsageRefusal, match=rf"“{ID}” stands in 1 event\(s\) that an older version stored in plain"):
        forget(record, ID, CAUSE, LATER)


def test_a_witness_in_plain_is_refused(record: Record) -> None:
    with pytest.raises(UsageRefusal, match="there is no key to drop"):
        forget(record, GOLDEN[REVEALED]["evidence"]["witnesses"][0], CAUSE, LATER)


def test_of_an_officer_who_is_sealed_since_the_sealed_part_is_forgotten_and_the_rest_told(tmp_path: Path) -> None:
    with record_in(tmp_path) as record:
        state = json.dumps(GOLDEN[ENROLLED] | {"originator_version": 1}).encode()
        record.recorder.insert_events([StoredEvent(OFFICER, 1, ENROLLED, state)])
        found: Any = record.repository.get(Inspector.identify(ID))
        found.amend(replace(found.facts, name="Another"), LATER)
        found.delist(LATER)
        record.store_all([found])
        forgot = forget(record, ID, CAUSE, LATER)
    assert (len(forgot.keys), forgot.in_plain) == (1, 1)


def test_a_plain_name_is_read_on(record: Record) -> None:
    found: Any = record.repository.get(Inspector.identify(ID))
    assert found.facts.name == GOLDEN[ENROLLED]["facts"]["name"]
