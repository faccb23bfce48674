"""Checks that are due without a draw (应查事项): each with the days on which it must be made."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random

from api.sample.catalogue import Size, settings
from api.sample.demand import Applicable
from api.sample.enterprises import active
from domain.registry import Blackout, DueCheck, Enterprise


def due_checks(
    size: Size,
    known: dict[str, Enterprise],
    applicable: Applicable,
    closed: Sequence[Blackout],
    work: Sequence[date],
    random: Random,
) -> tuple[DueCheck, ...]:
    """Complaints, re-checks, transfers, orders from above and classes of which everyone is checked.

    At enterprises whose door is not shut in the quarter, whose days of work are given; orders count toward caps.
    """
    reasons = settings("occasions")
    shut = {row.enterprise for row in closed} | {row.area for row in closed}
    open_doors = [each for each in active(known) if not shut & {each.id, each.area}]
    worst = [each for each in open_doors if each.credit_class == "D"]
    kinds = list(reasons["due_weight"])
    found: dict[tuple[str, str], DueCheck] = {}
    while len(found) < size.due_checks:
        kind = random.choices(kinds, [reasons["due_weight"][each] for each in kinds])[0]
        enterprise = random.choice(worst if kind == "full" else open_doors)
        matter = random.choice(applicable(enterprise))
        first, last = (work[0], work[-1]) if kind == "full" else _window(work, reasons["window_days"], random)
        row = DueCheck(
            enterprise.id, matter.id, kind, first, last, random.choice(reasons["due"][kind]), kind == "ordered"
        )
        found.setdefault((row.enterprise, row.matter), row)
    return tuple(sorted(found.values()))


def _window(work: Sequence[date], length: Sequence[int], random: Random) -> tuple[date, date]:
    """So many days in a row from a day of work on, two such days at least; none begins in the last five."""
    start = random.randrange(len(work) - 5)
    last = work[start] + timedelta(days=random.randint(*length) - 1)
    return work[start], min(work[-1], max(work[start + 1], last))
