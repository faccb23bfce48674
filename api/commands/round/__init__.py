"""`chayici round`: the ceremony of a round, walked by hand, one command for each step."""

from __future__ import annotations

import click

from api.bilingual import BilingualGroup
from api.commands.round.confirm import confirm
from api.commands.round.lists import draw, officers, open_round, schedule, seal
from api.commands.round.outcome import disclose, publish, redraw, status
from api.commands.round.public import notice, proof
from api.commands.round.seeds import name_seed, reveal


@click.group("round", cls=BilingualGroup, no_args_is_help=False, short_help="逐步抽查一轮 / Walk a round step by step.")
def round_group() -> None:
    """逐步走完一轮抽查，每一步连同时刻记录在案，顺序不能颠倒。

    Walk a round step by step; each step is recorded with its moment, and none can be taken out of order.

    open → seal → name-seed → reveal → draw → schedule → name-seed → reveal → officers → publish → disclose

    \b
    例 / Example:
      chayici round open 2027Q1
      chayici round seal 2027Q1 district --secret 2027Q1.secret
      chayici round status 2027Q1
    """


for _command in (
    open_round, seal, name_seed, reveal, draw, schedule, officers, publish, confirm, disclose, redraw, status,
    notice, proof,
):  # fmt: skip
    round_group.add_command(_command)
