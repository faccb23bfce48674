"""What the commands of a round share: the round they are about, the record, and how a step that was taken is told."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from api.commands.options import as_given
from api.output import Output

if TYPE_CHECKING:
    from rich.console import RenderableType

    from api.ceremony.steps import Taken
    from api.record.store import Record
    from domain.aggregates.base import Attribution

round_argument = click.argument("round_id", metavar="ROUND", callback=as_given)
secret_option = click.option(
    "--secret",
    "secret_file",
    type=click.Path(path_type=Path),
    required=True,
    metavar="FILE",
    help="密钥文件，由 seal 写出 / The secret that seal wrote.",
)


class Walk(NamedTuple):
    """The open record, and who takes the step, when and by which command."""

    record: Record
    by: Attribution


@contextmanager
def walking(store: str, command: str, round_id: str, *, must_exist: bool = True) -> Iterator[Walk]:
    """Open the record for one step of a round; `command` as typed: `round seal`, `replan`.

    Raises:
        UnknownQuarter: that is no quarter; no store is made then.
        UsageRefusal: there is no store.
    """
    from api.attribution import attribution
    from api.record.store import open_record
    from domain.calendar import Quarter

    Quarter.parse(round_id)
    with open_record(store, must_exist=must_exist) as record:
        yield Walk(record, attribution(command, round_id))


def tell(output: Output, taken: Taken, *more: RenderableType, **facts: object) -> None:
    """Say what a step recorded, and what comes next."""
    from api.ceremony.next_step import next_step
    from api.ceremony.status import STEPS, coming, next_line, told

    said = [told(event) for event in taken.events if isinstance(event, tuple(STEPS))]
    following = coming(next_step(taken.round))
    value = {
        "round": taken.round.bare_id,
        "stage": taken.round.stage,
        "recorded": len(taken.events),
        "said": [sentence._asdict() for sentence in said],
        **facts,
        "next": following,
    }
    output.result(value, *(f"{zh} / {en}" for zh, en in said), *more, next_line(following))
