"""`chayici demo`: a small made-up district, planned and checked end to end."""

from __future__ import annotations

from itertools import count
from pathlib import Path
from shlex import quote

import click

from api.bilingual import BilingualCommand
from api.commands.options import STORE
from api.delivery import whole_folder
from api.output import Output, spoken
from api.progress import watching
from domain.calendar import FOLDER

REGISTRY, PLAN = "registry", "plan"
YEAR, SEED, OFFICER_SEED = 2027, "dice 4 1 6 2", "dice 3 3 5 1"


def fresh_place() -> Path:
    """`chayici-demo` in the working folder, or the first such name with a number that is not there yet."""
    names = (Path("chayici-demo" + (f"-{n}" if n > 1 else "")) for n in count(1))
    return next(name for name in names if not name.exists())


@click.command(cls=BilingualCommand, short_help="试一遍 / Try it all on a small made-up district.")
@click.option("--out", type=click.Path(path_type=Path), metavar="FOLDER", help="放在哪里 / Where. [chayici-demo]")
@spoken
def demo(output: Output, out: Path | None) -> int:
    """虚构一个小区县，排一个季度的计划并核对，结果都放进一个目录。

    Make up a small district, plan a quarter of it and check the plan; everything goes into one folder.

    \b
    例 / Example:
      chayici demo
    """
    from api.commands.check import violations_of
    from api.errors import BrokenPlan
    from api.rounds import Order, plan_and_record
    from api.sample import write_sample
    from api.summary import table

    place = out or fresh_place()
    with whole_folder(place) as folder, watching(quiet=output.quiet) as stages:
        registry, plan = folder / REGISTRY, folder / PLAN
        write_sample("small", 1, registry, year=YEAR, progress=stages)
        store = str(folder / STORE)
        summary = plan_and_record(Order(registry, f"{YEAR}Q1", SEED, OFFICER_SEED, FOLDER, plan, store), stages)
        if violations := violations_of(registry, plan):
            raise BrokenPlan(list(map(str, violations)))
    output.result(
        {**summary, "out": str(place)},
        table(summary),
        f"名录、计划和事件库 / registry, plan and store: {place}",
        f"自己核对 / check it yourself: chayici check {quote(str(place / REGISTRY))} {quote(str(place / PLAN))}",
    )
    return 0
