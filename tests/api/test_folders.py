"""A registry from CSV files, from a workbook, or from both: the same registry, or all the faults."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook

from api.folders import load_registry
from api.working_days import is_working_day
from domain.calendar import FOLDER, WEEKDAYS, Quarter
from domain.folder import REGISTRY_SHAPES
from domain.refusals import Fault, FaultyFolder
from domain.registry import Policy, Registry
from tests.domain.folder_given import FILES, QUARTER, places, write_files

Rows = list[list[object]]
CHICAGO = Path(__file__).parents[3] / "shared" / "data" / "chicago"
POLICY: Rows = [["key", "value"], ["slots", "AM;PM"], ["max_load_lead", 0.5]]


def typed(cell: str) -> object:
    """A cell as a spreadsheet would keep it."""
    for kind in (date.fromisoformat, int, float):
        try:
            return kind(cell)
        except ValueError:
            continue
    return cell or None


def sheets_of(files: Mapping[str, str], cell: Callable[[str], object] = str) -> dict[str, Rows]:
    tables = {name.removesuffix(".csv"): text for name, text in files.items() if name.endswith(".csv")}
    sheets: dict[str, Rows] = {"policy": [*POLICY]}
    for name, text in tables.items():
        sheets[name] = [[cell(text) for text in row] for row in csv.reader(io.StringIO(text))]
    return sheets


def write_workbook(path: Path, sheets: Mapping[str, Rows]) -> Path:
    workbook = Workbook()
    workbook.remove(workbook.active)
    for name, rows in sheets.items():
        sheet = workbook.create_sheet(name)
        for row in rows:
            sheet.append(row)
    workbook.save(path)
    return path


def load(path: Path, calendar: str = FOLDER) -> Registry:
    """The registry but for its inputs."""
    return replace(load_registry(path, QUARTER, calendar)[0], inputs={})


def faults_of(path: Path) -> list[Fault]:
    with pytest.raises(FaultyFolder) as refused:
        load(path)
    return list(refused.value.faults)


@pytest.fixture
def twin(tmp_path: Path) -> Registry:
    """The same registry from CSV files."""
    return load(write_files(tmp_path / "csv", {}))


def test_a_workbook_gives_the_same_registry(twin: Registry, tmp_path: Path) -> None:
    assert load(write_workbook(tmp_path / "registry.xlsx", sheets_of(FILES))) == twin


def test_date_and_number_cells_give_the_same_registry(twin: Registry, tmp_path: Path) -> None:
    assert load(write_workbook(tmp_path / "registry.xlsx", sheets_of(FILES, typed))) == twin


def test_a_folder_that_holds_a_workbook_gives_the_same_registry(twin: Registry, tmp_path: Path) -> None:
    write_workbook(tmp_path / "名录.XLSX", sheets_of(FILES))
    assert load(tmp_path) == twin


def test_a_workbook_may_stand_beside_csv_files(twin: Registry, tmp_path: Path) -> None:
    sheets = sheets_of(FILES)
    folder = write_files(tmp_path / "both", {"due.csv": None, "policy.toml": None})
    write_workbook(folder / "more.xlsx", {name: sheets[name] for name in ("due", "policy")})
    assert load(folder) == twin


@pytest.mark.parametrize("part", [0, -1])
def test_sheets_may_have_chinese_names(part: int, twin: Registry, tmp_path: Path) -> None:
    names = {shape.name: shape.title.split("/")[part] for shape in REGISTRY_SHAPES} | {"policy": "规则设置"}
    sheets = {names[name]: rows for name, rows in sheets_of(FILES).items()}
    assert load(write_workbook(tmp_path / "registry.xlsx", sheets)) == twin


def test_no_sheet_name_means_two_tables() -> None:
    names = [name for shape in REGISTRY_SHAPES for name in shape.names]
    assert len(names) == len(set(names))


def test_a_moment_of_midnight_is_a_day(tmp_path: Path) -> None:
    sheets = sheets_of(FILES) | {"calendar": [["date", "working"], [datetime(2027, 1, 1), False]]}
    calendar = load(write_workbook(tmp_path / "registry.xlsx", sheets)).calendar
    assert calendar[0].date == date(2027, 1, 1)


def test_a_tiny_ratio_is_read_in_plain_decimals(tmp_path: Path) -> None:
    sheets = sheets_of(FILES) | {"sampling": [["matter", "credit_class", "ratio"], ["H1", "A", 1e-07]]}
    sampling = load(write_workbook(tmp_path / "registry.xlsx", sheets)).sampling
    assert str(sampling[0].ratio) == "1E-7"


def test_every_setting_may_stand_in_the_policy_sheet(tmp_path: Path) -> None:
    rows: Rows = [
        ["设置项", "值"],
        ["slots", "早; 中;晚"],
        ["inspectors_per_department", 3],
        ["max_people_per_visit", "12"],
        ["quiet_days_of_month", "1;2"],
        ["min_days_between_visits", None],
    ]
    policy = load(write_workbook(tmp_path / "registry.xlsx", sheets_of(FILES) | {"policy": rows})).policy
    expected = Policy(("早", "中", "晚"), 3, max_people_per_visit=12, quiet_days_of_month=(1, 2))
    assert policy == expected


def test_a_wrong_setting_in_the_sheet_is_told_with_its_row(tmp_path: Path) -> None:
    rows: Rows = [["key", "value"], ["slots", "AM"], ["speed", 3], ["slots", "PM"], ["max_people_per_visit", "many"]]
    faults = faults_of(write_workbook(tmp_path / "registry.xlsx", sheets_of(FILES) | {"policy": rows}))
    assert sorted(fault[1:4] for fault in faults) == [
        (3, "speed", "3"),
        (4, "key", "slots"),
        (5, "max_people_per_visit", "many"),
    ]


def test_other_sheets_are_ignored(twin: Registry, tmp_path: Path) -> None:
    sheets = sheets_of(FILES) | {"Sheet1": [["?"]]}
    assert load(write_workbook(tmp_path / "registry.xlsx", sheets)) == twin


def test_a_fault_in_a_workbook_names_sheet_and_row(tmp_path: Path) -> None:
    sheets = sheets_of(FILES)
    sheets["sampling"] += [[], ["H1", "B", 1.2]]
    faults = faults_of(write_workbook(tmp_path / "registry.xlsx", sheets))
    assert places(faults) == [("registry.xlsx[sampling]", 5, "ratio", "1.2")]


def test_a_table_in_a_file_and_in_a_sheet_is_a_fault(tmp_path: Path) -> None:
    folder = write_files(tmp_path / "both", {})
    write_workbook(folder / "more.xlsx", {name: sheets_of(FILES)[name] for name in ("due", "policy")})
    assert [fault.file for fault in faults_of(folder)] == ["more.xlsx[due]", "more.xlsx[policy]"]


def test_a_table_in_two_sheets_is_a_fault(tmp_path: Path) -> None:
    sheets = sheets_of(FILES) | {"部门": sheets_of(FILES)["departments"]}
    assert [f.file for f in faults_of(write_workbook(tmp_path / "registry.xlsx", sheets))] == ["registry.xlsx[部门]"]


def test_an_empty_sheet_of_a_table_is_a_fault(tmp_path: Path) -> None:
    faults = faults_of(write_workbook(tmp_path / "registry.xlsx", sheets_of(FILES) | {"caps": []}))
    assert places(faults) == [("registry.xlsx[caps]", None, "", "")]


def test_a_damaged_workbook_is_a_fault(tmp_path: Path) -> None:
    folder = write_files(tmp_path / "both", {})
    (folder / "more.xlsx").write_bytes(b"PK\x03\x04 no workbook")
    assert [fault.file for fault in faults_of(folder)] == ["more.xlsx"]


def test_the_lock_file_of_an_open_workbook_is_ignored(twin: Registry, tmp_path: Path) -> None:
    folder = write_files(tmp_path / "both", {})
    (folder / "~$more.xlsx").write_bytes(b"\x00")
    assert load(folder) == twin


def test_the_inputs_name_the_workbook(tmp_path: Path) -> None:
    registry, _ = load_registry(write_workbook(tmp_path / "registry.xlsx", sheets_of(FILES)), QUARTER, FOLDER)
    assert list(registry.inputs) == ["registry.xlsx"]


def test_a_path_that_is_nothing_is_a_fault(tmp_path: Path) -> None:
    assert [fault.file for fault in faults_of(tmp_path / "nowhere.xlsx")] == ["nowhere.xlsx"]


@pytest.mark.parametrize(
    ("day", "worked"),
    [(date(2026, 10, 1), False), (date(2026, 10, 10), True), (date(2027, 1, 4), None), (date(2003, 1, 2), None)],
    ids=["holiday", "make-up day", "year to come", "year before all"],
)
def test_the_built_in_calendar_knows_its_years_and_no_other(day: date, worked: bool | None) -> None:
    assert is_working_day(day) is worked


def test_a_round_of_a_year_that_nobody_confirms_is_a_fault(tmp_path: Path) -> None:
    faults = faults_of(write_files(tmp_path, {"calendar.csv": None}))
    assert places(faults) == [("calendar.csv", None, "date", "2027")]


def test_a_round_of_a_built_in_year_has_its_make_up_days(tmp_path: Path) -> None:
    folder = write_files(tmp_path, {"calendar.csv": None})
    _, days = load_registry(folder, Quarter(2026, 4), FOLDER)
    assert (days[0], date(2026, 10, 10) in days) == (date(2026, 10, 8), True)


@pytest.mark.skipif(not CHICAGO.is_dir(), reason="the Chicago folder is not at hand")
def test_a_real_registry_is_read_without_faults() -> None:
    registry, days = load_registry(CHICAGO, QUARTER, WEEKDAYS)
    assert (len(registry.enterprises), len(days)) == (12_327, 64)
