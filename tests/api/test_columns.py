"""Two readers of one file of enterprises: the one in columns, where nothing is wrong, and the careful one."""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import api.columns_blocks
import api.folders
from api.columns import read_enterprises
from api.folders import load_registry
from domain.calendar import FOLDER
from domain.enterprises import EnterpriseTable
from domain.folder.credit_code import check_character
from domain.refusals import Fault, FaultyFolder
from domain.registry import Registry
from tests.api.test_folders import sheets_of, write_workbook
from tests.domain.folder_given import CODE, FILES, QUARTER, write_files

HEADER, *ROWS = FILES["enterprises.csv"].splitlines()
TITLES = "统一社会信用代码/编号,企业名称,信用等级,行业代码,标签,区县/行政区,片区,经度,纬度,状态,成立日期"
OTHERS: dict[str, str | bytes | None] = {"due.csv": None, "recusals.csv": None, "history.csv": None}
"""Tables that name enterprises."""


def code(number: int) -> str:
    body = f"91350100{number:09}"
    return body + check_character(body)


def read(folder: Path, worth_columns: int) -> Registry | tuple[Fault, ...]:
    """The registry, or the faults."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(api.folders, "WORTH_COLUMNS", worth_columns)
        try:
            return load_registry(folder, QUARTER, FOLDER)[0]
        except FaultyFolder as refused:
            return refused.faults


def both(enterprises: bytes) -> list[Registry | tuple[Fault, ...]]:
    """What the reader in columns makes of a file, with its other tables, and what the careful one does."""
    with TemporaryDirectory() as folder:
        given = write_files(Path(folder), {**OTHERS, "enterprises.csv": enterprises})
        return [read(given, worth) for worth in (0, sys.maxsize)]


def in_columns(enterprises: str | bytes, folder: Path) -> EnterpriseTable | None:
    file = folder / "enterprises.csv"
    file.write_bytes(as_bytes(enterprises))
    read = read_enterprises(file)
    return None if read is None else read.table.enterprises


def as_bytes(text: str | bytes) -> bytes:
    return text if isinstance(text, bytes) else text.encode()


def lines(*rows: str, header: str = HEADER) -> str:
    return "\n".join([header, *rows, ""])


# -- both read alike -----------------------------------------------------------------------------------------------

ODD = [
    "",
    " ",
    "\u3000x\u3000",
    "\x1cx",
    "x\ufeff",
    "a|b",
    "a;b",
    "NULL",
    "nan",
    '"',
    '"a',
    'a"b',
    '"a""b"',
    '"a,b"',
    "a\rb",
]
COLUMNS: dict[str, tuple[list[str], list[str]]] = {
    "id": ([*map(code, range(40)), *(f"E{n}" for n in range(40))], [code(3)[:-1] + "0", "9135O100M000100Y43", "E1"]),
    "name": (["春风饭店", '"a,b"', '"说""好"""', "x", " x"], []),
    "credit_class": ([*"ABCD", " A"], ["E", "a"]),
    "industry": (["", "H6210", "5"], []),
    "tags": (["", "food", "food;hotel", "hotel; food", ";"], []),
    "district": (["江北"], ["江南"]),
    "area": (["春风街", "东街"], []),
    "longitude": (["", "121.5", "-0", ".5", "180", "007"], ["180.01", "1e2", "inf", "5.", "+1", "１"]),
    "latitude": (["", "31.25", "0.1", "-90"], ["91", "nan", "1_0", "0x1p3"]),
    "status": (["", "active", "closed", "moved"], ["gone"]),
    "opened_on": (["", "2011-03-04", "0001-01-01"], ["2011-02-30", "2011-3-4", "0000-01-01"]),
}
"""Column → cells that are right, and cells that are wrong."""


@st.composite
def cells(draw: st.DrawFn, names: list[str]) -> list[str]:
    """The rows of a file; most have nothing odd in them."""
    odd = draw(st.sets(st.sampled_from(names), max_size=2)) if draw(st.booleans()) else set[str]()
    pools = [[*COLUMNS[name][0], *(COLUMNS[name][1] + ODD if name in odd else [])] for name in names]
    rows = draw(
        st.lists(st.tuples(*map(st.sampled_from, pools)), max_size=6, unique_by=lambda row: row[names.index("id")])
    )
    return [",".join(row) for row in rows]


@st.composite
def files(draw: st.DrawFn) -> bytes:
    """A file as clerks and their programs write it, often with nothing wrong, sometimes with a lot."""
    is_odd = draw(st.sampled_from([False, False, True]))
    left_out = draw(st.sets(st.sampled_from(["industry", "tags", "longitude", "opened_on"]), max_size=2))
    names = draw(st.permutations([name for name in COLUMNS if name not in left_out]))
    rows, header = draw(cells(names)), ",".join(names)
    end, last, encoding, tail = draw(st.sampled_from(["\n", "\r\n"])), True, "utf-8", b""
    if is_odd:
        rows.insert(draw(st.integers(0, len(rows))), draw(st.sampled_from(["", " ", ",,,", "x", "," * 20, '"'])))
        header += draw(st.sampled_from(["", "", ",", f",{names[0]}", ",note"]))
        end, last = draw(st.sampled_from(["\n", "\r\n", "\r"])), draw(st.booleans())
        encoding = draw(st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "gb18030"]))
        tail = draw(st.sampled_from([b"", b"", b"\0", b"\xff", b"\xe6\x98"]))
    return (end.join([header, *rows]) + end * last).encode(encoding) + tail


