"""Changes as they are reported: a CSV file or options, read into values; every fault is told at once.

`docs/changes.md` tells the columns.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from domain.draw import changes
from domain.draw.changes import Change
from domain.draw.current import CurrentPlan
from domain.folder import cells
from domain.folder.cells import Reader, Unreadable
from domain.folder.columns import Column, TableShape
from domain.folder.files import UnreadableFile, read_bytes, read_table
from domain.folder.tables import Table
from domain.folder.typed import TypedTable, read_columns, records
from domain.refusals import Fault, FaultyFolder, UsageRefusal
from domain.registry import ACTIVE, DUE_KINDS, Registry

WORDS: Mapping[str, str] = {
    "absent": changes.ABSENT, "缺勤": changes.ABSENT,
    "gone": changes.GONE, "离岗": changes.GONE,
    "closed": changes.CLOSED, "关停": changes.CLOSED,
    "moved": changes.MOVED, "迁址": changes.MOVED,
    "refuses": changes.REFUSES, "改期": changes.REFUSES,
    "declined": changes.DECLINED, "退出": changes.DECLINED,
    **{kind: kind for kind in DUE_KINDS},
    "投诉": "complaint", "移送": "transfer", "复查": "recheck", "交办": "ordered", "全查": "full",
}  # fmt: skip
"""What stands in the column `change`, in English or Chinese."""


def _change(cell: str) -> str:
    if cell not in WORDS:
        raise Unreadable(f"只能是 {' '.join(WORDS)} 之一", f"must be one of {' '.join(WORDS)}")
    return WORDS[cell]


def _must(name: str, title: str, read: Reader) -> Column:
    return Column(name, title, read, required=True)


def _row(
    kind: str, subject: str, first: date | None, last: date | None, matter: str, department: str, district: str,
    area: str, cause: str,
) -> Change:  # fmt: skip
    return Change(kind, subject, first, last, cause, matter, department, district, area)


SHAPE = TableShape("changes", "变更", _row, (
    _must("change", "变更/变更类型", _change),
    _must("subject", "对象/编号", cells.identifier),
    Column("from", "开始日期/起始日期", cells.day, default=None),
    Column("to", "结束日期/截止日期", cells.day, default=None),
    Column("matter", "事项编号/事项"),
    Column("department", "部门编号/部门"),
    Column("district", "区县/行政区"),
    Column("area", "片区/街道", cells.identifier),
    _must("reason", "事由/原因", cells.text),
))  # fmt: skip


class Reported(NamedTuple):
    """Changes with the table that they were read from, to tell faults by row."""

    typed: TypedTable
    changes: tuple[Change, ...]


NOTHING = Reported(TypedTable("replan", {}, {}, {}, ()), ())
"""No change at all: the plan stays as it is."""


def from_file(path: Path) -> Reported:
    """Read a file of changes.

    Raises:
        FaultyFolder: with every cell that is missing or is not what it should be.
        UsageRefusal: there is no such file.
    """
    try:
        data = read_bytes(path)
        if data is None:
            raise UsageRefusal(f"没有文件 {path}", f"there is no file {path}")
        table, faults = read_table(SHAPE.name, path.name, data)
    except UnreadableFile as unreadable:
        raise FaultyFolder(str(path), [unreadable.fault]) from unreadable
    return _typed(table, str(path), faults)


def from_options(given: Mapping[str, str | None]) -> Reported:
    """One change, its cells by column.

    Raises:
        FaultyFolder: with every option that is missing or is not what it should be.
    """
    header = tuple(column.name for column in SHAPE.columns)
    columns = tuple([(given.get(name) or "").strip()] for name in header)
    return _typed(Table(SHAPE.name, "replan", header, columns, [1]), "replan", [])


def _typed(table: Table, source: str, faults: Sequence[Fault]) -> Reported:
    typed, found = read_columns(table, SHAPE)
    if faults or found:
        raise FaultyFolder(source, [*faults, *found])
    return Reported(typed, records(typed, SHAPE))


def require_known(reported: Reported, registry: Registry, now: CurrentPlan, as_of: date) -> None:
    """Require that the lists and the plan know what is reported, and that something of it is still to come.

    Raises:
        FaultyFolder: with every change of which that is not so.
    """
    faults = [
        reported.typed.fault(place, [column], value, zh, en)
        for place, change in enumerate(reported.changes)
        for column, value, zh, en in _faults(change, reported.changes[:place], registry, now, as_of)
    ]
    if faults:
        raise FaultyFolder(reported.typed.source, faults)


Found = tuple[str, str, str, str]
"""A column, its value, and what is wrong in both languages."""


def _faults(
    change: Change, before: Iterable[Change], registry: Registry, now: CurrentPlan, as_of: date
) -> Iterator[Found]:
    if change.first and change.last and change.last < change.first:
        yield "to", str(change.last), f"须不早于开始日期 {change.first}", f"must not be before {change.first}"
    if change.last and change.last < as_of:
        yield "to", str(change.last), f"须不早于 {as_of}：此前的不再变动", f"must not be before {as_of}: the past stays"
    for column in _NEEDED.get(change.kind, ()):
        if not getattr(change, _FIELD.get(column, column)):
            yield column, "", "此类变更必须填写", "is needed for a change of this kind"
    earlier = [*now.reported, *before]
    if change.kind in _TAKEN_IN_ONCE and any(_same(change, it) for it in earlier):
        yield "change", "", "此项已报告过，不再重复", "was reported already"
    yield from _SUBJECT[change.kind](change, earlier, registry, now, as_of)


_TAKEN_IN_ONCE = (changes.ABSENT, changes.GONE, changes.REFUSES, *DUE_KINDS)
"""What says nothing new when it is reported again in the same words."""


def _same(one: Change, other: Change) -> bool:
    """The reports but for their reasons and days, and the end of the round where somebody is gone."""
    leaving = one.kind == other.kind == changes.GONE and one.subject == other.subject
    return leaving or one._replace(cause="", as_of=None) == other._replace(cause="", as_of=None)


_FIELD = {"from": "first", "to": "last"}
_NEEDED: Mapping[str, tuple[str, ...]] = {
    changes.ABSENT: ("from", "to"),
    changes.REFUSES: ("from",),
    changes.DECLINED: ("department",),
    **dict.fromkeys(DUE_KINDS, ("from", "to", "matter")),
}


def _officer(
    change: Change, before: Iterable[Change], registry: Registry, now: CurrentPlan, as_of: date
) -> Iterator[Found]:
    if change.subject not in registry.inspectors:
        yield "subject", change.subject, "封存名录中没有此人", "the sealed lists have no such officer"


def _enterprise(
    change: Change, before: Iterable[Change], registry: Registry, now: CurrentPlan, as_of: date
) -> Iterator[Found]:
    known = registry.enterprises.get(change.subject)
    if known is None:
        yield "subject", change.subject, "封存名录中没有此企业", "the sealed lists have no such enterprise"
    elif known.status != ACTIVE or any(it.subject == change.subject and it.ends_visits for it in before):
        yield "subject", change.subject, "已知关停或迁出，本轮不再有其检查", "is known to be closed or moved away"


def _address(
    change: Change, before: Iterable[Change], registry: Registry, now: CurrentPlan, as_of: date
) -> Iterator[Found]:
    yield from _enterprise(change, before, registry, now, as_of)
    if bool(change.area) != bool(change.district):
        yield "area", change.area, "区县、片区须俱全，或俱无（迁出）", "needs district and area, or neither: moved away"
    known = registry.enterprises.get(change.subject)
    at = [(known.district, known.area)] if known else []
    at += [(it.district, it.area) for it in before if it.kind == changes.MOVED and it.subject == change.subject]
    if at and at[-1] == (change.district, change.area):
        yield "area", change.area, "已在该片区", "is in that area already"


def _due(
    change: Change, before: Iterable[Change], registry: Registry, now: CurrentPlan, as_of: date
) -> Iterator[Found]:
    yield from _enterprise(change, before, registry, now, as_of)
    if change.matter and change.matter not in registry.matters:
        yield "matter", change.matter, "封存名录中没有此事项", "the sealed lists have no such matter"


def _part(
    change: Change, before: Iterable[Change], registry: Registry, now: CurrentPlan, as_of: date
) -> Iterator[Found]:
    visit = next((visit for visit in now.visits if visit.visit == change.subject), None)
    if visit is None:
        yield "subject", change.subject, "方案中没有此次上门", "the plan has no such visit"
    elif visit.date < as_of:
        yield "subject", change.subject, f"已于 {visit.date} 进行", f"was made on {visit.date}"
    elif change.department not in visit.departments:
        joined = " ".join(visit.departments)
        yield "department", change.department, f"该部门不参加，参加的有 {joined}", f"does not join it; {joined} do"


_SUBJECT: Mapping[str, Callable[[Change, Iterable[Change], Registry, CurrentPlan, date], Iterator[Found]]] = {
    changes.ABSENT: _officer,
    changes.GONE: _officer,
    changes.CLOSED: _enterprise,
    changes.MOVED: _address,
    changes.REFUSES: _enterprise,
    changes.DECLINED: _part,
    **dict.fromkeys(DUE_KINDS, _due),
}
