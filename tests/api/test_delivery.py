"""What was killed leaves nothing for long beside the place that it was to fill."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from api.delivery import whole_file, whole_folder


@pytest.fixture
def dead() -> int:
    """The number of a process that has ended."""
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
    return process.pid


def fill(place: Path) -> None:
    with whole_folder(place) as folder:
        (folder / "new").touch()


def names(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_a_folder_that_a_killed_process_left_unfinished_goes(tmp_path: Path, dead: int) -> None:
    left = tmp_path / f".plan.{dead}.part"
    left.mkdir()
    (left / "half").touch()
    fill(tmp_path / "plan")
    assert (names(tmp_path), left.exists()) == (["plan/new"], False)


def test_a_file_that_a_killed_process_left_unfinished_goes(tmp_path: Path, dead: int) -> None:
    (tmp_path / f".proof.json.{dead}.part").touch()
    with whole_file(tmp_path / "proof.json") as part:
        part.write_text("{}")
    assert names(tmp_path) == ["proof.json"]


def test_the_journal_of_a_database_that_a_killed_process_left_unfinished_goes(tmp_path: Path, dead: int) -> None:
    (tmp_path / f".backup.{dead}.part-journal").touch()
    with whole_file(tmp_path / "backup") as part:
        part.write_text("")
    assert names(tmp_path) == ["backup"]


def test_what_was_left_by_an_earlier_process_of_the_same_number_goes(tmp_path: Path) -> None:
    (tmp_path / f".plan.{os.getpid()}.part").mkdir()
    fill(tmp_path / "plan")
    assert names(tmp_path) == ["plan/new"]


def test_what_a_killed_process_had_put_aside_comes_back(tmp_path: Path, dead: int) -> None:
    aside = tmp_path / f".plan.{dead}.old"
    aside.mkdir()
    (aside / "before").touch()
    with pytest.raises(ArithmeticError), whole_folder(tmp_path / "plan", may_replace=lambda _: True):
        raise ArithmeticError
    assert names(tmp_path) == ["plan/before"]


def test_what_had_been_replaced_when_the_process_was_killed_goes(tmp_path: Path, dead: int) -> None:
    (tmp_path / f".plan.{dead}.old").mkdir()
    (tmp_path / "plan").mkdir()
    fill(tmp_path / "plan")
    assert [path.name for path in tmp_path.iterdir()] == ["plan"]


def test_what_a_running_process_fills_stays(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as running:
        (tmp_path / f".plan.{running.pid}.part").mkdir()
        fill(tmp_path / "plan")
        assert (tmp_path / f".plan.{running.pid}.part").is_dir()


def test_what_is_only_named_alike_stays(tmp_path: Path, dead: int) -> None:
    others = [f".plans.{dead}.part", f".plan.{dead}.part.bak", ".plan.part", f"plan.{dead}.part"]
    for other in others:
        (tmp_path / other).mkdir()
    fill(tmp_path / "plan")
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([*others, "plan"])
