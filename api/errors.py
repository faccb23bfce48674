"""Turns whatever a user can cause into sentences, Chinese first; anything else is a bug and keeps its traceback."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import click
from click import exceptions as wrong

from domain.refusals import FaultyFolder, Refusal

REFUSED, INTERNAL = 2, 3


class BrokenPlan(Exception):
    """The planner made a plan that breaks a rule: a fault of the product, not of the folder. Nothing was stored."""

    def __init__(self, violations: Sequence[str]) -> None:
        super().__init__(*violations)
        self.violations = tuple(violations)


USAGE = (
    (wrong.NoSuchOption, "没有这个选项"),
    (wrong.NoSuchCommand, "没有这个命令"),
    (wrong.MissingParameter, "缺少参数"),
    (wrong.BadParameter, "参数不合要求"),
    (wrong.UsageError, "用法不对"),
)

STORE_ERRORS = {"sqlalchemy.exc": "SQLAlchemyError", "eventsourcing.persistence": "PersistenceError"}
"""Module → the base of the errors by which a store says that it cannot be used."""


def status_of(error: Exception) -> int:
    """The exit status that an error which `sentences` can tell ends in."""
    return INTERNAL if isinstance(error, BrokenPlan) else REFUSED


def sentences(error: Exception) -> list[str]:
    """What to say about an error: one sentence, then faults or violations one by one; nothing for a bug."""
    if isinstance(error, BrokenPlan):
        return [
            "内部错误：计划未通过核对，没有记录 / internal error: the plan fails its own check; nothing was stored",
            *error.violations,
        ]
    if isinstance(error, FaultyFolder):
        return [str(error), *map(str, error.faults)]
    if isinstance(error, Refusal):
        return [str(error)]
    if isinstance(error, click.ClickException):
        return [_usage(error)]
    if isinstance(error, OSError):
        return [f"无法读写 {error.filename or ''} / cannot read or write: {error.strerror or error}"]
    return _of_an_event(error) or _of_the_store(error)


def _usage(error: click.ClickException) -> str:
    zh = next((zh for kind, zh in USAGE if isinstance(error, kind)), "无法执行")
    en = " ".join(error.format_message().split()).rstrip(".")
    return f"{zh} / {en}; see chayici --help"


def _of_an_event(error: Exception) -> list[str]:
    """Stored bytes that are no event; `MapperDeserialisationError` says which."""
    library = sys.modules.get("eventsourcing.persistence")
    if library is None or not isinstance(error, library.MapperDeserialisationError):
        return []
    return [
        f"事件库中有一个事件已损坏 ({error})；请运行 chayici verify log 查验，chayici restore 可从备份恢复 / "
        f"an event in the store is damaged ({error}); chayici verify log names every such place, "
        "chayici restore brings back a backup"
    ]


def _of_the_store(error: Exception) -> list[str]:
    """A store that is out of reach, in use or damaged; the libraries are asked only if somebody has loaded them."""
    for module, kind in STORE_ERRORS.items():
        if (library := sys.modules.get(module)) and isinstance(error, getattr(library, kind)):
            from projections.troubles import trouble

            if known := trouble(error):
                return [f"事件库{known.zh} / the store {known.en}"]
            cause = " ".join(str(getattr(error, "orig", None) or error).split())
            return [f"无法使用事件库 / the store cannot be used: {cause}"]
    return []
