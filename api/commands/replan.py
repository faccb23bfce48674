"""`chayici replan`: what happened after publication is reported and answered, with as few changes as can be."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from api.bilingual import BilingualCommand
from api.commands.options import as_given, store_option
from api.commands.round.step import round_argument, tell, walking
from api.output import Output, spoken

DAY = click.DateTime(formats=["%Y-%m-%d"])


@click.command(cls=BilingualCommand, short_help="变更后重新排期 / Replan after changes, moving as little as can be.")
@round_argument
@click.option(
    "--changes",
    "file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="变更文件（CSV）/ A file of changes; docs/changes.md tells its columns.",
)
@click.option("--change", callback=as_given, metavar="WORD", help="单项变更的类型 / A single change: absent, closed …")
@click.option("--subject", callback=as_given, metavar="ID", help="人员、企业或上门 / The officer, enterprise or visit.")
@click.option("--from", "first", callback=as_given, metavar="DATE", help="第一天 / The first day.")
@click.option("--to", "last", callback=as_given, metavar="DATE", help="最后一天 / The last day.")
@click.option("--matter", callback=as_given, metavar="ID", help="应查事项 / The matter of a check that is due.")
@click.option("--department", callback=as_given, metavar="ID", help="不参加的部门 / The department that declines.")
@click.option("--district", callback=as_given, metavar="NAME", help="迁入的区县 / The district it moved to.")
@click.option("--area", callback=as_given, metavar="NAME", help="迁入的片区 / The area it moved to.")
@click.option("--reason", callback=as_given, metavar="TEXT", help="理由，记录在案 / Why; it is recorded.")
@click.option("--as-of", type=DAY, metavar="DATE", help="自哪天起可变，默认今天 / From which day on; default today.")
@click.option("--dry-run", is_flag=True, help="只看会变什么，不记录 / Show what would change, record nothing.")
@click.option(
    "--out", type=click.Path(path_type=Path), metavar="PLAN", help="写出变更后的方案 / Where the plan as of now goes."
)
@store_option
@spoken
def replan(
    output: Output, /, round_id: str, file: Path | None, as_of: datetime | None, dry_run: bool, out: Path | None,
    store: str, **cells: str | None,
) -> int:  # fmt: skip
    """方案下发之后有变：人员缺勤或离岗，企业关停、迁址或改期，投诉等急查，部门退出。已过去和已确认的不动，其余变动最少。

    After publication something happened: officers are absent or gone, enterprises closed, moved or refusing a day, a
    complaint cannot wait, a department declines. The past and what is confirmed stay, and as little as can be changes.

    \b
    例 / Example:
      chayici replan 2027Q1 --changes changes.csv --dry-run
      chayici replan 2027Q1 --change absent --subject health-1 --from 2027-02-01 --to 2027-02-05 --reason "病 / ill"
      chayici replan 2027Q1 --change closed --subject CHI00000002 --reason "停业 / out of business"
      chayici replan 2027Q1 --out plan-now
    """
    from api.ceremony.change_told import change_facts, change_tables
    from api.ceremony.changes import answer_changes
    from api.ceremony.plan_as_of_now import write_plan_now
    from api.ceremony.reported import NOTHING, from_file, from_options
    from domain.refusals import UsageRefusal

    given = {_COLUMN.get(name, name): cell for name, cell in cells.items()}
    single = any(cell is not None for cell in given.values())
    if (file is not None) + single + (out is not None and not file and not single) != 1:
        raise UsageRefusal(
            "变更或由 --changes 文件给出，或由 --change、--subject、--reason 等给出一项；都不给则须有 --out",
            "changes come from a file (--changes), or one from --change, --subject, --reason …; without any, --out is "
            "needed",
        )
    reported = from_file(file) if file else from_options(given) if single else NOTHING
    with walking(store, "replan", round_id) as (record, by):
        day = as_of.date() if as_of else None
        with write_plan_now(out) as write:
            answered = answer_changes(record, round_id, reported, by, as_of=day, dry=dry_run)
            write(record, answered)
    said = "试算，未作记录 / a trial, nothing is recorded" if dry_run else ""
    tell(output, answered.taken, *filter(None, [said]), *change_tables(answered), **change_facts(answered))
    return 0


_COLUMN = {"first": "from", "last": "to"}
