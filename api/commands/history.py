"""`chayici history`: what the store remembers of somebody or something, in sentences."""

from __future__ import annotations

import click

from api.bilingual import BilingualCommand
from api.commands.options import as_given, store_option
from api.output import Output, spoken


@click.command(cls=BilingualCommand, short_help="查看记录 / Tell what was recorded, in sentences.")
@click.argument("id", metavar="ID", callback=as_given)
@store_option
@spoken
def history(output: Output, id: str, store: str) -> int:
    """一个企业、人员、事项或轮次的全部记录，逐条成句。

    Everything that was recorded of an enterprise, inspector, matter or round, in sentences.

    \b
    例 / Example:
      chayici history 2027Q1 --store chayici.db
    """
    from api.record.history import history as told
    from api.record.store import open_record

    with open_record(store, must_exist=True) as record:
        lines = list(told(record, id))
    output.result({"id": id, "history": lines}, *lines)
    return 0
