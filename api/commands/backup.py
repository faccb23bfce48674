"""`chayici backup` and `chayici restore`: a store as a file that can be put away, and that file as a store again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from api.bilingual import BilingualCommand
from api.commands.options import store_option
from api.output import Output, spoken

if TYPE_CHECKING:
    from api.backups import Copied

WITH_KEYS = (
    "内含个人资料的密钥，须像事件库一样保管 / it holds the keys of people's names: keep it as you keep the store"
)
WITHOUT_KEYS = "不含密钥，姓名等显示为“已遗忘” / it holds no keys: names in it read as forgotten"


@click.command(cls=BilingualCommand, short_help="备份事件库 / Back up the store.")
@click.option("--out", type=click.Path(path_type=Path), required=True, metavar="FILE", help="写到哪里 / Where to.")
@click.option("--without-keys", is_flag=True, help="不带个人资料的密钥 / Leave out the keys of people's names.")
@store_option
@spoken
def backup(output: Output, out: Path, without_keys: bool, store: str) -> int:
    """把事件库此刻的记录写成一个文件，其间照常读写。备份总是 SQLite 文件，不含读模型。

    Write the record of a store as it is now into one file, while everybody goes on. A backup is always an SQLite file;
    read models are not in it, they are built again.

    \b
    例 / Example:
      chayici backup --out chayici-2027-01-04.backup
    """
    from api.backups import write_backup

    copied = write_backup(store, out, with_keys=not without_keys)
    note = WITHOUT_KEYS if without_keys else WITH_KEYS
    said = {"out": str(out), "keys": not without_keys, **copied._asdict()}
    output.result(said, f"备份 / backup: {out}", *_lines(copied), note)
    return 0


@click.command(cls=BilingualCommand, short_help="恢复备份 / Restore a backup.")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@click.option(
    "--head",
    "head_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="已公布的链头，备份须与之相符 / Published heads that the backup must agree with.",
)
@store_option
@spoken
def restore(output: Output, file: Path, head_file: Path | None, store: str) -> int:
    """核验备份，并恢复到空的事件库（SQLite 或 PostgreSQL）：要么全部恢复，要么不留任何内容。

    Verify a backup and restore it into an empty store, SQLite or PostgreSQL: whole or not at all. Read models are built
    when they are first asked.

    \b
    例 / Example:
      chayici restore chayici-2027-01-04.backup --store new.db --head heads.txt
    """
    from api.backups import read_backup
    from api.log.head_file import heads_in

    copied = read_backup(file, store, heads_in(head_file) if head_file else ())
    said = {"store": store, "file": str(file), **copied._asdict()}
    output.result(said, f"已恢复到 / restored into: {store}", *_lines(copied))
    return 0


def _lines(copied: Copied) -> tuple[str, ...]:
    return (f"{copied.events:,} 个事件，链尾 / event(s), link of the last: {copied.link}",)
