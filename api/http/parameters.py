"""How each parameter is written, strictly: any other way is refused.

Pydantic by itself would take `1610000000` for a day and `+1_0` for a number.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from fastapi import Path
from pydantic import BeforeValidator, Field, GetCoreSchemaHandler
from pydantic.json_schema import SkipJsonSchema
from pydantic_core import CoreSchema, core_schema

from projections.queries.paging import DESCENDING

MOST_ROWS, USUAL_ROWS, FARTHEST = 10_000, 100, 10**9
"""Rows of a page at most and by default, and where a page may begin at most."""

_TEXT = r"^[^\x00-\x1f\x7f|;]{1,200}$"
"""What may be an id or an area: `domain.folder.cells.identifier`."""
_DAY = r"[1-9][0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
_CLOCK = r"([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]{1,6})?)?(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])?"
_MOMENT = rf"^(0|[1-9][0-9]{{0,17}}|{_DAY}(T{_CLOCK})?)$"


def _written(pattern: str, read: Callable[[str], Any]) -> BeforeValidator:
    """Read a text of this pattern, and no other."""

    def reading(given: object) -> Any:
        if not isinstance(given, str):
            return given
        if not re.fullmatch(pattern, given, re.ASCII):
            raise ValueError(f"should match {pattern}")
        return read(given)

    return BeforeValidator(reading)


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of some words."""

    words: tuple[str, ...]

    def __get_pydantic_core_schema__(self, source: type[Any], handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.literal_schema(list(self.words))


def sortable(columns: Sequence[str]) -> OneOf:
    """Each column, and each descending."""
    return OneOf((*columns, *(DESCENDING + name for name in columns)))


def order(example: str) -> Any:
    """The columns by which a list is sorted."""
    return Field(
        default=[],
        max_length=4,
        description="按哪些列排序，列名前加 - 为降序 / Columns to sort by, a - before the name is descending.",
        examples=[[example]],
    )


WHOLE = _written(r"0|[1-9][0-9]{0,17}", int)
"""Stands behind the bounds of a number, which the document would not tell otherwise."""

Absent = SkipJsonSchema[None]
"""Not given; the document does not tell it, as nothing can be written for it."""

Day = Annotated[date, _written(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", date.fromisoformat)]
Number = Annotated[int, Field(ge=0, le=10**17), WHOLE]
Flag = Annotated[bool, _written("true|false", "true".__eq__)]
Text = Annotated[str, Field(pattern=_TEXT)]
Quarter = Annotated[str, Field(pattern=r"^(19|[2-9][0-9])[0-9]{2}Q[1-4]$")]
Moment = Annotated[str, Field(pattern=_MOMENT)]
Year = Annotated[int, Field(ge=1900, le=8999), WHOLE]

Limit = Annotated[int, Field(ge=1, le=MOST_ROWS, description="每页行数 / Rows of a page.", examples=[50]), WHOLE]
Offset = Annotated[
    int, Field(ge=0, le=FARTHEST, description="跳过多少行 / How many rows to skip.", examples=[100]), WHOLE
]
YEAR_WORDS = "年份 / The year."
OfYear = Annotated[Year | Absent, Field(description=YEAR_WORDS, examples=[2027])]
OfRound = Annotated[Quarter | Absent, Field(description="轮次 / The round.", examples=["2027Q1"])]
OfDepartment = Annotated[Text | Absent, Field(description="部门编号 / The department's id.", examples=["fire"])]
OfInspector = Annotated[Text | Absent, Field(description="执法人员编号 / The officer's id.", examples=["fire-3"])]
OfEnterprise = Annotated[Text | Absent, Field(description="企业编号 / The enterprise's id.", examples=["CHI00000002"])]
OfDistrict = Annotated[Text | Absent, Field(description="区县 / The district.", examples=["D1"])]
OfArea = Annotated[Text | Absent, Field(description="片区 / The area.", examples=["A2"])]
OfClass = Annotated[Text | Absent, Field(description="信用等级 / The credit class.", examples=["B"])]
OfIndustry = Annotated[
    Text | Absent, Field(description="行业代码的开头 / The beginning of an industry's code.", examples=["62"])
]
FirstDay = Annotated[Day | Absent, Field(description="从哪天起 / From which day on.", examples=["2027-01-04"])]
LastDay = Annotated[Day | Absent, Field(description="到哪天止 / To which day.", examples=["2027-01-29"])]
InMonth = Annotated[
    Annotated[str, Field(pattern=r"^(19|[2-8][0-9])[0-9]{2}-(0[1-9]|1[0-2])$")] | Absent,
    Field(description="哪个月，代替 first 和 last / A month, instead of first and last.", examples=["2027-02"]),
]
InWeek = Annotated[
    Annotated[str, Field(pattern=r"^(19|[2-8][0-9])[0-9]{2}-W(0[1-9]|[1-4][0-9]|5[0-3])$")] | Absent,
    Field(
        description="哪一周 (ISO)，代替 first 和 last / An ISO week, instead of first and last.", examples=["2027-W07"]
    ),
]

MOMENT_WORDS = "事件号、日期（至当天结束）或时刻，北京时间 / an event's number, a day (its end), a moment"
EnterpriseId = Annotated[
    str, Path(pattern=_TEXT, description="企业编号 / The enterprise's id.", examples=["CHI00000002"])
]
RoundId = Annotated[Quarter, Path(description="轮次 / The round.", examples=["2027Q1"])]
VisitId = Annotated[str, Path(pattern=_TEXT, description="上门编号 / The visit's number.", examples=["V00012"])]
PositionInPath = Annotated[
    int, Path(ge=1, le=10**17, description="事件号 / The event's number.", examples=[1180]), WHOLE
]
TheDay = Annotated[Day, Path(description="哪一天 / The day.", examples=["2027-01-04"])]
TheYear = Annotated[int, Path(ge=1900, le=8999, description=YEAR_WORDS, examples=[2027]), WHOLE]
