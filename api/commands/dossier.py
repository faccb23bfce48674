"""`chayici dossier`: everything that a stranger needs to check a round, in one zip."""

from __future__ import annotations

from pathlib import Path

import click

from api.bilingual import BilingualCommand
from api.commands.options import as_given, store_option
from api.output import Output, spoken

CONFIDENTIAL = (
    "内含密钥和未告知的检查，密钥启封之前须保密 / it has the secret and the unannounced visits: "
    "confidential until the secret is disclosed"
)
NO_CEREMONY = (
    "本轮没有仪式：种子由经办机关给出；检查完成之前请勿外传 / the seeds came without a ceremony; "
    "hand it out only when the visits are done"
)


@click.command(cls=BilingualCommand, short_help="导出一轮的卷宗 / Write the dossier of a round.")
@click.argument("round_id", metavar="ROUND", callback=as_given)
@click.option("--out", type=click.Path(path_type=Path), required=True, metavar="FILE.zip", help="写到哪里 / Where to.")
@store_option
@spoken
def dossier(output: Output, round_id: str, out: Path, store: str) -> int:
    """把一轮的名录、种子、每一步、方案和核验程序装进一个压缩包，谁都可以用它重算一遍。

    Put the lists, the seeds, every step, the plan and the verifier of a round into one zip, with which anybody can work
    it all out anew: python3 verify.py FILE.zip

    \b
    例 / Example:
      chayici dossier 2027Q1 --out 2027Q1.zip
    """
    from api.dossier.writing import write_dossier

    written = write_dossier(store, round_id, out)
    notes = [note for held, note in ((written.confidential, CONFIDENTIAL), (not written.ceremony, NO_CEREMONY)) if held]
    lines = [f"卷宗 / dossier: {out}", f"SHA-256: {written.digest}", *notes]
    output.result({"round": round_id, "out": str(out), **written._asdict()}, *lines)
    return 0
