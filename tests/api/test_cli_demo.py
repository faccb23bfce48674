"""`chayici demo` and `chayici sample`: something to try, in a folder of its own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from api.commands.demo import fresh_place
from api.delivery import PLAN_FILES
from api.main import run


@pytest.fixture(autouse=True)
def working_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_the_demo_leaves_a_registry_a_checked_plan_and_a_store(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["demo", "--json"]) == 0
    place = Path(json.loads(capsys.readouterr().out)["out"])
    assert {path.name for path in place.iterdir()} == {"registry", "plan", "chayici.db"}
    assert {path.name for path in (place / "plan").iterdir()} == PLAN_FILES
    assert run(["check", str(place / "registry"), str(place / "plan"), "--quiet"]) == 0


def test_the_demo_names_the_command_that_checks_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["demo", "--out", "a b"]) == 0
    assert "chayici check 'a b/registry' 'a b/plan'" in capsys.readouterr().out


def test_a_demo_takes_a_name_that_is_free(tmp_path: Path) -> None:
    (tmp_path / "chayici-demo").mkdir()
    assert fresh_place() == Path("chayici-demo-2")


def test_a_sample_never_overwrites_anything(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "district").mkdir()
    (tmp_path / "district" / "notes.txt").touch()
    assert run(["sample", "--size", "small", "--seed", "1", "--out", "district"]) == 2
    assert [path.name for path in (tmp_path / "district").iterdir()] == ["notes.txt"]


def test_a_sample_tells_its_rows(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["sample", "--size", "small", "--seed", "1", "--out", "district", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["rows"]["enterprises"] == 2000
