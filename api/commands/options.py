"""Options that several commands share."""

from __future__ import annotations

import click

STORE = "chayici.db"


class SeedText(click.ParamType):
    """A seed is taken as given; only what UTF-8 cannot write has no ticket."""

    name = "text"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        try:
            value.encode()
        except UnicodeEncodeError:
            self.fail("the seed is not valid UTF-8", param, ctx)
        return value


store_option = click.option(
    "--store", default=STORE, show_default=True, metavar="URL", help="事件库：文件或 URL / The store: a file or a URL."
)
