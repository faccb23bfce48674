"""The auditor's story: the session of the README, a few days after the plan, and what comes of tampering with it."""

from __future__ import annotations

import csv
import io
import re
import shlex
import sqlite3
from collections.abc import Iterator
from contextlib import chdir
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from api.main import run

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
PLANNED = datetime.fromisoformat("2026-12-15T09:00+08:00")
REPORTED = datetime.fromisoformat("2027-01-06T09:00+08:00")


def commands() -> list[list[str]]:
    """What is typed, as the README has it."""
    [session] = re.findall(r"```sh\n(chayici log keygen.*?)```", README, re.DOTALL)
    return [shlex.split(line, comments=True)[1:] for line in session.splitlines()]


def planning() -> list[str]:
    """The plan, as the README has it."""
    [line] = re.findall(r"^\$ chayici (plan district .*)$", README, re.MULTILINE)
    return shlex.split(line)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """An office whose quarter was planned in December and whose officer fell ill in January."""
    folder, now = tmp_path_factory.mktemp("office"), PLANNED
    with pytest.MonkeyPatch.context() as clock, chdir(folder):
        clock.setattr("api.attribution.moment", lambda: now)
        assert run(["sample", "--size", "small", "--seed", "1", "--out", "district", "--quiet"]) == 0
        assert run([*planning(), "--quiet"]) == 0
        for command in commands():
            now = max(REPORTED, now + timedelta(minutes=1)) if command[0] == "replan" else now
            assert run([*command, "--quiet"]) == 0, command
        yield folder


@pytest.fixture
def told(office: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[Told]:
    """Asks a question at the office, and has the answer."""
    with chdir(office):
        yield Told(capsys)


class Told:
    """The answers of commands."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def __call__(self, *command: str) -> str:
        """What a command prints."""
        assert run(command) == 0
        return self._capsys.readouterr().out

    def rows(self, *command: str) -> list[dict[str, str]]:
        """The table that a command prints."""
        return list(csv.DictReader(io.StringIO(self(*command, "--as", "csv"))))


def test_1_the_published_head_counts_the_events_up_to_the_plan(office: Path) -> None:
    assert (office / "heads.txt").read_text(encoding="utf-8").splitlines()[1] == "2413"


def test_2_the_calendar_is_still_known_as_it_was_planned(told: Told) -> None:
    planned = told.rows("calendar", "--week", "2027-W02", "--as-of", "2413")
    now = told.rows("calendar", "--week", "2027-W02")
    assert any("fire-001" in row["inspectors"] for row in planned)
    assert not any("fire-001" in row["inspectors"] for row in now)


def test_3_what_changed_is_told_with_who_did_it_and_why(told: Told) -> None:
    changes = told.rows("stats", "changes", "--about", "2027Q1", "--since", "2414")
    assert changes and all("ill" in row["reason"] and row["actor"] for row in changes)


def test_4_a_visit_is_explained_from_ratio_to_ticket_to_officer(told: Told) -> None:
    text = told("explain", "V00004", "--round", "2027Q1")
    [place] = re.findall(r"number (\d+) of the frame, within (\d+)", text)[:1]
    assert int(place[0]) <= int(place[1])


def test_5_the_events_are_there_for_whoever_wants_to_count_himself(told: Told) -> None:
    since = told.rows("events", "--since", "2414")
    assert {row["topic"].partition(".")[0] for row in since} == {"round"}
    assert any("change_reported" in row["topic"] for row in since)


def test_6_an_event_that_somebody_changed_is_named(office: Path, told: Told) -> None:
    forged = office / "forged.db"
    told("restore", "chayici.backup", "--store", str(forged))
    with sqlite3.connect(forged) as file:
        file.execute("UPDATE stored_events SET state = replace(state, 'fire', 'rife') WHERE position = 17")
    file.close()
    assert run(["verify", "log", "--store", str(forged), "--head", "heads.txt", "--json"]) == 1


def test_7_a_tail_that_was_cut_off_is_missed(office: Path, told: Told) -> None:
    published = (office / "heads.txt").read_text(encoding="utf-8").splitlines()[1]
    cut = office / "cut.db"
    told("restore", "chayici.backup", "--store", str(cut))
    with sqlite3.connect(cut) as file:
        file.execute("DELETE FROM stored_events WHERE position >= ?", (int(published),))
        file.execute(
            "UPDATE chain_head SET (position, chain) = (SELECT position, chain FROM stored_events ORDER BY 1 DESC)"
        )
    file.close()
    assert run(["verify", "log", "--store", str(cut)]) == 0
    assert run(["verify", "log", "--store", str(cut), "--head", "heads.txt"]) == 1
