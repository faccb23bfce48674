"""What the files of a registry folder mean."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from domain.calendar import FOLDER, WEEKDAYS
from domain.folder import read_registry
from domain.folder.columns import REGISTRY_SHAPES, TableShape
from domain.registry import Absence, Blackout, Enterprise, Inspector, Policy, Registry, SamplingRule
from tests.domain.folder_given import CODE, FILES, QUARTER, read, with_row, write_files

REQUIRED = {shape.file for shape in REGISTRY_SHAPES if shape.required}
OPTIONAL = sorted(FILES.keys() - REQUIRED)


def given(folder: Path, **files: str | bytes | None) -> Registry:
    return read(write_files(folder, {f"{name}.csv": text for name, text in files.items()}))


def titled(text: str, part: Callable[[str], str], file: str) -> str:
    """The file with Chinese titles in the place of its English column names."""
    shape = next(shape for shape in REGISTRY_SHAPES if shape.file == file)
    titles = {column.name: part(column.title) for column in shape.columns}
    header, rows = text.split("\n", 1)
    return ",".join(titles[name] for name in header.split(",")) + "\n" + rows


def test_a_row_becomes_an_enterprise(tmp_path: Path) -> None:
    assert given(tmp_path).enterprises[CODE] == Enterprise(
        CODE, "春风饭店", "A", "H6210", frozenset({"food", "hotel"}), "江北", "春风街",
        121.5, 31.25, "active", date(2011, 3, 4),
    )  # fmt: skip


def test_empty_cells_and_absent_columns_are_defaults(tmp_path: Path) -> None:
    assert given(tmp_path).inspectors["f1"] == Inspector("f1", "李四", "fire", "C2", date(2028, 12, 31), can_lead=False)


def test_a_column_without_starred_cells_may_be_left_out(tmp_path: Path) -> None:
    registry = given(tmp_path, absences="inspector,from,to\nm1,2027-01-11,2027-01-11\n")
    assert registry.absences == (Absence("m1", date(2027, 1, 11), date(2027, 1, 11)),)


def test_an_area_is_blacked_out_without_an_enterprise(tmp_path: Path) -> None:
    assert given(tmp_path).blackouts == (Blackout("", "春风街", date(2027, 3, 1), date(2027, 3, 2), "庙会"),)


def test_departments_keep_the_order_of_the_file(tmp_path: Path) -> None:
    assert list(given(tmp_path).departments) == ["market", "fire"]


def test_empty_items_of_a_list_are_dropped(tmp_path: Path) -> None:
    registry = given(tmp_path, scenes="id,name,lead_department,matters\nS1,饭店,market,; H1 ;;F1;\n")
    assert registry.scenes is not None and registry.scenes["S1"].matters == {"H1", "F1"}


def test_spaces_around_cells_and_headings_are_dropped(tmp_path: Path) -> None:
    registry = given(tmp_path, departments=" id , name\n market\u3000,  市场监管局 \nfire,消防救援大队\n")
    assert registry.departments["market"].name == "市场监管局"


def test_a_ratio_is_kept_exactly(tmp_path: Path) -> None:
    registry = given(tmp_path, sampling="matter,credit_class,ratio\nH1,A,0.070000000000000000001\n")
    assert registry.sampling == (SamplingRule("H1", "A", Decimal("0.070000000000000000001")),)


def test_the_load_lead_is_read_exactly(tmp_path: Path) -> None:
    assert read(write_files(tmp_path, {"policy.toml": "max_load_lead = 0.1"})).policy.max_load_lead == Fraction(1, 10)


def test_without_a_policy_every_default_holds(tmp_path: Path) -> None:
    assert read(write_files(tmp_path, {"policy.toml": None})).policy == Policy()


def test_a_policy_file_changes_what_it_names(tmp_path: Path) -> None:
    text = 'slots = ["早", "晚"]\nquiet_days_of_month = [1, 31]\nmin_days_between_visits = 0\n'
    expected = Policy(slots=("早", "晚"), quiet_days_of_month=(1, 31), min_days_between_visits=0)
    assert read(write_files(tmp_path, {"policy.toml": text})).policy == expected


def test_without_scenes_all_matters_may_be_checked_together(tmp_path: Path) -> None:
    assert given(tmp_path, scenes=None).scenes is None


def test_a_scenes_file_without_rows_puts_no_matter_in_a_scene(tmp_path: Path) -> None:
    assert given(tmp_path, scenes="id,name,lead_department,matters\n").scenes == {}


@pytest.mark.parametrize("file", sorted(set(OPTIONAL) - {"calendar.csv"}))
def test_a_file_without_star_may_be_missing(file: str, tmp_path: Path) -> None:
    assert read(write_files(tmp_path, {file: None})).enterprises


def test_unknown_columns_and_files_are_ignored(tmp_path: Path) -> None:
    departments = "id,phone,name,phone\nmarket,1,甲,2\nfire,1,乙,2\n"
    write_files(tmp_path, {"departments.csv": departments, "notes.csv": b"\xff"})
    assert read(tmp_path).departments["market"].name == "甲"


def test_blank_rows_are_skipped(tmp_path: Path) -> None:
    registry = given(tmp_path, departments="id,name\n\nmarket,市场监管局\n,\nfire,消防救援大队\n , \n")
    assert list(registry.departments) == ["market", "fire"]


def test_a_row_may_end_early(tmp_path: Path) -> None:
    registry = given(tmp_path, calendar="date,working,note\n2027-01-01,0\n")
    assert registry.calendar[0].note == ""


def test_a_quoted_cell_may_hold_commas_quotes_and_line_breaks(tmp_path: Path) -> None:
    registry = given(tmp_path, departments='id,name\nmarket,"甲, ""乙""\n丙"\nfire,丁\n')
    assert registry.departments["market"].name == '甲, "乙"\n丙'


@pytest.mark.parametrize("line_end", ["\r\n", "\r"])
def test_other_line_ends_are_read(line_end: str, tmp_path: Path) -> None:
    tables = {name: text.replace("\n", line_end) for name, text in FILES.items() if name.endswith(".csv")}
    twin = read(write_files(tmp_path / "twin", dict(tables)))
    assert replace(twin, inputs={}) == replace(read(write_files(tmp_path / "plain", {})), inputs={})


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_a_folder_in_another_encoding_gives_the_same_registry(encoding: str, tmp_path: Path) -> None:
    twin = read(write_files(tmp_path / "twin", {name: text.encode(encoding) for name, text in FILES.items()}))
    assert replace(twin, inputs={}) == replace(read(write_files(tmp_path / "plain", {})), inputs={})


@pytest.mark.parametrize(
    "part", [str, lambda title: title.split("/")[0], lambda title: title.split("/")[-1]], ids=["whole", "first", "last"]
)
def test_chinese_titles_give_the_same_registry(part: Callable[[str], str], tmp_path: Path) -> None:
    titles = {name: titled(text, part, name) for name, text in FILES.items() if name.endswith(".csv")}
    twin = read(write_files(tmp_path / "twin", dict(titles)))
    assert replace(twin, inputs={}) == replace(read(write_files(tmp_path / "plain", {})), inputs={})


@pytest.mark.parametrize("shape", REGISTRY_SHAPES, ids=lambda shape: shape.name)
def test_no_heading_means_two_columns(shape: TableShape) -> None:
    names = [name for column in shape.columns for name in column.names]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("shape", REGISTRY_SHAPES, ids=lambda shape: shape.name)
def test_the_fields_of_a_value_are_the_columns_of_its_table(shape: TableShape) -> None:
    fields = [{"first": "from", "last": "to"}.get(field, field) for field in shape.record._fields]  # type: ignore[attr-defined]
    assert fields == [column.name for column in shape.columns]


def test_the_inputs_are_the_digests_of_the_files_that_were_read(tmp_path: Path) -> None:
    write_files(tmp_path, {"notes.txt": "ours"})
    assert sorted(read(tmp_path).inputs) == sorted(FILES)


def test_a_digest_is_that_of_the_bytes(tmp_path: Path) -> None:
    empty_policy = read(write_files(tmp_path, {"policy.toml": ""})).inputs["policy.toml"]
    assert empty_policy == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_declared_days_make_the_working_days_of_the_quarter(tmp_path: Path) -> None:
    _, days = read_registry(write_files(tmp_path, {}), quarter=QUARTER, calendar=FOLDER, built_in=lambda _: None)
    assert days[:2] == (date(2027, 1, 2), date(2027, 1, 4))


def test_a_year_that_is_built_in_needs_no_calendar(tmp_path: Path) -> None:
    folder = write_files(tmp_path, {"calendar.csv": None})
    _, days = read_registry(folder, quarter=QUARTER, calendar=FOLDER, built_in=lambda day: day == date(2027, 1, 1))
    assert days == (date(2027, 1, 1),)


def test_weekdays_need_no_calendar(tmp_path: Path) -> None:
    folder = write_files(tmp_path, {"calendar.csv": None})
    _, days = read_registry(folder, quarter=QUARTER, calendar=WEEKDAYS, built_in=lambda _: None)
    assert len(days) == 64


def test_equal_cells_of_a_column_are_one_object(tmp_path: Path) -> None:
    rows = given(tmp_path, enterprises=with_row("enterprises.csv", "E3,丙,A,,food,江北,春风街")).enterprises
    assert rows["E3"].tags is rows["CHI00000002"].tags


def test_an_absence_told_twice_is_one_with_both_reasons(tmp_path: Path) -> None:
    twice = with_row("absences.csv", "m1,2027-01-11,2027-01-15,病假")
    assert [row.reason for row in given(tmp_path, absences=twice).absences] == ["培训; 病假"]


def test_a_recusal_told_twice_without_another_reason_is_one(tmp_path: Path) -> None:
    twice = with_row("recusals.csv", f"f1,{CODE},亲属")
    assert [row.reason for row in given(tmp_path, recusals=twice).recusals] == ["亲属"]


@pytest.mark.parametrize("shape", REGISTRY_SHAPES, ids=lambda shape: shape.name)
def test_the_docs_list_every_column_with_its_titles(shape: TableShape) -> None:
    page = (Path(__file__).parents[2] / "docs" / "registry-folder.md").read_text(encoding="utf-8")
    section = page.split(f"### `{shape.file}`")[1].split("###")[0]
    assert shape.title in section
    assert [c.name for c in shape.columns if f"| `{c.name}` | {c.title} |" not in section] == []
