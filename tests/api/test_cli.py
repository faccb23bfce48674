"""How every command behaves: its help, one-sentence refusals, silence, and what Ctrl-C leaves behind."""

from __future__ import annotations

import json
import signal
import subprocess
import time
from datetime import UTC, datetime
from pathlib import Path

import click
import pytest

from api.delivery import whole_folder
from api.errors import REFUSED
from api.main import run
from api.output import Output
from domain.refusals import UsageRefusal
from tests.api.command_line import COMMAND, COMMANDS, ENVIRONMENT, SEEDS, chayici, python, start
from tests.api.tiny_folder import TABLES, write_folder

WRONG = {
    "no command": (),
    "unknown command": ("paln",),
    "unknown option": ("check", "--loud", "a", "b"),
    "missing argument": ("history",),
    "missing option": ("sample", "--size", "small"),
    "wrong size": ("sample", "--size", "huge", "--seed", "1", "--out", "x"),
    "no such registry": ("plan", "nowhere", *SEEDS, "--out", "plan"),
    "no such parent": ("sample", "--size", "small", "--seed", "1", "--out", "nowhere/x"),
    "no such plan": ("check", ".", "nowhere"),
    "no store": ("history", "2027Q1"),
    "bad store": ("history", "2027Q1", "--store", "ftp://x"),
    "more rows than a database counts": ("events", "--limit", "9" * 30),
    "further than a database counts": ("calendar", "--offset", "9" * 30),
    "no text for a log's name": ("log", "keygen", "--out", "key", "--name", "\udcff"),
    "no text": ("plan", ".", "--round", "2027Q1", "--seed", "\udcff", "--officer-seed", "o", "--out", "plan"),
    "no text for an id": ("history", "\udcff"),
    "no quarter": ("plan", ".", "--round", "2027", "--seed", "s", "--officer-seed", "o", "--out", "plan"),
}


@pytest.fixture(autouse=True)
def working_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("arguments", WRONG.values(), ids=WRONG)
def test_what_cannot_be_done_is_refused_in_one_sentence(
    arguments: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, said = run(arguments), capsys.readouterr()
    assert (status, said.out, said.err.count("\n"), list(tmp_path.iterdir())) == (2, "", 1, [])


@pytest.mark.parametrize("arguments", WRONG.values(), ids=WRONG)
def test_a_refusal_is_chinese_first_then_english(
    arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    run(arguments)
    chinese, _, english = capsys.readouterr().err.partition(" / ")
    assert any("\u4e00" <= sign <= "\u9fff" for sign in chinese) and english.strip()


@pytest.mark.parametrize("command", [name for name, of in COMMANDS.items() if not isinstance(of, click.Group)])
def test_every_command_explains_itself(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    status, said = run([*command.split(), "--help"]), capsys.readouterr()
    assert (status, said.err) == (0, "")
    assert all(word in said.out for word in ("用法", "例 / Example:", "--quiet", "--json"))


def test_help_comes_without_loading_solver_or_store() -> None:
    heavy = "{'ortools', 'sqlalchemy', 'eventsourcing', 'numpy', 'openpyxl'}"
    said = python(f"import sys, api.main; print({heavy} & set(sys.modules))")
    assert said.strip() == "set()"


def test_quiet_says_nothing_at_all(tmp_path: Path) -> None:
    write_folder(tmp_path / "registry")
    assert chayici(tmp_path, "plan", "registry", *SEEDS, "--out", "plan", "--quiet") == (0, "", "")


def test_ctrl_c_leaves_neither_plan_nor_store(tmp_path: Path) -> None:
    shops = "".join(f"X{n},Shop {n},A,D1,A{n % 50}\n" for n in range(20_000))
    write_folder(tmp_path / "registry", enterprises=TABLES["enterprises.csv"] + shops)
    running = start(tmp_path, "plan", "registry", *SEEDS, "--out", "plan")
    while running.poll() is None and len(list(tmp_path.iterdir())) == 1:
        time.sleep(0.01)
    running.send_signal(signal.SIGINT)
    out, err = running.communicate(timeout=100)
    assert (running.returncode, out, "Traceback" in err) == (130, "", False)
    assert [path.name for path in tmp_path.iterdir()] == ["registry"]


def test_a_folder_that_fails_half_way_never_appears(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), whole_folder(tmp_path / "plan") as folder:
        (folder / "visits.csv").write_text("visit\n")
        raise RuntimeError
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_replaced_is_the_old_one_until_the_new_one_is_whole(tmp_path: Path) -> None:
    place = tmp_path / "plan"
    place.mkdir()
    (place / "old").touch()
    with whole_folder(place, may_replace=lambda _: True) as folder:
        (folder / "new").touch()
        assert [path.name for path in place.iterdir()] == ["old"]
    assert [path.name for path in tmp_path.rglob("*")] == ["plan", "new"]


def test_the_working_folder_is_never_replaced(tmp_path: Path) -> None:
    with pytest.raises(UsageRefusal, match="working folder"), whole_folder(tmp_path):
        pass


def test_a_folder_that_somebody_else_fills_meanwhile_is_kept(tmp_path: Path) -> None:
    with pytest.raises(UsageRefusal, match="nothing of ours"), whole_folder(tmp_path / "plan"):
        (tmp_path / "plan").mkdir()
        (tmp_path / "plan" / "theirs").touch()
    assert [path.name for path in (tmp_path / "plan").iterdir()] == ["theirs"]


def test_a_reader_who_leaves_before_the_end_is_no_finding(tmp_path: Path) -> None:
    started = start(tmp_path, "plan", "--help")
    assert started.stdout and started.stderr
    started.stdout.close()
    assert (started.wait(), started.stderr.read()) == (REFUSED, "")
    started.stderr.close()


def test_a_command_whose_output_is_closed_does_its_work_in_silence(tmp_path: Path) -> None:
    closed = ["sh", "-c", 'exec "$@" >&-', "sh", *COMMAND, "demo", "--out", "demo"]
    done = subprocess.run(closed, cwd=tmp_path, env=ENVIRONMENT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr, (tmp_path / "demo").is_dir()) == (0, "", True)


def test_a_moment_is_the_same_text_in_every_json(capsys: pytest.CaptureFixture[str]) -> None:
    Output(as_json=True).result({"recorded_at": datetime(2027, 1, 4, 9, 30, tzinfo=UTC)})
    assert json.loads(capsys.readouterr().out) == {"recorded_at": "2027-01-04T09:30:00Z"}
