"""What a command says on stdout: a table or sentences for people, JSON for machines, nothing when quiet."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Concatenate, ParamSpec

import click
from rich.console import Console, RenderableType

P = ParamSpec("P")


def _as_text(value: object) -> str:
    """A moment as in every other answer (RFC 3339), whatever else there is as it calls itself."""
    return value.isoformat().replace("+00:00", "Z") if isinstance(value, datetime) else str(value)


@dataclass(frozen=True, slots=True)
class Output:
    """Where a result goes, as `--quiet` and `--json` say. Progress goes to stderr, only when a person is watching."""

    quiet: bool = False
    as_json: bool = False

    def result(self, value: Mapping[str, object], *shown: RenderableType) -> None:
        """Say the result once: as JSON, or as it is shown to people, or not at all."""
        if self.as_json:
            utf8 = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
            click.echo(json.dumps(value, ensure_ascii=not utf8, indent=2, default=_as_text))
        elif not self.quiet:
            console = Console(highlight=False, markup=False, emoji=False, soft_wrap=True)
            for part in shown:
                console.print(part)


def spoken(command: Callable[Concatenate[Output, P], int]) -> Callable[P, int]:
    """Give a command `--quiet` and `--json`, and an `Output` made of them as its first argument."""

    @click.option("--quiet", is_flag=True, help="只报错误 / Say nothing but errors.")
    @click.option("--json", "as_json", is_flag=True, help="结果以 JSON 输出 / Print the result as JSON.")
    @wraps(command)
    def with_output(*args: P.args, **options: P.kwargs) -> int:
        output = Output(bool(options.pop("quiet")), bool(options.pop("as_json")))
        return command(output, *args, **options)

    return with_output
