"""The plan folder: the same plan is the same bytes, and reads back as the plan it was."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from domain.folder import declared_digests, plan_digests, read_plan, write_plan
from domain.plan import Drawn, Frame, Plan, Skip, TeamMember, Unplanned, Visit
from domain.refusals import Fault, FaultyFolder

TICKET = "0" * 64
FACTS: dict[str, Any] = {
    "round": "2027Q1",
    "seed": " 骰子 4 1 6 2",
    "officer_seed": "3 3 5 1",
    "calendar": "folder",
    "policy": {
        "slots": ["AM", "PM"],
        "inspectors_per_department": 2,
        "max_departments_per_visit": 4,
        "max_people_per_visit": 10,
        "min_days_between_visits": 5,
        "quiet_days_of_month": [],
        "max_load_lead": 0.5,
    },
    "inputs": {"enterprises.csv": TICKET},
    "versions": {"chayici": "0.1.0"},
    "counts": {"visits": 2},
    "bounds": {"visits": 2},
    "beyond_limit": ["V00001"],
}
PLAN = Plan(
    visits=(
        Visit("V00001", "E1", date(2027, 1, 4), "AM", "O00001", "S1", "market", ("market", "fire"), ("H1", "F1")),
        Visit("V00002", "E2", date(2027, 1, 4), "PM", "O00001", "", "fire", ("fire",), ("F1",)),
    ),
    teams=(TeamMember("O00001", "fire", "f1", TICKET, True), TeamMember("O00001", "market", "m1", TICKET, False)),
    drawn=(Drawn("F1", "A", "E2", TICKET), Drawn("H1", "A", "E1", TICKET)),
    frames=(Frame("F1", "A", 10, 1), Frame("H1", "A", 9, 1)),
    skipped=(Skip("O00001", "fire", "f0", TICKET, "absent", "在外培训 / away, “training”"),),
    unplanned=(
        Unplanned("E3", "H1", None, "cap", "one,\ntwo"),
        Unplanned("E3", "H1", date(2027, 1, 4), "window", "none left"),
    ),
    facts=FACTS,
)


def written(folder: Path, plan: Plan = PLAN) -> dict[str, bytes]:
    write_plan(plan, folder)
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def faults_of(folder: Path, **files: str | None) -> list[Fault]:
    """The faults of the plan's folder with some files changed or removed; `visits=` stands for `visits.csv`."""
    write_plan(PLAN, folder)
    for name, text in files.items():
        path = folder / ("plan.json" if name == "plan" else f"{name}.csv")
        path.unlink() if text is None else path.write_text(text, encoding="utf-8")
    with pytest.raises(FaultyFolder) as refused:
        read_plan(folder)
    return list(refused.value.faults)


def test_a_plan_reads_back_as_it_was_written(tmp_path: Path) -> None:
    write_plan(PLAN, tmp_path)
    assert read_plan(tmp_path) == PLAN


def test_rows_in_another_order_give_the_same_bytes(tmp_path: Path) -> None:
    backwards = Plan(
        PLAN.visits[::-1], PLAN.teams[::-1], PLAN.drawn[::-1], PLAN.frames[::-1], PLAN.skipped, PLAN.unplanned[::-1],
        dict(reversed(FACTS.items())),
    )  # fmt: skip
    assert written(tmp_path / "back", backwards) == written(tmp_path / "plain")


def test_a_table_is_what_the_contract_says(tmp_path: Path) -> None:
    assert written(tmp_path)["visits.csv"].decode() == (
        "visit,enterprise,date,slot,outing,scene,lead_department,departments,matters\n"
        "V00001,E1,2027-01-04,AM,O00001,S1,market,market;fire,H1;F1\n"
        "V00002,E2,2027-01-04,PM,O00001,,fire,fire,F1\n"
    )


def test_rows_are_sorted_as_text(tmp_path: Path) -> None:
    frames = tuple(Frame("M1", "A", size, 0) for size in (9, 10))
    plan = Plan((), (), (), frames, (), (), FACTS)
    assert written(tmp_path, plan)["frames.csv"] == b"matter,credit_class,frame_size,sample_size\nM1,A,10,0\nM1,A,9,0\n"


