"""`chayici whatif`: the same round with other officers or rules, side by side; nothing is recorded or written."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Any

import click

from api.bilingual import BilingualCommand
from api.commands.options import as_given, calendar_option, workers_option
from api.output import Output, spoken
from api.progress import watching

CHANGES = (
    click.Option(["--officers"], type=int, metavar="±N", help="增加（或减少）几名人员 / Officers to add, or to take."),
    click.Option(["--department"], callback=as_given, metavar="ID", help="他们的部门 / Their department."),
    click.Option(
        ["--skill", "skills"], callback=as_given, multiple=True, metavar="SKILL", help="他们的技能 / A skill of theirs."
    ),
    click.Option(["--can-lead"], is_flag=True, help="他们可带队 / They can lead."),
    click.Option(["--district"], callback=as_given, metavar="NAME", help="他们的区县 / Their district."),
    click.Option(["--areas"], callback=as_given, metavar="A;B", help="他们的片区，默认不限 / Their areas; else all."),
    click.Option(
        ["--set", "settings"], callback=as_given, multiple=True, metavar="KEY=VALUE", help="改设置 / Another setting."
    ),
    click.Option(
        ["--ratio", "ratios"],
        callback=as_given,
        multiple=True,
        metavar="MATTER:CLASS=SHARE",
        help="改抽查比例 / Another share to be drawn.",
    ),
    click.Option(
        ["--cap", "caps"],
        callback=as_given,
        multiple=True,
        metavar="DEPARTMENT:CLASS=N",
        help="改年度上限，* 为全部 / Another yearly cap; * stands for all.",
    ),
)
"""What may be otherwise; together they are one alternative."""


@click.command(
    cls=BilingualCommand, params=[*CHANGES], short_help="假如……会怎样 / The same round with other officers or rules."
)
@click.argument("registry", type=click.Path(exists=True, path_type=Path))
@click.option("--round", "round_id", required=True, metavar="YYYYQn", help="轮次，一个季度 / The quarter to plan.")
@click.option("--seed", callback=as_given, required=True, metavar="TEXT", help="抽取对象的种子 / Seed of the draw.")
@click.option(
    "--officer-seed", callback=as_given, required=True, metavar="TEXT", help="选派人员的种子 / Seed of the officers."
)
@click.option(
    "--alternative",
    "others",
    multiple=True,
    metavar="OPTIONS",
    help="再比一种方案，写法同上 / One more alternative: the same options in one text; may be repeated.",
)
@calendar_option
@workers_option
@spoken
def whatif(
    output: Output,
    /,
    registry: Path,
    round_id: str,
    seed: str,
    officer_seed: str,
    others: tuple[str, ...],
    calendar: str,
    workers: int,
    **changes: Any,
) -> int:
    """同一季度、同样的种子，人手或规则若有不同会怎样：按现状和每种假设各排一遍，并排给出数字；不记录、不写出。

    Plan the same quarter from the same seeds as it is and with other officers or rules, and put the figures side by
    side. Nothing is recorded or written. Options given together are one alternative.

    \b
    例 / Example:
      chayici whatif district --round 2027Q1 --seed "4 1" --officer-seed "3 5" --officers 2 --department fire
      chayici whatif district --round 2027Q1 --seed "4 1" --officer-seed "3 5" --set max_departments_per_visit=3 \\
        --alternative "--set max_departments_per_visit=5 --ratio SC-04:B=0.1"
    """
    from api.whatif import Question, answer, shown

    given = [changes] * (any(changes.values()) or not others) + [_options_in(text) for text in others]
    question = Question(registry, round_id, seed, officer_seed, calendar, workers)
    with watching(quiet=output.quiet) as stages:
        answered = answer(question, given, stages)
    output.result(answered, *shown(answered))
    return 0


def _options_in(text: str) -> dict[str, Any]:
    """The options in the text of an `--alternative`."""
    command = click.Command("--alternative", params=[*CHANGES], add_help_option=False)
    try:
        return command.make_context("--alternative", shlex.split(text)).params
    except ValueError as error:
        raise click.BadParameter(f"{text}: {error}", param_hint="--alternative") from None