@settings(max_examples=300, deadline=None)
@given(files(), st.sampled_from([1 << 22, 64]))
def test_the_reader_in_columns_gives_what_the_careful_one_gives(given_file: bytes, block: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(api.columns_blocks, "BLOCK", block)
        quick, careful = both(given_file)
    assert quick == careful


def test_arrow_takes_the_same_characters_for_spaces_as_the_careful_reader() -> None:
    every = [chr(n) for n in range(sys.maxunicode + 1) if not 0xD800 <= n < 0xE000]
    trimmed = pc.utf8_trim_whitespace(pa.array([f"{one}x{one}" for one in every])).to_pylist()
    assert [one for one, cell in zip(every, trimmed, strict=True) if cell != f"{one}x{one}".strip()] == []


# -- what is read in columns ------------------------------------------------------------------------------------------

CLEAN: dict[str, str | bytes] = {
    "as written": lines(*ROWS),
    "another encoding": lines(*ROWS).encode("gb18030"),
    "another encoding from the titles on": lines(*ROWS, header=TITLES).encode("gb18030"),
    "a byte order mark": "\ufeff" + lines(*ROWS),
    "line ends of another system": lines(*ROWS).replace("\n", "\r\n"),
    "no end of the last line": lines(*ROWS).removesuffix("\n"),
    "blank lines": lines(ROWS[0], "", ROWS[1], ""),
    "spaces around cells": lines(*ROWS).replace(",", " ,\t"),
    "wide spaces": lines(*ROWS).replace(",", "\u3000,"),
    "cells in quotation marks": lines(*(",".join(f'"{cell}"' for cell in row.split(",")) for row in ROWS)),
    "Chinese titles": lines(*ROWS, header=TITLES),
    "columns that nobody knows": lines(*(f"{row},x" for row in ROWS), header=f"{HEADER},note"),
    "columns in another order": lines("春风街,A,江北,春风饭店,E1", header="area,credit_class,district,name,id"),
    "ids in no order": lines(*reversed(ROWS)),
}


@pytest.mark.parametrize("text", CLEAN.values(), ids=CLEAN.keys())
def test_a_file_without_fault_is_read_in_columns(text: str | bytes, tmp_path: Path) -> None:
    assert in_columns(text, tmp_path) is not None


@pytest.mark.parametrize("text", CLEAN.values(), ids=CLEAN.keys())
def test_what_is_read_in_columns_is_what_the_careful_reader_reads(text: str | bytes) -> None:
    quick, careful = both(as_bytes(text))
    assert isinstance(careful, Registry)
    assert quick == careful


DOUBTFUL: dict[str, str | bytes] = {
    "a wrong check character": lines(ROWS[0].replace(CODE, CODE[:-1] + "4")),
    "an id that is there twice": lines(ROWS[1], ROWS[0], ROWS[1]),
    "an area in two districts": lines(ROWS[0], ROWS[1].replace("江北", "江南")),
    "an unknown class": lines(ROWS[1].replace(",B,", ",E,")),
    "an empty name": lines(ROWS[1].replace("COSI", "")),
    "a name of spaces": lines(ROWS[1].replace("COSI", "\u3000")),
    "a day that does not exist": lines(ROWS[0].replace("03-04", "02-30")),
    "degrees beyond the pole": lines(ROWS[0].replace("31.25", "91")),
    "degrees in powers of ten": lines(ROWS[0].replace("31.25", "3e1")),
    "a row too long": lines(ROWS[0] + ",x"),
    "a row too short": lines(ROWS[0].rpartition(",")[0]),
    "a quotation mark that is not closed": lines(ROWS[1].replace("COSI", '"COSI')),
    "a quotation mark inside": lines(ROWS[1].replace("COSI", 'CO"SI')),
    "a cell of two lines": lines(ROWS[1].replace("COSI", '"CO\nSI"')),
    "a line end inside": lines(ROWS[1].replace("COSI", "CO\rSI")),
    "a cell too long": lines(ROWS[1].replace("COSI", "x" * 131_073)),
    "bytes of no encoding": lines(*ROWS).encode("gb18030") + b"\xff",
    "broken bytes in a column that nobody knows": lines(ROWS[1] + ",?", header=HEADER + ",note")
    .encode()
    .replace(b"?", b"\xff"),
    "a NUL": lines(*ROWS) + "\0",
    "a required column missing": lines("E1,x,A,d", header="id,name,credit_class,district"),
    "a column twice": lines(*(f"{row},x" for row in ROWS), header=f"{HEADER},名称"),
    "a header that ends in a comma": lines(*(f"{row}," for row in ROWS), header=f"{HEADER},"),
    "nothing": "",
}


@pytest.mark.parametrize("given_file", DOUBTFUL.values(), ids=DOUBTFUL.keys())
def test_what_may_be_wrong_is_left_to_the_careful_reader(given_file: str | bytes, tmp_path: Path) -> None:
    assert in_columns(given_file, tmp_path) is None


def test_a_file_that_is_not_there_is_left_to_the_careful_reader(tmp_path: Path) -> None:
    assert read_enterprises(tmp_path / "enterprises.csv") is None


def test_faults_of_other_tables_are_told_beside_enterprises_read_in_columns(tmp_path: Path) -> None:
    folder = write_files(tmp_path, {"recusals.csv": "inspector,enterprise,reason\nf1,E9,kin\n"})
    found = read(folder, 0)
    assert isinstance(found, tuple)
    assert [fault[:4] for fault in found] == [("recusals.csv", 2, "enterprise", "E9")]


def test_enterprises_in_columns_and_in_a_sheet_are_there_twice(tmp_path: Path) -> None:
    folder = write_files(tmp_path, {})
    write_workbook(folder / "more.xlsx", {"enterprises": sheets_of(FILES)["enterprises"]})
    assert read(folder, 0) == read(folder, sys.maxsize)
