"""`chayici rebuild`: what is read of a store is built anew from its events, and compared if asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from api.bilingual import BilingualCommand
from api.commands.options import store_option
from api.output import Output, spoken

if TYPE_CHECKING:
    from projections.models.comparing import Difference
    from projections.models.read_model import ReadModel
    from projections.models.rebuild import Rebuilt

DIFFERENT = 1


@click.command(cls=BilingualCommand, short_help="重建读模型 / Build the read models anew from the events.")
@click.argument("model", metavar="[MODEL]", required=False)
@click.option(
    "--compare", is_flag=True, help="与现有的逐行比较；有差异则退出码为 1 / Compare row by row; exit 1 if any differs."
)
@store_option
@spoken
def rebuild(output: Output, model: str | None, compare: bool, store: str) -> int:
    """由事件重建读模型（不写 MODEL 则全部）：新旧并存，建成后一次换上，读者不受影响；中断后再运行即接着建。

    Build the read models anew from the events (all of them without MODEL): beside those that are read, which stay
    readable until the new ones take their place at once. Interrupted, it goes on where it was when run again.

    \b
    例 / Example:
      chayici rebuild --compare --store chayici.db
    """
    from api.progress import watching
    from projections.models.rebuild import rebuild as rebuilt
    from projections.store import open_store

    models = _models(model)
    with open_store(store, must_exist=True) as opened, watching(quiet=output.quiet) as progress:
        done = rebuilt(opened, models, compare=compare, progress=progress)
    output.result({"models": [asdict(one) for one in done]}, *(line for one in done for line in _told(one, compare)))
    return DIFFERENT if any(one.differences for one in done) else 0


def _models(name: str | None) -> list[ReadModel]:
    from domain.refusals import UsageRefusal
    from projections.models.catalogue import CATALOGUE, ON_REQUEST

    if name is None:
        return list(CATALOGUE.values())
    if name not in (known := {**CATALOGUE, **ON_REQUEST}):
        names = ", ".join(known)
        raise UsageRefusal(f"没有读模型“{name}”，只有 {names}", f"there is no read model “{name}”; there are {names}")
    return [known[name]]


def _told(one: Rebuilt, compare: bool) -> Iterator[str]:
    zh, en = (
        f"{one.model} 已由前 {one.position} 个事件重建",
        f"{one.model} was rebuilt from the first {one.position} events",
    )
    if not compare:
        yield f"{zh} / {en}"
    elif one.differences is None:
        yield f"{zh}，此前没有可比的 / {en}; there was nothing to compare with"
    elif not one.differences:
        yield f"{zh}，与此前逐行相同 / {en}, row by row as it was before"
    else:
        yield f"{zh}，与此前不同，现以重建的为准 / {en}, differs from what was read before, and is read from now on"
        yield from map(_difference, one.differences)


def _difference(of: Difference) -> str:
    key = ", ".join(f"{name} {value}" for name, value in of.key.items())
    return f"  {of.table} [{key}]\n    此前 / before: {_row(of.read)}\n    重建 / rebuilt: {_row(of.rebuilt)}"


def _row(row: object) -> str:
    return "—" if row is None else str(row)
