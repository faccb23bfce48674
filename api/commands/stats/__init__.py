"""`chayici stats`: what the record comes to, in figures; now, or as it was known at any moment."""

from __future__ import annotations

import click

from api.bilingual import BilingualGroup
from api.commands.stats.burden import burden, caps, savings
from api.commands.stats.changes import changes
from api.commands.stats.enterprise import enterprise
from api.commands.stats.officers import absences, officers
from api.commands.stats.rounds import rounds


@click.group("stats", cls=BilingualGroup, no_args_is_help=False, short_help="统计 / Statistics of what is recorded.")
def stats() -> None:
    """企业负担、频次上限、节省、人员负荷、一家企业的一年、两个时刻之间的变化；都可回看当时所知。

    Burden, caps, savings, load, an enterprise's year, what changed between two moments; each as known at any moment.

    \b
    例 / Example:
      chayici stats burden --by class
      chayici stats enterprise 91330106… --year 2027 --as-of 2027-03-01
      chayici stats changes --about 2027Q1 --since 2027-03-01
    """


for _command in (burden, savings, caps, officers, absences, enterprise, rounds, changes):
    stats.add_command(_command)
