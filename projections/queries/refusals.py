"""What a question is refused for: nobody knows what was asked about, or it cannot be sorted or counted so."""

from __future__ import annotations

from collections.abc import Iterable

from domain.refusals import UsageRefusal


class NothingRecorded(UsageRefusal):
    """The question is about an enterprise, a round or an officer of whom nothing was recorded by then."""


def no_enterprise(id: str) -> NothingRecorded:
    """Nothing is recorded of an enterprise."""
    return NothingRecorded(f"没有企业 {id} 的记录", f"nothing is recorded of an enterprise {id}")


def no_round(id: str) -> NothingRecorded:
    """Nothing is recorded of a round."""
    return NothingRecorded(f"没有轮次 {id} 的记录", f"nothing is recorded of a round {id}")


def unknown_word(what_zh: str, what_en: str, given: str, allowed: Iterable[str]) -> UsageRefusal:
    """A word that is none of those allowed."""
    names = ", ".join(allowed)
    return UsageRefusal(f"没有{what_zh}“{given}”；可用 {names}", f"there is no {what_en} “{given}”; there are {names}")
