"""A sentence, the same in Chinese and in English."""

from __future__ import annotations

from typing import NamedTuple

from domain.aggregates.base import DomainEvent
from domain.aggregates.personal import FORGOTTEN
from domain.bilingual import halves


class Sentence(NamedTuple):
    """The same in Chinese and in English."""

    zh: str
    en: str


def with_cause(zh: str, en: str, cause: str) -> Sentence:
    """A sentence with its cause in brackets, if one is given."""
    why = halves(cause)
    if cause == FORGOTTEN:
        return Sentence(f"{zh}{why.zh}", f"{en} {why.en}")
    return Sentence(f"{zh}（{why.zh}）", f"{en} ({why.en})") if cause else Sentence(zh, en)


def as_told(text: str) -> Sentence:
    """A text that is the same in both languages, unless it tells of somebody who is forgotten."""
    return Sentence(*halves(text)) if text == FORGOTTEN else Sentence(text, text)


def part_of(event: DomainEvent) -> Sentence:
    """Which part of a long list an event is; nothing if it is the whole."""
    part, parts = getattr(event, "part", 1), getattr(event, "parts", 1)
    return Sentence("", "") if parts == 1 else Sentence(f"（{part}/{parts}）", f" ({part}/{parts})")
