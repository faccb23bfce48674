"""`chayici explain`: why a visit is as it is."""

from __future__ import annotations

import click

from api.bilingual import BilingualCommand
from api.commands.options import as_given, as_of_option, store_option
from api.output import Output, spoken


@click.command(cls=BilingualCommand, short_help="解释一次上门 / Tell why a visit is as it is.")
@click.argument("visit", metavar="VISIT", callback=as_given)
@click.option("--round", "round_id", required=True, callback=as_given, metavar="YYYYQn", help="轮次 / The round.")
@as_of_option
@store_option
@spoken
def explain(output: Output, visit: str, round_id: str, as_of: str | None, store: str) -> int:
    """为何查这一户、为何这一天、为何这几人：从比例、号码到跳过理由，逐句注明事件号。

    Why this enterprise, this day, these officers: from ratio to ticket to skip, each sentence with its event.

    \b
    例 / Example:
      chayici explain V00001 --round 2027Q1
    """
    from dataclasses import asdict

    from api.reading.explain import explained
    from api.reading.explain_told import told
    from api.record.store import open_record
    from projections.models.catalogue import JOURNAL
    from projections.queries.moments import asked

    with open_record(store, must_exist=True) as record:
        position = None
        if as_of is not None:
            with record.as_of(None, (JOURNAL,)) as at:
                position = asked(at, as_of)
        why = explained(record, round_id, visit, position)
    output.result(asdict(why), *(f"{said.zh} / {said.en}" for said in told(why)))
    return 0
