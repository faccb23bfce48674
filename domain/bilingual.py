"""Text in both languages: "中文 / English"."""

from __future__ import annotations

from typing import NamedTuple


class Halves(NamedTuple):
    """The same in Chinese and in English."""

    zh: str
    en: str


def halves(text: str) -> Halves:
    """The two halves of "中文 / English"; text of one half, or one that cannot be parted, stands for both.

    A text within it may itself be bilingual: then it stands in both halves, and the middle stroke parts them.

    >>> halves("停业 / closed for good")
    Halves(zh='停业', en='closed for good')
    >>> halves("病假")
    Halves(zh='病假', en='病假')
    """
    parts = text.split(" / ")
    if len(parts) % 2:
        return Halves(text, text)
    middle = len(parts) // 2
    return Halves(" / ".join(parts[:middle]), " / ".join(parts[middle:]))
