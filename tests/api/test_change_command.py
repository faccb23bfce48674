"""`chayici round change`: what it prints, what it gives machines, and what it refuses."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.main import run
from tests.api.command_line import SEEDS, Said, chayici
from tests.api.tiny_folder import write_folder

WHOLE_ROUND = ("--absent-from", "2027-01-01", "--absent-to", "2027-03-31", "--reason", "flu")


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A working folder with a round planned in one go."""
    work = tmp_path_factory.mktemp("work")
    write_folder(work / "registry")
    assert chayici(work, "plan", "registry", *SEEDS, "--out", "plan").status == 0
    return work


def change(work: Path, store: str, *arguments: str) -> Said:
    """A change of the round in a store of its own."""
    if not (work / store).exists():
        (work / store).write_bytes((work / "chayici.db").read_bytes())
    return chayici(work, "round", "change", "2027Q1", *arguments, "--store", store)


def test_json_has_every_seat_with_its_successor_and_whoever_was_passed_over(planned: Path) -> None:
    said = change(planned, "json.db", "--officer", "fire-1", *WHOLE_ROUND, "--json").value
    seats = (planned / "plan" / "teams.csv").read_text(encoding="utf-8").count(",fire-1,")
    assert len(said["replaced"]) == seats > 0
    for row in said["replaced"]:
        assert row["successor"] != row["inspector"] == "fire-1"
        assert [skip["ticket"] < row["ticket"] for skip in row["passed_over"]] == [True] * len(row["passed_over"])


def test_an_absent_officer_with_a_smaller_ticket_is_listed_as_absent(planned: Path) -> None:
    said = change(planned, "absent.db", "--officer", "health-1", *WHOLE_ROUND, "--json").value
    reasons = [
        skip["reason"] for row in said["replaced"] for skip in row["passed_over"] if skip["inspector"] == "health-1"
    ]
    assert reasons and set(reasons) == {"absent"}


def test_people_are_told_what_changed_and_what_was_recorded(planned: Path) -> None:
    said = change(planned, "people.db", "--officer", "fire-1", *WHOLE_ROUND)
    assert (said.status, said.err) == (0, "")
    assert "change 1: fire-1 absent" in said.out and "officers replaced" in said.out


def test_people_are_told_whoever_was_passed_over_with_the_reason(planned: Path) -> None:
    said = change(planned, "passed.db", "--officer", "health-1", *WHOLE_ROUND)
    assert "health health-1 absent：2027-01-01 至 2027-03-31 缺勤 / absent 2027-01-01 to 2027-03-31" in said.out


def test_a_redraw_says_which_changes_are_to_be_reported_again(planned: Path) -> None:
    change(planned, "redrawn.db", "--officer", "fire-1", *WHOLE_ROUND)
    redraw = ("round", "redraw", "2027Q1", "--back-to", "seal", "--reason", "lists", "--store", "redrawn.db")
    said = chayici(planned, *redraw)
    assert (said.status, "1 项变更随之退回" in said.out) == (0, True)


def test_people_are_told_which_checks_await_a_day(planned: Path) -> None:
    gone = (planned / "plan" / "draw.csv").read_text(encoding="utf-8").splitlines()[1].split(",")[2]
    arguments = ("--enterprise", gone, "--closed", "--reason", "out of business")
    listed = change(planned, "json-closed.db", *arguments, "--json").value["awaiting_a_day"]
    shown = change(planned, "closed.db", *arguments)
    assert "await a day" in shown.out and listed
    assert all(f"{row['enterprise']} {row['matter']} {row['credit_class']}" in shown.out for row in listed)


def test_a_change_that_moves_nothing_says_so(planned: Path) -> None:
    undrawn = (
        {f"E{n:02}" for n in range(12)}
        - {line.split(",")[2] for line in (planned / "plan" / "draw.csv").read_text(encoding="utf-8").splitlines()}
        - {"E01"}
    )
    said = change(planned, "nothing.db", "--enterprise", min(undrawn), "--closed", "--reason", "shut")
    assert said.status == 0 and "no seat, visit or drawn enterprise is affected" in said.out


@pytest.mark.parametrize(
    "options",
    [
        ("--officer", "fire-1"),
        ("--enterprise", "E01"),
        ("--officer", "fire-1", "--enterprise", "E01", "--closed"),
        ("--officer", "fire-1", "--absent-from", "2027-01-04", "--absent-to", "2027-01-05", "--closed"),
        ("--closed",),
    ],
)
def test_options_that_make_no_change_are_refused_in_one_sentence(
    planned: Path, options: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert "a change is" in refused(planned, options, capsys)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--officer", "nobody", *WHOLE_ROUND[:4]), "no officer nobody"),
        (("--officer", "fire-1", "--absent-from", "2027-02-02", "--absent-to", "2027-02-01"), "before it begins"),
        (("--enterprise", "E99", "--closed"), "no enterprise E99"),
    ],
)
def test_what_the_sealed_lists_do_not_know_is_refused(
    planned: Path, options: tuple[str, ...], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert words in refused(planned, options, capsys)


def refused(work: Path, options: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> str:
    """The one sentence with which a change is refused."""
    assert run(["round", "change", "2027Q1", *options, "--reason", "flu", "--store", str(work / "chayici.db")]) == 2
    said = capsys.readouterr()
    assert (said.out, said.err.count("\n")) == ("", 1)
    return said.err


def test_the_same_changes_give_the_same_answers(planned: Path) -> None:
    answers = [change(planned, store, "--officer", "fire-1", *WHOLE_ROUND, "--json").out for store in ("a.db", "b.db")]
    assert answers[0] == answers[1] and '"successor"' in answers[0]
