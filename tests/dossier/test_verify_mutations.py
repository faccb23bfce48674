"""Whatever is touched is found: a few thousand changes that anybody could make with an editor."""

from __future__ import annotations

from random import Random

import pytest

from tests.dossier.given import Files, Found, verified

BYTES = 2_400
"""Single bytes changed, spread over the files."""
EVENTS = "events.jsonl"


def with_one_byte_changed(files: Files, name: str, chance: Random) -> dict[str, bytes]:
    """The files with one byte of one of them another one."""
    data = bytearray(files[name])
    data[chance.randrange(len(data))] ^= chance.randrange(1, 256)
    return {**files, name: bytes(data)}


def test_a_single_byte_changed_anywhere_is_found_in_its_file(ceremony: Files) -> None:
    chance, unfound = Random(20270104), []
    for number in range(BYTES):
        name = sorted(ceremony)[number % len(ceremony)]
        found = verified(with_one_byte_changed(ceremony, name, chance))
        if found.file != name and not (name == "manifest.json" and found.file):
            unfound.append((number, name, found))
    assert unfound == []


def test_every_file_left_out_is_named(ceremony: Files) -> None:
    for name in ceremony:
        assert verified({other: data for other, data in ceremony.items() if other != name}).file == name


def test_a_file_more_is_named(ceremony: Files) -> None:
    assert verified({**ceremony, "lists/more.csv": b"id\n"}).file == "lists/more.csv"


def lines(files: Files) -> list[bytes]:
    return files[EVENTS].splitlines(keepends=True)


def with_events(files: Files, events: list[bytes]) -> Found:
    return verified({**files, EVENTS: b"".join(events)})


@pytest.mark.parametrize("kind", ["ceremony", "one_shot"])
def test_every_event_left_out_is_found_at_its_line(kind: str, request: pytest.FixtureRequest) -> None:
    files: Files = request.getfixturevalue(kind)
    events = lines(files)
    for n in range(len(events) - 1):
        assert with_events(files, events[:n] + events[n + 1 :])[:2] == (EVENTS, n + 1)


def test_the_last_event_left_out_is_found(ceremony: Files) -> None:
    assert with_events(ceremony, lines(ceremony)[:-1]).file == EVENTS


@pytest.mark.parametrize("kind", ["ceremony", "one_shot"])
def test_every_event_repeated_is_found_at_its_line(kind: str, request: pytest.FixtureRequest) -> None:
    files: Files = request.getfixturevalue(kind)
    events = lines(files)
    for n in range(len(events)):
        assert with_events(files, events[: n + 1] + events[n:])[:2] == (EVENTS, n + 2)


def test_every_event_moved_anywhere_is_found_at_the_first_line_that_is_wrong(ceremony: Files) -> None:
    events = lines(ceremony)
    for taken in range(len(events)):
        for put in range(len(events)):
            moved = events[:taken] + events[taken + 1 :]
            moved.insert(put, events[taken])
            if put != taken:
                assert with_events(ceremony, moved)[:2] == (EVENTS, min(taken, put) + 1)
