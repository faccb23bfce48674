"""Puts a run's tables where a document quotes them: between `<!-- NAME -->` and `<!-- end of NAME -->`."""

from __future__ import annotations

from pathlib import Path

import click


def told(text: str, name: str, document: Path | None) -> None:
    """Print a text, and quote it in a document if there is one."""
    click.echo(f"{text}\n")
    if document is not None:
        before = document.read_text(encoding="utf-8")
        document.write_text(quoted(before, name, text), encoding="utf-8")


def quoted(document: str, name: str, text: str) -> str:
    """The document with the text instead of what stood there.

    Raises:
        ValueError: the document has no place of this name.
    """
    begin, end = f"<!-- {name} -->\n", f"<!-- end of {name} -->"
    before, opened, rest = document.partition(begin)
    _, closed, after = rest.partition(end)
    if not opened or not closed:
        raise ValueError(f"the document has no place for {name}: {begin.strip()} … {end}")
    return f"{before}{begin}\n{text}\n\n{end}{after}"
