"""`chayici round name-seed|reveal`: where a seed will come from, and what came."""

from __future__ import annotations

import click

from api.bilingual import BilingualCommand
from api.commands.options import as_given, store_option
from api.commands.round.step import round_argument, tell, walking
from api.output import Output, spoken
from domain.aggregates.ceremony import BEACON, DICE, LOTTERY, Evidence


@click.command("name-seed", cls=BilingualCommand, short_help="指定种子来源 / Name where the seed will come from.")
@round_argument
@click.option(
    "--kind",
    type=click.Choice((DICE, LOTTERY, BEACON)),
    required=True,
    help="当众掷骰、彩票、公共随机信标 / Dice before witnesses, a lottery, a beacon.",
)
@click.option(
    "--event", callback=as_given, required=True, metavar="TEXT", help="哪一次公开事件 / Which public event it is."
)
@click.option(
    "--due", required=True, metavar="MOMENT", help="何时揭晓，带时差 / When its outcome comes, with the offset."
)
@click.option("--dice", type=click.IntRange(1, 99), metavar="N", help="掷几颗，至少 8 / How many dice, at least 8.")
@click.option("--written", callback=as_given, metavar="TEXT", help="结果如何写成文字 / How an outcome is written.")
@click.option("--pattern", callback=as_given, metavar="REGEX", help="结果须匹配的格式 / What an outcome must match.")
@click.option(
    "--outcomes", type=click.IntRange(1), metavar="N", help="有多少种可能的结果 / How many outcomes are possible."
)
@store_option
@spoken
def name_seed(
    output: Output,
    round_id: str,
    kind: str,
    event: str,
    due: str,
    dice: int | None,
    written: str | None,
    pattern: str | None,
    outcomes: int | None,
    store: str,
) -> int:
    """在种子产生之前指定其来源：哪一次公开事件、何时、结果如何写。用于哪一次抽取由阶段决定。

    Name the source of the next seed before it exists: which public event, when, and how its outcome is written. The
    round's stage says which of the two draws it is for. Dice need --dice alone; a lottery --written, --pattern and
    --outcomes; a beacon nothing more if its value is 128 hex digits.

    \b
    例 / Example:
      chayici round name-seed 2027Q1 --kind dice --dice 8 --event "区政府大厅 / town hall" --due 2027-01-04T10:00+08:00
    """
    from api.ceremony import steps
    from api.ceremony.sources import named_source

    source = named_source(kind, event, due, dice=dice, written=written, pattern=pattern, outcomes=outcomes)
    with walking(store, "round name-seed", round_id) as (record, by):
        tell(output, steps.name_seed(record, round_id, source, by))
    return 0


@click.command(cls=BilingualCommand, short_help="公布种子 / Reveal the outcome.")
@round_argument
@click.option("--outcome", callback=as_given, required=True, metavar="TEXT", help="公开结果 / The public outcome.")
@click.option(
    "--witness",
    "witnesses",
    callback=as_given,
    multiple=True,
    metavar="NAME",
    help="见证人，可多次给出 / A witness; repeatable.",
)
@click.option("--link", callback=as_given, default="", metavar="URL", help="何处可查 / Where anybody can look it up.")
@click.option("--signature", callback=as_given, default="", metavar="TEXT", help="信标的签名 / The beacon's signature.")
@click.option("--note", callback=as_given, default="", metavar="TEXT", help="备注 / Anything else worth keeping.")
@store_option
@spoken
def reveal(
    output: Output,
    round_id: str,
    outcome: str,
    witnesses: tuple[str, ...],
    link: str,
    signature: str,
    note: str,
    store: str,
) -> int:
    """到时之后公布结果和证据：掷骰须两名见证人，彩票须链接，信标须签名。

    Reveal the outcome at its hour or later, with evidence: two witnesses for dice, a link for a lottery, the signature
    of a beacon.

    \b
    例 / Example:
      chayici round reveal 2027Q1 --outcome "4 1 6 2 3 3 5 1" --witness 李明 --witness 王芳
    """
    from api.ceremony import steps

    evidence = Evidence(witnesses, link, signature, note)
    with walking(store, "round reveal", round_id) as (record, by):
        tell(output, steps.reveal(record, round_id, outcome, evidence, by))
    return 0
