"""What a ceremony is made of: sealed lists, a source of a seed named before it exists, evidence; and what it demands.

A seed is a public outcome, `/`, and a secret of which nothing but the SHA-256 is known before: the office cannot choose
the outcome, the public cannot compute the draw. Who knows the secret may try seeds, so outcomes must be many.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta, timezone
from hashlib import sha256
from typing import Generic, NamedTuple, Self, TypeVar

import msgspec

from domain.draw.changes import ABSENT, CLOSED, DECLINED, GONE, MOVED, REFUSES, Change
from domain.registry import DUE_KINDS, Policy

ENTERPRISES, OFFICERS = "enterprises", "officers"
"""The two draws, each with a seed of its own."""

DICE, LOTTERY, BEACON = "dice", "lottery", "beacon"
FEWEST_OUTCOMES = 1_000_000
LONGEST_WAIT = timedelta(days=366)
"""From the naming of a source to its hour: a year mistyped would leave the round waiting for good."""
BEIJING = timezone(timedelta(hours=8))
T = TypeVar("T")


class RoundPolicy(msgspec.Struct, frozen=True):
    """The settings of `policy.toml`, every one resolved; `max_load_lead` as an exact fraction's text."""

    slots: tuple[str, ...]
    inspectors_per_department: int
    max_departments_per_visit: int
    max_people_per_visit: int
    min_days_between_visits: int
    quiet_days_of_month: tuple[int, ...]
    max_load_lead: str

    @classmethod
    def of(cls, policy: Policy) -> Self:
        """The settings of a registry."""
        return cls(
            slots=policy.slots,
            inspectors_per_department=policy.inspectors_per_department,
            max_departments_per_visit=policy.max_departments_per_visit,
            max_people_per_visit=policy.max_people_per_visit,
            min_days_between_visits=policy.min_days_between_visits,
            quiet_days_of_month=policy.quiet_days_of_month,
            max_load_lead=str(policy.max_load_lead),
        )


class SealedLists(msgspec.Struct, frozen=True):
    """The lists as they were sealed.

    `digest` is the digest of the digests in `lists` (canonical file → SHA-256), `inputs` those of the files as read,
    `rules` the version of the rules that the draws follow. A round of an older version has no more than digest and
    inputs.
    """

    digest: str
    lists: Mapping[str, str]
    inputs: Mapping[str, str]
    policy: RoundPolicy | None
    working_days: tuple[date, ...]
    rules: str


class SeedSource(msgspec.Struct, frozen=True):
    """Where a seed will come from: which public event, when, and how its outcome is written as text.

    `pattern` is the regular expression that the whole outcome must match, `outcomes` how many outcomes are possible.
    """

    kind: str
    event: str
    due: datetime
    written: str
    pattern: str
    outcomes: int


class Evidence(msgspec.Struct, frozen=True):
    """What shows that an outcome is the event's own."""

    witnesses: tuple[str, ...] = ()
    link: str = ""
    signature: str = ""
    note: str = ""


class Rule(NamedTuple, Generic[T]):
    """Something demanded, as a sentence, and whether a value is so."""

    holds: Callable[[T], bool]
    zh: str
    en: str


SOURCE_RULES: tuple[Rule[SeedSource], ...] = (
    Rule(lambda it: it.kind in EVIDENCE_RULES, "类别是 dice、lottery 或 beacon", "its kind is dice, lottery or beacon"),
    Rule(lambda it: bool(it.event.strip()), "写明是哪一次公开事件", "it names a public event"),
    Rule(lambda it: it.due.tzinfo is not None, "时刻带有时区", "its hour has a time zone"),
    Rule(lambda it: bool(it.written.strip()), "写明结果怎样写成文字", "it says how the outcome is written as text"),
    Rule(lambda it: _compiles(it.pattern), "格式是正则表达式", "its pattern is a regular expression"),
    Rule(
        lambda it: it.outcomes >= FEWEST_OUTCOMES,
        f"可能的结果不少于 {FEWEST_OUTCOMES:,} 种，否则经办机关可以逐个试密钥，直到有利为止",
        f"at least {FEWEST_OUTCOMES:,} outcomes are possible, else the office could try secrets until one favours it",
    ),
)
"""What a source must be to be named."""

