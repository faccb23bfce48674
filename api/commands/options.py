"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

import click

from api.output import Output
from api.workers import cores
from domain.calendar import CALENDARS, FOLDER

if TYPE_CHECKING:
    from domain.aggregates.personal import People
    from projections.models.as_of import AsOf
    from projections.queries.paging import Paging

JSON, CSV, TABLE = "json", "csv", "table"
FORMS = (TABLE, JSON, CSV)
STORE = "chayici.db"


T = TypeVar("T", str, str | None, tuple[str, ...])


def as_given(context: click.Context, parameter: click.Parameter, given: T) -> T:
    """A seed or an id is taken as given; only what UTF-8 cannot write has no ticket and no record."""
    try:
        "".join(given or ()).encode()
    except UnicodeEncodeError:
        raise click.BadParameter("not valid UTF-8", context, parameter) from None
    return given


store_option = click.option(
    "--store", default=STORE, show_default=True, metavar="URL", help="事件库：文件或 URL / The store: a file or a URL."
)
calendar_option = click.option(
    "--calendar",
    type=click.Choice(CALENDARS),
    default=FOLDER,
    show_default=True,
    help="工作日：名录日历，或周一至周五 / Working days: the folder's calendar, or Monday to Friday.",
)
workers_option = click.option(
    "--workers",
    type=click.IntRange(1),
    default=cores,
    metavar="N",
    help="大的名录由几个进程分担，结果不变；默认为处理器数 / Processes for a large registry,"
    " as many as processors by default; the plan does not depend on their number.",
)
as_of_option = click.option(
    "--as-of",
    callback=as_given,
    metavar="WHEN",
    help="当时所知：事件号、日期（当日终了）或时刻 / As it was known after an event, a day or a moment.",
)
form_option = click.option(
    "--as",
    "form",
    type=click.Choice(FORMS),
    default=TABLE,
    show_default=True,
    help="输出格式 / The form of the answer.",
)
_LIMIT = "至多几行；表格默认 30 行，其余全部 / At most so many rows; by default 30 in a table, else all."
_SORT = "按列排序，前加 - 为降序，可重复 / Sort by a column, - before it: descending; may be repeated."
MOST = 10**18
"""No number of rows is larger; a database counts no further than 2⁶³."""
_OF_PAGING = (
    click.option("--limit", type=click.IntRange(1, MOST), metavar="N", help=_LIMIT),
    click.option("--offset", type=click.IntRange(0, MOST), default=0, metavar="N", help="跳过前几行 / Rows to skip."),
    click.option("--sort", multiple=True, callback=as_given, metavar="COLUMN", help=_SORT),
)
_FILTERS = {
    "department": "某部门的 / Of a department.",
    "officer": "某人员的（编号） / Of an officer, by id.",
    "enterprise": "某企业的（编号） / Of an enterprise, by id.",
    "area": "某片区的 / In an area.",
    "district": "某区县的 / In a district.",
    "round": "某轮次的 / Of a round.",
    "class": "某信用等级的 / Of a credit class.",
    "industry": "某行业的（代码开头） / Of an industry, by how its code begins.",
}
ROWS_OF_A_TABLE = 30
C = TypeVar("C", bound=Callable[..., Any])


def paged(command: C) -> C:
    """Give a command `--limit`, `--offset` and `--sort`."""
    for option in reversed(_OF_PAGING):
        command = option(command)
    return command


def narrowed(*names: str) -> Callable[[C], C]:
    """Give a command options that narrow down what is told: `--department`, `--area` …."""

    def with_filters(command: C) -> C:
        for name in reversed(names):
            field = "credit_class" if name == "class" else name
            option = click.option(f"--{name}", field, callback=as_given, metavar="ID", help=_FILTERS[name])
            command = option(command)
        return command

    return with_filters


def asked_form(output: Output, form: str) -> str:
    """The form that is asked for: `--json` is another word for `--as json`."""
    return JSON if output.as_json else form


def asked_paging(form: str, limit: int | None, offset: int, sort: tuple[str, ...]) -> Paging:
    """The part of an answer that is asked for: all of it, but in a table no more than a person reads."""
    from projections.queries.paging import Paging

    return Paging(limit or (ROWS_OF_A_TABLE if form == TABLE else None), offset, sort)


@contextmanager
def reading(store: str, as_of: str | None) -> Iterator[AsOf]:
    """The read models of a store that is there, as of what a person calls a moment.

    Raises:
        UsageRefusal: there is no such store, event or day.
    """
    with reading_of_people(store, as_of) as (at, _):
        yield at


@contextmanager
def reading_of_people(store: str, as_of: str | None) -> Iterator[tuple[AsOf, People]]:
    """The same, and what opens that which is sealed of people.

    Raises:
        UsageRefusal: as `reading`.
    """
    from api.record.store import open_record
    from projections.queries.moments import asked

    with open_record(store, must_exist=True) as record, record.as_of() as at:
        yield at if as_of is None else at.at(asked(at, as_of)), record.people


def answer(output: Output, form: str, value: object, row: type | None, *shown: Any) -> None:
    """Say an answer in its form: as people read it, or in the bytes that HTTP sends."""
    form = asked_form(output, form)
    if form == TABLE:
        output.result({}, *shown)
    elif not output.quiet or output.as_json:
        from api.http.forms import in_form

        click.echo(in_form(value, form, row).rstrip(b"\n"))