def test_the_facts_are_sorted_and_readable(tmp_path: Path) -> None:
    text = written(tmp_path)["plan.json"].decode()
    assert text == json.dumps(json.loads(text), sort_keys=True, indent=2, ensure_ascii=False) + "\n"


def test_the_outputs_are_the_digests_of_the_tables(tmp_path: Path) -> None:
    files = written(tmp_path)
    outputs = json.loads(files.pop("plan.json"))["outputs"]
    assert outputs == {name: sha256(data).hexdigest() for name, data in files.items()}


def test_a_table_changed_by_hand_no_longer_has_its_declared_digest(tmp_path: Path) -> None:
    write_plan(PLAN, tmp_path)
    (tmp_path / "draw.csv").write_text("matter,credit_class,enterprise,ticket\n")
    declared, actual = declared_digests(tmp_path), plan_digests(tmp_path)
    assert [file for file in declared if declared[file] != actual[file]] == ["draw.csv"]


def test_a_carriage_return_in_a_sentence_does_not_end_its_row(tmp_path: Path) -> None:
    write_plan(Plan((), (), (), (), (), (Unplanned("E1", "H1", None, "cap", "one\rtwo"),), FACTS), tmp_path)
    assert read_plan(tmp_path).unplanned[0].detail == "one two"


@pytest.mark.parametrize("name", ["visits", "teams", "draw", "frames", "skipped", "unplanned", "plan"])
def test_every_file_of_a_plan_must_be_there(name: str, tmp_path: Path) -> None:
    file = "plan.json" if name == "plan" else f"{name}.csv"
    assert [fault.file for fault in faults_of(tmp_path, **{name: None})] == [file]


def test_all_faults_of_a_plan_are_told_at_once(tmp_path: Path) -> None:
    faults = faults_of(
        tmp_path,
        frames="matter,credit_class,frame_size,sample_size\nH1,A,-1,x\n",
        skipped="outing,department,inspector,reason,detail\nO1,fire,f1,tired,\n",
        plan="{}",
    )
    assert [(fault.file, fault.column) for fault in faults] == [
        ("frames.csv", "frame_size"),
        ("frames.csv", "sample_size"),
        ("skipped.csv", "ticket"),
        ("skipped.csv", "reason"),
        *(("plan.json", key) for key in (*list(FACTS)[:6], "outputs", *list(FACTS)[6:])),
    ]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("round", "2027Q5"),
        ("round", 2027),
        ("seed", 4162),
        ("officer_seed", None),
        ("calendar", "lunar"),
        ("policy", {"slots": ["AM"]}),
        ("policy", []),
        ("inputs", {"a.csv": "short"}),
        ("outputs", [TICKET]),
        ("versions", "1"),
        ("counts", None),
        ("bounds", 3),
        ("beyond_limit", {"V00001": True}),
        ("beyond_limit", [1]),
    ],
)
def test_a_fact_of_another_kind_is_told(key: str, value: object, tmp_path: Path) -> None:
    facts = {**FACTS, "outputs": {}, key: value}
    assert [(fault.file, fault.column) for fault in faults_of(tmp_path, plan=json.dumps(facts))] == [("plan.json", key)]


@pytest.mark.parametrize("text", ["", "{", "[]", '{"a": 1, "a": 2}', '{"a": NaN}', "[" * 100_000])
def test_facts_that_are_no_json_object_are_a_fault(text: str, tmp_path: Path) -> None:
    assert [fault.file for fault in faults_of(tmp_path, plan=text)] == ["plan.json"]


@pytest.mark.parametrize("function", [read_plan, plan_digests, declared_digests])
def test_a_plan_folder_that_is_not_there_is_a_fault(function: Callable[[Path], object], tmp_path: Path) -> None:
    with pytest.raises(FaultyFolder):
        function(tmp_path / "nowhere")
