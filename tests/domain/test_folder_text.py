"""Files that give no text, or no rows: the fault names the file and the row."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.domain.folder_given import FILES, faults_of, places, read, write_files

DEPARTMENTS = FILES["departments.csv"]


@pytest.mark.parametrize(
    ("data", "row", "byte"),
    [
        (DEPARTMENTS.encode() + b"tax,\xff\n", 4, "0xFF"),
        (DEPARTMENTS.encode("utf-8-sig") + b"\xff", 4, "0xFF"),
        (DEPARTMENTS.encode("gb18030") + b"tax,\xff\n", 4, "0xFF"),
        (b"\xff\xfei\0d\0", 1, "0xFF"),
        ('id,name\nmarket,"甲\n乙"\n'.encode() + b"\xff,x\n", 3, "0xFF"),
    ],
    ids=["utf-8", "utf-8 with a mark", "gb18030", "utf-16", "a row of two lines"],
)
def test_an_unknown_encoding_is_told_with_the_row_of_its_first_byte(
    data: bytes, row: int, byte: str, tmp_path: Path
) -> None:
    assert places(faults_of(tmp_path, departments=data)) == [("departments.csv", row, "", byte)]


def test_files_may_differ_in_encoding(tmp_path: Path) -> None:
    write_files(tmp_path, {"departments.csv": DEPARTMENTS.encode("gb18030")})
    assert read(tmp_path).departments["market"].name == "市场监管局"


def test_a_nul_character_is_a_fault(tmp_path: Path) -> None:
    assert places(faults_of(tmp_path, departments=DEPARTMENTS + "tax,\0\n")) == [("departments.csv", 4, "", "0x00")]


def test_a_quote_that_is_not_closed_is_told_with_its_row(tmp_path: Path) -> None:
    faults = faults_of(tmp_path, departments=DEPARTMENTS + 'tax,"税务局\nhealth,卫健委\n')
    assert places(faults) == [("departments.csv", 4, "", 'tax,"税务局')]


def test_faults_below_a_malformed_row_are_told_too(tmp_path: Path) -> None:
    faults = faults_of(tmp_path, departments=DEPARTMENTS + 'tax,"税务局\nfire,"消,防"\n,卫健委\n')
    assert [(fault.row, fault.column) for fault in faults] == [(4, ""), (5, "id"), (6, "id")]


def test_text_behind_a_closing_quote_is_a_fault(tmp_path: Path) -> None:
    faults = faults_of(tmp_path, departments=DEPARTMENTS + 'tax,"税务"局\n')
    assert places(faults) == [("departments.csv", 4, "", 'tax,"税务"局')]


def test_a_cell_beyond_every_measure_is_a_fault(tmp_path: Path) -> None:
    faults = faults_of(tmp_path, departments=DEPARTMENTS + f"tax,{'税' * 200_000}\n")
    assert [(fault.row, len(fault.value)) for fault in faults] == [(4, 80)]


def test_a_folder_in_the_place_of_a_file_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "policy.toml").mkdir()
    (tmp_path / "caps.csv").mkdir()
    files = {name: None for name in ("policy", "caps")}
    assert places(faults_of(tmp_path, **files)) == [("caps.csv", None, "", ""), ("policy.toml", None, "", "")]


@pytest.mark.parametrize(
    ("text", "row", "key", "value"),
    [
        ("slots = []", 1, "slots", ""),
        ('slots = "AM"', 1, "slots", "AM"),
        ('slots = ["AM", "AM"]', 1, "slots", "AM;AM"),
        ('slots = ["AM", ""]', 1, "slots", "AM;"),
        ('slots = ["A;M"]', 1, "slots", "A;M"),
        ('slots = ["A|M"]', 1, "slots", "A|M"),
        ('slots = [" AM"]', 1, "slots", " AM"),
        ("slots = [1]", 1, "slots", "1"),
        ("inspectors_per_department = 0", 1, "inspectors_per_department", "0"),
        ("inspectors_per_department = 2.0", 1, "inspectors_per_department", "2.0"),
        ("inspectors_per_department = true", 1, "inspectors_per_department", "true"),
        ("max_departments_per_visit = 0", 1, "max_departments_per_visit", "0"),
        ("max_people_per_visit = 0", 1, "max_people_per_visit", "0"),
        ("min_days_between_visits = -1", 1, "min_days_between_visits", "-1"),
        ("quiet_days_of_month = [0]", 1, "quiet_days_of_month", "0"),
        ("quiet_days_of_month = [32]", 1, "quiet_days_of_month", "32"),
        ("quiet_days_of_month = [1, 1]", 1, "quiet_days_of_month", "1;1"),
        ("quiet_days_of_month = 5", 1, "quiet_days_of_month", "5"),
        ("max_load_lead = -0.5", 1, "max_load_lead", "-0.5"),
        ("max_load_lead = nan", 1, "max_load_lead", "NaN"),
        ("max_load_lead = inf", 1, "max_load_lead", "Infinity"),
        ("max_load_lead = 1e999999999", 1, "max_load_lead", "1E+999999999"),
        ('max_load_lead = "1"', 1, "max_load_lead", "1"),
        ("\n# ours\nspeed = 1", 3, "speed", "1"),
        ("[draw]\nslots = 1", 1, "draw", "{'slots': 1}"),
    ],
)
def test_a_wrong_setting_is_told_with_its_place(text: str, row: int, key: str, value: str, tmp_path: Path) -> None:
    assert places(faults_of(tmp_path, policy=text)) == [("policy.toml", row, key, value)]


def test_all_wrong_settings_are_told(tmp_path: Path) -> None:
    assert [fault.row for fault in faults_of(tmp_path, policy="slots = []\nspeed = 1\nmax_people_per_visit = 0\n")] == [
        1, 2, 3,
    ]  # fmt: skip


def test_malformed_toml_is_told_with_its_row(tmp_path: Path) -> None:
    assert places(faults_of(tmp_path, policy='max_people_per_visit = 4\nslots = ["AM"')) == [("policy.toml", 2, "", "")]


def test_a_policy_may_be_in_gb18030(tmp_path: Path) -> None:
    policy = 'slots = ["上午", "下午"]'.encode("gb18030")
    assert read(write_files(tmp_path, {"policy.toml": policy})).policy.slots == ("上午", "下午")
