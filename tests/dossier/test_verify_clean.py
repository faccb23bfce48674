"""A dossier that nobody touched is `ok`, however the verifier is called."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from api.record.store import open_record
from tests.api.tiny_folder import write_folder
from tests.api.walked import Office
from tests.dossier.conftest import planned_in
from tests.dossier.forging import Forgery
from tests.dossier.given import VERIFIER, Files, Found, dossier_of, verified, verifier

OK = Found("", "", 0)


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the verifier as an auditor does: by a Python that knows nothing of ours."""
    command = [sys.executable, "-I", "-W", "error", str(VERIFIER), *arguments]
    return subprocess.run(
        command, capture_output=True, encoding="utf-8", check=False, env={"PYTHONIOENCODING": "utf-8"}
    )


def laid_out(files: Files, folder: Path) -> Path:
    """Write the files into a folder."""
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


@pytest.mark.parametrize("kind", ["ceremony", "one_shot"])
def test_a_clean_dossier_is_ok(kind: str, request: pytest.FixtureRequest) -> None:
    assert verified(request.getfixturevalue(kind)) == OK


def test_made_anew_without_a_change_it_is_the_same_to_the_byte(ceremony: Files) -> None:
    assert Forgery(ceremony).made_anew() == ceremony


def test_the_command_says_ok_with_status_0(ceremony: Files, tmp_path: Path) -> None:
    said = run(str(laid_out(ceremony, tmp_path)))
    assert (said.returncode, said.stdout[:10], said.stderr) == (0, "ok 2027Q1：", "")


def test_the_zip_is_as_good_as_the_folder(small_zip: Path) -> None:
    assert run(str(small_zip)).returncode == 0


def test_a_round_without_a_ceremony_is_said_to_be_one(one_shot: Files, tmp_path: Path) -> None:
    assert "without a ceremony" in run(str(laid_out(one_shot, tmp_path))).stdout


def test_several_processes_find_the_same(small: Files) -> None:
    assert verifier.verify(dict(small), 2) == verifier.verify(dict(small))


def test_a_difference_is_told_with_file_and_line_in_both_languages_and_status_1(
    ceremony: Files, tmp_path: Path
) -> None:
    visits = ceremony["plan/visits.csv"].replace(b",AM,", b",PM,", 1)
    said = run(str(laid_out({**ceremony, "plan/visits.csv": visits}, tmp_path)))
    assert said.returncode == 1
    assert said.stdout.startswith("plan/visits.csv 第 2 行 line 2")
    assert "所列 stands:" in said.stdout and "应为 should be:" in said.stdout


def test_a_place_that_is_no_dossier_is_told_without_a_traceback(tmp_path: Path) -> None:
    said = run(str(tmp_path / "nothing"))
    assert (said.returncode, "Traceback" in said.stderr) == (1, False)


def test_a_round_in_one_go_that_was_changed_and_then_walked_anew_is_ok(tmp_path: Path) -> None:
    write_folder(tmp_path / "registry")
    planned_in(tmp_path)
    with open_record(str(tmp_path / "chayici.db")) as record:
        office = Office(record, tmp_path)
        office.now, office.plan = office.standing().round.modified_on, tmp_path / "anew"
        office.report("closed", "E00")
        office.redraw("seal")
        office.walk("publish", after="open")
    assert verified(dossier_of(tmp_path)) == OK
