"""The policy of a round: every setting with its type and range, from `policy.toml` or from a `policy` sheet."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from domain.folder.cells import SEPARATORS, Unreadable
from domain.folder.columns import POLICY_SHAPE
from domain.folder.files import POLICY_FILE
from domain.folder.tables import Table
from domain.folder.typed import read_columns
from domain.refusals import Fault
from domain.registry import Policy

_MOST = 999_999_999


class Setting(NamedTuple):
    """A setting as it was given: the row it stands in, where known."""

    row: int | None
    key: str
    value: object


def read_policy(given: str | Table | None) -> tuple[Policy, list[Fault]]:
    """Read the text of `policy.toml`, or a table of keys and values; None: every default."""
    if given is None:
        return Policy(), []
    source = given.source if isinstance(given, Table) else POLICY_FILE
    settings, faults = _of_table(given) if isinstance(given, Table) else _of_text(given)
    read: dict[str, object] = {}
    for setting in settings:
        try:
            read[setting.key] = _reader(setting.key)(setting.value)
        except Unreadable as error:
            faults.append(Fault(source, setting.row, setting.key, _shown(setting.value), error.zh, error.en))
    return (Policy() if faults else Policy(**read)), faults  # type: ignore[arg-type]


def _of_text(text: str) -> tuple[list[Setting], list[Fault]]:
    try:
        values = tomllib.loads(text, parse_float=Decimal)
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        line = re.search(r"at line (\d+)", str(error))
        row = int(line[1]) if line else text.count("\n") + 1
        return [], [Fault(POLICY_FILE, row, "", "", f"不是合规的 TOML（{error}）", f"is malformed TOML ({error})")]
    lines = text.split("\n")
    return [Setting(_row_of(key, lines), key, value) for key, value in values.items()], []


def _row_of(key: str, lines: Iterable[str]) -> int | None:
    heading = re.compile(rf"\s*\[*\s*[\"']?{re.escape(key)}[\"']?\s*[=.\]]")
    return next((row for row, line in enumerate(lines, 1) if heading.match(line)), None)


def _of_table(table: Table) -> tuple[list[Setting], list[Fault]]:
    typed, faults = read_columns(table, POLICY_SHAPE)
    settings: dict[str, Setting] = {}
    for place, (key, cell) in enumerate(zip(typed.values["key"], typed.values["value"], strict=True)):
        if key in settings:
            faults.append(typed.fault(place, ["key"], key, "设置项重复，只能出现一次", "the setting is given twice"))
        elif key is not None and (cell or key not in SETTINGS):
            settings[key] = Setting(table.numbers[place], key, _plain(key, cell))
    return list(settings.values()), faults


def _plain(key: str, cell: str) -> object:
    """A sheet's cell as TOML would have given it."""
    if key in ("slots", "quiet_days_of_month"):
        return [_number(item) if key != "slots" else item for item in map(str.strip, cell.split(";")) if item]
    return _number(cell)


def _number(cell: str) -> object:
    if re.fullmatch(r"-?\d{1,12}", cell, re.ASCII):
        return int(cell)
    return Decimal(cell) if re.fullmatch(r"-?\d+\.\d+", cell, re.ASCII) else cell


def _shown(value: object) -> str:
    if isinstance(value, list):
        return ";".join(map(_shown, value))[:80]
    return str(value).lower() if isinstance(value, bool) else str(value)[:80]


def _reader(key: str) -> Callable[[object], object]:
    if key not in SETTINGS:
        listed = " ".join(SETTINGS)
        raise Unreadable(f"没有这个设置项，只有 {listed}", f"is no setting; there are {listed}")
    return SETTINGS[key]


def _whole(least: int) -> Callable[[object], int]:
    def read(value: object) -> int:
        if type(value) is not int or not least <= value <= _MOST:
            raise Unreadable(f"应为 {least} 到 {_MOST} 的整数", f"must be a whole number from {least} to {_MOST}")
        return value

    return read


def _slots(value: object) -> tuple[str, ...]:
    slots = value if isinstance(value, list) else []
    if not slots or not all(map(_is_slot, slots)) or len(dict.fromkeys(slots)) < len(slots):
        raise Unreadable(
            "应为至少一个时段名的列表，名称互不相同、非空、前后无空格，不含 ; 和 |",
            "must be a list of at least one name, each different and not empty, without spaces around, “;” and “|”",
        )
    return tuple(slots)


def _is_slot(value: object) -> bool:
    if not isinstance(value, str) or value != value.strip():
        return False
    return bool(value) and not SEPARATORS.search(value)


def _quiet_days(value: object) -> tuple[int, ...]:
    days = value if isinstance(value, list) else [None]
    if not all(type(day) is int and 1 <= day <= 31 for day in days) or len(dict.fromkeys(days)) < len(days):
        raise Unreadable("应为 1 到 31 的日子的列表，互不相同", "must be a list of days from 1 to 31, each different")
    return tuple(days)


def _load_lead(value: object) -> Fraction:
    number = Decimal(value) if type(value) is int else value
    if not isinstance(number, Decimal) or not number.is_finite() or not 0 <= number <= _MOST or number.adjusted() < -30:
        raise Unreadable(f"应为 0 到 {_MOST} 的数", f"must be a number from 0 to {_MOST}")
    return Fraction(number)


SETTINGS: dict[str, Callable[[object], object]] = {
    "slots": _slots,
    "inspectors_per_department": _whole(1),
    "max_departments_per_visit": _whole(1),
    "max_people_per_visit": _whole(1),
    "min_days_between_visits": _whole(0),
    "quiet_days_of_month": _quiet_days,
    "max_load_lead": _load_lead,
}
"""Every key of `policy.toml`, in the contract's order."""
