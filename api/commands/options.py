"""Options that several commands share."""

from __future__ import annotations

from typing import TypeVar

import click

from api.workers import cores
from domain.calendar import CALENDARS, FOLDER

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
