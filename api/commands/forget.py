"""`chayici forget`: what is told of a person can no longer be read by anybody."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from api.bilingual import BilingualCommand
from api.commands.options import as_given, store_option
from api.output import Output, spoken

if TYPE_CHECKING:
    from collections.abc import Iterator

    from api.record.forgetting import Forgot


@click.command(cls=BilingualCommand, short_help="遗忘一个人 / Forget a person.")
@click.argument("person", metavar="PERSON", callback=as_given)
@click.option("--reason", callback=as_given, required=True, metavar="TEXT", help="理由，记录在案 / Why, on record.")
@store_option
@spoken
def forget(output: Output, person: str, reason: str, store: str) -> int:
    """遗忘一个人：执法人员写编号，见证人写姓名。其姓名等资料的密钥随即销毁，记录照样可核验。

    Forget a person: an inspector by id, a witness by name. The key of their name is dropped, and nobody can read it
    again; the record verifies as before. docs/personal-data.md tells what is personal, and what backups mean.

    \b
    例 / Example:
      chayici forget SC-01-07 --reason "离职满五年 / left five years ago"
    """
    from api.attribution import attribution
    from api.record.forgetting import forget as drop_keys_of
    from api.record.store import open_record

    with open_record(store, must_exist=True) as record:
        # The reason that every event has quotes the command: without the name.
        forgot = drop_keys_of(record, person, reason, attribution("forget", "…"))
    facts = {**forgot._asdict(), "keys": [known._asdict() for known in forgot.keys]}
    output.result({"person": person, **facts}, *_lines(forgot))
    return 0


def _lines(forgot: Forgot) -> Iterator[str]:
    for known in forgot.keys:
        who = f"执法人员 {known.inspector} / inspector {known.inspector}" if known.inspector else "见证人 / a witness"
        yield f"已遗忘 / forgotten: {who}, key {known.key_id}"
    if forgot.rounds:
        rounds = ", ".join(forgot.rounds)
        yield f"这些轮次的卷宗不能再生成 / dossiers that can no longer be built: {rounds}"
    if forgot.in_plain:
        yield f"旧版本明文记录，无法遗忘 / events of an older version that hold them in plain: {forgot.in_plain}"
    if not forgot.scrubbed:
        yield "有程序正在读取，其退出后密钥才从文件中消失 / somebody reads: the key leaves the files when they are done"
    yield "此前的备份仍有密钥，请按保存期限销毁 / backups made before still have the key: destroy them in due time"
