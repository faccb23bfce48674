"""The files of a folder as text: bytes, encodings, rows and digests. Knows no column."""

from __future__ import annotations

import csv
import io
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import NamedTuple

from domain.folder.tables import Table, tabulate
from domain.refusals import Fault, FaultyFolder

ENCODINGS = ("utf-8-sig", "gb18030")
"""Tried strictly, in this order; the first also reads UTF-8 without a byte order mark."""
POLICY_FILE = "policy.toml"


class FolderFiles(NamedTuple):
    """What stands in a folder: tables by name, the text of `policy.toml`, file → SHA-256, and what was wrong already.

    A table without header is one that is there and could not be read.
    """

    tables: Mapping[str, Table]
    policy: str | None
    inputs: Mapping[str, str]
    faults: tuple[Fault, ...]


class UnreadableFile(Exception):
    """A file that is there and gives no text; carries the fault."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.fault = fault


def read_files(folder: Path, names: Sequence[str]) -> FolderFiles:
    """Read the tables of these names and `policy.toml`, as far as the folder has them; other files are ignored.

    Raises:
        FaultyFolder: there is no such folder.
    """
    require_folder(folder)
    tables, inputs, faults = dict[str, Table](), dict[str, str](), list[Fault]()
    policy = None
    for name, file in [*((name, f"{name}.csv") for name in names), ("", POLICY_FILE)]:
        try:
            if (data := read_bytes(folder / file)) is None:
                continue
            inputs[file] = sha256(data).hexdigest()
            if file == POLICY_FILE:
                policy = data.decode(encoding_of(data, file))
            else:
                tables[name], found = read_table(name, file, data)
                faults += found
        except UnreadableFile as unreadable:
            faults.append(unreadable.fault)
            tables |= {name: Table(name, file, ())} if name else {}
    return FolderFiles(tables, policy, inputs, tuple(faults))


def require_folder(folder: Path) -> None:
    """Refuse a path that is no folder.

    Raises:
        FaultyFolder: with this as the only fault.
    """
    if not folder.is_dir():
        zh, en = ("不是文件夹", "is not a folder") if folder.exists() else ("文件夹不存在", "does not exist")
        raise FaultyFolder(str(folder), [Fault(folder.name, None, "", "", zh, en)])


def read_bytes(path: Path) -> bytes | None:
    """The bytes of a file, None where there is no such file.

    Raises:
        UnreadableFile: it is a folder, or may not be read.
    """
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        reason = error.strerror or type(error).__name__
        zh, en = f"无法读取（{reason}）", f"cannot be read ({reason})"
        raise UnreadableFile(Fault(path.name, None, "", "", zh, en)) from error


def encoding_of(data: bytes, source: str) -> str:
    """The encoding in which all the bytes are text.

    Raises:
        UnreadableFile: neither UTF-8 nor GB18030; names the row of the first byte that the better guess cannot read.
    """
    failures = []
    for encoding in ENCODINGS:
        try:
            data.decode(encoding)
        except UnicodeDecodeError as error:
            # The decoder counts from behind the byte order mark that it has dropped.
            failures.append((len(data) - len(error.object) + error.start, encoding))
        else:
            return _without_nul(data, encoding, source)
    start, encoding = max(failures, key=lambda failure: failure[0])
    raise UnreadableFile(
        Fault(
            source, _row_at(data[:start], encoding), "", f"0x{data[start]:02X}",
            "不是 UTF-8，也不是 GB18030 编码", "is neither UTF-8 nor GB18030",
        )
    )  # fmt: skip


def _without_nul(data: bytes, encoding: str, source: str) -> str:
    if (place := data.find(b"\0")) >= 0:
        row = _row_at(data[:place], encoding)
        raise UnreadableFile(
            Fault(source, row, "", "0x00", "含有 NUL 字符，不是文本文件", "has a NUL character; it is no text file")
        )
    return encoding


def _row_at(before: bytes, encoding: str) -> int:
    """The row in which the text after these bytes stands."""
    lines = io.StringIO(before.decode(encoding) + "?", newline="")
    return sum(1 for _ in _records(lines, "", []))


def read_table(name: str, source: str, data: bytes) -> tuple[Table, list[Fault]]:
    """Read the bytes of a CSV file.

    Raises:
        UnreadableFile: its encoding is unknown.
    """
    # Decoded while it is read: the whole text of a million rows would be held at four bytes a character.
    lines = io.TextIOWrapper(io.BytesIO(data), encoding=encoding_of(data, source), newline="")
    malformed = list[Fault]()
    table, faults = tabulate(name, source, _records(lines, source, malformed))
    return table, malformed + (faults if table.header or not malformed else [])


def _records(lines: Iterable[str], source: str, faults: list[Fault]) -> Iterator[list[str]]:
    """The rows of a CSV text. A malformed row is told as a fault and given as blank; reading goes on below its line."""
    feed = _Lines(lines)
    reader = csv.reader(feed, strict=True)
    for row in count(1):
        feed.held.clear()
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            faults.append(_malformed(source, row, feed.held[0], error))
            feed.take_back()
            reader = csv.reader(feed, strict=True)
            record = []
        yield record


class _Lines:
    """Lines that remember those of the row being read, to go on after its first when the row is malformed."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = iter(lines)
        self._again = deque[str]()
        self.held: list[str] = []

    def __iter__(self) -> Iterator[str]:
        while (line := self._again.popleft() if self._again else next(self._lines, None)) is not None:
            self.held.append(line)
            yield line

    def take_back(self) -> None:
        """Give all lines of the row but its first once more."""
        self._again.extendleft(reversed(self.held[1:]))


def _malformed(source: str, row: int, line: str, error: csv.Error) -> Fault:
    return Fault(
        source, row, "", line.strip()[:80],
        f"不是合规的 CSV：引号没有配对，或一格过长（{error}）",
        f"is malformed CSV: a quote that is not closed, or a cell too long ({error})",
    )  # fmt: skip
