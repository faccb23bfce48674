"""Docs that cannot rot: every command and option is told, every link leads somewhere, the README's session runs."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest

from tests.api.command_line import COMMANDS

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
DOCS = "".join(page.read_text(encoding="utf-8") for page in PAGES)
OPTIONS = sorted(
    {
        name
        for command in COMMANDS.values()
        for option in command.params
        if isinstance(option, click.Option)
        for name in option.opts
    }
)


def session() -> list[tuple[str, list[str]]]:
    """The README's commands in order, each with the lines that it is said to print."""
    blocks = re.findall(r"```console\n(.*?)```", README, re.DOTALL)
    steps = [step.splitlines() for block in blocks for step in block.split("$ ", 1)[1].split("\n$ ")]
    return [(command, shown) for command, *shown in steps]


def environment(tmp_path: Path) -> dict[str, str]:
    """The commands `chayici` and `python3` as an installed environment has them."""
    programs = tmp_path / "bin"
    programs.mkdir()
    for name, arguments in {"chayici": "-m api", "python3": ""}.items():
        (programs / name).write_text(f'#!/bin/sh\nexec "{sys.executable}" {arguments} "$@"\n')
        (programs / name).chmod(0o755)
    return {**os.environ, "PATH": f"{programs}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT)}


def shell(line: str, folder: Path, environ: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["bash", "-ec", line], cwd=folder, env=environ, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_is_in_the_readme(command: str) -> None:
    *group, name = command.split()
    among_others = r"[^`]*\b" if group else ""
    assert re.search(rf"`{' '.join(['chayici', *group])} {among_others}{name}\b", README)


@pytest.mark.parametrize("option", OPTIONS)
def test_every_option_is_in_the_docs(option: str) -> None:
    assert option in DOCS


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_the_help_of_every_command_has_an_example(command: str) -> None:
    help_text = COMMANDS[command].help or ""
    assert re.search(rf"Example:\s+chayici {command}\b", help_text)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_every_link_leads_to_a_file(path: Path) -> None:
    targets = re.findall(r"\]\((?!https?:)([^)#]+)", path.read_text(encoding="utf-8"))
    assert [target for target in targets if not (path.parent / target).exists()] == []


def test_every_make_target_of_the_readme_is_there() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"make ([a-z]+)", README)) - {"made"}
    assert {target for target in targets if f"\n{target}:" not in makefile} == set()


def test_the_session_of_the_readme_runs_as_written(tmp_path: Path) -> None:
    environ, folder = environment(tmp_path), tmp_path / "work"
    folder.mkdir()
    for command, shown in session():
        done = shell(command, folder, environ)
        assert (done.returncode, done.stderr) == (0, ""), command
        assert set(shown) <= set(done.stdout.splitlines()), command


def test_the_line_that_checks_the_draw_prints_the_tickets_that_differ(tmp_path: Path) -> None:
    (tmp_path / "plan").mkdir()
    true = "a87488e06de9452633bcc677d828c3826ab9a3ae3164ca034aca352bf423e4ca"
    rows = f"matter,credit_class,enterprise,ticket\nH1,A,CHI00000002,{true}\nH1,A,CHI00000009,{true}\n"
    (tmp_path / "plan" / "draw.csv").write_text(rows)
    line = next(command for command, _ in session() if "sha256sum" in command)
    assert shell(line, tmp_path, environment(tmp_path)).stdout == "CHI00000009\n"
