"""Somebody who is forgotten cannot be read again, and everything else stays as it was: log, rounds, proofs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from eventsourcing.persistence import IntegrityError

from api.reading.events import EventFilter, streamed
from api.record.forgetting import forget
from api.record.history import history
from api.record.store import Record, open_record
from domain.aggregates.base import Attribution
from domain.aggregates.inspector import Inspector
from domain.aggregates.personal import FORGOTTEN, officer
from domain.refusals import RecordRefusal, UsageRefusal
from domain.registry import Absence, Registry
from tests import builders
from tests.api.command_line import chayici
from tests.api.recorded import AGAIN, imported, record_in, registry, stored

LATER = Attribution(datetime(2031, 1, 6, 9, tzinfo=UTC), "li", "chayici forget …", "c-9")
GONE = "health-1"
CAUSE = "保存期限届满 / retention ended"


OFFICERS = [
    builders.inspector(f"{of}-{n}", of, name=f"Wang {of} {n}") for of in ("health", "fire") for n in range(1, 5)
]


def listing(**changes: Any) -> Registry:
    """The small registry, its officers with names."""
    return registry(**{"inspectors": OFFICERS, **changes})


def without(gone: str, **changes: Any) -> Registry:
    """The same without an officer."""
    return listing(inspectors=[row for row in OFFICERS if row.id != gone], absences=[], **changes)


def named(record: Record, id: str = GONE) -> str:
    """What an officer is called, read as a process does that begins now."""
    record.people.let_go()
    found: Any = record.repository.get(Inspector.identify(id))
    return str(found.facts.name)


def known(record: Record, person: str) -> bool:
    """Whether there is a key."""
    return record.people.of(person) is not None


def bytes_of(record: Record) -> list[tuple[str, bytes]]:
    """Every stored event."""
    return [(event.topic, event.state) for event in record.store.recorder.scan()]


def files_in(folder: Path) -> bytes:
    """Every byte of the database's files."""
    return b"".join(path.read_bytes() for path in sorted(folder.glob("chayici.db*")))


@pytest.fixture
def record(store_url: str) -> Iterator[Record]:
    """A record whose officer health-1 has left."""
    with open_record(store_url) as opened:
        imported(opened, listing())
        imported(opened, without(GONE), AGAIN)
        yield opened


def test_a_forgotten_officer_is_named_no_longer(record: Record) -> None:
    before = named(record)
    forget(record, GONE, CAUSE, LATER)
    assert (before != FORGOTTEN, named(record), known(record, officer(GONE))) == (True, FORGOTTEN, False)


def test_the_key_is_nowhere_in_the_store(record: Record) -> None:
    key = next(key for key in record.people._read() if key.person == officer(GONE))
    assert forget(record, GONE, CAUSE, LATER).scrubbed
    assert key not in record.people._read()


def test_nobody_elses_key_is_dropped(record: Record) -> None:
    before = {key.person for key in record.people._read()}
    forget(record, GONE, CAUSE, LATER)
    assert {key.person for key in record.people._read()} == before - {officer(GONE)}


def test_not_a_byte_of_the_log_before_changes_and_it_verifies(record: Record) -> None:
    before = bytes_of(record)
    forget(record, GONE, CAUSE, LATER)
    assert bytes_of(record)[:-1] == before and record.store.verify().position == len(before) + 1


def test_the_log_replays(record: Record) -> None:
    forget(record, GONE, CAUSE, LATER)
    assert all(record.mapper.to_domain_event(event) for event in record.store.recorder.scan())


def test_that_somebody_was_forgotten_is_recorded_without_their_name(record: Record) -> None:
    name = named(record)
    forget(record, GONE, CAUSE, LATER)
    topic, state = bytes_of(record)[-1]
    assert topic == "person.forgotten.v1" and name.encode() not in state and b"retention ended" in state


def test_the_history_tells_the_forgetting_and_says_forgotten_where_the_name_was(record: Record) -> None:
    forget(record, GONE, CAUSE, LATER)
    told = "\n".join(history(record, GONE))
    assert "(forgotten)" in told and "forgot inspector health-1: the key was dropped (retention ended)" in told


def test_the_history_of_a_key_tells_that_it_was_dropped(record: Record) -> None:
    (dropped,) = forget(record, GONE, CAUSE, LATER).keys
    assert "the key was dropped" in "\n".join(history(record, dropped.key_id))


def test_the_events_of_somebody_who_is_forgotten_are_still_listed(record: Record) -> None:
    forget(record, GONE, CAUSE, LATER)
    listed = list(streamed(record, EventFilter(about=GONE)))
    assert listed[0].payload["facts"]["name"] == FORGOTTEN and listed[-1].topic == "person.forgotten.v1"


def test_nobody_is_recorded_as_if_they_were_forgotten(record: Record) -> None:
    nameless = [builders.inspector("health-9", "health", name=FORGOTTEN)]
    with pytest.raises(RecordRefusal, match="stands for what is forgotten"):
        imported(record, listing(inspectors=[*OFFICERS, *nameless]), LATER)
    assert not known(record, officer("health-9"))


