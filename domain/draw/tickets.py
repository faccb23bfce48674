"""Tickets: one number per enterprise, officer and turn, made from a public seed and nothing else.

Source: the consistent sampling of R. L. Rivest (tickets by hash of seed and id), as in the contract, "The draw".
In a shell: `printf '%s|%s|%s' "$seed" 2027Q1 "$id" | sha256sum`.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256


def _ticket(*parts: str) -> str:
    return sha256("|".join(parts).encode()).hexdigest()


def enterprise_ticket(seed: str, round_id: str, enterprise: str) -> str:
    """The enterprise's ticket, the same for every department: 64 hex digits, compared as text.

    >>> enterprise_ticket("dice 4 1 6 2", "2027Q1", "CHI00000002")[:16]
    'a87488e06de94526'
    """
    return _ticket(seed, round_id, enterprise)


def officer_ticket(officer_seed: str, round_id: str, outing: str, department: str, inspector: str) -> str:
    """The officer's ticket for a department's part in one outing.

    >>> officer_ticket("dice 3 3 5 1", "2027Q1", "O00001", "health", "health-01")[:16]
    'ed237d7e4bad73ac'
    """
    return _ticket(officer_seed, round_id, outing, department, inspector)


def officer_tickets(
    officer_seed: str, round_id: str, outing: str, department: str, inspectors: Iterable[str]
) -> list[bytes]:
    """The tickets of several officers for the same outing, as bytes, which compare as their hex digits do.

    >>> officer_tickets("dice 3 3 5 1", "2027Q1", "O00001", "health", ["health-01"])[0].hex()[:16]
    'ed237d7e4bad73ac'
    """
    start = "|".join((officer_seed, round_id, outing, department, "")).encode()
    return [sha256(start + inspector.encode()).digest() for inspector in inspectors]


def turn(officer_seed: str, round_id: str, outing: str, department: str) -> str:
    """The order in which the outings of a department draw their officers: smallest first.

    >>> turn("dice 3 3 5 1", "2027Q1", "O00001", "health")[:16]
    '82eea1ba7fc4fbec'
    """
    return _ticket(officer_seed, round_id, outing, department)
