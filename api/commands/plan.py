"""`chayici plan`: one round from a registry folder to a checked plan, recorded."""

from __future__ import annotations

from pathlib import Path

import click

from api.bilingual import BilingualCommand
from api.commands.options import as_given, calendar_option, store_option, workers_option
from api.output import Output, spoken
from api.progress import watching


@click.command(cls=BilingualCommand, short_help="排一个季度的计划并记录 / Plan a quarter and record it.")
@click.argument("registry", type=click.Path(exists=True, path_type=Path))
@click.option("--round", "round_id", required=True, metavar="YYYYQn", help="轮次，一个季度 / The quarter to plan.")
@click.option(
    "--seed",
    callback=as_given,
    required=True,
    metavar="TEXT",
    help="抽取对象的种子 / Seed of the enterprise draw.",
)
@click.option(
    "--officer-seed",
    callback=as_given,
    required=True,
    metavar="TEXT",
    help="选派人员的种子 / Seed of the officer draw.",
)
@click.option("--out", type=click.Path(path_type=Path), required=True, metavar="PLAN", help="计划写到哪里 / Where to.")
@store_option
@calendar_option
@workers_option
@spoken
def plan(
    output: Output,
    registry: Path,
    round_id: str,
    seed: str,
    officer_seed: str,
    out: Path,
    store: str,
    calendar: str,
    workers: int,
) -> int:
    """把一个季度从名录一次排成可核对的计划，并记入事件库。种子未经仪式产生；要人人信服，用 chayici round 逐步进行。

    Plan one quarter from a registry folder in one go: draw once, merge, find days and teams, check, record. The seeds
    come without a ceremony; chayici round walks a round so that nobody can have chosen them.

    \b
    例 / Example:
      chayici plan district --round 2027Q1 --seed "dice 4 1 6 2" --officer-seed "dice 3 3 5 1" --out plan
    """
    from api.rounds import Order, plan_and_record
    from api.summary import table

    order = Order(registry, round_id, seed, officer_seed, calendar, out, store, workers)
    with watching(quiet=output.quiet) as stages:
        summary = plan_and_record(order, stages)
    output.result({**summary, "out": str(out), "store": store}, table(summary), f"计划 / plan: {out}")
    return 0
