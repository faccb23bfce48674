"""The public events whose outcomes become seeds, as they are named on the command line."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from domain.aggregates.ceremony import BEACON, DICE, SeedSource
from domain.refusals import UsageRefusal

Given = tuple[str | None, str | None, int | None]
"""What was given of `Written`."""
NOTHING: Given = (None, None, None)
BEACON_PATTERN, BEACON_OUTCOMES = "[0-9a-f]{128}", 2**512
BEACON_WRITTEN = "信标该轮的输出值，128 位小写十六进制 / the round's output value, 128 lower-case hex digits"


class Written(NamedTuple):
    """How an outcome is written as text: the sentence, the pattern it matches, how many outcomes are possible."""

    written: str
    pattern: str
    outcomes: int


def named_source(
    kind: str, event: str, due: str, *, dice: int | None, written: str | None, pattern: str | None, outcomes: int | None
) -> SeedSource:
    """A source as its options say it.

    Raises:
        UsageRefusal: options that do not go together, or a due moment that is none.
    """
    given = written, pattern, outcomes
    form = _form(kind, given) if dice is None else _thrown(kind, dice, given)
    return SeedSource(kind=kind, event=event, due=moment_of(due), **form._asdict())


def moment_of(text: str) -> datetime:
    """A moment as ISO 8601 writes it, with its offset: `2027-01-04T10:00+08:00`.

    Raises:
        UsageRefusal: it is no moment, or has no offset and so would be another one elsewhere.
    """
    try:
        due = datetime.fromisoformat(text)
    except ValueError:
        due = None
    if due is None or due.utcoffset() is None:
        raise UsageRefusal(
            f"“{text}”不是带时差的时刻，应写作 2027-01-04T10:00+08:00",
            f"“{text}” is no moment with an offset; write 2027-01-04T10:00+08:00",
        )
    return due


def _form(kind: str, given: Given) -> Written:
    if kind == BEACON and given == NOTHING:
        return Written(BEACON_WRITTEN, BEACON_PATTERN, BEACON_OUTCOMES)
    written, pattern, outcomes = given
    if written is None or pattern is None or outcomes is None:
        raise UsageRefusal(
            "须一并给出 --written、--pattern、--outcomes：结果如何写、须匹配的格式、有多少种可能；六面骰子只须 --dice",
            "give --written, --pattern and --outcomes together: how an outcome is written, what it matches, how many "
            "are possible; for dice with six sides --dice is enough",
        )
    return Written(written, pattern, outcomes)


def _thrown(kind: str, dice: int, given: Given) -> Written:
    if kind != DICE or given != NOTHING:
        raise UsageRefusal(
            "--dice 只用于掷骰，且不与 --written、--pattern、--outcomes 同用",
            "--dice is for dice alone, and without --written, --pattern and --outcomes",
        )
    sentence = f"{dice} 颗骰子按掷出的先后，以空格分隔 / {dice} dice in the order thrown, joined by spaces"
    return Written(sentence, f"[1-6]( [1-6]){{{dice - 1}}}", 6**dice)
