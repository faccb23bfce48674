"""What a question is refused for: nobody knows what was asked about, or it cannot be sorted or counted so."""

from __future__ import annotations

from collections.abc import Iterable

from domain.refusals import UsageRefusal


class NothingRecorded(UsageRefusal):
    """The question is about an enterprise, a round or an officer of whom nothing was recorded by then."""


class NoSuchEvent(UsageRefusal):
    """The question is about an event at which the record has not arrived."""


def no_event(position: int, last: int) -> NoSuchEvent:
    """There is no event of this number yet."""
    return NoSuchEvent(
        f"没有第 {position} 号事件；最后一个是第 {last} 号", f"there is no event {position}; the last is event {last}"
    )


def turned_round(since: int, until: int) -> UsageRefusal:
    """A span of events that begins after its end, or ends where there is none yet."""
    return UsageRefusal(
        f"起点不得晚于终点，终点须已有事件（所给为 {since} 至 {until}）",
        f"from an event to a later one that is there; given were {since} and {until}",
    )


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
