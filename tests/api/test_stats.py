"""`chayici calendar` and `chayici stats` say what the queries answer: to people, as JSON, as CSV."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest

from api.main import run
from api.record.store import open_record
from domain.aggregates.personal import FORGOTTEN
from projections.models.as_of import AsOf
from projections.queries.absences import AbsenceFilter, absences
from projections.queries.burden import BurdenFilter, burden
from projections.queries.calendar import CalendarFilter, calendar
from projections.queries.caps import CapsFilter, caps
from projections.queries.differences import differences
from projections.queries.enterprise_year import enterprise_year
from projections.queries.months import week_of
from projections.queries.officers import OfficerFilter, officers_load
from projections.queries.paging import Paging
from projections.queries.rounds import round_summary, rounds
from projections.queries.savings import savings
from tests.api.queries.world import LATE, World, world_in
from tests.api.walked import ROUND

ALL = Paging(limit=None)
WEEK = week_of("2027-W05")
ASKED: dict[str, Callable[[AsOf], object]] = {
    "calendar": lambda at: calendar(at, CalendarFilter(), ALL),
    "calendar --week 2027-W05 --department fire": lambda at: calendar(
        at, CalendarFilter(*WEEK, department="fire"), ALL
    ),
    "calendar --officer fire-1 --area A1 --district D1 --round 2027Q1": lambda at: calendar(
        at, CalendarFilter(None, None, ROUND, None, "fire-1", None, "D1", "A1"), ALL
    ),
    "stats burden": lambda at: burden(at, "class", BurdenFilter(), ALL),
    "stats burden --by area --year 2027 --class A --industry 52 --sort -visits --limit 2": lambda at: burden(
        at, "area", BurdenFilter(None, 2027, None, None, None, "A", "52"), Paging(2, 0, ("-visits",))
    ),
    "stats savings": lambda at: (savings(at, ROUND),),
    "stats caps --department *": lambda at: caps(at, 2027, CapsFilter(department="*"), ALL),
    "stats officers --district D2 --offset 3": lambda at: officers_load(
        at, OfficerFilter(district="D2"), Paging(None, 3)
    ),
    "stats absences --officer health-0 --withdrawn": lambda at: absences(
        at, AbsenceFilter("health-0", withdrawn=True), ALL
    ),
    "stats enterprise E05": lambda at: enterprise_year(at, "E05", 2027),
    "stats rounds": lambda at: rounds(at, ALL),
    "stats rounds 2027Q1": lambda at: round_summary(at, ROUND),
    "stats changes --about E03 --since 1": lambda at: differences(at, 0, at.position, "E03", paging=ALL),
    "stats changes --table visit --table drawn": lambda at: differences(
        at, 0, at.position, None, ["visit", "drawn"], ALL
    ),
}
"""Commands, and the query whose answer each of them prints."""


def in_json(answer: object) -> object:
    """An answer as whoever reads its JSON has it."""
    return json.loads(msgspec.json.encode(answer))


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("world")
    with world_in(folder, str(folder / "chayici.db")) as made:
        yield made


@pytest.fixture
def said(
    world: World, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[[str], tuple[int, str, str]]:
    """Run a command in the world's folder: its status, and what it said."""

    def say(command: str) -> tuple[int, str, str]:
        monkeypatch.chdir(world.office.folder)
        status = run(command.split())
        out, err = capsys.readouterr()
        return status, out, err

    return say


Said = Callable[[str], tuple[int, str, str]]


OPENED = "absences", "changes", ROUND
PLAIN = [command for command in ASKED if not any(word in command.split() for word in OPENED) or "calendar" in command]
"""Those that tell nothing of people but their ids: the others are opened."""


@pytest.mark.parametrize("command", PLAIN)
def test_json_is_the_answer_of_the_query(world: World, said: Said, command: str) -> None:
    with world.at() as at:
        expected = in_json(ASKED[command](at))
    status, out, err = said(f"{command} --as json")
    assert (status, json.loads(out), err) == (0, expected, "")


@pytest.mark.parametrize("command", ASKED)
def test_csv_has_an_english_header_and_a_line_for_each_row(world: World, said: Said, command: str) -> None:
    with world.at() as at:
        found = ASKED[command](at)
    rows = list(csv.reader(io.StringIO(said(f"{command} --as csv")[1])))
    listed = getattr(found, "rows", found)
    if isinstance(listed, tuple):
        assert len(rows) == len(listed) + 1
    assert all(name.isascii() for name in rows[0])


@pytest.mark.parametrize("command", ASKED)
def test_people_read_chinese_first_and_up_to_which_event(world: World, said: Said, command: str) -> None:
    status, out, err = said(command)
    heading = next(letter for letter in out if letter.isalpha() and not letter.isascii())
    assert (status, err, "\u4e00" <= heading <= "\u9fff") == (0, "", True)
    if command not in ("stats savings", f"stats rounds {ROUND}"):
        assert f"截至第 {world.imported} 号事件" in out


