"""`chayici round change`: an officer is absent or an enterprise closed, after the plan was published."""

from __future__ import annotations

from datetime import datetime

import click

from api.bilingual import BilingualCommand
from api.commands.options import as_given, store_option
from api.commands.round.step import round_argument, tell, walking
from api.output import Output, spoken

DAY = click.DateTime(formats=["%Y-%m-%d"])


@click.command(cls=BilingualCommand, short_help="人员缺勤或企业关停 / An officer is absent, an enterprise is closed.")
@round_argument
@click.option("--officer", callback=as_given, metavar="ID", help="缺勤的执法人员 / The officer who is absent.")
@click.option("--absent-from", type=DAY, metavar="DATE", help="缺勤第一天 / The first day of absence.")
@click.option("--absent-to", type=DAY, metavar="DATE", help="缺勤最后一天 / The last day of absence.")
@click.option("--enterprise", callback=as_given, metavar="ID", help="关停或迁出的企业 / The enterprise that is closed.")
@click.option("--closed", is_flag=True, help="企业已关停或迁出 / The enterprise is closed or has moved away.")
@click.option(
    "--reason", callback=as_given, required=True, metavar="TEXT", help="理由，记录在案 / Why; it is recorded."
)
@store_option
@spoken
def change(
    output: Output,
    round_id: str,
    officer: str | None,
    absent_from: datetime | None,
    absent_to: datetime | None,
    enterprise: str | None,
    closed: bool,
    reason: str,
    store: str,
) -> int:
    """方案下发之后有人缺勤或企业关停：由下一签号接替，其余一概不动；补不齐则拒绝并说明缺在何处。

    After publication an officer is absent (--officer, --absent-from, --absent-to) or an enterprise is closed
    (--enterprise, --closed): the next ticket takes each place and nothing else moves. Where that cannot be, it is
    refused, naming what is short.

    \b
    例 / Example:
      chayici round change 2027Q1 --officer health-1 --absent-from 2027-02-01 --absent-to 2027-02-05 --reason "病 / ill"
      chayici round change 2027Q1 --enterprise CHI00000002 --closed --reason "停业 / out of business"
    """
    from api.ceremony.change_told import change_facts, change_tables
    from api.ceremony.changes import report_absent, report_closed
    from domain.refusals import UsageRefusal
    from domain.registry import Absence

    with walking(store, "change", round_id) as (record, by):
        match officer, absent_from, absent_to, enterprise, closed:
            case str(), datetime(), datetime(), None, False:
                absence = Absence(officer, absent_from.date(), absent_to.date(), reason)
                answered = report_absent(record, round_id, absence, by)
            case None, None, None, str(), True:
                answered = report_closed(record, round_id, enterprise, reason, by)
            case _:
                raise UsageRefusal(
                    "变更只有两种：--officer ID --absent-from 日期 --absent-to 日期，或 --enterprise ID --closed",
                    "a change is --officer ID --absent-from DATE --absent-to DATE, or --enterprise ID --closed",
                )
    tell(output, answered.taken, *change_tables(answered), **change_facts(answered))
    return 0
