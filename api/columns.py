"""A large `enterprises.csv` read column by column, by Arrow, where it can be shown that nothing is wrong with it.

The careful reader (`domain.folder`) tells every fault of a file, row by row. This one tells none: whatever it does not
know to be faultless it leaves to the careful reader, so both give the same enterprises and the same faults. Different
texts of a column are read once each, by the careful reader's own reading of a cell; Arrow cuts the file into
cells, finds the different ones, and reads degrees; check characters are worked out for all codes at once.
"""

from __future__ import annotations

import csv
import re
from array import array
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from itertools import islice
from operator import lt
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow.csv import ConvertOptions, ParseOptions, ReadOptions, read_csv

from domain.columns import Texts, days_of
from domain.enterprises import Columns, EnterpriseTable, Pattern, Place
from domain.folder import REGISTRY_SHAPES, ReadEnterprises, header_of
from domain.folder.cells import Unreadable, enterprise_id
from domain.folder.columns import Column
from domain.folder.credit_code import CODE_CHARACTERS

SHAPE = REGISTRY_SHAPES[0]
_PATTERN, _PLACE = ("credit_class", "industry", "tags", "status"), ("district", "area")
_BLOCK = 1 << 22
_QUOTED = re.compile(rb'(?:\A|(?<=[,\n]))"(?:[^"\r\n]|"")*"(?=[,\r\n]|\Z)')
"""A cell in quotation marks, on one line."""
_SIGNED = r"\A-?([0-9]+(\.[0-9]+)?|\.[0-9]+)\z"
_NOT_IN_CODES = 255
_VALUES = np.full(256, _NOT_IN_CODES, dtype=np.uint8)
_VALUES[np.frombuffer(CODE_CHARACTERS.encode(), dtype=np.uint8)] = np.arange(31)
_WEIGHTS = np.array([pow(3, place, 31) for place in range(17)], dtype=np.int64)
Codes = npt.NDArray[np.int64]


class Doubtful(Exception):
    """Something that the careful reader has to look at."""


class Read(NamedTuple):
    """The enterprises of a file, and the SHA-256 of its bytes."""

    table: ReadEnterprises
    digest: str


def read_enterprises(path: Path) -> Read | None:
    """Read a file of enterprises; None: it is not there, or the careful reader has to look at it."""
    try:
        with path.open("rb") as file:
            return _read(file, path.name)
    except (Doubtful, Unreadable, UnicodeDecodeError, csv.Error, OSError, pa.ArrowException):
        return None
    finally:
        pa.default_memory_pool().release_unused()


def _read(file: BinaryIO, source: str) -> Read:
    digest = sha256(first := file.readline())
    header = _header(first)
    growing = _Growing({column: _place_of(column, header) for column in SHAPE.columns})
    for block in _blocks(file):
        digest.update(block)
        growing.add(_cells(block, len(header)))
    return Read(ReadEnterprises(source, growing.table()), digest.hexdigest())


def _header(line: bytes) -> tuple[str, ...]:
    """The column names of the file's first line, one for each of its cells."""
    _require(line.endswith(b"\n") and b"\0" not in line and b'"' not in line)
    _require(b"\r" not in line.removesuffix(b"\n").removesuffix(b"\r"))
    cells = next(csv.reader([line.decode("utf-8-sig")], strict=True))
    header = header_of(cells)
    _require(len(header) == len(cells))
    return header


def _place_of(column: Column, header: Sequence[str]) -> int | None:
    """Where a column stands; None: the file does not have it."""
    places = [place for place, name in enumerate(header) if name in column.names]
    _require(len(places) == 1 or not (places or column.required))
    return places[0] if places else None


def _blocks(file: BinaryIO) -> Iterator[bytes]:
    """The rest of a file in blocks of whole lines, with well-formed quotation marks."""
    rest = b""
    while chunk := file.read(_BLOCK):
        end = chunk.rfind(b"\n") + 1
        yield _well_formed(rest + chunk[:end])
        rest = chunk[end:]
    yield _well_formed(rest)


def _well_formed(block: bytes) -> bytes:
    _require(b"\0" not in block)
    _require(b"\r" not in block or block.count(b"\r") == block.count(b"\r\n"))
    _require(b'"' not in block or b'"' not in _QUOTED.sub(b"", block))
    return block


def _cells(block: bytes, width: int) -> list[pa.StringArray]:
    """The cells of a block by column, spaces around them dropped; ArrowInvalid: uneven rows, or no UTF-8."""
    names = [str(place) for place in range(width)]
    if not block.strip():
        return []
    table = read_csv(
        pa.py_buffer(block),
        ReadOptions(use_threads=False, column_names=names, block_size=max(len(block), 1)),
        ParseOptions(newlines_in_values=False),
        ConvertOptions(column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False),
    )
    columns = [pc.utf8_trim_whitespace(column.combine_chunks()) for column in table.columns]
    longest = max((pc.max(pc.binary_length(column)).as_py() or 0 for column in columns), default=0)
    _require(longest <= csv.field_size_limit())
    return columns