@pytest.mark.parametrize("command", PLAIN)
def test_as_of_an_event_the_answer_is_that_of_then(world: World, said: Said, command: str) -> None:
    with world.at(world.published) as at:
        expected = in_json(ASKED[command](at))
    assert json.loads(said(f"{command} --as json --as-of {world.published}")[1]) == expected


def test_a_day_means_its_end_in_beijing(world: World, said: Said) -> None:
    with world.at(world.changed) as at:
        expected = in_json(rounds(at, ALL))
    assert json.loads(said("stats rounds --json --as-of 2027-02-08")[1]) == expected


def test_changes_are_told_since_a_day_until_another(world: World, said: Said) -> None:
    with world.at() as at:
        expected = differences(at, world.published, world.changed, paging=ALL).rows
    found = json.loads(said("stats changes --as json --since 2027-01-18 --until 2027-02-08")[1])
    assert [(row["table"], row["key"], row["position"]) for row in found["rows"]] == [
        (row.table, row.key, row.position) for row in expected
    ]


def test_what_is_told_of_officers_is_opened_while_their_keys_are_there(world: World, said: Said) -> None:
    officer = "stats changes --as json --about health-0 --table registry_entry"
    facts = [row["after"]["facts"] for row in json.loads(said(officer)[1])["rows"]]
    assert [it if isinstance(it, str) else (it["name"], it["certificate_no"]) for it in facts] == [
        ("Officer 0", "Chealth0"),
        "leave",
    ]
    for officer, cause in (("health-0", "leave"), (LATE, "late slip"), (world.ill, "as reported")):
        rows = json.loads(said(f"stats absences --as json --officer {officer}")[1])["rows"]
        assert cause in [row["cause"] for row in rows]


def test_a_change_answers_a_report_in_the_words_of_its_cause(world: World, said: Said) -> None:
    rows = json.loads(said(f"stats changes --as json --since {world.published + 1} --until {world.changed}")[1])["rows"]
    assert {row["reason"] for row in rows if row["answers"]} == {"as reported"}


def test_a_round_in_figures_tells_why_each_change_was_reported(world: World, said: Said) -> None:
    changes = json.loads(said(f"stats rounds {ROUND} --as json")[1])["changes"]
    assert "as reported" in {change["cause"] for change in changes}


def test_of_somebody_who_is_forgotten_nothing_is_told(world: World, said: Said, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    with sqlite3.connect(world.office.folder / "chayici.db") as source, sqlite3.connect(copy) as target:
        source.backup(target)
        target.execute("DELETE FROM person_key WHERE person = 'inspector:health-0'")
    (row,) = json.loads(said(f"stats absences --as json --officer health-0 --store {copy}")[1])["rows"][:1]
    assert (row["cause"], row["first"]) == (FORGOTTEN, "2027-01-04")


def test_a_table_shows_thirty_rows_and_says_how_many_there_are(said: Said) -> None:
    out = said("stats changes")[1]
    assert "第 1–30 行，共" in out


def test_the_month_is_drawn_with_its_weeks(world: World, said: Said) -> None:
    out = said("calendar --month 2027-02")[1]
    assert [week for week in ("W04", "W05", "W06", "W07", "W08", "W09") if week in out] == [
        "W05",
        "W06",
        "W07",
        "W08",
    ]


@pytest.mark.parametrize("command", ["calendar", "stats burden", "stats rounds 2027Q1"])
def test_quiet_says_nothing(said: Said, command: str) -> None:
    assert said(f"{command} --quiet") == (0, "", "")


@pytest.mark.parametrize(
    ("command", "allowed"),
    [
        ("calendar --month 2027-02 --week 2027-W05", "--week"),
        ("calendar --month 2027-2", "2027-02"),
        ("calendar --sort colour", "date"),
        ("stats burden --as-of 100000", "event"),
        ("stats burden --as-of someday", "2027-03-01"),
        ("stats enterprise nobody", "nobody"),
        ("stats savings 2031Q1", "2031Q1"),
        ("stats changes --table secrets", "visit"),
        ("stats changes --since 50 --until 20", "50"),
        ("stats rounds --store nowhere.db", "nowhere.db"),
    ],
)
def test_what_cannot_be_answered_is_refused_in_a_sentence(said: Said, command: str, allowed: str) -> None:
    status, out, err = said(command)
    assert (status, out, err.count("\n"), allowed in err) == (2, "", 1, True)


def test_without_a_round_the_year_has_to_be_named(tmp_path: Path, said: Said) -> None:
    open_record(str(tmp_path / "empty.db")).close()
    status, _, err = said(f"stats caps --store {tmp_path}/empty.db")
    assert (status, "--year" in err) == (2, True)
