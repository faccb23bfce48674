"""The frozen lists: a registry in the one form in which a round seals it, and their digests.

The same lists are the same bytes, however their files were encoded, whatever order their rows had, and whether
defaults were written out. A folder of them is a registry folder again.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal, Inexact, localcontext
from fractions import Fraction
from hashlib import sha256
from typing import Any

from domain.folder import cells
from domain.folder.columns import REGISTRY_SHAPES, Column, TableShape
from domain.folder.files import POLICY_FILE
from domain.folder.policy import SETTINGS
from domain.folder.writing import plain, table_bytes
from domain.registry import Policy, Registry

WORKING_DAYS = TableShape("working_days", "", date, (Column("date", "", cells.day, required=True),), key=("date",))
"""The working days of the round, as they were resolved: no list of a registry folder."""
IN_ORDER = "departments"
"""The one table whose order has a meaning: precedence."""


def freeze(registry: Registry, working_days: Iterable[date]) -> dict[str, bytes]:
    """File → bytes: every list with all its columns and defaults, `policy.toml` and `working_days.csv`.

    Rows are sorted as text, but for `departments.csv`, whose order is that of precedence. A `scenes.csv` that is absent
    stays absent, for an empty one says the opposite; other empty lists are their header.
    """
    files = {}
    for shape in REGISTRY_SHAPES:
        table = getattr(registry, shape.name)
        if table is not None:
            rows = table.values() if isinstance(table, Mapping) else table
            files[shape.file] = table_bytes(shape, rows, in_order=shape.name == IN_ORDER)
    files[POLICY_FILE] = _policy(registry.policy)
    files[WORKING_DAYS.file] = table_bytes(WORKING_DAYS, [(day,) for day in working_days])
    return files


def lists_digest(digests: Mapping[str, str]) -> str:
    """One digest over all the lists: SHA-256 of a line `file digest` for each, sorted by file.

    >>> sha256(b"caps.csv 00ff\\npolicy.toml 11ee\\n").hexdigest() == lists_digest(
    ...     {"policy.toml": "11ee", "caps.csv": "00ff"}
    ... )
    True
    """
    lines = "".join(f"{file} {digest}\n" for file, digest in sorted(digests.items()))
    return sha256(lines.encode()).hexdigest()


def _policy(policy: Policy) -> bytes:
    """Every key, in the contract's order."""
    return "".join(f"{key} = {_toml(getattr(policy, key))}\n" for key in SETTINGS).encode()


def _toml(value: Any) -> str:
    """A setting's value. The JSON of whole numbers, and of texts without control characters, is TOML too."""
    if isinstance(value, Fraction):
        return _decimal(value)
    return json.dumps(value, ensure_ascii=False)


def _decimal(number: Fraction) -> str:
    """A fraction's decimal digits; Inexact for one that has no end, which no policy can have said."""
    with localcontext() as context:
        context.prec = number.numerator.bit_length() + number.denominator.bit_length() + 1
        context.traps[Inexact] = True
        return plain(Decimal(number.numerator) / Decimal(number.denominator))
