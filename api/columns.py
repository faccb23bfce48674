"""A large `enterprises.csv` read column by column, by Arrow, where it can be shown that nothing is wrong with it.

The careful reader (`domain.folder`) tells every fault of a file, row by row. This one tells none: whatever it does not
know to be faultless it leaves to the careful reader, so both give the same enterprises and the same faults. Different
texts of a column are read once each, by the careful reader's own reading of a cell; Arrow cuts the file into
cells, finds the different ones, and reads degrees; check characters are worked out for all codes at once.
"""

from __future__ import annotations

import csv
from array import array
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from operator import lt
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from api.columns_blocks import Blocks, Doubtful, is_utf8, require
from api.interruptions import interruptions_kept
from domain.columns import Texts, days_of
from domain.enterprises import Columns, EnterpriseTable, Pattern, Place
from domain.folder import ENTERPRISES, ReadEnterprises
from domain.folder.cells import Unreadable, enterprise_id
from domain.folder.columns import Column
from domain.folder.credit_code import CODE_CHARACTERS
from domain.folder.files import ENCODINGS

# Interruptions are kept while Arrow reads; it would cancel its reading and take that for a fault of the file.
pa.enable_signal_handlers(False)

_PATTERN, _PLACE = ("credit_class", "industry", "tags", "status"), ("district", "area")
_SIGNED = r"\A-?([0-9]+(\.[0-9]+)?|\.[0-9]+)\z"
_NOT_IN_CODES = 255
_VALUES = np.full(256, _NOT_IN_CODES, dtype=np.uint8)
_VALUES[np.frombuffer(CODE_CHARACTERS.encode(), dtype=np.uint8)] = np.arange(31)
_WEIGHTS = np.array([pow(3, place, 31) for place in range(17)], dtype=np.int64)
Codes = npt.NDArray[np.int64]


class Read(NamedTuple):
    """The enterprises of a file, and the SHA-256 of its bytes."""

    table: ReadEnterprises
    digest: str


def read_enterprises(path: Path) -> Read | None:
    """Read a file of enterprises; None: it is not there, or the careful reader has to look at it."""
    for encoding in ENCODINGS:
        try:
            with interruptions_kept():
                return _read(path, encoding)
        except (UnicodeError, pa.ArrowException):
            # As the careful reader does: the second encoding is for files that are not text in the first.
            if is_utf8(path):
                return None
        except (Doubtful, Unreadable, csv.Error, OSError):
            return None
        finally:
            pa.default_memory_pool().release_unused()
    return None


def _read(path: Path, encoding: str) -> Read:
    with path.open("rb") as file:
        blocks = Blocks(file, encoding)
        growing = _Growing({column: _place_of(column, blocks.header) for column in ENTERPRISES.columns})
        for cells in blocks:
            growing.add(cells)
        return Read(ReadEnterprises(path.name, growing.table()), blocks.digest)


def _place_of(column: Column, header: Sequence[str]) -> int | None:
    """Where a column stands; None: the file does not have it."""
    places = [place for place, name in enumerate(header) if name in column.names]
    require(len(places) == 1 or not (places or column.required))
    return places[0] if places else None


class _Growing:
    """The columns of a table of enterprises, block by block."""

    def __init__(self, places: Mapping[Column, int | None]) -> None:
        self._places = {column.name: place for column, place in places.items()}
        few = {column.name: column for column in ENTERPRISES.columns}
        self._coded = {name: _Coded(few[name]) for name in (*_PATTERN, *_PLACE, "opened_on")}
        self._ids = list[str]()
        self._names, self._ends = bytearray(), array("q")
        self._pattern, self._where = _Joined(), _Joined()
        self._longitude, self._latitude, self._opened_on = array("d"), array("d"), array("i")

    def add(self, cells: Sequence[pa.StringArray]) -> None:
        """Add the rows of a block."""
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
        require(cells.offset == 0 and bool((np.diff(ends) > 0).all()))
        self._ends.frombytes((ends[1:] - ends[0] + len(self._names)).tobytes())
        self._names += memoryview(data)[ends[0] : ends[-1]]

    def table(self) -> EnterpriseTable:
        """The table of all rows; ids are different, and no area is in two districts."""
        patterns = [Pattern(*self._values(_PATTERN, codes)) for codes in self._pattern.codes]
        places = [Place(*self._values(_PLACE, codes)) for codes in self._where.codes]
        require(_different(self._ids))
        require(len({place.area for place in places}) == len(places))
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
            require(text != "" or not self._column.required)
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
        require(id != "")
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
    require(pc.all(pc.match_substring_regex(written, _SIGNED)).as_py() is not False)
    degrees: npt.NDArray[np.float64] = pc.fill_null(written.cast(pa.float64()), np.nan).to_numpy()
    require(not (np.abs(degrees) > limit).any())
    return degrees