def test_the_causes_of_an_officers_absences_are_forgotten_too(record: Record) -> None:
    before = "\n".join(history(record, GONE))
    forget(record, GONE, CAUSE, LATER)
    assert "(leave)" in before and "(leave)" not in "\n".join(history(record, GONE))


def test_an_import_of_the_same_registry_records_nothing_afterwards(record: Record) -> None:
    forget(record, GONE, CAUSE, LATER)
    assert imported(record, without(GONE), LATER) == {}


def test_an_officer_who_comes_back_is_known_under_a_new_key_and_what_was_forgotten_stays_so(record: Record) -> None:
    forget(record, GONE, CAUSE, LATER)
    imported(record, listing(), LATER)
    enrolled: Any = next(iter(record.events.get(Inspector.identify(GONE))))
    assert known(record, officer(GONE)) and (named(record), enrolled.facts.name) != (FORGOTTEN, FORGOTTEN)
    assert enrolled.facts.name == FORGOTTEN


def test_an_officer_is_forgotten_twice_if_they_came_back(record: Record) -> None:
    forget(record, GONE, CAUSE, LATER)
    imported(record, listing(), LATER)
    imported(record, without(GONE), LATER)
    forget(record, GONE, CAUSE, LATER)
    assert stored(record)["person.forgotten.v1"] == 2 and named(record) == FORGOTTEN


def test_who_is_forgotten_already_is_refused(record: Record) -> None:
    forget(record, GONE, CAUSE, LATER)
    with pytest.raises(UsageRefusal, match="is forgotten already"):
        forget(record, GONE, CAUSE, LATER)


def test_who_is_still_listed_is_refused(record: Record) -> None:
    with pytest.raises(UsageRefusal, match="is still listed"):
        forget(record, "health-2", CAUSE, LATER)
    assert known(record, officer("health-2")) and not stored(record)["person.forgotten.v1"]


def test_somebody_unknown_is_refused(record: Record) -> None:
    with pytest.raises(UsageRefusal, match="nobody is known as “Li”"):
        forget(record, "Li", CAUSE, LATER)


def test_a_cause_is_demanded(record: Record) -> None:
    with pytest.raises(RecordRefusal, match="for a cause"):
        forget(record, GONE, " ", LATER)


@pytest.mark.parametrize("personal", ["name", "certificate_no"])
def test_a_cause_that_names_the_person_or_their_certificate_is_refused(record: Record, personal: str) -> None:
    told: Any = next(row for row in OFFICERS if row.id == GONE)
    with pytest.raises(UsageRefusal, match="names the person"):
        forget(record, GONE, f"{getattr(told, personal)} asked for it", LATER)


def test_a_store_that_went_on_meanwhile_forgets_nobody(record: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(record.recorder, "max_notification_id", lambda: 3)
    with pytest.raises(UsageRefusal, match="run it again"):
        forget(record, GONE, CAUSE, LATER)
    assert known(record, officer(GONE)) and not stored(record)["person.forgotten.v1"]


def test_what_was_sealed_under_a_key_that_was_dropped_meanwhile_is_not_stored(record: Record, store_url: str) -> None:
    sealed = record.people.seal(officer(GONE), "a place", "a text")
    with open_record(store_url) as other:
        forget(other, GONE, CAUSE, LATER)
    with pytest.raises(IntegrityError, match="was forgotten while"):
        record.recorder.insert_events([], inline=[record.people.keep({sealed.key_id})])


def test_of_many_keys_the_one_that_is_dropped_leaves_no_trace_in_the_files(tmp_path: Path) -> None:
    many = [builders.inspector(f"health-{n}", "health") for n in range(300)]
    with record_in(tmp_path) as opened:
        imported(opened, registry(inspectors=many, recusals=[]))
        imported(opened, registry(inspectors=many[:-1], recusals=[], absences=[]), AGAIN)
        key = next(key for key in opened.people._read() if key.person == officer("health-299")).key
        before = files_in(tmp_path)
        forget(opened, "health-299", CAUSE, LATER)
        assert (key in before, key in files_in(tmp_path)) == (True, False)


def test_names_are_nowhere_in_the_files(tmp_path: Path) -> None:
    given = builders.inspector("health-1", "health", name="Wang Xiaoming", certificate_no="CERT-4711")
    absent = [Absence("health-1", builders.WORKING_DAYS[0], builders.WORKING_DAYS[1], "pneumonia")]
    with record_in(tmp_path) as opened:
        imported(opened, registry(inspectors=[given], recusals=[], absences=absent))
        opened.catch_up()
    assert not [text for text in (b"Wang Xiaoming", b"CERT-4711", b"pneumonia") if text in files_in(tmp_path)]


def test_the_command_says_what_it_did_and_echoes_no_name_into_the_record(tmp_path: Path) -> None:
    with record_in(tmp_path) as opened:
        imported(opened, listing())
        imported(opened, without(GONE), AGAIN)
    said = chayici(tmp_path, "forget", GONE, "--reason", "left", "--json")
    assert (said.status, said.value["keys"][0]["inspector"], said.value["rounds"]) == (0, GONE, [])
    assert chayici(tmp_path, "forget", GONE, "--reason", "left").status == 2