class _Growing:
    """The columns of a table of enterprises, block by block."""

    def __init__(self, places: Mapping[Column, int | None]) -> None:
        self._places = {column.name: place for column, place in places.items()}
        few = {column.name: column for column in SHAPE.columns}
        self._coded = {name: _Coded(few[name]) for name in (*_PATTERN, *_PLACE, "opened_on")}
        self._ids = list[str]()
        self._names, self._ends = bytearray(), array("q")
        self._pattern, self._where = _Joined(), _Joined()
        self._longitude, self._latitude, self._opened_on = array("d"), array("d"), array("i")

    def add(self, cells: Sequence[pa.StringArray]) -> None:
        """Add the rows of a block."""
        if not cells:
            return
        rows = len(cells[0])
        given = {name: None if place is None else cells[place] for name, place in self._places.items()}
        self._ids += _ids(given["id"])
        self._add_names(given["name"])
        codes = {name: coded.add(given[name], rows) for name, coded in self._coded.items()}
        self._pattern.add([codes[name] for name in _PATTERN], [self._coded[name].size for name in _PATTERN])
        self._where.add([codes[name] for name in _PLACE], [self._coded[name].size for name in _PLACE])
        self._opened_on.frombytes(codes["opened_on"].astype(np.intc).tobytes())
        self._longitude.frombytes(_degrees(given["longitude"], rows, 180).tobytes())
        self._latitude.frombytes(_degrees(given["latitude"], rows, 90).tobytes())

    def _add_names(self, cells: pa.StringArray) -> None:
        _, offsets, data = cells.buffers()
        ends = np.frombuffer(offsets, dtype=np.intc)[: len(cells) + 1].astype(np.int64)
        _require(cells.offset == 0 and bool((np.diff(ends) > 0).all()))
        self._ends.frombytes((ends[1:] - ends[0] + len(self._names)).tobytes())
        self._names += memoryview(data)[ends[0] : ends[-1]]

    def table(self) -> EnterpriseTable:
        """The table of all rows; ids are different, and no area is in two districts."""
        patterns = [Pattern(*self._values(_PATTERN, codes)) for codes in self._pattern.codes]
        places = [Place(*self._values(_PLACE, codes)) for codes in self._where.codes]
        _require(_different(self._ids))
        _require(len({place.area for place in places}) == len(places))
        return EnterpriseTable(
            Columns(
                self._ids, Texts(self._names, self._ends), patterns, self._pattern.rows,
                places, self._where.rows, self._longitude, self._latitude, self._days(),
            )
        )  # fmt: skip

    def _days(self) -> array[int]:
        """The ordinal of the day in each row, 0 for none."""
        ordinals = days_of(self._coded["opened_on"].values)
        return array("i", map(ordinals.__getitem__, self._opened_on))

    def _values(self, names: Sequence[str], codes: Sequence[int]) -> Iterator[Any]:
        return (self._coded[name].values[code] for name, code in zip(names, codes, strict=True))


class _Coded:
    """A column with few different texts: each is read once, by the careful reader's reading of a cell."""

    def __init__(self, column: Column) -> None:
        self._column = column
        self._codes: dict[str, int] = {}
        self.values: list[Any] = []

    @property
    def size(self) -> int:
        """How many different texts there are so far."""
        return len(self.values)

    def add(self, cells: pa.StringArray | None, rows: int) -> Codes:
        """The code of each cell of a block; a column that the file lacks has its default in each."""
        if cells is None:
            return np.full(rows, self._code(""), dtype=np.int64)
        encoded = cells.dictionary_encode()
        texts = encoded.dictionary.to_pylist()
        codes: Codes = np.array([*map(self._code, texts)], dtype=np.int64)
        places: npt.NDArray[np.intc] = encoded.indices.to_numpy()
        return codes[places]

    def _code(self, text: str) -> int:
        code = self._codes.get(text)
        if code is None:
            _require(text != "" or not self._column.required)
            self.values.append(self._column.read(text) if text else self._column.default)
            code = self._codes[text] = len(self._codes)
        return code


class _Joined:
    """Several coded columns as one: each different combination of codes has a code of its own."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, ...], int] = {}
        self.rows = array("I")

    @property
    def codes(self) -> list[tuple[int, ...]]:
        """The combinations, in the order of their codes."""
        return list(self._known)

    def add(self, columns: Sequence[Codes], sizes: Sequence[int]) -> None:
        """Add the rows of a block; `sizes`: the codes of each column are below."""
        found, rows = np.unique(np.ravel_multi_index(tuple(columns), tuple(sizes)), return_inverse=True)
        combined = zip(*(codes.tolist() for codes in np.unravel_index(found, tuple(sizes))), strict=True)
        codes = [self._known.setdefault(combination, len(self._known)) for combination in combined]
        self.rows.frombytes(np.array(codes, dtype=np.uintc)[rows].tobytes())


def _ids(cells: pa.StringArray) -> list[str]:
    """Ids, each as the careful reader would read it: right codes all at once, the others one by one."""
    ids: list[str] = cells.to_pylist()
    shaped = [id for id in ids if len(id) == 18]
    text = "".join(shaped).encode("ascii", "replace")
    values = _VALUES[np.frombuffer(text, dtype=np.uint8).reshape(-1, 18)]
    right = (values != _NOT_IN_CODES).all(axis=1) & (-(values[:, :17] @ _WEIGHTS) % 31 == values[:, 17])
    for place in np.flatnonzero(~right).tolist():
        enterprise_id(shaped[place])
    for id in ids if len(shaped) < len(ids) else ():
        _require(id != "")
        if len(id) != 18:
            enterprise_id(id)
    return ids


def _different(ids: Sequence[str]) -> bool:
    return all(map(lt, ids, islice(ids, 1, None))) or len(set(ids)) == len(ids)


def _degrees(cells: pa.StringArray | None, rows: int, limit: int) -> npt.NDArray[np.float64]:
    """Degrees, NaN for an empty cell."""
    if cells is None:
        return np.full(rows, np.nan)
    empty = pc.equal(cells, "")
    written = pc.if_else(empty, None, cells)
    _require(pc.all(pc.match_substring_regex(written, _SIGNED)).as_py() is not False)
    degrees: npt.NDArray[np.float64] = pc.fill_null(written.cast(pa.float64()), np.nan).to_numpy()
    _require(not (np.abs(degrees) > limit).any())
    return degrees


def _require(known: bool) -> None:
    if not known:
        raise Doubtful
