"""What must hold between the rows and between the tables of a registry folder."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from domain.folder.columns import TableShape
from domain.folder.typed import TypedTable
from domain.refusals import Fault
from domain.registry import EVERY

TypedTables = Mapping[str, TypedTable]
_TARGETS = {
    "inspectors": {"department": "departments"},
    "matters": {"department": "departments"},
    "sampling": {"matter": "matters"},
    "caps": {"department": "departments"},
    "scenes": {"lead_department": "departments", "matters": "matters"},
    "due": {"enterprise": "enterprises", "matter": "matters"},
    "absences": {"inspector": "inspectors"},
    "recusals": {"inspector": "inspectors", "enterprise": "enterprises"},
    "blackouts": {"enterprise": "enterprises"},
    "history": {"enterprise": "enterprises", "department": "departments"},
}
"""Table → column → the table whose ids may stand there."""
_RANGES = {"due": ("not_before", "not_after"), "absences": ("from", "to"), "blackouts": ("from", "to")}
"""Table → the columns of a range's first and last day, both included."""


def faults_between(shape: TableShape, tables: TypedTables) -> list[Fault]:
    """Every fault of a table that no single cell shows."""
    table = tables[shape.name]
    faults = _repeated_keys(table, shape.key) if shape.key else []
    for column, target in _TARGETS.get(shape.name, {}).items():
        if column in table.headings and target in tables and "id" in tables[target].headings:
            besides = EVERY if shape.name == "caps" else ""
            faults += _unknown_ids(table, column, tables[target], besides)
    if shape.name in _RANGES:
        faults += _backward_ranges(table, *_RANGES[shape.name])
    if shape.name == "enterprises":
        faults += _areas_in_two_districts(table)
    if shape.name == "blackouts":
        faults += _blackouts_of_both_or_neither(table)
    return faults


def _repeated_keys(table: TypedTable, key: tuple[str, ...]) -> list[Fault]:
    """Each record whose key an earlier record has."""
    if not all(column in table.headings for column in key):
        return []
    found = list(zip(*(table.texts[column] for column in key), strict=True))
    if len(dict.fromkeys(found)) == len(found):
        return []
    first: dict[tuple[str, ...], int] = {}
    faults = []
    for place, cells in enumerate(found):
        if (earlier := first.setdefault(cells, place)) != place and all(cells):
            row = table.numbers[earlier]
            zh, en = f"与第 {row} 行重复，只能出现一次", f"repeats row {row}; it may stand there once"
            faults.append(table.fault(place, key, ", ".join(cells), zh, en))
    return faults


def _unknown_ids(table: TypedTable, column: str, target: TypedTable, besides: str) -> list[Fault]:
    """Ids that the table they refer to does not have, but for empty cells and one word besides."""
    named = {name for value in dict.fromkeys(table.values[column]) for name in _named(value)}
    unknown = named.difference(target.texts["id"], ("", besides))
    if not unknown:
        return []
    told = f"{target.source} 中没有此编号", f"{target.source} has no such id"
    return [
        table.fault(place, [column], name, *told)
        for place, value in enumerate(table.values[column])
        for name in _named(value)
        if name in unknown
    ]


def _named(value: object) -> Iterable[str]:
    if isinstance(value, frozenset):
        return sorted(value)
    return (value,) if isinstance(value, str) else ()


def _backward_ranges(table: TypedTable, first: str, last: str) -> list[Fault]:
    told = (
        "结束日期早于开始日期，应不早于开始日期",
        "the range ends before it begins; the last day is the first or later",
    )
    return [
        table.fault(place, [first, last], f"{begins}, {ends}", *told)
        for place, (begins, ends) in enumerate(zip(table.values[first], table.values[last], strict=True))
        if isinstance(begins, date) and isinstance(ends, date) and ends < begins
    ]


def _areas_in_two_districts(table: TypedTable) -> list[Fault]:
    """Enterprises that put an area into another district than the area's first enterprise."""
    pairs = list(zip(table.values["area"], table.values["district"], strict=True))
    homes: dict[str, str] = {}
    for area, district in dict.fromkeys(pairs):
        if area and district:
            homes.setdefault(area, district)
    if len(homes) == len(dict.fromkeys(pair for pair in pairs if all(pair))):
        return []
    return [
        table.fault(
            place, ["area", "district"], f"{area}, {district}",
            f"此片区已属于“{homes[area]}”，一个片区只能属于一个区县",
            f"this area is in “{homes[area]}” above; an area is in one district",
        )
        for place, (area, district) in enumerate(pairs)
        if area and district and homes[area] != district
    ]  # fmt: skip


def _blackouts_of_both_or_neither(table: TypedTable) -> list[Fault]:
    told = "企业和片区必须且只能填一个", "exactly one of enterprise and area must be given"
    cells = [table.texts.get(column, [""] * len(table.numbers)) for column in ("enterprise", "area")]
    return [
        table.fault(place, ["enterprise", "area"], ", ".join(filter(None, pair)), *told)
        for place, pair in enumerate(zip(*cells, strict=True))
        if bool(pair[0]) == bool(pair[1])
    ]
