"""`chayici sample`: a made-up district to try things on."""

from __future__ import annotations

from pathlib import Path

import click

from api.bilingual import BilingualCommand
from api.output import Output, spoken
from api.progress import watching

SIZES = ("small", "district", "city")


@click.command(cls=BilingualCommand, short_help="生成一个虚构的区 / Make up a district to try things on.")
@click.option(
    "--size", type=click.Choice(SIZES), required=True, help="2,000 / 100,000 / 1,000,000 家企业 / enterprises."
)
@click.option("--seed", type=int, required=True, metavar="N", help="同一数字得同一名录 / Same number, same bytes.")
@click.option("--out", type=click.Path(path_type=Path), required=True, metavar="REGISTRY", help="写到哪里 / Where to.")
@click.option("--year", type=click.IntRange(2000, 2099), metavar="YYYY", default=2027, help="年份 / Year. [2027]")
@spoken
def sample(output: Output, size: str, seed: int, out: Path, year: int) -> int:
    """生成一个虚构的区：企业、部门、人员、事项、场景，各表齐全。

    Make up a district: enterprises, departments, officers, matters, scenes; every table filled.

    \b
    例 / Example:
      chayici sample --size small --seed 1 --out district
    """
    from api.sample import write_sample

    with watching(quiet=output.quiet) as stages:
        rows = write_sample(size, seed, out, year=year, progress=stages)
    result = {"out": str(out), "size": size, "seed": seed, "year": year, "rows": rows}
    output.result(result, f"已生成 / made {out}: " + ", ".join(f"{name} {count:,}" for name, count in rows.items()))
    return 0
