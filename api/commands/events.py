"""`chayici events`: the log as it was recorded, for an auditor."""

from __future__ import annotations

import sys

import click

from api.bilingual import BilingualCommand
from api.commands.options import MOST, as_given, asked_form, form_option, store_option
from api.output import Output, spoken


@click.command(cls=BilingualCommand, short_help="查阅事件日志 / Read the log of events.")
@click.option(
    "--since", callback=as_given, metavar="WHEN", help="自此事件号、日期或时刻 / From this event, day or moment."
)
@click.option(
    "--until", callback=as_given, metavar="WHEN", help="至此事件号、日期或时刻 / Up to this event, day or moment."
)
@click.option(
    "--kind",
    callback=as_given,
    metavar="TOPIC",
    help="事件类别的开头 / How its topic begins: round., enterprise.closed",
)
@click.option(
    "--about",
    callback=as_given,
    metavar="ID",
    help="关于某企业、人员、事项、部门、清单、轮次或上门 / About an enterprise, officer, matter, round, visit …",
)
@click.option("--limit", type=click.IntRange(1, MOST), metavar="N", help="至多几条 / At most so many.")
@form_option
@store_option
@spoken
def events(
    output: Output,
    since: str | None,
    until: str | None,
    kind: str | None,
    about: str | None,
    limit: int | None,
    form: str,
    store: str,
) -> int:
    """事件日志原样：序号、时刻、何人、何故、类别、内容（表格中截短）。

    The log as it was recorded: position, moment, who, why, topic, payload (cut short in a table).

    \b
    例 / Example:
      chayici events --since 2027-01-04 --kind round. --as csv
      chayici events --about 2027Q1 --as json
    """
    from api.reading.events import EventFilter, streamed
    from api.reading.events_written import write
    from api.record.store import open_record

    with open_record(store, must_exist=True) as record:
        found = streamed(record, EventFilter(since, until, kind or "", about), limit)
        if not output.quiet:
            write(found, asked_form(output, form), sys.stdout)
    return 0
