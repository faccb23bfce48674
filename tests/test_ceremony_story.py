"""A round that nobody can rig, told step by step: the session of the README, by a clock that the story turns."""

from __future__ import annotations

import csv
import re
import shlex
from collections.abc import Iterator
from contextlib import chdir
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import pytest

from api.ceremony.on_record import RoundOnRecord
from api.main import run
from api.record.store import open_record
from domain.aggregates import round_events as events

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
OUTCOMES = "4 1 6 2 3 3 5 1", "2 2 5 6 1 4 4 3"
DUE = datetime.fromisoformat("2026-12-21T10:00+08:00"), datetime.fromisoformat("2026-12-22T10:00+08:00")
AFTER_THE_QUARTER = datetime.fromisoformat("2027-04-01T09:00+08:00")


class Ceremony(NamedTuple):
    """What is left when it is over: the office's folder, and the round as its record has it."""

    folder: Path
    round: RoundOnRecord

    @property
    def secret(self) -> str:
        """The secret, in the office's drawer."""
        return (self.folder / "2027Q1.secret").read_text(encoding="ascii").strip()

    def table(self, name: str) -> list[dict[str, str]]:
        """A table of the published plan."""
        with (self.folder / "plan" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def moments(self, kind: type[events.Event]) -> list[datetime]:
        """When something was recorded."""
        return [event.timestamp for event in self.round.every(kind)]


def commands() -> list[list[str]]:
    """What is typed, as the README has it."""
    [session] = re.findall(r"```sh\n(chayici round open.*?)```", README, re.DOTALL)
    return [shlex.split(line, comments=True)[1:] for line in session.splitlines()]


@pytest.fixture(scope="module")
def ceremony(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ceremony]:
    """The whole session; each seed is revealed at its hour, the secret when the quarter is over."""
    folder, now = tmp_path_factory.mktemp("office"), DUE[0] - timedelta(days=7)
    hours = iter((*DUE, AFTER_THE_QUARTER))
    with pytest.MonkeyPatch.context() as clock, chdir(folder):
        clock.setattr("api.attribution.moment", lambda: now)
        assert run(["sample", "--size", "small", "--seed", "1", "--out", "district", "--quiet"]) == 0
        for command in commands():
            now = next(hours) if command[1] in ("reveal", "disclose") else now + timedelta(minutes=1)
            assert run([*command, "--quiet"]) == 0
        with open_record("chayici.db") as record:
            yield Ceremony(folder, RoundOnRecord(record, "2027Q1"))


def test_1_the_lists_are_sealed_before_any_seed_can_be_known(ceremony: Ceremony) -> None:
    [sealed] = ceremony.moments(events.RegistrySealed)
    assert sealed < min(DUE)


def test_2_each_source_is_named_before_its_hour(ceremony: Ceremony) -> None:
    named = ceremony.moments(events.SeedSourceNamed)
    assert [moment < due for moment, due in zip(named, DUE, strict=True)] == [True, True]


def test_3_each_seed_is_what_the_public_saw_and_what_the_office_had_sealed(ceremony: Ceremony) -> None:
    assert ceremony.round.seed == f"{OUTCOMES[0]}/{ceremony.secret}"
    assert ceremony.round.the(events.RegistrySealed).commitment == sha256(ceremony.secret.encode()).hexdigest()


def test_4_every_ticket_of_the_draw_follows_from_that_seed(ceremony: Ceremony) -> None:
    for row in ceremony.table("draw"):
        text = "|".join((ceremony.round.seed, "2027Q1", row["enterprise"]))
        assert row["ticket"] == sha256(text.encode()).hexdigest()


def test_5_the_days_are_sealed_before_the_source_of_the_officers_is_even_named(ceremony: Ceremony) -> None:
    [sealed], named = ceremony.moments(events.ScheduleSealed), ceremony.moments(events.SeedSourceNamed)
    assert sealed < named[1]


def test_6_and_those_days_are_the_published_ones(ceremony: Ceremony) -> None:
    visits = (ceremony.folder / "plan" / "visits.csv").read_bytes()
    assert ceremony.round.the(events.ScheduleSealed).files["visits.csv"] == sha256(visits).hexdigest()


def test_7_every_officer_follows_from_the_second_seed(ceremony: Ceremony) -> None:
    seed = f"{OUTCOMES[1]}/{ceremony.secret}"
    for row in ceremony.table("teams"):
        text = "|".join((seed, "2027Q1", row["outing"], row["department"], row["inspector"]))
        assert row["ticket"] == sha256(text.encode()).hexdigest()


def test_8_the_secret_is_opened_when_every_visit_is_made(ceremony: Ceremony) -> None:
    [opened] = ceremony.moments(events.SecretDisclosed)
    assert opened.date().isoformat() > max(row["date"] for row in ceremony.table("visits"))
