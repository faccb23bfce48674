"""How one cell is read, by kind. A reader gets the cell's text without surrounding spaces, never empty."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from datetime import date
from decimal import Decimal

from domain.folder import credit_code

Reader = Callable[[str], object]
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_WHOLE = re.compile(r"\d{1,9}", re.ASCII)
_DECIMAL = re.compile(r"\d+(\.\d+)?|\.\d+", re.ASCII)
_SIGNED = re.compile(r"-?(\d+(\.\d+)?|\.\d+)", re.ASCII)
SEPARATORS = re.compile(r"[|;\x00-\x1f\x7f]")
"""What neither an id nor an area nor a slot may contain: it would be taken for the end of one."""


class Unreadable(ValueError):
    """A cell that is not of its kind; says what is allowed, in Chinese and in English."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(zh, en)
        self.zh, self.en = zh, en


def text(cell: str) -> str:
    """Any text."""
    return cell


def identifier(cell: str) -> str:
    """An id or an area: any text without `|`, `;` and control characters, which separate ids elsewhere."""
    if SEPARATORS.search(cell):
        raise Unreadable(
            "编号和片区中不得有 | 、; 和控制字符", "ids and areas have no “|”, no “;” and no control characters"
        )
    return cell


def enterprise_id(cell: str) -> str:
    """An id; with the shape of a unified social credit code, its check character is verified."""
    if credit_code.is_right(cell):
        return cell
    fault = credit_code.fault_in(cell)
    if fault is not None:
        raise Unreadable(*fault)
    return identifier(cell)


def department_id(cell: str) -> str:
    """An id other than `*`, which stands for all departments together."""
    if cell == "*":
        raise Unreadable(
            "* 表示全部部门，不得作部门编号", "“*” means all departments together and is no department's id"
        )
    return identifier(cell)


def one_of(*allowed: str) -> Reader:
    """One of the given words."""
    choices = {word: word for word in allowed}

    def read(cell: str) -> str:
        try:
            return choices[cell]
        except KeyError:
            listed = " ".join(allowed)
            raise Unreadable(f"只能是 {listed} 之一", f"must be one of {listed}") from None

    return read


def day(cell: str) -> date:
    """A day that exists, written YYYY-MM-DD."""
    try:
        if _DAY.fullmatch(cell):
            return date.fromisoformat(cell)
    except ValueError:
        pass
    raise Unreadable("应为存在的日期 YYYY-MM-DD", "must be a day that exists, written YYYY-MM-DD")


def whole_number(cell: str) -> int:
    """A whole number from 0 to 999999999."""
    if not _WHOLE.fullmatch(cell):
        raise Unreadable("应为 0 到 999999999 的整数", "must be a whole number from 0 to 999999999")
    return int(cell)


def flag(cell: str) -> bool:
    """1 for yes, 0 for no."""
    if cell not in ("0", "1"):
        raise Unreadable("只能是 0 或 1", "must be 0 or 1")
    return cell == "1"


def ratio(cell: str) -> Decimal:
    """A share from 0 to 1 in plain decimals, kept exactly as written."""
    if not _DECIMAL.fullmatch(cell) or Decimal(cell) > 1:
        raise Unreadable("应为 0 到 1 的小数，如 0.05", "must be a decimal number from 0 to 1, such as 0.05")
    return Decimal(cell)


def degrees(limit: int) -> Reader:
    """Degrees of longitude or latitude in plain decimals, from -limit to limit."""

    def read(cell: str) -> float:
        if _SIGNED.fullmatch(cell) and -limit <= (value := float(cell)) <= limit:
            return value
        raise Unreadable(f"应为 -{limit} 到 {limit} 的小数", f"must be a decimal number from -{limit} to {limit}")

    return read


def words(cell: str) -> tuple[str, ...]:
    """A list separated by `;`, in the cell's order, empty items dropped."""
    return tuple(item for part in cell.split(";") if (item := part.strip()))


def word_set(cell: str) -> frozenset[str]:
    """A list separated by `;` whose order does not matter."""
    return frozenset(words(cell))


def identifiers(cell: str) -> tuple[str, ...]:
    """A list of ids separated by `;`, in the cell's order."""
    return tuple(map(identifier, words(cell)))


def identifier_set(cell: str) -> frozenset[str]:
    """A list of ids or areas separated by `;` whose order does not matter."""
    return frozenset(identifiers(cell))


def at_least_one(read: Callable[[str], Collection[str]]) -> Reader:
    """A list that must not be empty."""

    def read_some(cell: str) -> Collection[str]:
        listed = read(cell)
        if not listed:
            raise Unreadable("至少列出一项，用 ; 分隔", "must list at least one, separated by “;”")
        return listed

    return read_some
