"""What may be asked of each address: its parameters, by the names of the query's filter."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from api.http import parameters as p
from domain.refusals import UsageRefusal
from projections.queries import absences, burden, calendar, caps, differences, officers, rounds
from projections.queries.months import month_of, week_of
from projections.queries.paging import Paging

F = TypeVar("F")


class Asked(BaseModel):
    """What everything may be asked: in which form."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    form: Annotated[
        Literal["json", "csv"] | p.Absent,
        Field(alias="as", description="格式，优先于 Accept / The form, before Accept.", examples=["csv"]),
    ] = None

    def filter(self, kind: type[F]) -> F:
        """The filter of a query, whose fields have the names of the parameters."""
        names = (field.name for field in fields(kind))  # type: ignore[arg-type]  # a dataclass, as every filter is
        return kind(**{name: getattr(self, name) for name in names})


class Reading(Asked):
    """What every reading may be asked: as of when."""

    as_of: Annotated[
        p.Moment | p.Absent,
        Field(
            description=f"当时所知：{p.MOMENT_WORDS}。", examples=["2027-03-01", "1200", "2027-03-01T12:00:00+08:00"]
        ),
    ] = None

    @property
    def is_fixed(self) -> bool:
        """Whether an event is named by its number: the answer is then the same for ever."""
        return self.as_of is not None and self.as_of.isdecimal()


class Paged(Asked):
    """What every list may be asked: which part of it."""

    limit: p.Limit = p.USUAL_ROWS
    offset: p.Offset = 0

    def paging(self) -> Paging:
        """The part and the order."""
        return Paging(self.limit, self.offset, tuple(getattr(self, "sort", ())))


class Listing(Paged, Reading):
    """A list as it was at some moment."""


class CalendarAsked(Listing):
    """Which visits, and in which order."""

    first: p.FirstDay = None
    last: p.LastDay = None
    month: p.InMonth = None
    week: p.InWeek = None
    round: p.OfRound = None
    department: p.OfDepartment = None
    inspector: p.OfInspector = None
    enterprise: p.OfEnterprise = None
    district: p.OfDistrict = None
    area: p.OfArea = None
    sort: Annotated[list[Annotated[str, p.sortable(calendar.COLUMNS)]], p.order("-date")]

    def wanted(self) -> calendar.CalendarFilter:
        """The filter, with the days of the month or week if one is given."""
        return with_days(self.filter(calendar.CalendarFilter), self.month, self.week)


class GridAsked(Reading):
    """Which visits are counted in the grid."""

    first: p.FirstDay = None
    last: p.LastDay = None
    month: p.InMonth = None
    week: p.InWeek = None
    round: p.OfRound = None
    department: p.OfDepartment = None
    inspector: p.OfInspector = None
    enterprise: p.OfEnterprise = None
    district: p.OfDistrict = None
    area: p.OfArea = None

    def wanted(self) -> calendar.CalendarFilter:
        """The filter, with the days of the month or week if one is given."""
        return with_days(self.filter(calendar.CalendarFilter), self.month, self.week)


class BurdenAsked(Listing):
    """Counted by what, and of which visits."""

    by: Annotated[
        Annotated[str, p.OneOf(burden.BY)],
        Field(description="按什么统计 / What it is counted by.", examples=["class"]),
    ] = "class"
    round: p.OfRound = None
    year: p.OfYear = None
    department: p.OfDepartment = None
    district: p.OfDistrict = None
    area: p.OfArea = None
    credit_class: p.OfClass = None
    industry: p.OfIndustry = None
    sort: Annotated[list[Annotated[str, p.sortable(burden.COLUMNS)]], p.order("-visits")]


class CapsAsked(Listing):
    """Which caps, and of which enterprises."""

    department: p.OfDepartment = None
    credit_class: p.OfClass = None
    district: p.OfDistrict = None
    area: p.OfArea = None
    sort: Annotated[list[Annotated[str, p.sortable(caps.COLUMNS)]], p.order("-at_cap")]


class OfficersAsked(Listing):
    """Which officers, in which rounds."""

    round: p.OfRound = None
    department: p.OfDepartment = None
    district: p.OfDistrict = None
    sort: Annotated[list[Annotated[str, p.sortable(officers.COLUMNS)]], p.order("-outings")]


class AbsencesAsked(Listing):
    """Which absences."""

    inspector: p.OfInspector = None
    department: p.OfDepartment = None
    first: p.FirstDay = None
    last: p.LastDay = None
    withdrawn: Annotated[p.Flag, Field(description="也列出已撤回的 / List those withdrawn too.", examples=["true"])] = (
        False
    )
    sort: Annotated[list[Annotated[str, p.sortable(absences.COLUMNS)]], p.order("first")]


class RoundsAsked(Listing):
    """In which order."""

    sort: Annotated[list[Annotated[str, p.sortable(rounds.COLUMNS)]], p.order("-round")]


class ChangesAsked(Paged):
    """Between which moments, and where."""

    since: Annotated[p.Moment, Field(description=f"从何时起：{p.MOMENT_WORDS}。", examples=["2027-03-01"])]
    until: Annotated[
        p.Moment | p.Absent, Field(description=f"到何时止，默认至今：{p.MOMENT_WORDS}。", examples=["1200"])
    ] = None
    about: Annotated[
        p.Text | p.Absent,
        Field(description="企业、人员或轮次编号 / An enterprise, officer or round, by id.", examples=["2027Q1"]),
    ] = None
    table: Annotated[
        list[Annotated[str, p.OneOf(differences.TABLES)]],
        Field(max_length=len(differences.TABLES), description="只看这些表 / These tables alone.", examples=[["visit"]]),
    ] = []
    sort: Annotated[list[Annotated[str, p.sortable(differences.COLUMNS)]], p.order("table")]

    @property
    def is_fixed(self) -> bool:
        """Whether both events are named by their numbers."""
        return self.since.isdecimal() and self.until is not None and self.until.isdecimal()


class EventsAsked(Paged):
    """Which events of the log."""

    since: Annotated[p.Moment | p.Absent, Field(description=f"从何时起：{p.MOMENT_WORDS}。", examples=["1100"])] = None
    until: Annotated[p.Moment | p.Absent, Field(description=f"到何时止：{p.MOMENT_WORDS}。", examples=["1200"])] = None
    kind: Annotated[
        str,
        Field(
            pattern=r"^[a-z0-9._-]{0,80}$",
            description="事件种类的开头 / The beginning of a topic.",
            examples=["round.", "enterprise.closed"],
        ),
    ] = ""
    about: Annotated[
        p.Text | p.Absent,
        Field(description="关于谁或什么，按编号 / About whom or what, by id.", examples=["CHI00000002", "V00012"]),
    ] = None


def with_days(wanted: calendar.CalendarFilter, month: str | None, week: str | None) -> calendar.CalendarFilter:
    """The days of a month or a week instead of a first and a last day.

    Raises:
        UsageRefusal: the days are given in more than one way, or there is no such week.
    """
    if sum(given is not None for given in (month, week, wanted.first or wanted.last)) > 1:
        raise UsageRefusal(
            "month、week 和 first、last 只能用一种", "the days are given by month, by week, or by first and last"
        )
    if month or week:
        days = month_of(month) if month else week_of(week or "")
        return replace(wanted, first=days.first, last=days.last)
    return wanted
