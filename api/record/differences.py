"""Where a registry differs from what is recorded: rows of both pass by one another, by ascending id."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any, NamedTuple

from projections.models.registry import RegistryEntry

TOGETHER = 1_000
"""Rows whose aggregates are read at once."""


class Difference(NamedTuple):
    """A row that is not recorded so, with its facts; None: it is no longer listed. `known`: it was listed once."""

    id: str
    facts: Any
    known: bool


def differences(
    known: Iterator[RegistryEntry],
    wanted: Iterator[tuple[str, Any]],
    is_recorded: Callable[[RegistryEntry, Any], bool],
) -> Iterator[Difference]:
    """The rows that differ, by ascending id; `is_recorded` compares a row that both have."""
    entry = next(known, None)
    for id, facts in wanted:
        while entry is not None and entry.id < id:
            yield from _gone(entry)
            entry = next(known, None)
        if entry is None or entry.id != id:
            yield Difference(id, facts, known=False)
            continue
        if not is_recorded(entry, facts):
            yield Difference(id, facts, known=True)
        entry = next(known, None)
    if entry is not None:
        yield from _gone(entry)
    for entry in known:
        yield from _gone(entry)


def together(found: Iterator[Difference], size: int = TOGETHER) -> Iterator[list[Difference]]:
    """The same in groups of at most `size`."""
    while group := list(islice(found, size)):
        yield group


def _gone(entry: RegistryEntry) -> Iterable[Difference]:
    return () if entry.facts is None else (Difference(entry.id, None, known=True),)
