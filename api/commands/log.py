"""`chayici log`: heads and proofs of the log, for whoever does not trust the store."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from api.bilingual import BilingualCommand, BilingualGroup
from api.commands.options import as_given, store_option
from api.output import Output, spoken

FILE = click.Path(path_type=Path, dir_okay=False)
THERE = click.Path(path_type=Path, dir_okay=False, exists=True)
HASH_VARIABLE = "CHAYICI_LOG_HASH"

hash_option = click.option(
    "--hash",
    "hash_name",
    type=click.Choice(["sha-256", "sm3"]),
    default="sha-256",
    show_default=True,
    envvar=HASH_VARIABLE,
    help=f"散列算法，也可用 {HASH_VARIABLE} 设定 / The hash function; {HASH_VARIABLE} sets it too.",
)


@click.group(
    "log", cls=BilingualGroup, no_args_is_help=False, short_help="记录的链头和证明 / Heads and proofs of the log."
)
def log_group() -> None:
    """全部事件之上的散列树：公布链头，证明某一事件在记录里，证明新记录是旧记录的延续。

    The Merkle log over all events: publish heads, prove that an event is in it, prove that it was only appended to.

    \b
    例 / Example:
      chayici log keygen --out log.key
      chayici log head --key log.key --out heads.txt
      chayici log prove 17 --head heads.txt --out proof.json
    """


@log_group.command(cls=BilingualCommand, short_help="生成签名密钥 / Make a key that signs heads.")
@click.option("--out", type=FILE, required=True, metavar="FILE", help="私钥写到哪里 / Where the private key goes.")
@click.option(
    "--name",
    default="chayici",
    callback=as_given,
    show_default=True,
    help="日志名，写进每个链头 / Whose log; every head says it.",
)
@spoken
def keygen(output: Output, out: Path, name: str) -> int:
    """生成 Ed25519 密钥：私钥只有本人可读，公钥写在旁边的 FILE.pub，从不覆盖。

    Make an Ed25519 key: the private half for its owner alone (mode 0600), the public half in FILE.pub; none is ever
    overwritten.

    \b
    例 / Example:
      chayici log keygen --out log.key --name chayici.example.gov.cn
    """
    from api.log.key_file import write_key

    public = str(write_key(out, name).public)
    output.result({"key": str(out), "public": public}, public)
    return 0


@log_group.command(cls=BilingualCommand, short_help="公布当前链头 / Make a head of the log as it is now.")
@click.option("--key", type=THERE, metavar="FILE", help="签名密钥 / The key that signs; unsigned without one.")
@click.option("--out", type=FILE, metavar="FILE", help="追加到链头文件 / Append it to a file of heads.")
@hash_option
@store_option
@spoken
def head(output: Output, key: Path | None, out: Path | None, hash_name: str, store: str) -> int:
    """当前记录的链头 (C2SP checkpoint)；追加到文件时，必须是其中最后一个链头的延续。

    The head of the log as it is now (a C2SP checkpoint). Appended to a file of heads it must continue the last one.

    \b
    例 / Example:
      chayici log head --key log.key --out heads.txt
    """
    from api.attribution import moment
    from api.log.head_file import append_head
    from api.log.key_file import read_key
    from projections.proof import proofs
    from projections.proof.heads import ORIGIN
    from projections.store import open_store

    signer = read_key(key) if key else None
    origin, now = signer.name if signer else ORIGIN, moment().isoformat(timespec="seconds")
    with open_store(store, must_exist=True) as opened:
        made = proofs.head(opened, origin=origin, moment=now, hash_name=hash_name)
        made = made.signed_by(signer) if signer else made
        if out:
            append_head(out, made, opened)
    output.result({**asdict(made), "note": made.note()}, made.note().rstrip("\n"))
    return 0


@log_group.command(cls=BilingualCommand, short_help="证明一个事件在记录里 / Prove that an event is in the log.")
@click.argument("position", type=click.IntRange(1))
@click.option(
    "--head", "head_file", type=THERE, metavar="FILE", help="对哪个链头；默认为当前 / Of the last head in a file."
)
@click.option("--out", type=FILE, metavar="FILE", help="证明写到哪里 / Where the proof goes; stdout if not given.")
@hash_option
@store_option
@spoken
def prove(output: Output, position: int, head_file: Path | None, out: Path | None, hash_name: str, store: str) -> int:
    """证明某号事件在链头的记录里；证明带着事件原文，可以单独核对。

    Prove that the event of a number is in the log of a head. The proof has the event's bytes in it and is checked
    without the store: chayici verify proof.

    \b
    例 / Example:
      chayici log prove 17 --head heads.txt --out proof.json
    """
    from api.log.head_file import reaching
    from api.log.proof_file import write_proof
    from projections.proof import proofs
    from projections.store import open_store

    with open_store(store, must_exist=True) as opened:
        of = reaching(head_file, position) if head_file else proofs.head(opened, hash_name=hash_name)
        proof = proofs.inclusion_proof(opened, position, of)
    if out:
        write_proof(out, proof)
    _say_proof(output, asdict(proof), out)
    return 0


@log_group.command(cls=BilingualCommand, short_help="证明记录只增不改 / Prove that the log was only appended to.")
@click.argument("old")
@click.argument("new", required=False)
@click.option("--out", type=FILE, metavar="FILE", help="证明写到哪里 / Where the proof goes; stdout if not given.")
@hash_option
@store_option
@spoken
def consistency(output: Output, old: str, new: str | None, out: Path | None, hash_name: str, store: str) -> int:
    """证明 NEW 的记录以 OLD 的记录开头；两者是链头文件 (取最后一个) 或事件个数，NEW 默认为当前。

    Prove that the log of NEW begins with the log of OLD. Each is a file of heads, whose last one counts, or a number
    of events; NEW is the log as it is now if not given.

    \b
    例 / Example:
      chayici log consistency march.txt heads.txt --out proof.json
    """
    from api.log.head_file import heads_in
    from api.log.proof_file import write_proof
    from projections.proof import proofs
    from projections.store import open_store

    older, newer = (int(given) if given.isdecimal() else heads_in(Path(given))[-1] for given in (old, new or "0"))
    with open_store(store, must_exist=True) as opened:
        proof = proofs.consistency_proof(opened, older, newer if new else None, hash_name=hash_name)
    if out:
        write_proof(out, proof)
    _say_proof(output, asdict(proof), out)
    return 0


@log_group.command(cls=BilingualCommand, short_help="导出全部叶散列 / Export the leaf of every event.")
@click.option("--out", type=FILE, required=True, metavar="FILE.csv", help="写到哪里 / Where to.")
@hash_option
@store_option
@spoken
def export(output: Output, out: Path, hash_name: str, store: str) -> int:
    """导出每个事件的叶散列和名称 (不含内容)，存放在事件库之外；以后用它指明被改动的事件。

    Export the leaf and the name of every event, not its content, to be kept away from the store. Later it names what
    was tampered with: chayici verify log --leaves.

    \b
    例 / Example:
      chayici log export --out leaves.csv
    """
    from api.delivery import whole_file
    from projections.proof.leaf_file import export_leaves
    from projections.store import open_store

    with open_store(store, must_exist=True) as opened, whole_file(out) as part:
        count = export_leaves(opened, part, hash_name)
    output.result({"out": str(out), "leaves": count}, f"{count} 个叶散列 / leaves: {out}")
    return 0


def _say_proof(output: Output, proof: dict[str, object], out: Path | None) -> None:
    """A proof is for machines: on stdout it is JSON, asked for or not."""
    if out:
        output.result({"out": str(out), **proof}, f"证明 / proof: {out}")
    elif not output.quiet:
        Output(as_json=True).result(proof)