EVIDENCE_RULES: Mapping[str, Rule[Evidence]] = {
    DICE: Rule(
        lambda it: len({name.strip() for name in it.witnesses} - {""}) >= 2,
        "掷骰须有至少两名见证人",
        "dice need at least two witnesses",
    ),
    LOTTERY: Rule(lambda it: bool(it.link.strip()), "彩票开奖须有链接", "a lottery needs a link"),
    BEACON: Rule(lambda it: bool(it.signature.strip()), "公共随机信标须有签名", "a beacon needs its signature"),
}
"""What shows an outcome of each kind of source."""

_WINDOW: Rule[Change] = Rule(
    lambda it: it.first is not None and it.last is not None and it.first <= it.last and bool(it.matter),
    "应查事项须有事项和起止日期",
    "a check that is due has a matter, a first and a last day",
)

CHANGE_RULES: Mapping[str, Rule[Change]] = {
    ABSENT: Rule(
        lambda it: it.first is not None and it.last is not None and it.first <= it.last,
        "人员缺勤须有起止日期",
        "an officer is absent from a first to a last day",
    ),
    GONE: Rule(lambda it: it.last is None, "离岗没有结束日期", "an officer who is gone has no last day"),
    CLOSED: Rule(
        lambda it: it.first is it.last is None, "停业没有起止日期", "a closed enterprise has no first and last day"
    ),
    MOVED: Rule(
        lambda it: bool(it.area) == bool(it.district),
        "迁址须区县、片区俱全，或俱无（迁出）",
        "an enterprise moves to a district and an area, or to neither: away",
    ),
    REFUSES: Rule(
        lambda it: it.first is not None and (it.last is None or it.first <= it.last),
        "不接受检查须有日期",
        "an enterprise refuses days from a first to a last one",
    ),
    DECLINED: Rule(lambda it: bool(it.department), "须写明哪个部门不参加", "a department that declines is named"),
    **dict.fromkeys(DUE_KINDS, _WINDOW),
}
"""What each kind of change must say."""


def broken(rules: Iterable[Rule[T]], value: T) -> list[Rule[T]]:
    """The rules that a value breaks."""
    return [rule for rule in rules if not rule.holds(value)]


def commitment_to(secret: str) -> str:
    """SHA-256 of the secret's UTF-8, in hex: what is sealed of it.

    >>> commitment_to("0" * 64)[:16]
    '60e05bd1b195af2f'
    """
    return sha256(secret.encode()).hexdigest()


def seed_of(outcome: str, secret: str) -> str:
    """The seed.

    >>> seed_of("4 1 6 2", "5ec2e7")
    '4 1 6 2/5ec2e7'
    """
    return f"{outcome}/{secret}"


def may_disclose_from(last_visit: date) -> datetime:
    """The moment from which the secret may be opened: midnight in Beijing after the last visit's day.

    >>> may_disclose_from(date(2027, 3, 31)).isoformat()
    '2027-03-31T16:00:00+00:00'
    """
    return datetime.combine(last_visit + timedelta(days=1), time(), BEIJING).astimezone(UTC)


def as_told(at: datetime) -> str:
    """A moment as it is told: by the clock of Beijing, with its offset; as it is where the calendar ends.

    >>> as_told(datetime(2027, 1, 4, 2, 0, 0, 5, UTC)), as_told(datetime.max.replace(tzinfo=UTC))[:4]
    ('2027-01-04 10:00:00.000005+08:00', '9999')
    """
    with suppress(OverflowError):
        at = at.astimezone(BEIJING)
    return at.isoformat(sep=" ")


def day_in_beijing(at: datetime) -> date:
    """The day by the clock of Beijing; as it is where the calendar ends.

    >>> day_in_beijing(datetime(2027, 1, 4, 23, tzinfo=UTC)), day_in_beijing(datetime.max.replace(tzinfo=UTC)).year
    (datetime.date(2027, 1, 5), 9999)
    """
    with suppress(OverflowError):
        at = at.astimezone(BEIJING)
    return at.date()


def record_link(lines: Iterable[bytes]) -> str:
    """The link of a record: SHA-256 of the link before and the line, from 32 zero bytes on; in hex.

    >>> record_link([])[:8], record_link([b"{}"])[:8]
    ('00000000', 'fb1634c4')
    """
    link = bytes(32)
    for line in lines:
        link = sha256(link + line).digest()
    return link.hex()


def _compiles(pattern: str) -> bool:
    try:
        re.compile(pattern)
    except re.error:
        return False
    return True
