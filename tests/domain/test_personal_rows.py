"""Rows of the registry are sealed as their events are, so that they can be compared, and opened to be told."""

from __future__ import annotations

from typing import Any

import msgspec

from domain.aggregates.base import Entry, encode
from domain.aggregates.inspector import absence_entry
from domain.aggregates.personal import FORGOTTEN, Sealed, opened_facts, sealed_entry
from tests.domain.test_personal import ABSENT, ENROLLED, Kept, mapper


def test_a_row_of_the_registry_is_sealed_as_its_event_is() -> None:
    people = Kept()
    event: Any = mapper(people).sealed(ENROLLED)
    assert sealed_entry(people, ENROLLED.entry()) == event.entry()


def test_an_absence_is_sealed_as_its_event_is() -> None:
    people = Kept()
    event: Any = mapper(people).sealed(ABSENT)
    row = absence_entry(ABSENT.originator_id, ABSENT.first, ABSENT.last, encode(ABSENT.cause))
    assert sealed_entry(people, row) == event.entry()


def test_a_row_of_an_enterprise_stays_as_it_is() -> None:
    row = Entry("enterprise", "E1", b"{}")
    assert sealed_entry(Kept(), row) is row


def test_a_row_is_told_as_it_was_recorded() -> None:
    people, row = Kept(), ENROLLED.entry()
    sealed = sealed_entry(people, row)
    assert told(people, sealed) == msgspec.json.decode(row.facts) and sealed.facts != row.facts


def test_an_absence_is_told_as_it_was_recorded() -> None:
    people = Kept()
    assert told(people, sealed_entry(people, ABSENT.entry())) == ABSENT.cause


def test_a_row_of_somebody_forgotten_says_so() -> None:
    people = Kept()
    sealed = sealed_entry(people, ENROLLED.entry())
    people.dropped.update(people.people.values())
    assert told(people, sealed)["name"] == FORGOTTEN


def test_an_enterprise_whose_name_looks_sealed_is_told_as_it_stands() -> None:
    facts = {"name": str(Sealed("0" * 32, "c2VhbGVk"))}
    assert opened_facts(Kept(), "enterprise", "E1", facts) == facts


def told(people: Kept, row: Entry) -> Any:
    """A row's facts, opened."""
    assert row.facts is not None
    return opened_facts(people, row.kind, row.id, msgspec.json.decode(row.facts))
