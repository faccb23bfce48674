"""A CSV file in blocks of whole lines, each cut into cells by Arrow, as long as it is plain how to cut it.

The rules of the careful reader (`domain.folder.files`): UTF-8, with or without a byte order mark, else GB18030;
quotation marks as in RFC 4180; spaces around a cell dropped.
"""

from __future__ import annotations

import csv
import re
from codecs import getincrementaldecoder
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow.csv import ConvertOptions, ParseOptions, ReadOptions, read_csv

from domain.folder import header_of
from domain.folder.files import ENCODINGS

BLOCK = 1 << 22
"""Bytes that are read at once."""
_QUOTED = re.compile(rb'(?:\A|(?<=[,\n]))"(?:[^"\r\n]|"")*"(?=[,\r\n]|\Z)')
"""A cell in quotation marks, on one line."""


class Doubtful(Exception):
    """Something that the careful reader has to look at."""


def require(known: bool) -> None:
    """Go on if something is known.

    Raises:
        Doubtful: it is not.
    """
    if not known:
        raise Doubtful


class Blocks:
    """The rows of a CSV file, block by block; `header`: the names of its columns, one for each cell of a row.

    Raises:
        Doubtful: it is not plain how to cut the file into cells.
        UnicodeError: it is not in this encoding.
    """

    def __init__(self, file: BinaryIO, encoding: str) -> None:
        self._file, self._encoding = file, encoding
        self._digest = sha256(first := file.readline())
        self.header = _header(first, encoding)

    @property
    def digest(self) -> str:
        """The SHA-256 of the bytes read so far."""
        return self._digest.hexdigest()

    def __iter__(self) -> Iterator[list[pa.StringArray]]:
        """The cells of each block by column; ArrowException: uneven rows, or no UTF-8."""
        rest = b""
        for text in self._texts():
            end = text.rfind(b"\n") + 1
            yield from _cells(rest + text[:end], len(self.header))
            rest = text[end:]
        yield from _cells(rest, len(self.header))

    def _texts(self) -> Iterator[bytes]:
        """What is left of the file, in UTF-8."""
        decoder = None if self._encoding == ENCODINGS[0] else getincrementaldecoder(self._encoding)()
        while chunk := self._file.read(BLOCK):
            self._digest.update(chunk)
            yield decoder.decode(chunk).encode() if decoder else chunk
        if decoder:
            yield decoder.decode(b"", final=True).encode()


def is_utf8(path: Path) -> bool:
    """Whether all bytes of a file are text in the encoding that is tried first."""
    decoder = getincrementaldecoder(ENCODINGS[0])()
    try:
        with path.open("rb") as file:
            while chunk := file.read(BLOCK):
                decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except (UnicodeDecodeError, OSError):
        return False
    return True


def _header(line: bytes, encoding: str) -> tuple[str, ...]:
    """The column names of the file's first line, one for each of its cells."""
    require(line.endswith(b"\n") and b"\0" not in line and b'"' not in line)
    require(b"\r" not in line.removesuffix(b"\n").removesuffix(b"\r"))
    cells = next(csv.reader([line.decode(encoding)], strict=True))
    header = header_of(cells)
    require(len(header) == len(cells))
    return header


def _cells(block: bytes, width: int) -> Iterator[list[pa.StringArray]]:
    """The cells of a block, if it has any, by column, spaces around them dropped."""
    if not block.strip():
        require(not block.strip(b"\r\n"))
        return
    _require_well_formed(block)
    names = [str(place) for place in range(width)]
    table = read_csv(
        pa.py_buffer(block),
        ReadOptions(use_threads=False, column_names=names, block_size=len(block)),
        ParseOptions(newlines_in_values=False),
        ConvertOptions(column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False),
    )
    columns = [pc.utf8_trim_whitespace(column.combine_chunks()) for column in table.columns]
    longest = max(pc.max(pc.binary_length(column)).as_py() or 0 for column in columns)
    require(longest <= csv.field_size_limit())
    yield columns


def _require_well_formed(block: bytes) -> None:
    """Quotation marks are closed on their line, and lines end alike."""
    require(b"\0" not in block)
    require(b"\r" not in block or block.count(b"\r") == block.count(b"\r\n"))
    require(b'"' not in block or b'"' not in _QUOTED.sub(b"", block))
