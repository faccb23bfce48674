"""`chayici replan` and `chayici round confirm`: what they print, give machines, write, and refuse."""

from __future__ import annotations

from contextlib import chdir, redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path

import pytest
from rich.cells import cell_len

from api.main import run
from domain.folder import read_plan
from tests.api.command_line import SEEDS, Said, chayici
from tests.api.tiny_folder import write_folder

WHOLE_ROUND = ("--from", "2027-01-01", "--to", "2027-03-31", "--reason", "flu", "--as-of", "2026-12-31")
ILL = ("--change", "absent", "--subject", "fire-1", *WHOLE_ROUND)


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A working folder with a round planned in one go."""
    work = tmp_path_factory.mktemp("work")
    write_folder(work / "registry")
    assert chayici(work, "plan", "registry", *SEEDS, "--out", "plan").status == 0
    return work


def replan(work: Path, store: str, *arguments: str) -> Said:
    """Changes of the round in a store of their own."""
    if not (work / store).exists():
        (work / store).write_bytes((work / "chayici.db").read_bytes())
    return in_process(work, "replan", "2027Q1", *arguments, "--store", store)


def in_process(work: Path, *arguments: str) -> Said:
    """A command as a user runs it in a working folder, but in this process."""
    with chdir(work), redirect_stdout(StringIO()) as out, redirect_stderr(StringIO()) as err:
        status = run(arguments)
    return Said(status, out.getvalue(), err.getvalue())


def changes(work: Path, *rows: str) -> str:
    """A file of changes, by name."""
    text = "\n".join(["变更,对象,开始日期,结束日期,事项,部门,事由", *rows, ""])
    (work / "changes.csv").write_text(text, encoding="utf-8")
    return "changes.csv"


def test_json_has_every_seat_with_its_successor_and_the_proven_number(planned: Path) -> None:
    said = replan(planned, "json.db", *ILL, "--json").value
    seats = (planned / "plan" / "teams.csv").read_text(encoding="utf-8").count(",fire-1,")
    figures = said["figures"]
    assert (figures["forced"], figures["changed"], figures["bound"]) == (seats, seats, seats) and seats
    replaced = [row for row in said["answers"] if row["what"] == "replaced"]
    assert {row["before"] for row in replaced} == {"fire-1"} and len(replaced) == seats


def test_people_are_told_what_was_reported_what_moved_and_how_much_had_to(planned: Path) -> None:
    said = replan(planned, "people.db", *ILL)
    assert (said.status, said.err) == (0, "")
    assert "change 1: fire-1 absent from 2027-01-01 to 2027-03-31 (flu)" in said.out
    assert "proven: no answer changes fewer seats" in said.out


def test_people_are_told_whoever_was_passed_over_with_the_reason(planned: Path) -> None:
    said = replan(planned, "passed.db", "--change", "absent", "--subject", "health-1", *WHOLE_ROUND)
    assert "health health-1 absent：2027-01-01 至 2027-03-31 缺勤\n    absent 2027-01-01 to 2027-03-31" in said.out


def test_the_table_of_what_moved_fits_eighty_columns(planned: Path) -> None:
    said = replan(planned, "narrow.db", *ILL)
    table = [line for line in said.out.splitlines() if line[:1] in "┃│"]
    assert table and all(cell_len(line) <= 80 for line in table)


def test_the_history_says_that_a_replanning_reported_it(planned: Path) -> None:
    replan(planned, "minutes.db", *ILL)
    said = in_process(planned, "history", "fire-1", "--store", "minutes.db")
    assert "chayici replan 2027Q1" in said.out


def test_a_dry_run_tells_the_same_and_records_nothing(planned: Path) -> None:
    tried = replan(planned, "dry.db", *ILL, "--dry-run", "--json").value
    assert tried["answers"] == replan(planned, "dry.db", *ILL, "--json").value["answers"]


def test_a_file_reports_many_changes_at_once_in_chinese_or_english(planned: Path) -> None:
    drawn = (planned / "plan" / "draw.csv").read_text(encoding="utf-8").splitlines()[1].split(",")[2]
    file = changes(
        planned,
        f"关停,{drawn},,,,,停业",
        "absent,fire-1,2027-01-04,2027-01-08,,,flu",
        "投诉,E05,2027-01-04,2027-01-08,F1,,烟",
    )
    said = replan(planned, "file.db", "--changes", file, "--as-of", "2026-12-31", "--json").value
    assert [change["kind"] for change in said["changes"]] == ["enterprise_closed", "officer_absent", "complaint"]
    assert {row["change"] for row in said["answers"]} >= {1, 3}


def test_every_fault_of_a_file_is_told_with_its_row(planned: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = planned / changes(planned, "缺勤,nobody,2027-01-04,2027-01-08,,,flu", "closed,E99,,,,,shut")
    assert run(["replan", "2027Q1", "--changes", str(file), "--store", str(planned / "chayici.db")]) == 2
    said = capsys.readouterr().err
    assert "row 2 [对象] “nobody”" in said and "row 3 [对象] “E99”" in said


def test_a_row_of_a_kind_that_nobody_knows_is_told_what_is_allowed(
    planned: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = planned / changes(planned, "late,fire-1,,,,,overslept")
    assert run(["replan", "2027Q1", "--changes", str(file), "--store", str(planned / "chayici.db")]) == 2
    assert "must be one of absent" in capsys.readouterr().err


def test_the_plan_as_of_now_is_a_plan_folder_with_what_changed(planned: Path) -> None:
    replan(planned, "out.db", *ILL, "--out", "now")
    now = read_plan(planned / "now")
    assert "fire-1" not in {member.inspector for member in now.teams}
    rows = (planned / "now" / "changes.csv").read_text(encoding="utf-8").splitlines()
    assert rows[0] == "change,what,visit,outing,department,from,to,why" and len(rows) > 1


def test_the_levels_of_the_published_plan_are_not_told_of_one_that_changed(planned: Path) -> None:
    replan(planned, "levels.db", *ILL, "--out", "changed")
    assert "levels" in read_plan(planned / "plan").facts["bounds"]
    assert "levels" not in read_plan(planned / "changed").facts["bounds"]


def test_without_a_change_the_plan_as_of_now_is_written_once_more(planned: Path) -> None:
    replan(planned, "again.db", *ILL, "--out", "first")
    assert replan(planned, "again.db", "--out", "second").status == 0
    assert read_plan(planned / "second").teams == read_plan(planned / "first").teams


def test_a_change_that_moves_nothing_says_so(planned: Path) -> None:
    draw = (planned / "plan" / "draw.csv").read_text(encoding="utf-8").splitlines()
    undrawn = {f"E{n:02}" for n in range(12)} - {line.split(",")[2] for line in draw} - {"E01"}
    said = replan(planned, "nothing.db", "--change", "closed", "--subject", min(undrawn), "--reason", "shut")
    assert said.status == 0 and "nothing of the plan moves" in said.out


def test_a_redraw_says_which_changes_are_to_be_reported_again(planned: Path) -> None:
    replan(planned, "redrawn.db", *ILL)
    redraw = ("round", "redraw", "2027Q1", "--back-to", "seal", "--reason", "lists", "--store", "redrawn.db")
    said = in_process(planned, *redraw)
    assert (said.status, "1 项变更随之退回" in said.out) == (0, True)


def test_confirming_tells_how_many_visits_are_promised(planned: Path) -> None:
    (planned / "confirm.db").write_bytes((planned / "chayici.db").read_bytes())
    said = in_process(
        planned, "round", "confirm", "2027Q1", "--department", "fire", "--until", "2027-03-31", "--json",
        "--store", "confirm.db",
    )  # fmt: skip
    visits = read_plan(planned / "plan").visits
    assert said.value["confirmed"] == sorted(visit.visit for visit in visits if "fire" in visit.departments)


@pytest.mark.parametrize("options", [(), ("--changes", "a.csv", "--subject", "E01")])
def test_options_that_name_no_change_or_two_are_refused_in_one_sentence(
    planned: Path, options: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["replan", "2027Q1", *options, "--store", str(planned / "chayici.db")]) == 2
    said = capsys.readouterr()
    assert (said.out, said.err.count("\n")) == ("", 1) and "changes come from a file" in said.err


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--change", "absent", "--subject", "nobody", *WHOLE_ROUND[:4]), "no such officer"),
        (
            ("--change", "absent", "--subject", "fire-1", "--from", "2027-02-02", "--to", "2027-02-01"),
            "before 2027-02-02",
        ),
        (("--change", "closed", "--subject", "E99"), "no such enterprise"),
        (("--change", "moved", "--subject", "E01", "--area", "A1"), "needs district and area"),
        (("--change", "declined", "--subject", "V99999", "--department", "fire"), "no such visit"),
        (("--change", "absent", "--subject", "fire-1"), "is needed for a change of this kind"),
    ],
)
def test_what_lists_and_plan_do_not_know_is_refused(
    planned: Path, options: tuple[str, ...], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["--reason", "flu", "--as-of", "2026-12-31", "--store", str(planned / "chayici.db")]
    assert run(["replan", "2027Q1", *options, *arguments]) == 2
    assert words in capsys.readouterr().err


def test_the_same_changes_give_the_same_answers(planned: Path) -> None:
    answers = [replan(planned, store, *ILL, "--json").out for store in ("a.db", "b.db")]
    assert answers[0] == answers[1] and '"replaced"' in answers[0]


def test_the_same_report_is_not_taken_in_twice(planned: Path) -> None:
    replan(planned, "twice.db", *ILL)
    again = replan(planned, "twice.db", *ILL)
    assert again.status == 2 and "was reported already" in again.err


def test_an_enterprise_cannot_move_to_where_it_is(planned: Path) -> None:
    to = ("--change", "moved", "--subject", "E05", "--district", "D9", "--area", "A9", "--reason", "moved")
    assert replan(planned, "moved.db", *to, "--as-of", "2026-12-31").status == 0
    again = replan(planned, "moved.db", *to, "--as-of", "2026-12-31")
    assert again.status == 2 and "is in that area already" in again.err


def test_nothing_changes_after_the_round(planned: Path) -> None:
    late = replan(
        planned, "late.db", "--change", "gone", "--subject", "fire-1", "--reason", "left", "--as-of", "2027-04-01"
    )
    assert late.status == 2 and "ended on 2027-03-31" in late.err


def test_a_refusal_of_one_day_names_that_day_alone(planned: Path) -> None:
    day = (
        "--change",
        "refuses",
        "--subject",
        "E05",
        "--from",
        "2027-03-01",
        "--reason",
        "busy",
        "--as-of",
        "2026-12-31",
    )
    assert "E05 refuses 2027-03-01 (busy)" in replan(planned, "one-day.db", *day).out
