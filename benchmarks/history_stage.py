"""`python -m benchmarks.history_stage STAGE URL FOLDER`: one stage of the benchmark of history, in this process."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import click

from benchmarks.history_reading import ask, prove, replay, verify
from benchmarks.history_rows import Row
from benchmarks.history_writing import append, backup, imports, read, rebuild

STAGES: Mapping[str, Callable[[str, Path], Iterator[Row]]] = {
    "read": read,
    "append": append,
    "import": imports,
    "replay": replay,
    "rebuild": rebuild,
    "as of": ask,
    "proof": prove,
    "verify": verify,
    "backup": backup,
}
"""In this order; `append` has a store of its own, and `read` needs none."""


@click.command()
@click.argument("stage", type=click.Choice(list(STAGES)))
@click.argument("url")
@click.argument("folder", type=click.Path(exists=True, path_type=Path))
def main(stage: str, url: str, folder: Path) -> None:
    """Print the rows of one stage as JSON."""
    click.echo(json.dumps(list(STAGES[stage](url, folder))))


if __name__ == "__main__":
    main()
