"""Every check is made by a visit or stands unplanned with its reason: the settlement at the end of planning."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from domain.plan import Unplanned, Visit
from domain.registry import DueCheck, Registry


def settle(
    registry: Registry,
    drawn: Iterable[tuple[str, str]],
    visits: Iterable[Visit],
    reasons: Iterable[Unplanned],
) -> tuple[Unplanned, ...]:
    """The checks that no visit makes, each with the reason that was found for it on the way.

    A visit makes every due check of its pairs whose window holds the day; the earliest visit of a pair also makes
    the drawn check.
    """
    days: dict[tuple[str, str], list[date]] = defaultdict(list)
    for visit in visits:
        for matter in visit.matters:
            days[visit.enterprise, matter].append(visit.date)

    def made(due: DueCheck) -> bool:
        return any(due.not_before <= day <= due.not_after for day in days[due.enterprise, due.matter])

    why: dict[tuple[str, str, date | None], list[Unplanned]] = defaultdict(list)
    for reason in reasons:
        why[reason[:3]].append(reason)
    left = [(e, m, None) for e, m in dict.fromkeys(drawn) if not days[e, m]]
    unmade = [*left, *((d.enterprise, d.matter, d.not_before) for d in registry.due if not made(d))]
    return tuple(sorted((why[key].pop(0) for key in unmade), key=as_text))


def as_text(row: Unplanned) -> tuple[str, ...]:
    """How the rows of `unplanned.csv` sort."""
    return row.enterprise, row.matter, str(row.not_before or ""), row.reason, row.detail
