"""Every fault of a registry folder is told with its place, and all of them at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from domain.folder.columns import REGISTRY_SHAPES, TableShape
from domain.refusals import FaultyFolder
from tests.domain.folder_given import CODE, FILES, faults_of, places, read, with_row, write_files

REQUIRED = [shape.file for shape in REGISTRY_SHAPES if shape.required]

# One broken cell a line: the file, a row put below the others, the column and the value that are told.
CELLS = [
    ("enterprises", "E3,丙,E,,,江北,春风街", "credit_class", "E"),
    ("enterprises", "E3,丙,a,,,江北,春风街", "credit_class", "a"),
    ("enterprises", "E3,,A,,,江北,春风街", "name", ""),
    ("enterprises", "E|3,丙,A,,,江北,春风街", "id", "E|3"),
    ("enterprises", "E3,丙,A,,,江北,春;风", "area", "春;风"),
    ("enterprises", "E3,丙,A,,,江北,春风街,181", "longitude", "181"),
    ("enterprises", "E3,丙,A,,,江北,春风街,,north", "latitude", "north"),
    ("enterprises", "E3,丙,A,,,江北,春风街,,,gone", "status", "gone"),
    ("enterprises", "E3,丙,A,,,江北,春风街,,,,2026-02-29", "opened_on", "2026-02-29"),
    ("enterprises", "E3,丙,A,,,江北,春风街,,,,20260228", "opened_on", "20260228"),
    ("departments", "*,全部", "id", "*"),
    ("inspectors", "m2,王五,market,C3,2028/12/31", "certificate_valid_until", "2028/12/31"),
    ("inspectors", "m2,王五,market,C3,2028-12-31,,,,,yes", "can_lead", "yes"),
    ("inspectors", "m2,王五,market,C3,2028-12-31,,,,A|B", "areas", "A|B"),
    ("matters", "H2,market,乙,法,,,-5", "minutes", "-5"),
    ("matters", "H2,market,乙,法,,,1.5", "minutes", "1.5"),
    ("sampling", "H1,B,1.2", "ratio", "1.2"),
    ("sampling", "H1,B,-0.1", "ratio", "-0.1"),
    ("sampling", "H1,B,5%", "ratio", "5%"),
    ("sampling", "H1,B,1e-1", "ratio", "1e-1"),
    ("sampling", "H1,B,nan", "ratio", "nan"),
    ("sampling", "H1,B,0.1,-1", "min_count", "-1"),
    ("caps", "market,E,1", "credit_class", "E"),
    ("caps", "market,B,٣", "max_visits_per_year", "٣"),
    ("scenes", "S2,学校,market,;", "matters", ";"),
    ("due", f"{CODE},H1,routine,2027-01-04,2027-02-05,投诉", "kind", "routine"),
    ("due", f"{CODE},H1,complaint,2027-01-04,,投诉", "not_after", ""),
    ("calendar", "2027-01-03,2", "working", "2"),
]
# One id a line that its own table does not have.
REFERENCES = [
    ("inspectors", "m2,王五,tax,C3,2028-12-31", "department", "tax"),
    ("matters", "H2,tax,乙,法", "department", "tax"),
    ("sampling", "X1,A,0.1", "matter", "X1"),
    ("caps", "tax,A,1", "department", "tax"),
    ("scenes", "S2,学校,tax,H1", "lead_department", "tax"),
    ("scenes", "S2,学校,market,H1;X1", "matters", "X1"),
    ("due", "E9,H1,complaint,2027-01-04,2027-02-05,投诉", "enterprise", "E9"),
    ("due", f"{CODE},X1,complaint,2027-01-04,2027-02-05,投诉", "matter", "X1"),
    ("absences", "m9,2027-01-04,2027-01-05", "inspector", "m9"),
    ("recusals", f"m9,{CODE},亲属", "inspector", "m9"),
    ("recusals", "m1,E9,亲属", "enterprise", "E9"),
    ("blackouts", "E9,,2027-01-04,2027-01-05,庙会", "enterprise", "E9"),
    ("history", "E9,fire,2027-01-05,routine", "enterprise", "E9"),
    ("history", f"{CODE},*,2027-01-05,routine", "department", "*"),
]
# One row a line that does not go with itself or with an earlier row.
ROWS = [
    ("enterprises", "CHI00000002,丙,A,,,江北,春风街", "id", "CHI00000002"),
    ("enterprises", "E3,丙,A,,,江南,春风街", "area, district", "春风街, 江南"),
    ("departments", "fire,另一队", "id", "fire"),
    ("inspectors", "m1,王五,market,C3,2028-12-31", "id", "m1"),
    ("matters", "H1,market,乙,法", "id", "H1"),
    ("sampling", "H1,A,0.1", "matter, credit_class", "H1, A"),
    ("caps", "*,*,9", "department, credit_class", "*, *"),
    ("scenes", "S1,学校,market,H1", "id", "S1"),
    ("calendar", "2027-01-01,1", "date", "2027-01-01"),
    ("due", f"{CODE},H1,complaint,2027-02-05,2027-02-04,投诉", "not_before, not_after", "2027-02-05, 2027-02-04"),
    ("absences", "m1,2027-01-05,2027-01-04", "from, to", "2027-01-05, 2027-01-04"),
    ("blackouts", ",春风街,2027-01-05,2027-01-04,庙会", "from, to", "2027-01-05, 2027-01-04"),
    ("blackouts", ",,2027-01-04,2027-01-05,庙会", "enterprise, area", ""),
    ("blackouts", f"{CODE},春风街,2027-01-04,2027-01-05,庙会", "enterprise, area", f"{CODE}, 春风街"),
]


@pytest.mark.parametrize(("table", "row", "column", "value"), CELLS + REFERENCES + ROWS)
def test_a_broken_row_is_told_with_its_place(table: str, row: str, column: str, value: str, tmp_path: Path) -> None:
    text = with_row(f"{table}.csv", row)
    faults = faults_of(tmp_path, **{table: text})
    assert places(faults) == [(f"{table}.csv", text.count("\n"), column, value)]


@pytest.mark.parametrize(
    ("table", "row"),
    [
        ("due", f"{CODE},H1,complaint,2027-01-04,2027-02-05,投诉"),
        ("blackouts", ",春风街,2027-03-01,2027-03-02,庙会"),
        ("history", f"{CODE},fire,2027-01-05,recheck,0"),
    ],
)
def test_rows_without_a_key_may_repeat(table: str, row: str, tmp_path: Path) -> None:
    registry = read(write_files(tmp_path, {f"{table}.csv": with_row(f"{table}.csv", row)}))
    assert len(getattr(registry, table)) == 2


def test_all_faults_of_a_folder_are_told_at_once(tmp_path: Path) -> None:
    faults = faults_of(
        tmp_path,
        departments=None,
        sampling=with_row("sampling.csv", "X1,E,2"),
        history=b"\xff\xff",
        policy="slot = 1\n",
        calendar="date,working\n2026-01-01,0\n",
    )
    assert places(faults) == [
        ("history.csv", 1, "", "0xFF"),
        ("departments.csv", None, "", ""),
        ("sampling.csv", 4, "credit_class", "E"),
        ("sampling.csv", 4, "ratio", "2"),
        ("sampling.csv", 4, "matter", "X1"),
        ("policy.toml", 1, "slot", "1"),
        ("calendar.csv", None, "date", "2027"),
    ]


def test_every_row_with_the_same_wrong_cell_is_told(tmp_path: Path) -> None:
    faults = faults_of(tmp_path, caps="department,credit_class,max_visits_per_year\n*,A,x\n*,B,1\n*,C,x\n")
    assert [fault.row for fault in faults] == [2, 4]


def test_blank_rows_count_in_row_numbers(tmp_path: Path) -> None:
    faults = faults_of(tmp_path, caps="department,credit_class,max_visits_per_year\n\n,,\n*,A,x\n")
    assert [fault.row for fault in faults] == [4]


def test_a_repeated_row_names_the_row_that_it_repeats(tmp_path: Path) -> None:
    assert "row 3" in faults_of(tmp_path, departments=with_row("departments.csv", "fire,另一队"))[0].en


def test_a_fault_says_what_is_allowed_in_both_languages(tmp_path: Path) -> None:
    fault = faults_of(tmp_path, sampling="matter,credit_class,ratio\nH1,A,1.2\n")[0]
    assert str(fault) == (
        "sampling.csv 第2行 row 2 [ratio] “1.2”: 应为 0 到 1 的小数，如 0.05"
        " / must be a decimal number from 0 to 1, such as 0.05"
    )


def test_a_column_is_told_as_the_file_calls_it(tmp_path: Path) -> None:
    assert faults_of(tmp_path, sampling="事项,信用等级,比例\nH1,A,1.2\n")[0].column == "比例"


@pytest.mark.parametrize("file", REQUIRED)
def test_a_starred_file_must_be_there(file: str, tmp_path: Path) -> None:
    assert places(faults_of(tmp_path, **{file.removesuffix(".csv"): None})) == [(file, None, "", "")]


@pytest.mark.parametrize("shape", REGISTRY_SHAPES, ids=lambda shape: shape.name)
def test_a_starred_column_must_be_there(shape: TableShape, tmp_path: Path) -> None:
    starred = [column.name for column in shape.columns if column.required]
    faults = faults_of(tmp_path, **{shape.name: "other\n1\n"})
    assert [place for place in places(faults) if place[2] in starred and place[0] == shape.file][: len(starred)] == [
        (shape.file, 1, name, "") for name in starred
    ]


@pytest.mark.parametrize("file", [name for name in FILES if name.endswith(".csv")])
def test_a_file_without_header_is_a_fault(file: str, tmp_path: Path) -> None:
    assert (file, None, "", "") in places(faults_of(tmp_path, **{file.removesuffix(".csv"): ""}))


@pytest.mark.parametrize("second", ["id", "部门编号", "编号"])
def test_a_column_given_twice_is_a_fault(second: str, tmp_path: Path) -> None:
    faults = faults_of(tmp_path, departments=f"id,name,{second}\nmarket,甲,1\nfire,乙,2\n")
    assert places(faults) == [("departments.csv", 1, "id", f"id, {second}")]


def test_a_row_with_cells_beyond_the_header_is_a_fault(tmp_path: Path) -> None:
    faults = faults_of(tmp_path, departments=with_row("departments.csv", "health,卫健委,东,路"))
    assert places(faults) == [("departments.csv", 4, "", "东 路")]


def test_empty_cells_beyond_the_header_are_none(tmp_path: Path) -> None:
    registry = read(write_files(tmp_path, {"departments.csv": with_row("departments.csv", "tax,税务局,,")}))
    assert "tax" in registry.departments


def test_references_into_a_file_that_is_missing_are_not_told(tmp_path: Path) -> None:
    assert places(faults_of(tmp_path, enterprises=None)) == [("enterprises.csv", None, "", "")]


def test_an_id_that_is_wrong_itself_is_told_once(tmp_path: Path) -> None:
    wrong = {name: FILES[f"{name}.csv"].replace(CODE, CODE[:17] + "4") for name in ("enterprises", "due", "history")}
    assert places(faults_of(tmp_path, **wrong, recusals=None)) == [("enterprises.csv", 2, "id", CODE[:17] + "4")]


@pytest.mark.parametrize("path", ["nowhere", "file"])
def test_a_path_that_is_no_folder_is_one_fault(path: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(FaultyFolder) as refused:
        read(tmp_path / path)
    assert [fault.file for fault in refused.value.faults] == [path]
