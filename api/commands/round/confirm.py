"""`chayici round confirm`: day, slot and team of visits are promised."""

from __future__ import annotations

from datetime import datetime

import click

from api.bilingual import BilingualCommand
from api.commands.options import as_given, store_option
from api.commands.round.step import round_argument, tell, walking
from api.output import Output, spoken

DAY = click.DateTime(formats=["%Y-%m-%d"])


@click.command(cls=BilingualCommand, short_help="确认上门 / Promise day, slot and team of visits.")
@round_argument
@click.option("--department", callback=as_given, required=True, metavar="ID", help="确认的部门 / Who confirms.")
@click.option("--visit", "visits", multiple=True, metavar="V…", help="上门编号，可多次 / A visit; may be repeated.")
@click.option("--until", type=DAY, metavar="DATE", help="该日及以前的全部上门 / All its visits up to a day.")
@store_option
@spoken
def confirm(
    output: Output, round_id: str, department: str, visits: tuple[str, ...], until: datetime | None, store: str
) -> int:
    """部门确认自己的上门：除非变更直接涉及，重新排期不再改动其日期、时段和检查组。

    A department confirms visits of its own: no replanning moves their day, slot or team unless the change hits them.

    \b
    例 / Example:
      chayici round confirm 2027Q1 --department health --until 2027-02-05
    """
    from api.ceremony.changes import confirm as promise
    from domain.refusals import UsageRefusal

    if bool(visits) == (until is not None):
        raise UsageRefusal("确认哪些：--visit 或 --until，二者择一", "which visits: --visit or --until, one of them")
    with walking(store, "round confirm", round_id) as (record, by):
        taken = promise(record, round_id, visits, department, until.date() if until else None, by)
    confirmed = [id for event in taken.events for id in getattr(event, "visits", ())]
    tell(output, taken, f"已确认 {len(confirmed)} 次上门 / confirmed: {len(confirmed)} visit(s)", confirmed=confirmed)
    return 0
