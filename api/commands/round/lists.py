"""`chayici round open|seal|draw|schedule|officers`: the steps that lists and seeds decide."""

from __future__ import annotations

from pathlib import Path

import click

from api.bilingual import BilingualCommand
from api.commands.options import calendar_option, store_option, workers_option
from api.commands.round.step import round_argument, secret_option, tell, walking
from api.output import Output, spoken
from api.progress import watching


@click.command("open", cls=BilingualCommand, short_help="启动一轮 / Open a round.")
@round_argument
@calendar_option
@store_option
@spoken
def open_round(output: Output, round_id: str, calendar: str, store: str) -> int:
    """启动一个季度的抽查。

    Open the round of a quarter.

    \b
    例 / Example:
      chayici round open 2027Q1
    """
    from api.ceremony import steps

    with walking(store, "round open", round_id, must_exist=False) as (record, by):
        tell(output, steps.open_round(record, round_id, calendar, by))
    return 0


@click.command(cls=BilingualCommand, short_help="封存名录和密钥 / Seal the lists and a secret.")
@round_argument
@click.argument("registry", type=click.Path(exists=True, path_type=Path))
@click.option(
    "--secret",
    "secret_file",
    type=click.Path(path_type=Path),
    required=True,
    metavar="FILE",
    help="新密钥写到哪里，从不覆盖 / Where the new secret goes; never overwritten.",
)
@store_option
@spoken
def seal(output: Output, round_id: str, registry: Path, secret_file: Path, store: str) -> int:
    """导入并封存名录：此后改动名录不影响本轮。密钥只写入文件，记录的是它的 SHA-256。

    Import the registry and seal it: edits made later do not enter this round. The secret goes to the file alone, its
    SHA-256 is recorded.

    \b
    例 / Example:
      chayici round seal 2027Q1 district --secret 2027Q1.secret
    """
    from api.ceremony import steps

    with walking(store, "round seal", round_id) as (record, by), watching(quiet=output.quiet) as stages:
        taken = steps.seal(record, round_id, registry, secret_file, by, stages)
    kept = f"密钥，请妥善保管，没有它不能抽取 / the secret, keep it: nothing is drawn without it: {secret_file}"
    tell(output, taken, kept, secret=str(secret_file))
    return 0


@click.command(cls=BilingualCommand, short_help="抽取检查对象 / Draw the enterprises.")
@round_argument
@secret_option
@store_option
@spoken
def draw(output: Output, round_id: str, secret_file: Path, store: str) -> int:
    """用公布的结果和密钥，从封存的名录中抽取检查对象。

    Draw the enterprises from the sealed lists, with the revealed outcome and the secret.

    \b
    例 / Example:
      chayici round draw 2027Q1 --secret 2027Q1.secret
    """
    from api.ceremony import steps

    with walking(store, "round draw", round_id) as (record, by), watching(quiet=output.quiet) as stages:
        taken = steps.draw(record, round_id, secret_file, by, stages)
    tell(output, taken)
    return 0


@click.command(cls=BilingualCommand, short_help="排期，不涉及人员 / Schedule the visits, without persons.")
@round_argument
@store_option
@workers_option
@spoken
def schedule(output: Output, round_id: str, store: str, workers: int) -> int:
    """合并检查、定下日期和出动并封存；此时人员种子尚不存在。

    Merge the checks, find days and outings and seal them, while the seed of the officers does not exist yet.

    \b
    例 / Example:
      chayici round schedule 2027Q1
    """
    from api.ceremony import steps
    from api.ceremony.on_record import RoundOnRecord
    from api.ceremony.quality import levels_of, seats_of
    from api.quality import level_table

    with walking(store, "round schedule", round_id) as (record, by), watching(quiet=output.quiet) as stages:
        taken = steps.schedule(record, round_id, by, stages, workers)
        on = RoundOnRecord(record, round_id)
        reached, seats = levels_of(on), seats_of(on)
    tell(output, taken, level_table(reached, seats), levels=reached)
    return 0


@click.command(cls=BilingualCommand, short_help="选派执法人员 / Draw the officers.")
@round_argument
@store_option
@workers_option
@spoken
def officers(output: Output, round_id: str, store: str, workers: int) -> int:
    """用第二个公布的结果和同一密钥，为每次出动选派人员。

    Draw the officers of every outing, with the second outcome and the same secret.

    \b
    例 / Example:
      chayici round officers 2027Q1
    """
    from api.ceremony import steps
    from api.ceremony.on_record import RoundOnRecord
    from api.ceremony.quality import levels_of, seats_of
    from api.quality import level_table

    with walking(store, "round officers", round_id) as (record, by), watching(quiet=output.quiet) as stages:
        taken = steps.officers(record, round_id, by, stages, workers)
        on = RoundOnRecord(record, round_id)
        reached, seats = levels_of(on), seats_of(on)
    tell(output, taken, level_table(reached, seats), levels=reached)
    return 0
