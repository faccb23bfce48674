"""The unified social credit code (统一社会信用代码), GB 32100-2015: 18 characters, the last one a check character."""

from __future__ import annotations

import re
from operator import mul

CODE_CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""Digits and capitals without I, O, S, V and Z."""
_VALUES = bytes(max(CODE_CHARACTERS.find(chr(code)), 0) for code in range(256))
_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
_SHAPED = re.compile(rf"[{CODE_CHARACTERS}]{{18}}")
# Registering authority, category, six digits of the administrative division, nine of the organisation, check
# character; with the letters that no code has wherever a hand may have put them.
_MISWRITTEN = re.compile(r"[1-9ANYIOSVZ][0-9A-Z][0-9IOSVZ]{6}[0-9A-Z]{10}", re.ASCII | re.IGNORECASE)


def check_character(body: str) -> str:
    """The 18th character of a code from its first 17 (GB 32100-2015, section 5.1).

    >>> check_character("91350100M000100Y4")
    '3'
    """
    total = sum(map(mul, body.encode().translate(_VALUES), _WEIGHTS))
    return CODE_CHARACTERS[-total % 31]


def is_right(identifier: str) -> bool:
    """Whether an id is a credit code with the right check character."""
    return _SHAPED.fullmatch(identifier) is not None and identifier[17] == check_character(identifier[:17])


def fault_in(identifier: str) -> tuple[str, str] | None:
    """What is wrong with an id as a credit code, in Chinese and English; None for a right code and for any other id.

    An id is taken for a code when it has 18 characters of the code's alphabet, or the code's structure with letters
    that no code has (I, O, S, V, Z, small letters).
    """
    if is_right(identifier):
        return None
    if _SHAPED.fullmatch(identifier):
        expected = check_character(identifier[:17])
        return (
            f"统一社会信用代码的校验码应为 {expected}（GB 32100-2015）",
            f"the check character of this credit code must be {expected} (GB 32100-2015)",
        )
    if not _MISWRITTEN.fullmatch(identifier):
        return None
    wrong = " ".join(dict.fromkeys(character for character in identifier if character not in CODE_CHARACTERS))
    return (
        f"统一社会信用代码只用数字和大写字母，不用 I O S V Z（GB 32100-2015），此处有 {wrong}",
        f"a credit code has digits and capitals except I O S V Z (GB 32100-2015), not {wrong}",
    )
