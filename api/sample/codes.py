"""Made-up unified social credit codes (统一社会信用代码) that are valid by their check characters."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from operator import mul
from random import Random

from domain.folder.credit_code import CODE_CHARACTERS, check_character

COMPANY, HOUSEHOLD, COOPERATIVE = "91", "92", "93"
"""Registered by market regulation (9) as an enterprise, a household business or a farmers' cooperative."""
_VALUES = {character: value for value, character in enumerate("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")}
_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_TRIPLES = ["".join(triple) for triple in product(CODE_CHARACTERS, repeat=3)]


def organisation_check(body: str) -> str:
    """The ninth character of an organisation code from its first eight (GB 11714-1997).

    >>> organisation_check("D2143569")
    'X'
    """
    rest = sum(map(mul, map(_VALUES.__getitem__, body), _WEIGHTS)) % 11
    return "0X987654321"[rest]


def credit_code(registration: str, division: int, body: str) -> str:
    """A code from its registration (91 92 93), division (six digits) and the organisation's eight characters."""
    first = f"{registration}{division:06d}{body}{organisation_check(body)}"
    return first + check_character(first)


def bodies(random: Random) -> Callable[[int, bool], str]:
    """Eight characters for the n-th organisation, never the same twice: digits before 2015, `MA…` since."""
    digits, letters = 10**8, len(_TRIPLES) ** 2
    starts = random.randrange(digits), random.randrange(letters)
    # Steps that share no factor with 10 and 31 visit every number once before they repeat.
    steps = 10 * random.randrange(10**6) + 7, 31 * random.randrange(10**6) + 5

    def body(number: int, old: bool) -> str:
        if old:
            return f"{(starts[0] + steps[0] * number) % digits:08d}"
        high, low = divmod((starts[1] + steps[1] * number) % letters, len(_TRIPLES))
        return f"MA{_TRIPLES[high]}{_TRIPLES[low]}"

    return body
