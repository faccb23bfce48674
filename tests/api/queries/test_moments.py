"""What a person calls a moment is an event: a number, a day, a moment; clocks may go back."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta, timezone

import pytest

from domain.refusals import UsageRefusal
from projections import Store, open_store
from projections.models.as_of import AsOf, as_of
from projections.models.catalogue import JOURNAL
from projections.models.read_model import Projector
from projections.queries.moments import asked, asked_since, moment_meant, moment_of, position_at, recorded
from tests.projections.builders import event

NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)
STATE = '{"timestamp":"%s","actor":"%s","reason":"%s","correlation_id":"c"}'


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    with open_store(store_url) as opened:
        yield opened


@contextmanager
def told(store: Store, minutes: Sequence[int]) -> Iterator[AsOf]:
    """A log whose events were recorded so many minutes after noon, each by somebody else."""
    moments = [(NOON + timedelta(minutes=after)).isoformat() for after in minutes]
    events = [
        event(f"list:{n}", 1, (STATE % (moment, f"actor {n}", f"reason {n}")).encode(), "list.begun.v1")
        for n, moment in enumerate(moments, 1)
    ]
    store.recorder.insert_events(events)
    Projector(store, JOURNAL).catch_up()
    with as_of(store, [JOURNAL]) as at:
        yield at


@pytest.mark.parametrize(("minute", "position"), [(-1, 0), (0, 1), (4, 1), (5, 3), (60, 4)])
def test_a_moment_is_the_last_event_recorded_by_then(store: Store, minute: int, position: int) -> None:
    with told(store, [0, 5, 5, 9]) as at:
        assert position_at(at, NOON + timedelta(minutes=minute)) == position


@pytest.mark.parametrize(("minute", "position"), [(0, 1), (3, 1), (8, 1), (9, 4)])
def test_where_a_clock_went_back_all_that_came_before_counts_too(store: Store, minute: int, position: int) -> None:
    with told(store, [0, 9, 3, 7]) as at:
        assert position_at(at, NOON + timedelta(minutes=minute)) == position


def test_a_moment_beyond_what_is_asked_about_is_its_end(store: Store) -> None:
    with told(store, [0, 5, 9]) as at:
        assert position_at(at.at(2), NOON + timedelta(hours=1)) == 2


def test_an_event_tells_when_it_was_recorded_by_whom_and_why(store: Store) -> None:
    with told(store, [0, 5, 9]) as at:
        found = recorded(at, [3, 1, 3])
        assert [(it.position, it.actor, it.reason) for it in found.values()] == [
            (1, "actor 1", "reason 1"),
            (3, "actor 3", "reason 3"),
        ]
        assert (moment_of(at, 2), moment_of(at, 0)) == (NOON + timedelta(minutes=5), None)


@pytest.mark.parametrize(
    ("text", "until", "since"),
    [
        ("2", 2, 1),
        ("0", 0, 0),
        ("2027-03-01", 3, 0),
        ("2027-02-28", 0, 0),
        ("2027-03-02", 4, 3),
        ("2027-03-01T12:05:00+00:00", 2, 1),
        ("2027-03-01T20:05", 2, 1),
        ("0001-01-01", 0, 0),
        ("9999-12-31", 4, 4),
    ],
)
def test_a_number_a_day_or_a_moment_in_beijing_is_understood(store: Store, text: str, until: int, since: int) -> None:
    with told(store, [0, 5, 9, 24 * 60]) as at:
        assert (asked(at, text), asked_since(at, text)) == (until, since)


@pytest.mark.parametrize("ask", [asked, asked_since])
def test_an_event_that_was_not_recorded_yet_is_refused(store: Store, ask: Callable[[AsOf, str], int]) -> None:
    with told(store, [0, 5]) as at, pytest.raises(UsageRefusal, match="event 2"):
        ask(at, "3")


@pytest.mark.parametrize(
    "text", ["tomorrow", "2027-02-30", "", "-1", "2027-03-01T25:00", "９", "0001-01-01T00:00+20:00"]
)
def test_what_is_no_moment_is_refused(text: str) -> None:
    with pytest.raises(UsageRefusal, match="2027-03-01"):
        moment_meant(text)


def test_a_moment_keeps_the_offset_that_it_is_given() -> None:
    assert moment_meant("2027-03-01T09:30-05:00") == datetime(2027, 3, 1, 9, 30, tzinfo=timezone(timedelta(hours=-5)))
