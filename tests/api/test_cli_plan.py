"""`chayici plan`: twice the same, never half, never over somebody else's things."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from api.delivery import PLAN_FILES
from api.main import run
from domain.checker import Violation
from tests.api.command_line import SEEDS, Said, chayici, contents
from tests.api.tiny_folder import TABLES, write_folder


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Said]:
    """A working folder with `registry`, `plan` and `chayici.db`, and what planning it said."""
    work = tmp_path_factory.mktemp("work")
    write_folder(work / "registry")
    return work, chayici(work, "plan", "registry", *SEEDS, "--out", "plan", "--json")


def test_a_planned_round_ends_in_a_plan_folder_and_a_store(planned: tuple[Path, Said]) -> None:
    work, said = planned
    assert (said.status, said.err) == (0, "")
    assert {path.name for path in work.iterdir()} == {"registry", "plan", "chayici.db"}
    assert set(contents(work / "plan")) == PLAN_FILES


def test_json_is_the_only_thing_on_stdout(planned: tuple[Path, Said]) -> None:
    assert planned[1].value["checks"]["due"] == 1


def test_the_same_inputs_again_give_the_same_bytes_and_record_nothing(planned: tuple[Path, Said]) -> None:
    work, _ = planned
    again = chayici(work, "plan", "registry", *SEEDS, "--out", "again", "--json")
    assert again.value["recorded"] == 0
    assert contents(work / "again") == contents(work / "plan")


def test_a_plan_of_ours_is_replaced(planned: tuple[Path, Said]) -> None:
    work, _ = planned
    before = contents(work / "plan")
    assert chayici(work, "plan", "registry", *SEEDS, "--out", "plan", "--quiet") == (0, "", "")
    assert contents(work / "plan") == before


def test_the_summary_tells_checks_visits_trips_load_and_seconds(planned: tuple[Path, Said]) -> None:
    work, _ = planned
    said = chayici(work, "plan", "registry", *SEEDS, "--out", "plan")
    for label in ("checks due", "checks drawn", "planned", "visits", "unmerged", "trips", "bound", "load", "draw"):
        assert label in said.out


def test_another_seed_for_a_round_that_is_drawn_is_refused(planned: tuple[Path, Said]) -> None:
    work, _ = planned
    store = (work / "chayici.db").read_bytes()
    other = ("--round", "2027Q1", "--seed", "dice 5", "--officer-seed", "dice 3")
    said = chayici(work, "plan", "registry", *other, "--out", "other")
    assert said.status == 2
    assert "redraw" in said.err and said.err.count("\n") == 1
    assert not (work / "other").exists() and (work / "chayici.db").read_bytes() == store


def test_check_finds_the_plan_clean(planned: tuple[Path, Said]) -> None:
    work, _ = planned
    said = chayici(work, "check", "registry", "plan")
    assert (said.status, said.err, said.out.count("\n")) == (0, "", 1)


def test_check_names_every_violation_and_ends_with_1(planned: tuple[Path, Said]) -> None:
    work, _ = planned
    broken = work / "broken"
    broken.mkdir()
    for name, data in contents(work / "plan").items():
        (broken / name).write_bytes(data.replace(b",AM,", b",NIGHT,") if name == "visits.csv" else data)
    listed, said = chayici(work, "check", "registry", "broken", "--json"), chayici(work, "check", "registry", "broken")
    assert (listed.status, said.status) == (1, 1)
    assert said.out.splitlines() == listed.value["violations"] and not listed.value["clean"]


def test_history_tells_the_round_in_sentences(planned: tuple[Path, Said]) -> None:
    work, _ = planned
    said = chayici(work, "history", "2027Q1")
    assert (said.status, said.err) == (0, "")
    assert "2027Q1" in said.out


def test_history_of_somebody_unknown_is_refused(planned: tuple[Path, Said]) -> None:
    said = chayici(planned[0], "history", "nobody")
    assert (said.status, said.out, said.err.count("\n")) == (2, "", 1)


def test_history_makes_no_store(tmp_path: Path) -> None:
    assert chayici(tmp_path, "history", "2027Q1").status == 2
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("found", ["notes.txt", "plan.json"])
def test_a_folder_that_is_not_a_plan_of_ours_is_never_replaced(tmp_path: Path, found: str) -> None:
    write_folder(tmp_path / "registry")
    (tmp_path / "plan").mkdir()
    (tmp_path / "plan" / found).write_text(json.dumps({"round": "2027Q1"}))
    said = chayici(tmp_path, "plan", "registry", *SEEDS, "--out", "plan")
    assert (said.status, said.err.count("\n")) == (2, 1)
    assert list(contents(tmp_path / "plan")) == [found] and not (tmp_path / "chayici.db").exists()


def test_a_faulty_folder_stores_nothing_and_lists_every_fault(tmp_path: Path) -> None:
    absences = "inspector,from,to\nnobody,2027-01-08,2027-01-04\n"
    write_folder(tmp_path / "registry", sampling="matter,credit_class,ratio\nH1,A,1.2\n", absences=absences)
    said = chayici(tmp_path, "plan", "registry", *SEEDS, "--out", "plan")
    assert (said.status, said.out) == (2, "")
    assert said.err.count("\n") >= 4 and "1.2" in said.err and "nobody" in said.err
    assert [path.name for path in tmp_path.iterdir()] == ["registry"]


def test_a_store_in_the_plan_folder_is_refused_and_not_made(tmp_path: Path) -> None:
    write_folder(tmp_path / "registry")
    (tmp_path / "plan").mkdir()
    said = chayici(tmp_path, "plan", "registry", *SEEDS, "--out", "plan", "--store", "plan/store.db")
    assert (said.status, said.err.count("\n"), list((tmp_path / "plan").iterdir())) == (2, 1, [])


def test_a_damaged_store_is_told_in_one_sentence(planned: tuple[Path, Said], tmp_path: Path) -> None:
    damaged = bytearray((planned[0] / "chayici.db").read_bytes())
    damaged[8192:] = b"?" * (len(damaged) - 8192)
    (tmp_path / "damaged.db").write_bytes(damaged)
    said = chayici(tmp_path, "history", "2027Q1", "--store", "damaged.db")
    assert (said.status, said.err.count("\n")) == (2, 1)


def test_the_last_quarter_of_the_calendar_can_be_planned(tmp_path: Path) -> None:
    write_folder(tmp_path / "registry", due="enterprise,matter,kind,not_before,not_after,reason\n")
    last = ("--round", "9999Q4", *SEEDS[2:], "--calendar", "weekdays")
    assert chayici(tmp_path, "plan", "registry", *last, "--out", "plan").status == 0


def test_any_distance_between_visits_that_the_policy_allows_can_be_planned(tmp_path: Path) -> None:
    registry = write_folder(tmp_path / "registry")
    (registry / "policy.toml").write_text("min_days_between_visits = 999999999\n")
    assert chayici(tmp_path, "plan", "registry", *SEEDS, "--out", "plan").status == 0


def test_a_faulty_folder_leaves_the_store_as_it_was(planned: tuple[Path, Said]) -> None:
    work, _ = planned
    store = (work / "chayici.db").read_bytes()
    write_folder(work / "faulty", enterprises=TABLES["enterprises.csv"].replace("E01", "E00"))
    assert chayici(work, "plan", "faulty", *SEEDS, "--out", "plan2").status == 2
    assert (work / "chayici.db").read_bytes() == store and not (work / "plan2").exists()


def test_a_plan_that_fails_its_own_check_is_neither_stored_nor_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write_folder(tmp_path / "registry")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("api.rounds.check", lambda *_: [Violation("slot", "visits.csv", "V00001", "时段", "slot")])
    assert run(["plan", "registry", *SEEDS, "--out", "plan"]) == 3
    assert "V00001 [slot]" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["registry"]


@pytest.mark.parametrize("step", ["load_registry", "plan_round", "check", "write_plan", "record_plan"])
def test_ctrl_c_in_any_step_leaves_no_plan_folder(
    step: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    write_folder(tmp_path / "registry")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(f"api.rounds.{step}", interrupted)
    assert run(["plan", "registry", *SEEDS, "--out", "plan"]) == 130
    assert [path.name for path in tmp_path.iterdir()] == ["registry"] and "interrupted" in capsys.readouterr().err
