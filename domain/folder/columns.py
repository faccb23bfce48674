"""The tables of a registry folder: their columns, in English and in Chinese, and how each cell is read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from domain import registry
from domain.folder import cells
from domain.folder.cells import Reader


class Column(NamedTuple):
    """A column: its English name, its Chinese title (alternatives around `/`), how a cell of it is read."""

    name: str
    title: str
    read: Reader = cells.text
    required: bool = False
    default: object = ""

    @property
    def names(self) -> frozenset[str]:
        """Every header cell that means this column."""
        return frozenset({self.name} | ({self.title, *self.title.split("/")} if self.title else set()))


class TableShape(NamedTuple):
    """A table: its name, Chinese sheet title, the value a row becomes (fields in the order of the columns), its key."""

    name: str
    title: str
    record: Callable[..., Any]
    columns: tuple[Column, ...]
    required: bool = False
    key: tuple[str, ...] = ()

    @property
    def file(self) -> str:
        """The file that holds the table in a folder of CSV files."""
        return f"{self.name}.csv"

    @property
    def names(self) -> frozenset[str]:
        """Every sheet name that means this table."""
        return frozenset({self.name, self.title, *self.title.split("/")})


def _must(name: str, title: str, read: Reader = cells.text) -> Column:
    return Column(name, title, read, required=True)


_CREDIT_CLASS = cells.one_of(*registry.CREDIT_CLASSES)
_ENTERPRISE_CODE = "统一社会信用代码/编号"

REGISTRY_SHAPES = (
    TableShape("enterprises", "检查对象名录库/检查对象", registry.Enterprise, (
        _must("id", _ENTERPRISE_CODE, cells.enterprise_id),
        _must("name", "名称/企业名称"),
        _must("credit_class", "信用等级", _CREDIT_CLASS),
        Column("industry", "行业代码"),
        Column("tags", "标签", cells.word_set, default=frozenset()),
        _must("district", "区县/行政区"),
        _must("area", "片区/街道", cells.identifier),
        Column("longitude", "经度", cells.degrees(180), default=None),
        Column("latitude", "纬度", cells.degrees(90), default=None),
        Column("status", "状态/登记状态", cells.one_of(*registry.STATUSES), default=registry.ACTIVE),
        Column("opened_on", "开业日期/成立日期", cells.day, default=None),
    ), required=True, key=("id",)),
    TableShape("departments", "执法部门/部门", registry.Department, (
        _must("id", "部门编号/编号", cells.department_id),
        _must("name", "部门名称/名称"),
    ), required=True, key=("id",)),
    TableShape("inspectors", "执法检查人员名录库/检查人员", registry.Inspector, (
        _must("id", "人员编号/编号", cells.identifier),
        _must("name", "姓名"),
        _must("department", "所属部门/部门"),
        _must("certificate_no", "执法证号"),
        _must("certificate_valid_until", "执法证有效期至", cells.day),
        Column("skills", "专长", cells.word_set, default=frozenset()),
        Column("station", "驻地/派驻点"),
        Column("district", "区县/行政区"),
        Column("areas", "负责片区/片区", cells.identifier_set, default=frozenset()),
        Column("can_lead", "可带队", cells.flag, default=True),
        Column("max_visits_per_day", "每日检查上限", cells.whole_number, default=2),
        Column("max_visits_per_week", "每周检查上限", cells.whole_number, default=8),
    ), required=True, key=("id",)),
    TableShape("matters", "抽查事项清单/检查事项", registry.Matter, (
        _must("id", "事项编号/编号", cells.identifier),
        _must("department", "实施部门/部门"),
        _must("name", "事项名称/名称"),
        _must("legal_basis", "检查依据/法律依据"),
        Column("industries", "适用行业/行业代码", cells.words, default=()),
        Column("tags", "适用标签/标签", cells.word_set, default=frozenset()),
        Column("minutes", "检查时长/分钟", cells.whole_number, default=None),
        Column("skill", "所需专长/专长"),
        Column("counts_toward_cap", "计入频次/计入频次上限", cells.flag, default=True),
    ), required=True, key=("id",)),
    TableShape("sampling", "抽查比例", registry.SamplingRule, (
        _must("matter", "事项编号/事项"),
        _must("credit_class", "信用等级", _CREDIT_CLASS),
        _must("ratio", "抽查比例/比例", cells.ratio),
        Column("min_count", "最少户数", cells.whole_number, default=0),
    ), required=True, key=("matter", "credit_class")),
    TableShape("caps", "频次上限", registry.Cap, (
        _must("department", "部门编号/部门"),
        _must("credit_class", "信用等级", cells.one_of(registry.EVERY, *registry.CREDIT_CLASSES)),
        _must("max_visits_per_year", "年度检查上限/频次上限", cells.whole_number),
    ), key=("department", "credit_class")),
    TableShape("scenes", "检查场景/场景", registry.Scene, (
        _must("id", "场景编号/编号", cells.identifier),
        _must("name", "场景名称/名称"),
        _must("lead_department", "牵头部门"),
        _must("matters", "检查事项/事项编号", cells.at_least_one(cells.identifier_set)),
    ), key=("id",)),
    TableShape("due", "应查事项/到期检查", registry.DueCheck, (
        _must("enterprise", _ENTERPRISE_CODE),
        _must("matter", "事项编号/事项"),
        _must("kind", "检查类型/类型", cells.one_of(*registry.DUE_KINDS)),
        _must("not_before", "最早日期", cells.day),
        _must("not_after", "最晚日期", cells.day),
        _must("reason", "事由/原因"),
        Column("counts_toward_cap", "计入频次/计入频次上限", cells.flag, default=False),
    )),
    TableShape("absences", "人员缺勤/缺勤", registry.Absence, (
        _must("inspector", "人员编号/编号"),
        _must("from", "开始日期/起始日期", cells.day),
        _must("to", "结束日期/截止日期", cells.day),
        Column("reason", "事由/原因"),
    )),
    TableShape("recusals", "人员回避/回避", registry.Recusal, (
        _must("inspector", "人员编号"),
        _must("enterprise", _ENTERPRISE_CODE),
        _must("reason", "事由/原因"),
    )),
    TableShape("blackouts", "停检时段/免检时段", registry.Blackout, (
        Column("enterprise", _ENTERPRISE_CODE),
        Column("area", "片区/街道", cells.identifier),
        _must("from", "开始日期/起始日期", cells.day),
        _must("to", "结束日期/截止日期", cells.day),
        _must("reason", "事由/原因"),
    )),
    TableShape("history", "检查历史/历史检查", registry.PastVisit, (
        _must("enterprise", _ENTERPRISE_CODE),
        _must("department", "部门编号/部门"),
        _must("date", "检查日期/日期", cells.day),
        _must("kind", "检查类型/类型"),
        Column("counted", "计入频次/计入频次上限", cells.flag, default=True),
    )),
    TableShape("calendar", "工作日历/日历", registry.CalendarDay, (
        _must("date", "日期", cells.day),
        _must("working", "工作日/是否工作日", cells.flag),
        Column("note", "备注/说明"),
    ), key=("date",)),
)  # fmt: skip
"""In the order in which faults are told."""
ENTERPRISES = REGISTRY_SHAPES[0]
"""The one table that grows with a city."""

POLICY_SHAPE = TableShape(
    "policy", "规则设置/参数", tuple, (_must("key", "设置项/设置"), Column("value", "值/取值")), key=("key",)
)
"""The `policy` sheet of a workbook, in the place of `policy.toml`."""
