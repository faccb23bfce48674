"""The raw log: every event with its envelope, found by position, moment, topic and whom it is about."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from rich.cells import cell_len

from api.ceremony.changes import plan_now
from api.reading.events import EventFilter, LoggedEvent, events, streamed
from api.record.store import Record, open_record
from domain.refusals import UsageRefusal
from projections.queries.paging import Paging
from tests.api.command_line import Said, chayici
from tests.api.walked import office_in


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office whose round is published; then an enterprise that was to be visited closed."""
    folder = tmp_path_factory.mktemp("office")
    with office_in(folder) as office:
        office.walk("publish")
        visits = plan_now(office.standing()).visits
        office.report("closed", min(visit.enterprise for visit in visits if visit.enterprise != "E01"))
    return folder


@pytest.fixture
def record(folder: Path) -> Iterator[Record]:
    with open_record(str(folder / "chayici.db")) as opened:
        yield opened


def found(record: Record, since: str | None = None, until: str | None = None, **asked: str) -> list[LoggedEvent]:
    return list(streamed(record, EventFilter(since, until, **asked)))


def topics(events: list[LoggedEvent]) -> list[str]:
    return [event.topic.rpartition(".")[0] for event in events]


def closed(record: Record) -> LoggedEvent:
    (event,) = found(record, kind="round.change_reported")
    return event


def test_the_whole_log_is_given_in_the_order_of_its_positions(record: Record) -> None:
    everything = found(record)
    assert [event.position for event in everything] == list(range(1, len(everything) + 1))


def test_an_event_says_who_recorded_it_when_and_why(record: Record) -> None:
    (opened,) = found(record, kind="round.opened")
    assert (opened.actor, opened.reason, opened.correlation_id) == ("li", "the ceremony", "c-1")
    assert (opened.stream, opened.version, opened.payload["calendar"]) == ("round:2027Q1", 1, "folder")


def test_the_payload_has_the_events_own_facts_alone(record: Record) -> None:
    assert set(closed(record).payload).isdisjoint({"actor", "timestamp", "originator_id", "originator_version"})


def test_since_and_until_include_the_events_they_name(record: Record) -> None:
    assert [event.position for event in found(record, "5", "8")] == [5, 6, 7, 8]


def test_since_a_moment_begins_with_what_was_recorded_then(record: Record) -> None:
    moment = closed(record).recorded_at
    assert found(record, moment.isoformat())[0] == closed(record)
    assert closed(record) not in found(record, (moment + timedelta(microseconds=1)).isoformat())


def test_a_day_is_asked_for_from_its_begin_to_its_end(record: Record) -> None:
    day = str(closed(record).recorded_at.date())
    assert {str(event.recorded_at.date()) for event in found(record, day, day)} == {day}


def test_an_event_that_is_not_there_is_refused(record: Record) -> None:
    with pytest.raises(UsageRefusal, match="there is no event 99999; the last is event"):
        found(record, "99999")


def test_what_is_no_moment_is_refused(record: Record) -> None:
    with pytest.raises(UsageRefusal, match="no event's number, day or moment"):
        found(record, until="soon")


@pytest.mark.parametrize("kind", ["round.", "list", "inspector.enrolled", "rou"])
def test_a_kind_is_the_beginning_of_a_topic(record: Record, kind: str) -> None:
    assert found(record, kind=kind) == [event for event in found(record) if event.topic.startswith(kind)] != []


def test_about_an_enterprise_are_its_own_events_and_what_rounds_say_of_it(record: Record) -> None:
    told = topics(found(record, about=closed(record).payload["subject"]))
    assert told[0] == "enterprise.registered"
    assert {"round.drawn", "round.scheduled", "round.change_reported", "round.visits_cancelled"} <= set(told)


def test_about_an_enterprise_are_its_due_checks_too(record: Record) -> None:
    listed = [event for event in found(record, kind="list.") if "E01" in str(event.payload)]
    assert [event.stream for event in listed] == ["list:due"]
    assert listed == [event for event in found(record, about="E01") if event.topic.startswith("list.")]


@pytest.mark.parametrize("kind", ["ROUND.", "Round", "r_und.", "%"])
def test_a_kind_is_meant_as_it_is_written(record: Record, kind: str) -> None:
    assert found(record, kind=kind) == []


def test_about_a_round_are_all_of_its_events(record: Record) -> None:
    assert found(record, about="2027Q1") == found(record, kind="round.")


def test_about_a_visit_is_what_rounds_say_of_it(record: Record) -> None:
    (cancelled,) = found(record, kind="round.visits_cancelled")
    told = found(record, about=cancelled.payload["visits"][0])
    assert topics(told) == ["round.scheduled", "round.visits_cancelled"]


def test_about_an_officer_are_the_teams_they_are_in(record: Record) -> None:
    told = topics(found(record, about="health-0"))
    assert told[0] == "inspector.enrolled" and {"round.officers_drawn", "round.officers_skipped"} & set(told)


def test_of_what_nobody_knows_there_are_no_events(record: Record) -> None:
    assert found(record, about="E99") == []


@pytest.mark.parametrize("asked", [EventFilter(), EventFilter(kind="round."), EventFilter("3", "9", about="2027Q1")])
def test_pages_put_together_are_the_whole(record: Record, asked: EventFilter) -> None:
    pages = [events(record, asked, Paging(limit=4, offset=offset)) for offset in range(0, 100, 4)]
    whole = list(streamed(record, asked))
    assert [event for page in pages for event in page.rows] == whole[:100]
    assert {page.total for page in pages} == {len(whole)}


def test_a_page_of_the_log_can_be_sorted_by_nothing_else(record: Record) -> None:
    with pytest.raises(UsageRefusal, match="the order of positions"):
        events(record, EventFilter(), Paging(sort=("actor",)))


def told(folder: Path, *arguments: str) -> Said:
    said = chayici(folder, "events", "--store", "chayici.db", *arguments)
    assert (said.status, said.err) == (0, "")
    return said


def test_json_is_one_array_with_an_event_to_a_line(folder: Path, record: Record) -> None:
    said = told(folder, "--as", "json", "--limit", "5")
    assert [event["position"] for event in said.value] == [1, 2, 3, 4, 5]
    assert len(said.out.splitlines()) == 7
    assert told(folder, "--json", "--limit", "5") == said


def test_nothing_found_is_an_empty_array(folder: Path) -> None:
    assert told(folder, "--about", "E99", "--as", "json").value == []


def test_csv_has_a_row_for_each_event(folder: Path, record: Record) -> None:
    rows = list(csv.DictReader(io.StringIO(told(folder, "--kind", "round.", "--as", "csv").out)))
    assert [int(row["position"]) for row in rows] == [event.position for event in found(record, kind="round.")]


def test_a_table_has_three_lines_for_each_event(folder: Path) -> None:
    lines = told(folder, "--limit", "3").out.splitlines()
    assert [line.split()[0] for line in lines[::3]] == ["1", "2", "3"] and len(lines) == 9


def test_no_line_of_a_table_is_longer_than_the_terminal_is_wide(folder: Path) -> None:
    assert max(cell_len(line) for line in told(folder).out.splitlines()) == 80
