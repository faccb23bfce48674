"""The checker on files: digests and form of a plan folder, and the command that runs from a bare Python."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from domain.calendar import Quarter
from domain.checker import Violation
from domain.checker.__main__ import main
from domain.checker.folder import check_folder
from domain.folder import read_registry, write_plan
from tests.builders import QUARTER
from tests.domain.hand_made import BROKEN, STOPS, planned, rules_of

ROOT = Path(__file__).parents[2]
REGISTRY = {
    "enterprises": "id,name,credit_class,district,area\nE1,甲,A,D1,A1\nE2,乙,A,D1,A1\nE3,丙,B,D1,A1\n",
    "departments": "id,name\nhealth,卫健\nfire,消防\n",
    "inspectors": "id,name,department,certificate_no,certificate_valid_until\n"
    + "".join(f"{d}-{n},{n},{d},C{n},2030-12-31\n" for d in ("health", "fire") for n in range(4)),
    "matters": "id,department,name,legal_basis\nH,health,卫生,§1\nF,fire,消防,§2\n",
    "sampling": "matter,credit_class,ratio\nH,A,1\nH,B,1\nF,A,1\nF,B,1\n",
}
Folders = tuple[Path, Path]
Spoil = Callable[[Path], object]
DAMAGE: dict[str, tuple[str, Spoil]] = {}
"""What is done to a plan folder → the rule that must notice."""


def damages(rule: str) -> Callable[[Spoil], Spoil]:
    def note(spoil: Spoil) -> Spoil:
        DAMAGE[spoil.__name__.replace("_", " ")] = rule, spoil
        BROKEN.setdefault(rule, []).append(spoil.__name__)
        return spoil

    return note


def rewrite(path: Path, change: Callable[[str], str]) -> None:
    path.write_bytes(change(path.read_bytes().decode()).encode())


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    """A registry folder and the folder of a valid plan for it."""
    registry, plan = tmp_path / "registry", tmp_path / "plan"
    registry.mkdir()
    for name, text in REGISTRY.items():
        (registry / f"{name}.csv").write_text(text, encoding="utf-8")
    read, _ = read_registry(registry, quarter=QUARTER, calendar="weekdays", built_in=lambda _: None)
    write_plan(planned(read, STOPS), plan)
    return registry, plan


def checked(folders: Folders) -> list[Violation]:
    registry, plan = folders
    return check_folder(
        plan,
        lambda quarter, calendar: read_registry(registry, quarter=quarter, calendar=calendar, built_in=lambda _: None),
    )


@damages("outputs")
def a_cell_is_changed(plan: Path) -> None:
    rewrite(plan / "teams.csv", lambda text: text.replace("fire-1", "fire-0", 1))


@damages("outputs")
def a_digest_is_left_out(plan: Path) -> None:
    facts = json.loads((plan / "plan.json").read_text(encoding="utf-8"))
    del facts["outputs"]["visits.csv"]
    (plan / "plan.json").write_text(json.dumps(facts), encoding="utf-8")


@damages("as_written")
def two_rows_are_swapped(plan: Path) -> None:
    def swap(text: str) -> str:
        header, first, second, *rest = text.splitlines(keepends=True)
        return "".join([header, second, first, *rest])

    rewrite(plan / "draw.csv", swap)


@damages("as_written")
def lines_end_as_in_windows(plan: Path) -> None:
    rewrite(plan / "draw.csv", lambda text: text.replace("\n", "\r\n"))


@damages("as_written")
def a_table_is_saved_with_a_byte_order_mark(plan: Path) -> None:
    rewrite(plan / "visits.csv", lambda text: "\ufeff" + text)


@damages("readable")
def a_table_is_missing(plan: Path) -> None:
    (plan / "skipped.csv").unlink()


@damages("readable")
def a_day_is_no_day(plan: Path) -> None:
    rewrite(plan / "visits.csv", lambda text: text.replace("2027-01-04", "2027-13-04"))


@damages("readable")
def the_facts_are_no_json(plan: Path) -> None:
    (plan / "plan.json").write_text("{", encoding="utf-8")


def test_a_plan_folder_as_written_is_clean(folders: Folders) -> None:
    assert checked(folders) == []


@pytest.mark.parametrize("damage", DAMAGE)
def test_damage_to_a_plan_folder_is_caught(damage: str, folders: Folders) -> None:
    rule, spoil = DAMAGE[damage]
    spoil(folders[1])
    assert rule in rules_of(checked(folders))


def test_a_registry_file_touched_after_planning_is_caught(folders: Folders) -> None:
    rewrite(folders[0] / "departments.csv", lambda text: text.replace("消防", "消防救援"))
    assert rules_of(checked(folders)) == {"inputs"}


def test_the_command_ends_in_0_for_a_clean_plan(folders: Folders, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(folder) for folder in folders]) == 0
    assert capsys.readouterr().out == "没有违反任何规则 / no rule is violated\n"


def test_the_command_ends_in_1_and_names_the_violation(folders: Folders, capsys: pytest.CaptureFixture[str]) -> None:
    two_rows_are_swapped(folders[1])
    assert main([str(folder) for folder in folders]) == 1
    assert "draw.csv F A E1 [as_written]" in capsys.readouterr().out


def test_the_command_ends_in_2_for_a_faulty_registry(folders: Folders, capsys: pytest.CaptureFixture[str]) -> None:
    (folders[0] / "matters.csv").unlink()
    assert main([str(folder) for folder in folders]) == 2
    assert "matters.csv" in capsys.readouterr().err


def test_the_command_tells_its_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert "usage" in capsys.readouterr().err


def test_the_checker_runs_from_a_python_without_any_package(folders: Folders) -> None:
    command = [sys.executable, "-S", "-m", "domain.checker", *map(str, folders)]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, encoding="utf-8", env={"PYTHONUTF8": "1"}, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "没有违反任何规则 / no rule is violated\n", "")


def test_the_round_and_calendar_of_the_plan_decide_which_registry_is_read(folders: Folders) -> None:
    asked: list[tuple[Quarter, str]] = []

    def load(quarter: Quarter, calendar: str) -> object:
        asked.append((quarter, calendar))
        raise LookupError

    with pytest.raises(LookupError):
        check_folder(folders[1], load)  # type: ignore[arg-type]
    assert asked == [(QUARTER, "weekdays")]
