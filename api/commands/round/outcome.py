"""`chayici round publish|disclose|redraw|status`: what a round came to, and where it stands."""

from __future__ import annotations

from pathlib import Path

import click

from api.bilingual import BilingualCommand
from api.commands.options import as_given, store_option, workers_option
from api.commands.round.step import round_argument, secret_option, tell, walking
from api.output import Output, spoken
from api.progress import watching
from domain.aggregates.stages import BACK_TO_DRAW, BACK_TO_OFFICERS, BACK_TO_SEAL, DISCLOSED

CONFIDENTIAL = (
    "计划目录含密钥，启封之前只发给参加检查的部门；给公众看的是 chayici round notice / the plan folder holds the "
    "secret: until it is disclosed, for the departments alone; the public gets chayici round notice"
)


CHANGES_VOID = (
    "项变更随之退回；缺勤、关停仍然属实的，下发后须重新报告 / change(s) are taken back with it: report again, once the "
    "plan is published, what still holds"
)
DELIVERED_AGAIN = "方案此前已下发，按记录重新写出，未作新记录 / published before: written again, nothing is recorded"


@click.command(cls=BilingualCommand, short_help="核对并下发方案 / Check the plan and publish it.")
@round_argument
@click.option("--out", type=click.Path(path_type=Path), required=True, metavar="PLAN", help="计划写到哪里 / Where to.")
@store_option
@workers_option
@spoken
def publish(output: Output, round_id: str, out: Path, store: str, workers: int) -> int:
    """由记录汇编计划，核对无误后写出目录并记录各文件摘要；有违反则什么也不写、不记。

    Assemble the plan from the record, check it, write its folder and record the digests; with a violation nothing is
    written or recorded.

    \b
    例 / Example:
      chayici round publish 2027Q1 --out plan
    """
    from api.ceremony.on_record import RoundOnRecord
    from api.ceremony.publication import publish as published
    from api.ceremony.quality import levels_of, seats_of
    from api.quality import level_table
    from api.rounds import refuse_store_in_plan

    refuse_store_in_plan(store, out)
    with walking(store, "round publish", round_id) as (record, by), watching(quiet=output.quiet) as stages:
        taken = published(record, round_id, out, by, stages, workers)
        on = RoundOnRecord(record, round_id)
        reached, seats = levels_of(on), seats_of(on)
    again = [] if taken.events else [DELIVERED_AGAIN]
    confidential = [CONFIDENTIAL] * (taken.round.stage != DISCLOSED)
    facts = {"out": str(out), "confidential": bool(confidential), "levels": reached}
    tell(output, taken, *again, level_table(reached, seats), f"计划 / plan: {out}", *confidential, **facts)
    return 0


@click.command(cls=BilingualCommand, short_help="检查结束后启封密钥 / Open the secret when the visits are done.")
@round_argument
@secret_option
@store_option
@spoken
def disclose(output: Output, round_id: str, secret_file: Path, store: str) -> int:
    """最后一次上门的次日起启封密钥：从此人人可以重算两次抽取，抽中名单和上门安排可以公布。

    Open the secret from the day after the last visit: now anybody can compute both draws, and the rows that were
    committed to may be published.

    \b
    例 / Example:
      chayici round disclose 2027Q1 --secret 2027Q1.secret
    """
    from api.ceremony import steps
    from api.ceremony.on_record import RoundOnRecord
    from api.ceremony.status import open_rows

    with walking(store, "round disclose", round_id) as (record, by):
        taken = steps.disclose(record, round_id, secret_file, by)
        rows = open_rows(RoundOnRecord(record, round_id))
    lines = [f"可以公布 / may be published: {row['file']} {row['rows']:,}, {row['root']}" for row in rows]
    tell(output, taken, *lines, may_be_published=rows)
    return 0


@click.command(cls=BilingualCommand, short_help="退回重来，须有理由 / Go back and redraw, for a reason.")
@round_argument
@click.option(
    "--back-to",
    type=click.Choice((BACK_TO_SEAL, BACK_TO_DRAW, BACK_TO_OFFICERS)),
    required=True,
    help="退回到哪一步之前 / The step to take again.",
)
@click.option(
    "--reason", callback=as_given, required=True, metavar="TEXT", help="理由，记录在案 / Why; it is recorded."
)
@store_option
@spoken
def redraw(output: Output, round_id: str, back_to: str, reason: str, store: str) -> int:
    """退回到封存、抽取或选派之前重来。此前的抽取保留在案，次数和理由人人可见。

    Go back to the sealing, the draw or the officers. What was drawn stays on record; how often and why is there for
    everybody to see.

    \b
    例 / Example:
      chayici round redraw 2027Q1 --back-to draw --reason "骰子落地 / a die fell off the table"
    """
    from api.ceremony import steps
    from api.ceremony.on_record import RoundOnRecord
    from domain.aggregates.change_events import ChangeReported

    with walking(store, "round redraw", round_id) as (record, by):
        void = len(RoundOnRecord(record, round_id).every(ChangeReported))
        taken = steps.redraw(record, round_id, back_to, reason, by)
    lines = [f"{void} {CHANGES_VOID}"] * bool(void)
    tell(output, taken, *lines, changes_taken_back=void)
    return 0


@click.command(cls=BilingualCommand, short_help="走到哪一步 / Where a round stands, and what comes next.")
@round_argument
@store_option
@spoken
def status(output: Output, round_id: str, store: str) -> int:
    """每一步及其时刻、重新抽取及其理由、变更，以及下一步。

    Every step with its moment, redraws with their reasons, changes, and what comes next.

    \b
    例 / Example:
      chayici round status 2027Q1
    """
    from api.ceremony.on_record import RoundOnRecord
    from api.ceremony.status import status_lines, status_of

    with walking(store, "round status", round_id) as (record, _):
        told = status_of(RoundOnRecord(record, round_id))
    output.result(told, *status_lines(told))
    return 0
