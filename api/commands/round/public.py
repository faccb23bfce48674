"""`chayici round notice|proof`: what the public may see now, and what an enterprise may be given."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from api.bilingual import BilingualCommand
from api.commands.options import as_given, store_option
from api.commands.round.step import round_argument, walking
from api.output import Output, spoken
from domain.aggregates.stages import DISCLOSED

out_option = click.option(
    "--out", type=click.Path(path_type=Path), metavar="FILE", help="JSON 写到哪里 / Where the JSON goes."
)
HAND_OVER = "表明该企业被抽中：上门之后再交给企业 / it tells of a visit: hand it over when the visit is made"


@click.command(cls=BilingualCommand, short_help="现在可以公布的内容 / What the public may see now.")
@round_argument
@out_option
@store_option
@spoken
def notice(output: Output, round_id: str, out: Path | None, store: str) -> int:
    """现在可以公布的内容：摘要、承诺、种子来源和结果、证据、重新抽取的次数和理由。不含企业、日期、人员和种子。

    What the public may see now: digests, commitments, sources and outcomes with their evidence, how often and why the
    draw was repeated. No enterprise, day, officer or seed before the secret is disclosed.

    \b
    例 / Example:
      chayici round notice 2027Q1 --out notice.json
    """
    from api.ceremony.notice import is_notice, notice_lines, notice_of
    from api.ceremony.on_record import RoundOnRecord

    with walking(store, "round notice", round_id) as (record, _):
        told = notice_of(RoundOnRecord(record, round_id))
    if out is not None:
        _write(told, out, is_notice)
    output.result(told, *notice_lines(told))
    return 0


@click.command(cls=BilingualCommand, short_help="给企业的证明 / An enterprise's proof.")
@round_argument
@click.argument("enterprise", metavar="ENTERPRISE", callback=as_given)
@out_option
@store_option
@spoken
def proof(output: Output, round_id: str, enterprise: str, out: Path | None, store: str) -> int:
    """证明企业的每一行从一开始就在封存的清单里：python3 verify.py --proof FILE 算出的根与公告相同。

    Prove that every row of an enterprise was in the sealed lists from the start: the root that
    python3 verify.py --proof FILE computes is the one in the notice.

    \b
    例 / Example:
      chayici round proof 2027Q1 91330106MA2800012X --out proof.json
    """
    from api.ceremony.on_record import RoundOnRecord
    from api.ceremony.proof import are_proofs, proofs_of

    with walking(store, "round proof", round_id) as (record, _):
        on = RoundOnRecord(record, round_id)
        proofs = [each._asdict() for each in proofs_of(on, enterprise)]
    if out is not None:
        _write(proofs, out, are_proofs)
    rows = [f"{each['file']}: {each['line']}\n  {each['root']}" for each in proofs]
    warned = [HAND_OVER] * (on.round.stage != DISCLOSED)
    output.result({"round": round_id, "enterprise": enterprise, "proofs": proofs}, *rows, *warned)
    return 0


def _write(value: object, out: Path, may_replace: Callable[[Any], bool]) -> None:
    """Write JSON, over nothing but JSON of the same kind."""
    from api.delivery import whole_file

    def is_of_the_kind(place: Path) -> bool:
        try:
            return may_replace(json.loads(place.read_bytes()))
        except (OSError, ValueError):
            return False

    with whole_file(out, may_replace=is_of_the_kind) as place:
        place.write_text(f"{json.dumps(value, ensure_ascii=False, indent=2)}\n", encoding="utf-8", newline="\n")
