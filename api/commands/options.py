"""Options that several commands share."""

from __future__ import annotations

import click

STORE = "chayici.db"


def as_given(context: click.Context, option: click.Parameter, seed: str) -> str:
    """A seed is taken as given; only what UTF-8 cannot write has no ticket."""
    try:
        seed.encode()
    except UnicodeEncodeError:
        raise click.BadParameter("the seed is not valid UTF-8", context, option) from None
    return seed


store_option = click.option(
    "--store", default=STORE, show_default=True, metavar="URL", help="事件库：文件或 URL / The store: a file or a URL."
)
