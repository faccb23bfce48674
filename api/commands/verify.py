"""`chayici verify`: the log and its proofs, held against what was published."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from api.bilingual import BilingualCommand, BilingualGroup
from api.commands.log import THERE, hash_option
from api.commands.options import store_option
from api.output import Output, spoken

if TYPE_CHECKING:
    from projections.proof.heads import TreeHead

WRONG = 1

key_option = click.option(
    "--key",
    "keys",
    type=THERE,
    multiple=True,
    metavar="FILE.pub",
    help="每个链头须有此公钥的签名，可重复 / Whose key must have signed every head; again for a witness.",
)


@click.group(
    "verify", cls=BilingualGroup, no_args_is_help=False, short_help="核验记录和证明 / Verify the log and proofs."
)
def verify_group() -> None:
    """核验事件库的记录、一个事件的证明、两个链头的前后一致。

    Verify the log of a store, the proof of an event, the consistency of two heads.

    \b
    例 / Example:
      chayici verify log --head heads.txt --key log.key.pub
      chayici verify proof proof.json --key log.key.pub
    """


@verify_group.command(
    "log", cls=BilingualCommand, short_help="找出被篡改的事件 / Find and name every event tampered with."
)
@click.option(
    "--head", "head_file", type=THERE, metavar="FILE", help="已公布的链头，全部核对 / Published heads, all of them."
)
@key_option
@click.option("--leaves", type=THERE, metavar="FILE.csv", help="chayici log export 导出的叶 / Leaves exported earlier.")
@hash_option
@store_option
@spoken
def verify_log(
    output: Output, head_file: Path | None, keys: tuple[Path, ...], leaves: Path | None, hash_name: str, store: str
) -> int:
    """由存储的原文重算事件链和散列树，指明每个被改动、删除、添加或移动的事件；有则退出码 1。

    Recompute the chain and the tree from the stored bytes and name every event that was changed, removed, inserted or
    moved; exit 1 if any. A missing tail shows against a published head.

    \b
    例 / Example:
      chayici verify log --head heads.txt --key log.key.pub --leaves leaves.csv
    """
    from api.log.head_file import heads_in
    from api.log.key_file import read_public_keys
    from api.log.sentences import sentences
    from projections.proof import audit
    from projections.proof.proofs import require_signatures
    from projections.store import open_store

    if keys and not head_file:
        raise click.UsageError("--key goes with --head: a key signs heads")
    heads, public = heads_in(head_file) if head_file else [], read_public_keys(keys)
    for head in heads:
        require_signatures(head, public)
    with open_store(store, must_exist=True) as opened:
        report = audit.verify_log(opened, heads, leaves=leaves, hash_name=None if heads else hash_name)
    output.result({"clean": not report.findings, **asdict(report)}, *sentences(report))
    return WRONG if report.findings else 0


@verify_group.command(cls=BilingualCommand, short_help="核对一个事件的证明 / Check the proof of an event.")
@click.argument("file", type=THERE)
@key_option
@spoken
def proof(output: Output, file: Path, keys: tuple[Path, ...]) -> int:
    """核对 chayici log prove 的证明，不需要事件库；不成立则退出码 1。

    Check what chayici log prove wrote, without any store; exit 1 if it does not hold.

    \b
    例 / Example:
      chayici verify proof proof.json --key log.key.pub
    """
    from api.log.key_file import read_public_keys
    from api.log.proof_file import read_proof
    from projections.proof.proofs import InclusionProof, check_inclusion

    given, public = read_proof(file, InclusionProof), read_public_keys(keys)
    name = f"{given.stream} {given.version} {given.topic}"
    return _verdict(
        output,
        lambda: [check_inclusion(given, public)],
        f"第 {given.position} 号事件 ({name}) 在记录里 / event {given.position} ({name}) is in the log",
        bool(keys),
    )


@verify_group.command(cls=BilingualCommand, short_help="核对记录的延续 / Check that a log continues another.")
@click.argument("file", type=THERE)
@key_option
@spoken
def consistency(output: Output, file: Path, keys: tuple[Path, ...]) -> int:
    """核对 chayici log consistency 的证明，不需要事件库；不成立则退出码 1。

    Check what chayici log consistency wrote, without any store; exit 1 if it does not hold.

    \b
    例 / Example:
      chayici verify consistency proof.json --key log.key.pub
    """
    from api.log.key_file import read_public_keys
    from api.log.proof_file import read_proof
    from projections.proof.proofs import ConsistencyProof, check_consistency

    given, public = read_proof(file, ConsistencyProof), read_public_keys(keys)
    return _verdict(
        output,
        lambda: [*check_consistency(given, public)],
        "新记录是旧记录的延续 / the newer log continues the older one",
        bool(keys),
    )


def _verdict(output: Output, check: Callable[[], list[TreeHead]], holds: str, signed: bool) -> int:
    """Say whether a proof holds, of which heads, and whether anybody answers for them."""
    from projections.proof.proofs import ProofFails

    try:
        heads = check()
    except ProofFails as failure:
        output.result(
            {"holds": False, "reason": {"zh": failure.zh, "en": failure.en}}, f"不成立 / does not hold: {failure}"
        )
        return WRONG
    said = [f"{head.size} 个事件的链头 / the head of {head.size} event(s): {head.root}" for head in heads]
    note = [] if signed else ["没有核对签名 (--key) / no signature was checked (--key)"]
    output.result({"holds": True, "signed": signed, "heads": [asdict(head) for head in heads]}, holds, *said, *note)
    return 0
